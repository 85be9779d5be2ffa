"""Webhooks to receivers that were allowed (`Target`): signed, to the very address that was looked at, never redirected.

Three forms. `plain`: JSON with all that is known, signed in headers. `wecom` and `dingtalk`: the text message of their
group robots; a group reads it, so it names nothing but the number (see `alerts.content`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote_plus

from django.utils.translation import gettext as _

from alerts.channels import Message, Refused, TryAgain
from alerts.channels.deadline import within
from alerts.channels.guard import FORBIDDEN, Address, Network, allowed
from alerts.models import Target

PATIENCE = 5.0  # seconds for all of it
MOST = 64 * 1024  # bytes of what is sent, and of what is read of the answer
LONGEST = timedelta(hours=4)  # what a receiver may ask us to wait
LATER = {408, 425, 429}
BUSY = {-1, 45009, 130101, 130102}  # of 企业微信 and 钉钉: too much at once, or their own trouble
Form = Target.Form


class Webhook:
    """`forbidden` is what is never called, whatever a target says; only a test of the conversation names another list."""

    def __init__(
        self, *, forbidden: Sequence[Network] = FORBIDDEN, patience: float = PATIENCE,
        context: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.forbidden, self.patience = forbidden, patience
        self._context = context

    def send(self, message: Message) -> None:
        target: Target = message.target
        body = json.dumps(payload(message), ensure_ascii=False).encode()
        if len(body) > MOST:
            raise Refused(_("内容超过 64 kB。"))
        addresses = allowed(target.host, target.port, target.network, self.forbidden)
        status, headers, answer = self._post(target, addresses, *signed(target, message.event, body), body)
        judge(target, status, headers, answer)

    def close(self) -> None:
        """Each message has a connection of its own."""

    def _post(
        self, target: Target, addresses: Sequence[Address], path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Any, bytes]:
        connection = Pinned(target.host, target.port, addresses, self.patience, self._tls(target))
        try:
            with within(self.patience, lambda: connection.sock):
                _connect(connection)
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read(MOST)
        except TimeoutError as error:
            raise TryAgain(_("接收端没有应答。"), whole=True) from error
        except ssl.SSLError as error:
            raise TryAgain(_("接收端的证书或加密连接有误。"), whole=True) from error
        except (http.client.HTTPException, OSError) as error:
            raise TryAgain(_("接收端连不上或中断了连接。")) from error
        finally:
            connection.close()

    def _tls(self, target: Target) -> ssl.SSLContext | None:
        if not target.tls:
            return None
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context


def _connect(connection: Pinned) -> None:
    """Who cannot be reached cannot be reached by any message: the others wait untried."""
    try:
        connection.connect()
    except (TimeoutError, ssl.SSLError):
        raise
    except OSError as error:
        raise TryAgain(_("接收端连不上或中断了连接。"), whole=True) from error


class Pinned(http.client.HTTPConnection):
    """A connection to the first of these addresses that answers; the host is named in the request and, with TLS, must be named by the certificate."""

    def __init__(
        self,
        host: str,
        port: int,
        addresses: Sequence[Address],
        patience: float,
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(host, port, timeout=patience)
        self.default_port = http.client.HTTPS_PORT if context else http.client.HTTP_PORT
        self._addresses, self._context, self._patience = addresses, context, patience

    def connect(self) -> None:
        """The patience is shared out: however many addresses a name has, one that is silent leaves time for the others."""
        end = time.monotonic() + self._patience
        for left, address in zip(range(len(self._addresses), 0, -1), self._addresses, strict=True):
            wait = max((end - time.monotonic()) / left, 0.001)
            try:
                self.sock = socket.create_connection((str(address), self.port), wait)
                break
            except OSError:
                if left == 1:
                    raise
        self.sock.settimeout(self._patience)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def payload(message: Message) -> dict[str, Any]:
    """The body as its receiver wants it."""
    form = message.target.form
    if form == Form.PLAIN:
        return {
            "event": message.event, "to": message.to, "stage": message.stage, "number": message.number,
            "urgent": message.urgent, "subject": message.subject, "text": message.text, "link": message.link,
        }  # fmt: skip
    if form == Form.WECOM:
        return {"msgtype": "text", "text": {"content": message.text, "mentioned_list": [message.to]}}
    return {
        "msgtype": "text",
        "text": {"content": message.text},
        "at": {"atUserIds": [message.to], "isAtAll": False},
    }


def signed(target: Target, event: str, body: bytes, now: float | None = None) -> tuple[str, dict[str, str]]:
    """Path and headers. Signed are the second, the event and the body: a receiver can drop what is old or came twice."""
    moment = time.time() if now is None else now
    stamp = str(int(moment))
    mac = hmac.new(target.secret.encode(), f"{stamp}.{event}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "docflow",
        "X-Event-Id": event,
        "X-Docflow-Timestamp": stamp,
        "X-Docflow-Signature": f"sha256={mac}",
    }
    path = target.path
    if target.form == Form.DINGTALK:
        milli = str(int(moment * 1000))
        code = hmac.new(target.secret.encode(), f"{milli}\n{target.secret}".encode(), hashlib.sha256).digest()
        joint = "&" if "?" in path else "?"
        path += f"{joint}timestamp={milli}&sign={quote_plus(base64.b64encode(code))}"
    return path, headers


def judge(target: Target, status: int, headers: Any, answer: bytes) -> None:
    """Return if it was taken; raise what became of it otherwise."""
    said = _("接收端答复 HTTP %(code)s。") % {"code": status}
    if 300 <= status < 400:
        raise Refused(_("接收端要求转到别处（HTTP %(code)s），不跟随。") % {"code": status})
    if status in LATER or status >= 500 or status < 200:
        raise TryAgain(said, retry_after(headers.get("Retry-After")), whole=True)
    if status >= 400:
        raise Refused(said)
    if target.form != Form.PLAIN:
        _errcode(answer)


def _errcode(answer: bytes) -> None:
    """Their robots answer 200 to everything and say in the body whether it was taken."""
    try:
        found = json.loads(answer)
        code, why = int(found["errcode"]), str(found.get("errmsg", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TryAgain(_("接收端的答复看不懂。")) from error
    if code != 0:
        words = {"code": code, "why": "".join(filter(str.isprintable, why))[:100]}
        said = _("接收端答复 %(code)s：%(why)s") % words
        raise TryAgain(said, whole=True) if code in BUSY else Refused(said)


def retry_after(value: str | None) -> timedelta | None:
    """Seconds or a date, never longer than four hours; None where it says nothing of use."""
    if not value:
        return None
    wait: timedelta | None = None
    if value.strip().isascii() and value.strip().isdecimal():
        wait = timedelta(seconds=min(int(value.strip()[:9]), 10**6))
    else:
        with suppress(ValueError, TypeError, IndexError):
            moment = parsedate_to_datetime(value)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)
    return max(timedelta(0), min(wait, LONGEST)) if wait is not None else None
