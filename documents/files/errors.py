"""What can go wrong with a file. Every message is a sentence for the screen, already translated."""

from __future__ import annotations

from docflow.web.errors import BadInput


class Refused(BadInput):
    """The file is not taken in (422); the message says what is wrong and what is accepted. Nothing was stored."""

    def __init__(self, message: str, field: str = "file") -> None:
        super().__init__(message, field)
        self.message = message


class SecretMarking(Refused):
    """A state-secret marking was found. Log `where` only: neither the mark nor any text may be kept."""

    def __init__(self, message: str, where: str, field: str = "file") -> None:
        super().__init__(message, field)
        self.where = where


class NoSpace(Refused):
    """The disk is full: nothing was stored, the same file may be sent again later."""


class BlobMissing(FileNotFoundError):
    """No content is kept under this hash."""


class CannotShow(Exception):
    """A kept file has no page pictures (or no text); `reason` is a sentence for the screen, `code` for logs."""

    def __init__(self, reason: str, code: str = "unsupported") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
