"""The ways out of the office, read from the environment: a mistyped one stops the start and says how to mend it."""

from __future__ import annotations

import re
from datetime import time
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from alerts.channels.mail import ADDRESS, Server

SMTP = "SMTP_URL must look like smtp://user:password@host:25 (smtps:// for TLS, ?starttls=1 to change to it)"
QUOTED = " (of a name or password, write / as %2F, @ as %40, : as %3A, # as %23, ? as %3F, % as %25)"
PORTS = {"smtp": 25, "smtps": 465}
SITE = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?", re.I)
SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def mail_server(url: str) -> Server | None:
    """`SMTP_URL`; None where the site sends no mail."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port, query = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise ImproperlyConfigured(SMTP + QUOTED + ".") from error
    whole = parts.scheme in PORTS and parts.hostname and parts.path in ("", "/") and not parts.fragment
    known = not set(query) - {"starttls"} and query.get("starttls", "1") in ("0", "1")
    if not whole or not known or port == 0 or bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(SMTP + QUOTED + ".")
    if parts.scheme == "smtps" and query.get("starttls") == "1":
        raise ImproperlyConfigured(
            "SMTP_URL says smtps:// and starttls=1: one of the two hides what is said, not both."
        )
    tls = "tls" if parts.scheme == "smtps" else "starttls" if query.get("starttls") == "1" else ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(str(parts.hostname), port or PORTS[parts.scheme], user, password, tls)


def mail_from(typed: str, server: Server | None) -> str:
    """`MAIL_FROM`: an address, or a name and an address in angle brackets. Needed where mail is sent."""
    if not typed:
        if server is not None:
            raise ImproperlyConfigured(
                "MAIL_FROM is missing: the address that mails come from, such as oa@example.gov.cn."
            )
        return ""
    if any(ord(sign) < 32 for sign in typed) or not ADDRESS.fullmatch(parseaddr(typed)[1]):
        raise ImproperlyConfigured(
            f"MAIL_FROM must look like oa@example.gov.cn or 公文系统 <oa@example.gov.cn>, not {typed!r}."
        )
    return typed


def site_url(typed: str) -> str:
    """`SITE_URL`, without a slash at its end; empty: messages carry no link."""
    if typed and not SITE.fullmatch(typed):
        raise ImproperlyConfigured(
            f"SITE_URL has {typed!r}: write scheme and host as a browser opens this site, without a path."
        )
    return typed.rstrip("/")


def quiet_hours(typed: str) -> tuple[time, time]:
    """`QUIET_HOURS`, as 22:00-07:00 in Shanghai; from and to the same: no quiet hours."""
    found = SPAN.fullmatch(typed)
    if not found:
        raise ImproperlyConfigured(
            f"QUIET_HOURS must look like 22:00-07:00 (00:00-00:00 for none), not {typed!r}."
        )
    h1, m1, h2, m2 = map(int, found.groups())
    return time(h1, m1), time(h2, m2)


def digest_times(typed: list[str]) -> list[time]:
    """`DIGEST_TIMES`, as 09:00,14:00 in Shanghai, in order."""
    found = [CLOCK.fullmatch(one) for one in typed]
    if not found or not all(found):
        raise ImproperlyConfigured(f"DIGEST_TIMES must look like 09:00,14:00, not {','.join(typed)!r}.")
    return sorted({time(int(m[1]), int(m[2])) for m in found if m})


def budget(typed: str) -> int:
    """`ALERT_BUDGET`: messages an hour to one person by one channel, before they are put together."""
    if not (typed.isascii() and typed.isdecimal()) or not 1 <= int(typed) <= 100_000:
        raise ImproperlyConfigured(f"ALERT_BUDGET must be a number from 1 to 100000, not {typed!r}.")
    return int(typed)
