"""The draft check of a kept file, in the other process like all reading of foreign files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext_noop

from proofing.finding import Finding
from proofing.meta import Meta

from . import sandbox, store
from .errors import CannotShow

KINDS = ("docx", "pdf")
BUSY = "busy"  # to be tried again; any other trouble stays with the file
_KEPT = [f.name for f in fields(Finding)]


@dataclass(frozen=True)
class Looked:
    """What was found in these lines; or `trouble`, why nothing could be looked at. All are counted, not all kept."""

    lines: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: int = 0
    warns: int = 0
    trouble: str = ""


def look(sha256: str, ext: str, meta: Meta, severities: Mapping[str, str]) -> Looked | None:
    """None where there was no room to look now. `BlobMissing` where nothing is kept under the hash."""
    try:
        with sandbox.run(
            "proof", store.existing(sha256), ext=ext, meta=_plain(meta), severities=dict(severities)
        ) as (answer, _folder):
            if why := answer.get("unreadable"):
                return Looked(trouble=str(why))
            found = tuple(Finding(**{name: row[name] for name in _KEPT}) for row in answer["findings"])
            return Looked(tuple(answer["lines"]), found, int(answer["errors"]), int(answer["warns"]))
    except CannotShow as error:
        return None if error.code == BUSY else Looked(trouble=_why(error.code))


def _why(code: str) -> str:
    """In the words of the source: what is kept is said in the language of the screen."""
    return {
        "timeout": gettext_noop("文件过于复杂，读取超时，不能核稿，请人工核对。"),
        "too_large": gettext_noop("文件的页面或内容过大，不能核稿，请人工核对。"),
    }.get(code, gettext_noop("文件已损坏或不规范，不能核稿，请人工核对。"))


def _plain(meta: Meta) -> dict[str, Any]:
    """As JSON has it."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(meta).items()
    }
