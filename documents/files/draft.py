"""The paragraphs of a kept draft, for comparing versions (`compare`). Read in the other process, like all files."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import sandbox, store
from .errors import CannotShow
from .inside.beside import CODES


@dataclass(frozen=True)
class Paragraphs:
    """What a draft says once its tracked changes are accepted; whether it has any that are not yet; and whether it shows
    anything that is not in its words, and so is lost where they alone are kept."""

    list: tuple[str, ...]
    has_tracked_changes: bool = False
    has_tables: bool = False
    has_pictures: bool = False  # charts and embedded objects, too
    has_numbering: bool = False  # numbers and bullets that Word sets by itself
    has_notes: bool = False  # footnotes and endnotes
    has_formulas: bool = False  # and symbols of a symbol font


def paragraphs(sha256: str, ext: str) -> Paragraphs:
    """Paragraphs of a kept DOCX or TXT in reading order, tables and text boxes included, empty ones not; of a DOCX those
    of its main part, without headers, footers and notes.

    Raises CannotShow with a sentence for the screen (codes: no_words, broken, too_large, no_draft, timeout,
    busy), BlobMissing where nothing is kept under the hash. Line breaks within a paragraph are \\n.
    """
    try:
        with sandbox.run("paragraphs", store.existing(sha256), ext=ext) as (answer, _folder):
            beside = {f"has_{code}": code in answer["beside"] for code in CODES}
            return Paragraphs(tuple(map(str, answer["paragraphs"])), bool(answer["tracked"]), **beside)
    except CannotShow as error:
        raise CannotShow(_why(error), error.code) from error


def _why(error: CannotShow) -> str:
    return {
        "no_words": _("文件里没有文字，不能比对。请检查是否传错了文件。"),
        "no_draft": _("只能比对 DOCX 和 TXT 文件的文字。"),
        "broken": _("文件已损坏或不规范，不能比对。请另存后再上传一次。"),
        "too_large": _("文件的文字过多（超过 50 万字），不能比对。"),
        "timeout": _("文件过于复杂，读取超时，不能比对。"),
        "died": _("文件过于复杂，读取时出错，不能比对。"),
    }.get(error.code, error.reason)
