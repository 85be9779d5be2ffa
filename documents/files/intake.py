"""One upload on its way in: kind, secrecy, text, fields; kept only when all of it is in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import secrecy
from .errors import CannotShow, SecretMarking
from .kinds import ACCEPTED, OLE, Kind
from .names import clean_name, split_name
from .pages import drawn_sizes, is_drawing, keep_sizes, why_not
from .reading import Reading, read_fields
from .store import Stored, Upload, save
from .text import Look, look_into


@dataclass(frozen=True)
class Intake:
    """A kept file and what it says. `pages` is 0 when it cannot be drawn; then `why_not` is the sentence why."""

    stored: Stored
    pages_text: list[str]
    pages: int
    why_not: str
    reading: Reading


def take_in(upload: Upload, accepted: str = ACCEPTED) -> Intake:
    """Check, keep and read an upload; `accepted` says what is taken where it is asked for.

    Raises Refused, SecretMarking (I02: nothing is stored, not even derived text) or NoSpace. A file that
    cannot be read is kept: it came in, so it must be there.
    """
    seen = Look([], [])
    trouble = ""

    def look(path: Path, kind: Kind) -> None:
        nonlocal seen, trouble
        try:
            seen = look_into(path, kind)
        except CannotShow as error:
            trouble = error.reason
        _refuse_secret(path, kind, clean_name(upload.name or ""), seen.text)
        if is_drawing(kind.ext) and not trouble:
            # After the words, in a process of its own: a layout that is too much must not cost the words,
            # which the secrecy check reads.
            seen = Look(seen.text, drawn_sizes(path, kind))

    stored = save(upload, check=look, accepted=accepted)
    if seen.sizes:
        keep_sizes(stored.sha256, seen.sizes)
    elif not trouble:
        trouble = why_not(stored.kind)
    return Intake(stored, seen.text, len(seen.sizes), trouble, read_fields(seen.text))


def _refuse_secret(path: Path, kind: Kind, name: str, pages: list[str]) -> None:
    if secrecy.marking_in(split_name(name)[0]):
        raise SecretMarking(secrecy.refusal(), "file name")
    secrecy.check_pages(pages)
    if kind.ext in OLE and secrecy.mark_in_bytes(path.read_bytes()):
        raise SecretMarking(secrecy.refusal(), "file")
