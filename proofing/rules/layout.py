"""LAY-01 to LAY-17: the page (GB/T 9704-2012 5, 7, 10). What a file does not say is no fault.

Only of a whole paper: what is printed from the register is laid out by the program.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.layout import Face, Layout
from proofing.meta import Meta
from proofing.registry import check

from . import faces
from .faces import BIAO, FANG, HEI, KAI, SONG, family

FIELD = "layout"  # a finding about the page as a whole
BODY, TITLE, IMPRINT = 16.0, 22.0, 14.0  # points
LINES, CHARS = (19.5, 24.6), (26.5, 29.5)  # 5.2.3 and 7.3.5.5 let a paper be fitted a little
_LEVELS = (
    (re.compile(r"[一二三四五六七八九十]+、"), HEI),
    (re.compile(r"（[一二三四五六七八九十]+）"), KAI),
    (re.compile(r"\d{1,2}[.．]|（\d{1,2}）"), FANG),
)
_NAMES = {HEI: "黑体", KAI: "楷体", FANG: "仿宋体"}


def _of(draft: Draft, meta: Meta) -> Layout:
    """The layout, or one of which nothing is known."""
    return draft.layout if draft.layout and draft.whole and not meta.printed else Layout()


def _page(text: str, note: str) -> Hit:
    return Hit(0, 0, text, field=FIELD, note=note)


def _off(value: float | None, wanted: float, play: float = 1.0) -> bool:
    return value is not None and abs(value - wanted) > play + 0.01


@check("LAY-01")
def paper(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if _off(it.width, 210) or _off(it.height, 297):
        yield _page(f"{it.width:g}×{it.height:g}毫米", "A4 为 210×297 毫米")


@check("LAY-02")
def top_and_left(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if _off(it.top, 37) or _off(it.left, 28):
        yield _page(_sides(("天头", it.top), ("订口", it.left)), "应为天头37毫米、订口28毫米，各±1毫米")


@check("LAY-03")
def right_and_bottom(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A type area that is wrong because of its upper and left edge is LAY-02's."""
    it = _of(draft, meta)
    if _off(it.right, 26) or _off(it.bottom, 35):
        note = "版心156×225毫米，即右边距26毫米、下边距35毫米"
        yield _page(_sides(("右边距", it.right), ("下边距", it.bottom)), note)


def _sides(*named: tuple[str, float | None]) -> str:
    return "，".join(f"{name}{value:g}毫米" for name, value in named if value is not None)


