"""Mail by SMTP. The connection is kept over a run and opened anew after a failure."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, parseaddr

from django.utils.translation import gettext as _

from alerts.channels import Message, Refused, TryAgain
from alerts.channels.deadline import within

PATIENCE = 10  # seconds for each answer of the server
WHOLE = 25  # seconds for one message, however slowly the server answers
IDLE = 2  # seconds after which a kept connection is asked whether it still lives
TOO_LARGE = 552  # of this letter; whatever else is said of its sender is said of every letter
IN_A_ROW = 3  # messages broken off one after another: it is not the message

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class Server:
    """Where mail is handed in: `docflow.outside.mail_server` reads it from `SMTP_URL`."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = ""  # "", "starttls" or "tls"


class Mail:
    """One connection to the site's mail server."""

    def __init__(
        self, server: Server, sender: str, *, patience: float = PATIENCE, whole: float = WHOLE
    ) -> None:
        self.server, self.sender = server, sender
        self.patience, self.whole = patience, whole
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0
        self._broken = 0

    def send(self, message: Message) -> None:
        mail = letter(message, self.sender)
        to, raw = mail["To"].addresses[0].addr_spec, mail.as_bytes(policy=SMTP)
        try:
            with within(self.whole, lambda: self._smtp.sock if self._smtp else None):
                self._hand_over(to, raw)
        except TimeoutError as error:
            self.close()
            raise TryAgain(_("邮件服务器没有应答。"), whole=True) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            found = _answered(error.smtp_code, error.smtp_error)
            if error.smtp_code == TOO_LARGE:
                raise found from error
            raise TryAgain(found.reason, whole=True) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            if isinstance(error.__context__, TimeoutError):  # how smtplib says it
                raise TryAgain(_("邮件服务器没有应答。"), whole=True) from error
            self._broken += 1
            raise TryAgain(_("邮件服务器中断了连接。"), whole=self._broken >= IN_A_ROW) from error
        self._broken, self._used = 0, time.monotonic()

    def _hand_over(self, to: str, raw: bytes) -> None:
        smtp = self._connection()
        try:
            smtp.sendmail(parseaddr(self.sender)[1], [to], raw)
        finally:
            if smtp.sock is None:  # a 421, or lost: the next message opens a new one
                self.close()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.close()

    def _connection(self) -> smtplib.SMTP:
        """The kept one if it still answers, else a new one."""
        if self._smtp is not None and time.monotonic() - self._used > IDLE:
            try:
                alive = self._smtp.noop()[0] == 250
            except (smtplib.SMTPException, OSError):
                alive = False
            if not alive:
                self.close()
        if self._smtp is None:
            self._open()
        assert self._smtp is not None
        return self._smtp

    def _open(self) -> None:
        """Connect, hide what is said if so set, and log in. What fails here fails for every message."""
        try:
            self._greet(ssl.create_default_context() if self.server.tls else None)
        except ssl.SSLError:
            said = _("邮件服务器的证书或加密连接有误。")
        except smtplib.SMTPAuthenticationError:
            said = _("邮件服务器不接受登录名或密码。")
        except (smtplib.SMTPException, OSError) as error:
            slow = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
            said = _("邮件服务器没有应答。") if slow else _("连不上邮件服务器。")
        else:
            return
        self.close()
        raise TryAgain(said, whole=True)

    def _greet(self, context: ssl.SSLContext | None) -> None:
        at, name = self.server, parseaddr(self.sender)[1].rpartition("@")[2]
        if at.tls == "tls":
            self._smtp = smtplib.SMTP_SSL(local_hostname=name, timeout=self.patience, context=context)
        else:
            self._smtp = smtplib.SMTP(local_hostname=name, timeout=self.patience)
        self._smtp._host = at.host  # type: ignore[attr-defined]  # whom its certificate must name
        code, said = self._smtp.connect(at.host, at.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if at.tls == "starttls":
            self._smtp.starttls(context=context)
        if at.user:
            self._smtp.login(at.user, at.password)


def _answered(code: int, said: bytes | str) -> TryAgain | Refused:
    """What the server's answer means: 5xx is for good."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    reason = _("邮件服务器答复 %(code)s：%(said)s") % {"code": code, "said": " ".join(text.split())[:150]}
    return Refused(reason) if 500 <= code < 600 else TryAgain(reason)


def letter(message: Message, sender: str) -> EmailMessage:
    """Plain text in UTF-8; its Message-ID is made of the event alone, so that a copy can be told from a second mail."""
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((name, address)) if name else address
    mail["To"] = spelled(message.to)
    mail["Subject"] = message.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{message.event}@{address.rpartition('@')[2]}>"
    mail["X-Event-Id"] = message.event
    mail["Auto-Submitted"] = "auto-generated"
    if message.urgent:
        mail["Importance"] = "high"
    mail.set_content(message.text, charset="utf-8", cte="base64")
    return mail


def spelled(address: str) -> str:
    """An address as every server reads it: a domain in Chinese in its ASCII spelling."""
    local, _at, domain = address.rpartition("@")
    try:
        written = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        written = ""
    if not ADDRESS.fullmatch(written):
        raise Refused(_("收件人的邮件地址有误。"))
    return written
