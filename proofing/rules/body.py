"""The text: indentation, what was left open, length, ends of paragraphs, days that mean nothing next week (BODY)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import BLANK, HAN, Place, exactly, found, prose, title_of, written

_INDENT = "\u3000\u3000"
_NARROW = re.compile("[ \u00a0\u2002\u2004-\u200a\u202f]")  # half a character or less
_ALIGNED, _FAR = 4, 6  # characters from the left
_TABLE = re.compile(r"[\t│┃|┌├└┬┼┴─]|\S[ \u3000]{2,}\S")
_CENTRED = re.compile(r"第[一二三四五六七八九十百]{1,5}[章节编]|目\s*录|总\s*则|附\s*则")
_OPEN = re.compile(
    r"[×✕Ｘ]{2,}|(?<![A-Za-z0-9.])[Xx]{2,}(?![A-Za-z0-9.])|[○△]{2,}|[_＿]{3,}|\bTODO\b|\bTBD\b"
    r"|【[^】]{0,20}[待补][^】]{0,20}】|[（(](?:此处|此项)?(?:待定|待补充?|待填写?|待核实?)[）)]|待填(?!补)|(?<=[：:为])待定(?=[，。；、）]|$)"
    r"|[年〕][ \u3000]?[×ＸXx]{1,2}[ \u3000]?[月号]|月[ \u3000]?[×ＸXx]{1,2}[ \u3000]?日"
    r"|\d年[ \u3000]{1,4}月(?=[ \u3000]{0,4}日|[底前内份]|$)|\d月[ \u3000]{1,4}日(?=[前至到起止内，。；、）]|$)"
)
_SPECIFIC, _GENERAL = 4000, 5000
_GENERAL_TITLE = re.compile(r"全面|综合|总体|规划|纲要|若干|意见|报告|年度|决定")
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十百]{1,5}[、.．，]|[（(][一二三四五六七八九十百\d]{1,5}[）)][、.．]?|\d{1,3}[.．、](?!\d)|第[一二三四五六七八九十百]{1,5}[章节条编])"
)
_ITEM = re.compile(
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十]|[—－-]|[①-⑳●·◆]|[^，。；：]{1,10}[：:]"
)
_CAPTION = re.compile(r"[表图][ \u3000]?\d{1,3}[^，。；]{0,80}$")
_NAMED = re.compile(
    r"(?:[^ \u3000，。；：！？]{1,4}[ \u3000]){2,40}[^ \u3000，。；：！？]{1,40}$"
)  # 王　一　某处处长
_ENDED = re.compile(r"[。！？；：…”’）》〕】]$|[.!?;:)\]\"'，、,]$")
_LABELLED = re.compile(r"[^，。；：]{1,10}[：:]")
_RUN_ON = 45  # longer than any heading
_LEFT_OPEN = "".join(rf"(?<![\d月][ \u3000]{{{n}}}日前)" for n in range(1, 5))  # 3月　日前: BODY-02
# The first character is looked for, then what stands before it: a search for one of few characters is fast.
_RELATIVE = re.compile(
    r"[近日去今本上昨](?:(?<=近)日(?<![附邻接靠最临将]近日)(?![常本益语照期间落出点])"
    rf"|(?<=日)前(?:(?<![{HAN}\d）)×✕ＸXx○_＿]日前){_LEFT_OPEN}|(?<=[厅局委办府省县院部]日前))"
    r"|(?<=去)年(?<![除减过失扣]去年)|(?<=今)年(?<!至今年)|(?<=本)月(?<![资成基日版样脚剧根原文课书]本月)(?!薪)"
    r"|(?<=上)月(?<![以年历网线之街船身路海岸比较与]上月)(?!球)|(?<=昨)[天日]|(?<=今)天)"
)
_DUTY = re.compile(r"每(?:日|周|月)[^，。；]{0,10}(?:报送|上报|填报)|台账|一票否决")
_NO_DUTY = re.compile(r"不得|不再|取消|禁止|严禁|减少|精简|清理|避免|防止|杜绝|停止")
_BASIS = re.compile(
    r"(?:根据|按照|依据|依照|遵照|落实|执行)[^。；]{0,40}(?:《|规定|要求|条例|办法|法律|决定)"
)


@check("BODY-01")
def indented(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Only of a text file: in our own editor and in a DOCX the indentation is set, not typed. Names go on below the first
    one behind the colon (GB/T 9704-2012 10.3: 出席：…), and what stands far in is set in the middle or at the right."""
    if meta.printed or draft.layout is not None or not draft.whole:
        return
    aligned = _below_names(draft)
    for line in prose(draft):
        bare = line.text.lstrip(BLANK)
        lead = line.text[: len(line.text) - len(bare)]
        if not bare or lead == _INDENT or _TABLE.search(bare) or _CENTRED.match(bare):
            continue
        if line.n not in aligned and _width(lead) < _FAR:
            yield exactly(line, 0, len(lead) + 4, _INDENT + bare[:4])


