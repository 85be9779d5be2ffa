"""标题 (TTL; 条例 第八条、第九条（七）)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check
from proofing.shapes import KIND, NOTED, ORGAN, squeezed

from . import where
from .names import issuers_of, maybe_same, shortened

_TAIL = rf"(?P<tail>(?:[（(][^（）()]{{0,30}}[）)])?{NOTED}[。．.，、；：！？,;:!?…]{{0,3}})$"
_KIND_AT_END = re.compile(rf"(?P<kind>{KIND})" + _TAIL)
_DOUBLED = re.compile(
    r"(?P<kind>请示报告|报告请示|请示函|函请示|申请报告|请求报告|意见报告|批复函|通知函|复函的函|报告的请示|请示的报告)"
    + _TAIL
)
_END_MARK = re.compile(r"[。．，、；：！？,.;:!?…]{1,3}$")
_INNER_MARK = re.compile(r"[，。；：！？;!?]|(?<!\d)[,:]|[,:](?!\d)")
_URGENT = re.compile(r"(?:紧急|特急|加急)(?:通知|通报|请示|报告|函|意见|通告|公告|决定)" + _TAIL)
_TWICE = re.compile(r"关于[^《》]{0,30}关于|关于关于")
_PASSES_ON = re.compile(r"转发|印发|批转|转报|答复")
_KIND_TWICE = re.compile(r"(?:通知的通知|意见的意见|报告的报告|通报的通报|决定的决定)" + _TAIL)
_LINKED = ("通知", "通报", "报告", "请示", "批复", "意见", "函", "决定")
_NO_LINK = re.compile(rf"(?P<kind>{'|'.join(_LINKED)})" + _TAIL)
_LINK_REACH = 8  # 的 may stand a few words before the kind: 的实施意见, 的补充通知
_NO_SUBJECT = ("公告", "通告")  # they may go out under the kind alone
_FREE_FORM = ("命令", "纪要")
_ISSUER_BELOW = "公报"  # 江东省2025年…统计公报, 第九次全体会议公报: who issues it stands below the title
LONGEST = 50


def _plain(words: where.Words) -> str:
    """The title with what it cites blotted out, as long as it is."""
    return re.sub(
        r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”", lambda m: "\ufffc" * len(m[0]), words.text
    )


def kind_of(title: str) -> str:
    """The kind a title ends with; nothing where it ends with none."""
    match = _KIND_AT_END.search(title)
    return {"令": "命令"}.get(match["kind"], match["kind"]) if match else ""


@check("TTL-01")
def ends_with_kind(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A telegram may call itself one (明电)."""
    words = where.title(draft, meta)
    wire = meta.carrier == "telegram" and words is not None and words.text.endswith("电报")
    if words and not wire and not kind_of(words.text):
        yield words.hit(max(0, len(words.text) - 6))


@check("TTL-02")
def issuer_first(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Told only where surely no organ stands before the matter; which organ it is, HDR-10 asks."""
    words = where.title(draft, meta)
    if words is None or meta.kind in _FREE_FORM or meta.format in ("order", "minutes"):
        return
    text = words.text
    if re.match(r"关于|转发|印发|批转", text) or text == meta.kind:
        if text not in _NO_SUBJECT:
            yield words.hit(0, min(12, len(text)))
    elif (
        meta.kind != _ISSUER_BELOW
        and meta.issuer
        and "关于" not in text
        and not _begins_with_organ(text, meta)
    ):
        yield words.hit(0, min(12, len(text)))


def _begins_with_organ(title: str, meta: Meta) -> bool:
    short = shortened(title)
    known = [n for n in (meta.issuer, meta.issuer_short, *(o.name for o in meta.joint)) if n]
    if any(short.startswith(shortened(name)) for name in known):
        return True
    named = issuers_of(title)
    return any(ORGAN.search(n) or maybe_same(n, k) for n in named for k in known) or bool(
        re.match(r".{2,30}(?:政府|委员会|办公厅|办公室|厅|局|委)", title)
    )


@check("TTL-03")
def one_real_kind(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words and (match := _DOUBLED.search(words.text)):
        yield words.hit(match.start("kind"), match.end("kind"))


@check("TTL-04")
def no_mark_at_end(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words and (match := _END_MARK.search(words.text)):
        yield words.hit(match.start(), match.end(), "")


@check("TTL-05")
def no_marks_inside(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words is None:
        return
    plain = _END_MARK.sub("", _plain(words))
    for match in _INNER_MARK.finditer(plain):
        yield words.hit(match.start(), match.end())


@check("TTL-06")
def no_urgency(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words and (match := _URGENT.search(words.text)):
        yield words.hit(match.start(), match.start("tail"))


@check("TTL-07")
def one_frame(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words is None:
        return
    plain = _plain(words)
    match = _KIND_TWICE.search(plain)
    if match is None and not _PASSES_ON.search(plain) and "《" not in plain:
        match = _TWICE.search(plain)
    if match:
        yield words.hit(match.start(), match.end())


@check("TTL-08")
def kind_as_chosen(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words is None or (match := _KIND_AT_END.search(words.text)) is None:
        return
    if kind_of(words.text) != meta.kind:
        yield words.hit(match.start("kind"), match.end("kind"), note=f"办文时选的文种是{meta.kind}。")


@check("TTL-09")
def not_too_long(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """The names of the organs that issue it together must all stand in it (条例 第九条（七）): the first is counted."""
    words = where.title(draft, meta)
    if words is None:
        return
    counted = squeezed(words.text)
    for organ in meta.joint[1:]:
        counted = counted.replace(squeezed(organ.name), "", 1) if organ.name else counted
    if len(counted) > LONGEST:
        besides = "其他联合行文机关不计，" if len(counted) < len(squeezed(words.text)) else ""
        yield words.hit(note=f"{besides}共{len(counted)}字。")


@check("TTL-10")
def linked(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words is None or "关于" not in words.text:
        return
    match = _NO_LINK.search(words.text)
    if match and "的" not in words.text[max(0, match.start() - _LINK_REACH) : match.start()]:
        yield words.hit(max(0, match.start() - 2), match.end("kind"))


@check("TTL-11")
def matter_after_issuer(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.title(draft, meta)
    if words is None or not words.text.startswith("关于"):
        return
    for name in (meta.issuer, meta.issuer_short):
        if name and words.text.startswith(name, 2):
            yield words.hit(0, 2 + len(name))
            return
