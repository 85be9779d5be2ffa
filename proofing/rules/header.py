"""版头 (HDR; GB/T 9704-2012 7.2, 条例 第九条)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Spot
from proofing.finding import Hit
from proofing.meta import KINDS, Meta
from proofing.registry import check
from proofing.shapes import ORGAN, kind_of_label, squeezed

from . import where
from .names import issuers_of, maybe_same

_COPY = re.compile(r"\d{6}")
_SECRECY = re.compile(r"(绝密|机密|秘密)(?:★(?:(\d{1,3})(年|个月)|长期))?")
_MOST_YEARS = {"绝密": 30, "机密": 20, "秘密": 10}
PAPER_URGENCY = ("特急", "加急")
TELEGRAM_URGENCY = ("特提", "特急", "加急", "平急")
_ORDER = ("copy", "secrecy", "urgency")
_COLON = re.compile(r"签\s{0,2}发\s{0,2}人\s{0,4}([:：﹕]?)")
_SUBJECT_WORDS = re.compile(r"\s{0,8}主\s{0,2}题\s{0,2}词")
_UP_KINDS, _LEVEL_KINDS = ("请示", "报告"), ("通知", "通报", "批复", "决定", "函")
_OWN_MARK = ("命令", "纪要", "公告", "通告", "公报", "决议")  # their mark may name the kind


def _labels(draft: Draft, kind: str) -> Iterator[Spot]:
    return (spot for spot in draft.labels if kind_of_label(spot.text) == kind)


def _at(spot: Spot, fix: str | None = None, note: str = "") -> Hit:
    return Hit(spot.line, spot.column, spot.text, fix, note=note)


def goes_up(meta: Meta) -> bool:
    return meta.direction == "up" if meta.direction else meta.kind in _UP_KINDS


@check("HDR-01")
def six_digits(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for spot in _labels(draft, "copy"):
        if not _COPY.fullmatch(spot.text):
            digits = spot.text.isascii() and spot.text.isdigit() and len(spot.text) < 6
            yield _at(spot, spot.text.zfill(6) if digits else None)


@check("HDR-02")
def secrecy(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for spot in _labels(draft, "secrecy"):
        if not _SECRECY.fullmatch(squeezed(spot.text)):
            yield _at(spot)


@check("HDR-03")
def secrecy_period(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for spot in _labels(draft, "secrecy"):
        match = _SECRECY.fullmatch(squeezed(spot.text))
        if match and match[2]:
            months = int(match[2]) * (12 if match[3] == "年" else 1)
            if months > _MOST_YEARS[match[1]] * 12:
                yield _at(spot, note=f"{match[1]}级不超过{_MOST_YEARS[match[1]]}年。")


@check("HDR-04")
def urgency(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.carrier != "telegram":
        for spot in _labels(draft, "urgency"):
            if squeezed(spot.text) not in PAPER_URGENCY:
                yield _at(spot)


@check("HDR-05")
def urgency_of_telegram(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.carrier != "telegram":
        return
    shown = list(_labels(draft, "urgency"))
    for spot in shown:
        if squeezed(spot.text) not in TELEGRAM_URGENCY:
            yield _at(spot)
    if not shown and meta.urgency and meta.urgency not in TELEGRAM_URGENCY:
        yield Hit(0, 1, meta.urgency, field="urgency")


@check("HDR-06")
def order_of_labels(draft: Draft, meta: Meta) -> Iterator[Hit]:
    highest = 0
    for spot in draft.labels:
        kind = kind_of_label(spot.text)
        if kind not in _ORDER:
            continue
        rank = _ORDER.index(kind)
        if rank < highest:
            yield _at(spot)
            return
        highest = rank


@check("HDR-07")
def signer_shown(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Told at the number. Without any head there is no place where it could be missing; a bill goes to no superior."""
    if (
        not draft.whole
        or not goes_up(meta)
        or meta.kind == "议案"
        or not (draft.rule or draft.number or draft.letterhead)
    ):
        return
    name = _COLON.sub("", draft.signer.text).strip()
    if not name and (place := where.topmost(draft)):
        yield place


@check("HDR-08")
def no_signer(draft: Draft, meta: Meta) -> Iterator[Hit]:
    level = meta.direction in ("down", "parallel") or (not meta.direction and meta.kind in _LEVEL_KINDS)
    if draft.signer and level:
        yield _at(draft.signer)


@check("HDR-09")
def colon_of_signer(draft: Draft, meta: Meta) -> Iterator[Hit]:
    match = _COLON.match(draft.signer.text)
    if match and match[1] != "：":
        text = match[0] if match[1] else match[0].rstrip()
        yield Hit(draft.signer.line, draft.signer.column, text, "签发人：" if match[1] else None)


@check("HDR-10")
def one_organ(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Letterhead, title and signature name the same organ; of joint organs one is enough. A person signs an order."""
    if meta.kind in ("命令", "纪要"):
        return
    head = [n for n in _organs(draft.letterhead) if ORGAN.search(n)]
    signed = [spot for spot in draft.signature if ORGAN.search(spot.text)]
    title = where.title(draft, meta)
    titled = [n for n in issuers_of(title.text) if ORGAN.search(n)] if title else []
    known = [n for n in (meta.issuer, meta.issuer_short, *(o.name for o in meta.joint)) if n]
    names = [spot.text for spot in signed] or head or known
    if title and titled and names and not _any_same(titled, [*names, *head]):
        yield title.hit(0, len(titled[0]), note=f"与“{names[0]}”不是同一机关。")
    if signed and head and not _any_same(head, [s.text for s in signed]):
        yield _at(signed[0], note=f"发文机关标志是“{head[0]}”。")


def _organs(letterhead: Spot) -> list[str]:
    names = (n.removesuffix("文件") for n in re.split(r"\s{1,20}|、", letterhead.text))
    return [n for n in names if n]


def _any_same(some: list[str], others: list[str]) -> bool:
    return any(maybe_same(one, other) for one in some for other in others)


@check("HDR-11")
def letterhead(draft: Draft, meta: Meta) -> Iterator[Hit]:
    mark = draft.letterhead.text
    if meta.format == "letter" and mark.endswith("文件"):
        yield where.letterhead(draft, "信函格式的标志不加“文件”。")
    elif meta.kind not in _OWN_MARK and mark.endswith(tuple(k for k in KINDS if k not in _OWN_MARK)):
        yield where.letterhead(draft)


@check("HDR-12")
def no_subject_words(draft: Draft, meta: Meta) -> Iterator[Hit]:
    annexed = {line.n for annex in draft.annexes for line in annex.lines}
    for line in draft.lines:
        match = _SUBJECT_WORDS.match(line.masked)
        if match and line.n not in annexed and line.text[match.end() :][:1] in ("：", ":", "", " ", "\u3000"):
            words = line.text.strip()
            yield Hit(line.n, line.text.index(words) + 1, words)
