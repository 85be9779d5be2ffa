"""版面: how the paper is printed, its annexes and the files of its drafts, in the viewer of incoming papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web.parts import esc
from documents.files.errors import CannotShow
from documents.files.pages import is_drawing
from documents.models import Attachment
from documents.views.viewer import Viewer, joined, picture_pages, tabs, viewer
from outgoing.files import layout
from outgoing.models import DraftVersion, Outgoing
from outgoing.queries import files, kept
from outgoing.queries.found import lines_of
from outgoing.queries.original import folder


def seen(
    paper: Any, text: DraftVersion | None, asked: Mapping[str, Any], here: str
) -> tuple[Viewer, list[Any]]:
    """What stands on the left for who sees the inside, and the annexes in all their versions. `text` is the text as it
    is now; `asked` names file, view and first page; `here` is this page's address."""
    rows = [_annex(paper, row, here) for row in files.annexes(paper, every=True)]
    shown = next((row for row in rows if row["id"] == asked["file"]), None)
    chosen = [*rows]
    if shown is None and (match := files.KEY.fullmatch(asked["file"])) and match["draft"]:
        shown = draft_file(paper, int(match["draft"]))
        chosen = [shown, *rows] if shown else rows
    if shown is not None:
        return file_shown(chosen, shown, asked, here), rows
    made = Viewer(name=_("版面"), tabs=tabs(rows, None, here, _first(here, True) if text or rows else ()))
    if text is None:
        made.blank = _("还没有文稿。") + _("拟稿人可在「改文稿」中上传 Word 文档或写正文。")
        return made, rows
    made.has_text, made.as_text = True, asked["view"] == "text"
    made.toggle = here if made.as_text else joined(here, "view=text")
    if not made.as_text:
        blob = kept.printed(paper)
        try:
            sizes = layout.sizes(folder(paper)) if blob is None else kept.sizes(blob)
            mark = f"{paper.content_hash[:12]}{paper.version}"
            _pages(made, paper, sizes, asked["p"] or 1, here, mark, _("第 %(n)s 页，可切换文字阅读"))
        except CannotShow as error:
            made.why, made.as_text, made.toggle = error.reason, True, ""
    if made.as_text:
        made.file, made.pages, made.count = {"id": ""}, _lines(text), 1
    return made, rows


def _lines(text: DraftVersion) -> SafeString:
    """The words of a text, each line an address: findings lead there."""
    rows = (
        f'<span id="line-{n}">{esc(line) or "&#8203;"}</span>' for n, line in enumerate(lines_of(text), 1)
    )
    return SafeString('<div class="text" id="p1" data-page>' + "\n".join(rows) + "</div>")


def issued(paper: Any, asked: Mapping[str, Any], here: str) -> tuple[Viewer, list[Any]]:
    """For who received it: the pages of the kept original, and the annexes as they were issued; no draft is laid out."""
    rows = [_annex(paper, row, here) for row in files.annexes(paper, every=False)]
    shown = next((row for row in rows if row["id"] == asked["file"]), None)
    if shown is not None:
        return file_shown(rows, shown, asked, here), rows
    made = Viewer(name=_("版面"))
    if paper.original is None:
        made.blank = _("本件没有可在线查看的正本，以收到的纸质正本为准。")
        made.tabs = tabs(rows, None, here, _first(here, True) if rows else ())
        return made, rows
    made.tabs = tabs(rows, None, here, _first(here, True))
    try:
        sizes = kept.sizes(paper.original)
        mark = f"{paper.content_hash[:12]}{paper.version}"
        _pages(made, paper, sizes, asked["p"] or 1, here, mark, _("第 %(n)s 页，可打开正本阅读文字"))
    except CannotShow as error:
        made.why = error.reason
    return made, rows


def file_shown(
    rows: list[dict[str, Any]], shown: dict[str, Any], asked: Mapping[str, Any], here: str
) -> Viewer:
    """A file of the paper. Its words are read where they are wanted, or where there is nothing else to see."""
    if shown["words"] and (asked["view"] == "text" or not shown["pages"]):
        shown["text"] = files.words_of(shown)
    made = viewer(rows, {**asked, "file": shown["id"]}, here, _first(here, False))
    made.name = shown["label"]
    return made


def draft_file(paper: Outgoing, number: int) -> dict[str, Any] | None:
    """The file of a version of the text, as the viewer wants it; None where there is none."""
    row = files.draft(paper, number)
    if row is None:
        return None
    return {
        **row,
        "label": _("第 %(n)s 稿") % {"n": number},
        "plain": False,
        "folder": reverse("outgoing_version_page", args=[paper.ref, number, 0]).rpartition("/")[0] + "/",
        "original": reverse("outgoing_version_file", args=[paper.ref, number]),
    }


def _first(here: str, current: bool) -> list[tuple[str, str, str, bool]]:
    return [(here, _("版式"), "", current)]


def _annex(paper: Outgoing, row: dict[str, Any], here: str) -> dict[str, Any]:
    """`url`: where it is shown."""
    at = [paper.ref, row["number"], row["version"]]
    first = reverse(f"outgoing_annex_{'drawing' if is_drawing(row['ext']) else 'page'}", args=[*at, 0])
    return {
        **row,
        "label": f"{Attachment.Role.ANNEX.label}{row['number']}",
        "plain": False,
        "folder": first.rpartition("/")[0] + "/",
        "original": reverse("outgoing_annex", args=at),
        "url": joined(here, f"file={row['id']}"),
    }


def _pages(
    made: Viewer, paper: Outgoing, sizes: list[tuple[int, int]], start: int, here: str, mark: str, alt: str
) -> None:
    """The pages of the original. `mark`: their pictures change with what is printed."""
    first = reverse("outgoing_page", args=[paper.ref, 0]).rpartition("/")[0] + "/"
    made.file = {"label": _("版式"), "ext": "pdf", "folder": first, "mark": mark, "alt": alt}
    picture_pages(made, made.file, sizes, start, here)