def _below_names(draft: Draft) -> set[int]:
    """Lines that go on below what stands behind the colon of a line above them."""
    found: set[int] = set()
    hangs = False  # the line before leaves something to go on with
    for line in prose(draft):
        bare = line.text.strip(BLANK)
        aligned = hangs and _width(line.text[: len(line.text) - len(line.text.lstrip(BLANK))]) >= _ALIGNED
        found |= {line.n} if aligned else set()
        hangs = aligned or _names(bare)
    return found


def _names(bare: str) -> bool:
    """副组长：刘伟 and the like: something stands behind the colon, and no sentence is at its end."""
    return -1 < max(bare.rfind("："), bare.rfind(":")) < len(bare) - 1 and bare[-1] not in "。！？；"


def _width(lead: str) -> float:
    """In characters; a tabulator is two, as most editors show it."""
    return len(lead) + lead.count("\t") - len(_NARROW.findall(lead)) / 2


@check("BODY-02")
def filled_in(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in written(draft, meta):
        yield from found(place, _OPEN, having="×✕ＸXx○△_＿T待年月", raw=True)


@check("BODY-03")
def short(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Beyond 5000 characters always; beyond 4000 where the title does not speak of the whole field."""
    lines = list(prose(draft))
    count = sum(len("".join(line.text.split())) for line in lines)
    general = bool(_GENERAL_TITLE.search(title_of(draft, meta)))
    if count > (_GENERAL if general else _SPECIFIC):
        first = lines[0]
        start = len(first.text) - len(first.text.lstrip(BLANK))
        yield exactly(
            first,
            start,
            start + 20,
            note=f"正文{count}字；综合性文件一般不超过5000字，专项工作文件一般不超过4000字。",
        )


@check("BODY-04")
def paragraphs_end(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Of paragraphs: names below a colon or side by side (10.3) and captions of tables are none. Below a line that ends with
    a colon items may end with commas."""
    aligned = _below_names(draft)
    lines = list(prose(draft))
    items = False
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        bare = line.text.strip(BLANK)
        items, within = bare[-1:] in ("：", ":") or (items and bare[-1:] in "，,；;、"), items
        if len(bare) < 15 or line.n in aligned or not _paragraph(bare):
            continue
        if _ENDED.search(bare) and (bare[-1] not in "，," or within or not _cut_off(line, after)):
            continue
        end = len(line.text.rstrip(BLANK))
        yield exactly(line, end - 6, end)


def _paragraph(bare: str) -> bool:
    if _TABLE.search(bare) or _CAPTION.match(bare) or _NAMED.match(bare):
        return False
    return _sentence(bare)


def _cut_off(line: Line, after: Line | None) -> bool:
    """A comma, and then a new paragraph: a line that is merely broken goes on further left, and items may end so."""
    starts = [
        one.text[2:] for one in (line, after) if one and re.match(r"\u3000\u3000[^ \t\u3000]", one.text)
    ]
    return len(starts) == 2 and not any(_ORDINAL.match(text) or _ITEM.match(text) for text in starts)


def _sentence(bare: str) -> bool:
    """Prose, and no heading, no `地点：…`, no address of a page."""
    if re.search(r"[A-Za-z0-9/]$", bare) and ("://" in bare or "@" in bare):
        return False
    inside = "。" in bare or "；" in bare
    if ordinal := _ORDINAL.match(bare):
        return inside or len(bare) - ordinal.end() > _RUN_ON
    return inside or not _LABELLED.match(bare)


@check("BODY-05")
def concrete_days(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        yield from found(Place(line), _RELATIVE)


@check("BODY-06")
def duties_founded(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """What is laid on those below; a sentence that takes a burden away, or names its basis, is none."""
    if meta.direction != "down":
        return
    for line in prose(draft):
        if not _BASIS.search(line.text):
            yield from found(Place(line), _DUTY, unless=lambda m, line=line: _relieved(line, m.start()))  # type: ignore[misc]


def _relieved(line: Line, at: int) -> bool:
    begins = max(line.masked.rfind(mark, 0, at) for mark in "。；！？") + 1
    return bool(_NO_DUTY.search(line.masked[begins:at]))
