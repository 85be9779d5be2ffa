"""行文规则 (RTE; 条例 第十三至十七条)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta, Organ
from proofing.registry import check
from proofing.shapes import PERSON, parts_of

from . import where
from .header import goes_up
from .names import maybe_same, surely_same
from .places import recipient

_LOWER = re.compile(r"各县|各乡|各镇|各街道|所属|下属|直属各?单位")
# 经…同意; a meeting's 通过; 省政府已同意. 未经…批准 forbids something, 经济, 经费 and 经验 are other words.
_AGREED = re.compile(
    r"经(?<!未经)(?!济|费|验|营)[^。；，]{0,30}(?:同意|批准|审定)"
    r"|经(?<!未经)[^。；，]{0,24}(?:政府|国务院)[^。；，]{0,16}通过"
    r"|政府已(?:经)?(?:研究)?(?:同意|批准|审定)"
    r"|(?<![^，。；：\s])[^，。；：\s报请未]{0,10}政府(?:同意|批准)"
)
_ORDERING = ("通知", "决定", "意见", "通报")
_BY_NAME = re.compile(r"(?:人民政府|国务院|党委|市委|县委|区委|州委|省委|镇委)(?:（[^）]{0,20}）)?$")
_OFFICE = re.compile(r"(?:办公厅|办公室)(?:（[^）]{0,10}）)?$")
_FORWARDS = re.compile(r"(?:现将|现把|兹将)[^。；]{2,80}请示[^。；]{0,40}?(?:转报|呈报|转呈|上报)")
_TOGETHER = re.compile(r"并|及")  # 李省长并省政府
_OF_THE_PROVINCE = re.compile(r"(?:[\u4e00-\u9fff]{2,3})?省")
_OWN_VIEW = re.compile(
    r"建议|拟同意|经研究|经审核|经审查|我[^。；，]{0,4}认为|我[^。；，]{0,4}意见|拟予|同意"
)


def _count(draft: Draft, meta: Meta) -> tuple[where.Words, int] | None:
    words = where.addressee(draft, meta)
    if words is None:
        return None
    many = len(meta.recipients) if words.field else len(parts_of(words.text))
    return words, many


@check("RTE-01")
def one_addressee(draft: Draft, meta: Meta) -> Iterator[Hit]:
    counted = _count(draft, meta)
    if meta.kind == "请示" and counted and counted[1] > 1:
        yield counted[0].hit()


@check("RTE-02")
def one_addressee_upward(draft: Draft, meta: Meta) -> Iterator[Hit]:
    counted = _count(draft, meta)
    upward = meta.direction == "up" and meta.kind in ("报告", "意见")
    if (upward or (not meta.direction and meta.kind == "报告")) and counted and counted[1] > 1:
        yield counted[0].hit()


@check("RTE-03")
def no_copy_downward(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.copies(draft, meta)
    if not goes_up(meta) or words is None:
        return
    lower = [organ.name for organ in meta.cc if organ.relation == "subordinate"]
    for name in lower:
        start = words.text.find(name)
        if start >= 0:
            yield words.hit(start, start + len(name))
            return
    if lower:
        yield words.hit(note=f"下级机关：{'、'.join(lower)}。")
    elif match := _LOWER.search(words.text):
        end = next(
            (n for n in range(match.start(), len(words.text)) if words.text[n] in "，。；"), len(words.text)
        )
        yield words.hit(match.start(), end)


@check("RTE-04")
def not_to_a_person(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.addressee(draft, meta)
    if words is None:
        return
    persons = (
        {organ.name for organ in meta.recipients if organ.relation == "leader"} if words.field else set()
    )
    for part in parts_of(words.text):
        for one in [part] if part in persons else _TOGETHER.split(part):
            if PERSON.search(one) or one in persons:
                start = words.text.index(one, words.text.index(part))
                yield words.hit(start, start + len(one))
                return


@check("RTE-05")
def passed_over_is_told(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if not meta.passed_on:
        return
    words = where.copies(draft, meta)
    told = [organ.name for organ in meta.cc] + (_names(words.text) if words else [])
    if any(maybe_same(name, meta.passed_on) for name in told):
        return
    note = f"应抄送“{meta.passed_on}”。"
    if words or (words := where.addressee(draft, meta)) or (words := where.title(draft, meta)):
        yield words.hit(note=note)


@check("RTE-06")
def inner_unit(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.issuer_type != "internal_unit" or not meta.issuer or _OFFICE.search(meta.issuer):
        return
    if draft.letterhead:
        yield where.letterhead(draft)
    elif title := where.title(draft, meta):
        yield title.hit(0, len(meta.issuer) if title.text.startswith(meta.issuer) else None)


@check("RTE-07")
def no_orders_to_governments(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """With the government's consent, and saying so, it may: then it is a hint only."""
    if meta.issuer_type != "department" or meta.kind not in _ORDERING:
        return
    for organ in meta.recipients:
        if organ.relation not in ("superior", "leader") and _governs(organ):
            agreed = any(_AGREED.search(line.masked) for line in draft.body)
            for hit in recipient(draft, meta, organ):
                yield Hit(hit.line, hit.column, hit.text, None, hit.field, hit.note, "warn" if agreed else "")
            return


