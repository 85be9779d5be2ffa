"""原文: tabs of a paper's files, the chosen one as page pictures or as text, or why it cannot be shown.

The same for incoming and outgoing papers. A file is a mapping with `id` (as the address names it), `role`, `number`,
`version`, `latest`, `name`, `ext`, `sha`, `pages`, `words` (how many pages of text), `text` (the words, where they are
wanted), `why_not`, and `label` (how its tab begins), `plain` (the label alone names it), `folder` (address of its page
pictures), `original` (address of the download), `numbered` (each line of its text is an address).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.files import layout, pages
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS, OFFICE
from documents.files.names import split_name
from documents.files.pages import is_drawing
from documents.models import Attachment
from documents.views import drawn

AT_ONCE = 120  # page pictures on one page of a very long file


@dataclass
class Viewer:
    """What the left side shows. `file` is the chosen one (None: the paper has no file, and `blank` says so); `why`
    stands where it cannot be drawn."""

    tabs: SafeString = SafeString("")
    versions: SafeString = SafeString("")
    file: Mapping[str, Any] | None = None
    thumbs: SafeString = SafeString("")
    pages: SafeString = SafeString("")
    count: int = 0
    why: str = ""
    as_text: bool = False
    has_text: bool = False
    toggle: str = ""
    further: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""
    blank: str = ""
    name: str = field(default_factory=lambda: _("原文"))


def of_paper(doc: Any, files: Sequence[Mapping[str, Any]], query: Mapping[str, Any], url: str) -> Viewer:
    """The files of an incoming paper. `files` in order, newest version first; `url` is this page's."""
    if not files:
        place = _("纸质件在：%(place)s") % {"place": doc.physical_location} if doc.physical_location else ""
        return Viewer(blank=_("本件没有电子原件。") + place)
    return viewer([_told(doc.ref, f) for f in files], query, url)


def viewer(
    files: Sequence[Mapping[str, Any]],
    query: Mapping[str, Any],
    url: str,
    before: Sequence[tuple[str, str, str, bool]] = (),
) -> Viewer:
    """`files` in order, newest version first; `query` names file, view and first page; `url` is this page's; `before`:
    tabs in front of those of the files."""
    shown = next((f for f in files if f["id"] == query["file"]), None) or next(
        f for f in files if f["latest"]
    )
    made = Viewer(file=shown, has_text=bool(shown["words"]), as_text=query["view"] == "text")
    made.tabs = tabs(files, shown, url, before)
    made.versions = _versions(files, shown, url)
    _draw(made, shown, query, joined(url, f"file={shown['id']}"))
    return made


def tabs(
    files: Sequence[Mapping[str, Any]],
    shown: Mapping[str, Any] | None,
    url: str,
    before: Sequence[tuple[str, str, str, bool]] = (),
) -> SafeString:
    """A tab for each file, whichever of its versions is `shown`; after the tabs of `before`."""
    rows = [
        (joined(url, f"file={f['id']}"), _tab(f), f["name"], shown is not None and _same(f, shown))
        for f in files
        if f["latest"]
    ]
    return drawn.tabs([*before, *rows], ".view")


def _draw(made: Viewer, shown: Mapping[str, Any], query: Mapping[str, Any], base: str) -> None:
    offered, failed = _layout(shown, query["view"])
    if offered:
        made.as_text, made.toggle = True, joined(base, "view=layout")
        made.note = (
            _("仅显示文字内容；点「版面」显示版面，第一次约需几秒。")
            if made.has_text
            else _("点「版面」显示版面，第一次约需几秒。")
        )
        _words(made, shown)
        return
    sizes, made.why = ([], failed) if failed else _sizes(shown)
    made.note = caution(shown["ext"]) if sizes or shown["ext"] not in OFFICE else ""
    if made.has_text and not made.why:
        made.toggle = base if made.as_text else joined(base, "view=text")
    if made.as_text or (not sizes and made.has_text):
        made.as_text = True
        _words(made, shown)
        return
    picture_pages(made, shown, sizes, query["p"] or 1, base)


def _words(made: Viewer, shown: Mapping[str, Any]) -> None:
    text = shown["text"] or []
    made.pages, made.count = drawn.words(text, numbered=bool(shown.get("numbered"))), len(text)


