"""Which addresses a webhook may call: only those the security administrator named, and some never.

A name is resolved once, every address it has is looked at, and the connection goes to that very address: what a name
answers later is of no interest.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.utils.translation import gettext as _

from alerts.channels import TryAgain

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# This machine, this link, nobody and everybody; and IPv6 ways to write or to tunnel to an IPv4 address. Whatever an
# administrator names, these are never called. Tests of the conversation hand in an empty list.
FORBIDDEN: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::1/128", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
MAPPED = ip_network("::ffff:0:0/96")  # IPv4 in IPv6's writing: looked at as IPv4, so it is named as IPv4, too
PRIVATE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
MOST = {4: 2**24, 6: 2**96}  # addresses of the largest network that may be named
PATIENCE = 5.0  # seconds for the name to be resolved
NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?", re.I | re.A)
NUMBER = re.compile(
    r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}\.?", re.I | re.A
)  # every way C reads as IPv4
PATH = re.compile(r"/[!-~]*")
_pool = ThreadPoolExecutor(4, thread_name_prefix="names")


def plain(address: Address) -> Address:
    """An IPv4 address written as IPv6 is that address."""
    return getattr(address, "ipv4_mapped", None) or address


def forbids(address: Address, forbidden: Sequence[Network] = FORBIDDEN) -> bool:
    at = plain(address)
    return any(at.version == network.version and at in network for network in forbidden)


def allowed(host: str, port: int, network: str, forbidden: Sequence[Network] = FORBIDDEN) -> list[Address]:
    """The addresses of this host, when every one may be called; `TryAgain` with a sentence otherwise."""
    found = _resolved(host, port)
    for address in found:
        if forbids(address, forbidden) or not _lies_in(address, network):
            raise TryAgain(
                _("接收端 %(host)s 解析到不允许的地址 %(address)s，没有连接。")
                % {"host": host[:100], "address": address},
                whole=True,
            )
    return found


def _resolved(host: str, port: int) -> list[Address]:
    try:
        rows = _pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(PATIENCE)
        found = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    except (OSError, UnicodeError, ValueError, TookTooLong) as error:
        raise TryAgain(_("接收端 %(host)s 的地址查不到。") % {"host": host[:100]}, whole=True) from error
    if not found:
        raise TryAgain(_("接收端 %(host)s 的地址查不到。") % {"host": host[:100]}, whole=True)
    return list(dict.fromkeys(plain(address) for address in found))


def _lies_in(address: Address, network: str) -> bool:
    at, within = plain(address), ip_network(network)
    return at.version == within.version and at in within


def check_target(host: str, port: int, path: str, network: str) -> list[str]:
    """What is wrong with a receiver that somebody wants to allow, a sentence each; nothing is asked of the network."""
    wrong = []
    literal = _literal(host)
    if literal is None and (not NAME.fullmatch(host) or NUMBER.fullmatch(host)):
        wrong.append(_("主机名应形如 qyapi.example.cn，或是一个完整的 IP 地址，不带协议、端口和路径。"))
    elif host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        wrong.append(_("不能发到本机。"))
    if not 1 <= port <= 65535:
        wrong.append(_("端口应为 1 至 65535。"))
    if not PATH.fullmatch(path) or "#" in path:
        wrong.append(_("路径应以 / 开头，只含可见的英文字符，不含空格、换行和 #。"))
    try:
        span = ip_network(network)
    except ValueError:
        return [*wrong, _("允许的网段应形如 203.0.113.7/32 或 203.0.113.0/24（网段的主机位须为零）。")]
    if any(_inside(span, bad) for bad in (*FORBIDDEN, MAPPED)):
        wrong.append(_("允许的网段不能是本机、链路本地、组播或保留地址。"))
    elif span.num_addresses > MOST[span.version]:
        wrong.append(_("允许的网段太大：IPv4 不超过 /8，IPv6 不超过 /32。"))
    elif any(_touches(span, inner) and not _inside(span, inner) for inner in PRIVATE):
        wrong.append(_("允许的网段同时含内网和外网地址：内网接收端请写明其内网网段。"))
    if literal is not None:
        if forbids(literal):
            wrong.append(_("不能发到本机、链路本地、组播或保留地址。"))
        elif not _lies_in(literal, network):
            inner = any(_lies_in(literal, str(private)) for private in PRIVATE)
            wrong.append(
                _("这是内网地址：允许的网段要写明它所在的内网网段。")
                if inner
                else _("主机地址不在允许的网段内。")
            )
    return wrong


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _inside(one: Network, other: Network) -> bool:
    if isinstance(one, IPv4Network):
        return isinstance(other, IPv4Network) and one.subnet_of(other)
    return isinstance(other, IPv6Network) and one.subnet_of(other)


def _touches(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)