@check("LAY-04")
def lines(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """As many as the type area of the standard would hold: one of another size is said by LAY-02 and LAY-03."""
    it = _of(draft, meta)
    if it.lines_per_page:
        known = it.height and it.top is not None and it.bottom is not None
        room = it.height - it.top - it.bottom if known else 225.0  # type: ignore[operator]
        count = it.lines_per_page * 225 / max(1.0, room)
        if not LINES[0] <= count < LINES[1]:
            yield _page(f"每面约{count:.0f}行", "每面22行时行距约28.95磅")


@check("LAY-05")
def chars(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if it.chars_per_line and it.width and it.left is not None and it.right is not None:
        count = it.chars_per_line * 156 / max(1.0, it.width - it.left - it.right)
        if not CHARS[0] <= count < CHARS[1]:
            yield _page(f"每行约{count:.0f}字", "每行28个3号字")


@check("LAY-06")
def body_face(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """What most of the running text is set in."""
    plain = [(line, face) for line, face in _set(draft, meta, draft.body) if _level(line) is None]
    counts = Counter[tuple[str, float | None]]()
    for line, face in plain:
        counts[family(face.font), face.size] += len(line.text)
    if not counts:
        return
    most, size = counts.most_common(1)[0][0]
    if most not in ("", FANG) or _off(size, BODY, 0.3):
        line, face = next((ln, f) for ln, f in plain if (family(f.font), f.size) == (most, size))
        yield _at(line, f"现为{faces.said(face.font, face.size)}")


@check("LAY-07")
def title_face(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line, face in _set(draft, meta, draft.title_lines):
        wrong = [faces.said(face.font, face.size)] if _is_not(face, BIAO, TITLE) else []
        wrong += ["没有居中"] if face.centred is False else []
        if wrong:
            yield _at(line, f"现为{'，'.join(wrong)}")
            return


@check("LAY-08")
def level_faces(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Once for each level: the first heading of it that is set in another face."""
    told = set()
    for line, face in _set(draft, meta, draft.body):
        wanted = _level(line)
        found = family(face.font)
        if wanted and wanted not in told and found not in ("", wanted):
            told.add(wanted)
            yield _at(line, f"此层次用{_NAMES[wanted]}，现为{faces.said(face.font, None)}")


@check("LAY-09")
def mark(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    wanted = {"standard": 35.0, "minutes": 35.0, "order": 20.0}.get(meta.format)
    if it.mark_top is None or wanted is None:
        return
    top = 37.0 if it.top is None else it.top
    if not it.mark_top.near(top + wanted):
        spot = draft.letterhead
        down = type(it.mark_top)(it.mark_top.low - top, it.mark_top.high - top)
        note = f"发文机关标志上边缘距版心上边缘{wanted:g}毫米，现约{down}毫米"
        yield Hit(spot.line, spot.column, spot.text, note=note, field="" if spot else FIELD)


@check("LAY-10")
def red_rule(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if meta.format not in ("standard", "minutes") or not draft.number:
        return
    wrong = ["没有红色分隔线"] if it.rules == 0 else []
    if it.rule_gap is not None and not it.rule_gap.near(4):
        wrong.append(f"距发文字号约{it.rule_gap}毫米，应为4毫米")
    room = it.width - it.left - it.right if None not in (it.width, it.left, it.right) else 156.0  # type: ignore[operator]
    if _off(it.rule_width, room):
        wrong.append(f"宽{it.rule_width:.0f}毫米，应与版心等宽")
    if wrong:
        yield Hit(draft.number.line, draft.number.column, draft.number.text, note="；".join(wrong))


@check("LAY-11")
def blanks(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if not draft.title or meta.format == "order":
        return
    wrong = []
    if it.blanks_before_title not in (None, 2):
        wrong.append(f"标题上应空两行，现空{it.blanks_before_title}行")
    if draft.addressee and it.blanks_after_title not in (None, 1):
        wrong.append(f"标题下应空一行，现空{it.blanks_after_title}行")
    if wrong:
        yield Hit(draft.title.line, draft.title.column, draft.title.text, note="；".join(wrong))


@check("LAY-12")
def first_page(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if _of(draft, meta).body_on_first_page is False and draft.body:
        yield _at(draft.body[0], "主送机关过多的，可移至版记")


@check("LAY-13")
def page_number(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if it.page_number is None:
        return
    if not it.page_number and meta.format == "letter":
        return  # a letter of one page has none
    if not it.page_number:
        yield _page("没有页码", "页码用4号半角宋体阿拉伯数字，左右各放一条一字线")
        return
    wrong = [] if re.fullmatch(r"[—―]\s*\d+\s*[—―]", it.page_number) else ["数字左右各放一条一字线"]
    wrong += ["单页码居右、双页码居左"] if it.page_number_sides is False else []
    wrong += ["一字线距版心下边缘7毫米"] if it.page_number_gap and not it.page_number_gap.near(7) else []
    for face in it.faces:
        if face.role == "page_number" and (_off(face.size, 14, 0.3) or family(face.font) not in ("", SONG)):
            wrong.append(f"用4号半角宋体，现为{faces.said(face.font, face.size)}")
    if wrong:
        yield _page(it.page_number, "；".join(wrong))


@check("LAY-14")
def imprint(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A letter's imprint has no rules (10.1)."""
    it = _of(draft, meta)
    if meta.format == "letter" or not (draft.cc or draft.printed):
        return
    wrong = _imprint_rules(it.imprint_rules, 2 + (bool(draft.cc) and bool(draft.printed)))
    wrong += ["末条分隔线应与最后一面版心下边缘重合"] if _off(it.imprint_end, 0) else []
    off = [face for _line, face in _set(draft, meta, draft.imprint) if _is_not(face, FANG, IMPRINT)]
    wrong += [f"用4号仿宋体，现为{faces.said(off[0].font, off[0].size)}"] if off else []
    if wrong:
        spot = draft.cc or draft.printed
        yield Hit(spot.line, spot.column, spot.text, note="；".join(wrong))


def _imprint_rules(widths: tuple[float, ...] | None, wanted: int) -> list[str]:
    if widths is None:
        return []
    if len(widths) < wanted:
        return ["没有分隔线" if not widths else f"分隔线应有{wanted}条，现有{len(widths)}条"]
    ends = [widths[0], widths[-1]]
    if any(_off(width, 0.35, 0.1) for width in ends) or any(_off(w, 0.25, 0.1) for w in widths[1:-1]):
        return ["首末条分隔线推荐0.35毫米，中间的0.25毫米"]
    return []


@check("LAY-15")
def annexes(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if _of(draft, meta) == Layout():
        return
    for annex in draft.annexes:
        wrong = [] if annex.fresh else ["应另面编排"]
        face = next((f for f in _of(draft, meta).faces if f.line == annex.heading.line), None)
        if face is not None and (_is_not(face, HEI, BODY) or face.centred or annex.heading.column > 1):
            wrong.append("“附件”及顺序号用3号黑体，顶格编排")
        if annex.title and annex.title.line - annex.heading.line != 2:
            wrong.append("附件标题居中编排在第三行")
        if wrong:
            spot = annex.heading
            yield Hit(spot.line, spot.column, spot.text, note="；".join(wrong))


@check("LAY-16")
def letter(draft: Draft, meta: Meta) -> Iterator[Hit]:
    it = _of(draft, meta)
    if meta.format != "letter" or it == Layout():
        return
    wrong = []
    if draft.number and draft.rule and draft.number.line < draft.rule:
        wrong.append("用了普通文件的版头，发文字号应在第一条红色双线下")
    if it.mark_top is not None and not it.mark_top.near(30):
        wrong.append(f"发文机关标志上边缘距上页边30毫米，现约{it.mark_top}毫米")
    if it.rules is not None and it.rules < 2:
        wrong.append("首页应有上下两条红色双线")
    if _off(it.rule_width, 170):
        wrong.append(f"红色双线长170毫米，现约{it.rule_width:.0f}毫米")
    wrong += ["发文字号应顶格居版心右边缘"] if it.number_flush_right is False else []
    wrong += ["首页不显示页码"] if it.page_number_first and it.page_number else []
    if wrong:
        spot = draft.letterhead or draft.number
        yield Hit(spot.line, spot.column, spot.text, note="；".join(wrong), field="" if spot else FIELD)


@check("LAY-17")
def colours(draft: Draft, meta: Meta) -> Iterator[Hit]:
    head = {line.n for line in draft.head} | {draft.letterhead.line}
    for n, colour, text in _of(draft, meta).colours:
        if n not in head or not _is_red(colour):
            column = draft.lines[n - 1].text.find(text) + 1 if 0 < n <= len(draft.lines) else 1
            yield Hit(n, max(1, column), text, note=f"现为#{colour}")


def _is_red(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0x90 and green <= 0x60 and blue <= 0x60


def _set(draft: Draft, meta: Meta, wanted: tuple[Line, ...]) -> Iterator[tuple[Line, Face]]:
    """The lines of which is known how they are set."""
    known = {face.line: face for face in _of(draft, meta).faces if face.line}
    for line in wanted:
        if line and line.n in known:
            yield line, known[line.n]


def _is_not(face: Face, wanted: str, size: float) -> bool:
    return family(face.font) not in ("", wanted) or _off(face.size, size, 0.3)


def _level(line: Line) -> str | None:
    """The face of the heading that this line begins with."""
    text = line.text.strip("\u3000 \t")
    return next((face for shape, face in _LEVELS if shape.match(text)), None)


def _at(line: Line, note: str) -> Hit:
    text = line.text.strip("\u3000 \t")
    return Hit(line.n, line.text.find(text) + 1, text, note=note)