def picture_pages(
    made: Viewer, shown: Mapping[str, Any], sizes: Sequence[tuple[int, int]], start: int, base: str
) -> None:
    """Thumbnails and pages from `start` on, and the ways to those before and after; `base` is this view's address."""
    made.count = len(sizes)
    first = max(1, min(start, len(sizes) or 1))
    made.thumbs, made.pages = drawn.pictures(shown, sizes[first - 1 : first - 1 + AT_ONCE], first)
    if first > 1:
        made.further.append((joined(base, f"p={max(1, first - AT_ONCE)}"), _("前面的页")))
    if first - 1 + AT_ONCE < len(sizes):
        made.further.append((joined(base, f"p={first + AT_ONCE}"), _("后面的页")))


def _layout(shown: Mapping[str, Any], view: str) -> tuple[bool, str]:
    """Is a layout of this Office file to be offered? Else why it could not be made, or nothing.

    It is made when somebody asks for it, in a request of its own that may take its time.
    """
    sha, kind = shown["sha"], KINDS[shown["ext"]]
    if not layout.can_make(kind) or layout.is_made(sha):
        return False, ""
    if reason := layout.trouble(sha):
        return False, reason
    if view != "layout":
        return True, ""
    try:
        layout.make(sha, kind)
    except CannotShow as error:
        return False, error.reason
    except BlobMissing:
        return False, _gone()
    return False, ""


def _sizes(shown: Mapping[str, Any]) -> tuple[list[tuple[int, int]], str]:
    """Sizes of the page pictures, or the sentence why there are none."""
    if shown["ext"] in OFFICE and not layout.is_made(shown["sha"]):
        return [], _said(shown) or pages.why_not(KINDS[shown["ext"]])
    # An OFD that came in before its pages could be drawn has none in its row, an Office file never has.
    if not shown["pages"] and shown["ext"] not in OFFICE | {"ofd"}:
        return [], _said(shown) or _("此文件无法预览。可下载原件。")
    try:
        return pages.page_sizes(shown["sha"], KINDS[shown["ext"]]), ""
    except CannotShow as error:
        return [], error.reason
    except BlobMissing:
        return [], _gone()


def _said(shown: Mapping[str, Any]) -> str:
    """Why it could not be drawn when it came in: kept in the words of the source, said in those of the screen."""
    return _(shown["why_not"]) if shown["why_not"] else ""


def _gone() -> str:
    return _("原件不在文件库中，请告诉系统管理员。")


def caution(ext: str) -> str:
    """What is said above pages that another program draws than the one that made the file."""
    return _("预览可能与原件不一致，以原件为准。") if ext == "ofd" or ext in OFFICE else ""


def label(file: Mapping[str, Any]) -> str:
    """正文, 附件1, 批示扫描2: the role, with its number where there may be several."""
    role = str(Attachment.Role(file["role"]).label)
    alone = file["role"] == Attachment.Role.BODY and file["number"] == 1
    return role if alone else f"{role}{file['number']}"


def _told(ref: str, file: Mapping[str, Any]) -> dict[str, Any]:
    """A file of an incoming paper, with what the viewer has to know of it."""
    at = [ref, file["id"], 0]
    drawing = is_drawing(file["ext"])
    first = reverse("page_drawing" if drawing else "page_picture", args=at)
    return {
        **file,
        "label": label(file),
        "plain": file["role"] == Attachment.Role.BODY,
        "folder": first.rpartition("/")[0] + "/",
        "original": reverse("file_download", args=at[:2]),
    }


def _tab(file: Mapping[str, Any]) -> str:
    stem = split_name(file["name"])[0]
    name = f" {stem[:10]}…" if len(stem) > 11 else f" {stem}"
    name = "" if file["plain"] else name
    if not file["pages"]:
        return f"{file['label']}{name} {file['ext'].upper()}"
    return _("%(label)s%(name)s %(n)s页") % {"label": file["label"], "name": name, "n": file["pages"]}


def _versions(files: Sequence[Mapping[str, Any]], shown: Mapping[str, Any], url: str) -> SafeString:
    """Links to the versions of this file, when there is more than one."""
    same = [f for f in files if _same(f, shown)]
    if len(same) < 2:
        return SafeString("")
    rows = []
    for f in same:
        words = _("第 %(n)s 版（最新）") if f["latest"] else _("第 %(n)s 版")
        rows.append((joined(url, f"file={f['id']}"), words % {"n": f["version"]}, f["name"], f is shown))
    return drawn.tabs(rows, ".view")


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool((one["role"], one["number"]) == (other["role"], other["number"]))


def joined(url: str, more: str) -> str:
    """The address with one more part of its query."""
    return f"{url}{'&' if '?' in url else '?'}{more}"