def _governs(organ: Organ) -> bool:
    if organ.type:
        return organ.type in ("government", "party")
    return bool(_BY_NAME.search(organ.name))


@check("RTE-08")
def says_who_agreed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if not meta.approved_by_government or meta.issuer_type not in ("", "department") or not draft.body:
        return
    if not any(_AGREED.search(line.masked) for line in draft.body):
        words = draft.body[0].text.strip()
        yield Hit(draft.body[0].n, draft.body[0].text.index(words) + 1, words)


@check("RTE-09")
def same_rank(draft: Draft, meta: Meta) -> Iterator[Hit]:
    ranks = {organ.rank for organ in meta.joint}
    if len(meta.joint) < 2 or None in ranks or len(ranks) < 2:
        return
    lead = meta.joint[0]
    other = next(organ for organ in meta.joint if organ.rank != lead.rank)
    note = f"“{lead.name}”与“{other.name}”不是同级。"
    if draft.letterhead:
        yield where.letterhead(draft, note)
    elif title := where.title(draft, meta):
        yield title.hit(note=note)


@check("RTE-10")
def all_agreed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    asked, agreed = meta.countersign_asked, meta.countersign_agreed
    if asked is not None and agreed is not None and agreed < asked:
        yield Hit(0, 1, f"{agreed}/{asked}", field="countersign", note=f"应会签{asked}家，已同意{agreed}家。")


@check("RTE-11")
def own_view(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if any(_OWN_VIEW.search(line.masked) for line in draft.body):
        return
    for line in draft.body:
        match = _FORWARDS.search(line.text)
        if match and line.masked[match.start()] == line.text[match.start()]:
            yield Hit(line.n, match.start() + 1, match[0])


@check("RTE-12")
def no_copy_twice(draft: Draft, meta: Meta) -> Iterator[Hit]:
    words = where.copies(draft, meta)
    main = where.addressee(draft, meta)
    if words is None:
        return
    known = parts_of(main.text) if main else []
    known += [meta.issuer] if meta.issuer else []
    for name in _surely_meant(words.text):
        if any(surely_same(name, other) for other in known):
            start = words.text.index(name)
            yield words.hit(start, start + len(name))
            return


def _names(copies: str) -> list[str]:
    return parts_of(_unlabelled(copies))


def _unlabelled(copies: str) -> str:
    return re.sub(r"^[^：:﹕]{1,8}[：:﹕]", "", copies)


def _surely_meant(copies: str) -> Iterator[str]:
    """Without what 各 covers up to the next comma: in 各县（市、区）财政局、民政局 the 民政局 are those of the counties."""
    for group in re.split(r"[，；,;]", _unlabelled(copies)):
        each = group.strip().startswith("各")
        yield from (name for name in parts_of(group) if not each or _OF_THE_PROVINCE.match(name))
