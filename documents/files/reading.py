"""Fields of a paper read from the text of a born-digital file (GB/T 9704-2012 §7). Pure.

Offered to the clerk, never taken for granted: where the text does not clearly say it, the field is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from .titles import is_mixed_kind, kind_of_title

HEADER_LINES = 24
LONGEST_LINE = 300  # in a Word file a paragraph is one line: its beginning is enough
TITLE_LINES = 6

URGENCIES = {"特提": "flash", "特急": "top_urgent", "加急": "urgent", "平急": "routine"}

_CODE = r"[\u4e00-\u9fffA-Za-z（）()·\U00020000-\U0003ffff]{1,24}?"
_NUMBER = re.compile(rf"{_CODE}\s*[〔\[［【(（]\s*(?:19|20)?\d{{2}}\s*[〕\]］】)）]\s*第?\s*\d{{1,6}}\s*号")
_ORDER_NUMBER = re.compile(r"第\s*[\d〇零一二三四五六七八九十百]{1,6}\s*号")
_SIGNER = re.compile(r"签\s*发\s*人\s*[：:]\s*(.*)$")
_URGENCY = re.compile(r"(?:等级|紧急程度)?\s*[：:]?\s*(特\s*提|特\s*急|加\s*急|平\s*急)(?=$|[\s·・•])")
_COPY_NUMBER = re.compile(r"(?:份\s*号\s*[：:]?\s*)?(\d{6})")
_RULE = re.compile(r"[\s━─—\-_=＝]+")
_DATE = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?")
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_NOT_ADDRESSEE = re.compile(
    r"如下|[。；？！]|^(?:附件|抄送|现将|为|根据|按照|联系人|一、|（一）)|签\s*发\s*人|经.*同意"
)
_ORGAN = re.compile(
    r"(?:政府|[委厅局办院部署处科室会社校团队行站所司区市县州省镇乡]|部门|机构|机关|单位|公司|企业|中心|法院|银行|大学|同志)(?:（[^）]*）|\([^)]*\))?$"
)
_HAN = r"[\u3400-\u9fff〇·\U00020000-\U0003ffff]"


@dataclass(frozen=True)
class Reading:
    """What the first page says; code names for `urgency` and `kind`, everything else as printed."""

    copy_number: str | None = None
    urgency: str | None = None
    sender: str | None = None
    number: str | None = None
    signer: str | None = None
    title: str | None = None
    kind: str | None = None
    mixed_kind: bool = False
    main_to: str | None = None
    document_date: date | None = None

    def found(self) -> dict[str, object]:
        """Only the fields that were read."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in (None, False)}


def read_fields(pages_text: Sequence[str]) -> Reading:
    """Read the header, the title block and the date from the text of the pages."""
    lines = _lines(pages_text[0]) if pages_text else []
    if not lines:
        return Reading()
    at, number = _find_number(lines[:HEADER_LINES])
    head = lines[:at] if at is not None else lines[:8]
    title, main_to, before = _title_block(lines, at)
    if at is None:
        head = lines[:before]
    return Reading(
        copy_number=_first(_COPY_NUMBER, head[:4]),
        urgency=_urgency(lines[: at + 1] if at is not None else head),
        sender=_sender(head, title) or _sender_by_signature(pages_text),
        number=number,
        signer=_signer(lines[:before]),
        title=title,
        kind=kind_of_title(title) if title else None,
        mixed_kind=bool(title) and is_mixed_kind(title or ""),
        main_to=main_to,
        document_date=_document_date(pages_text),
    )


def _lines(page: str) -> list[str]:
    cleaned = (re.sub(r"[\u3000\xa0\t]", " ", line[:LONGEST_LINE]).strip() for line in page.split("\n"))
    return [line for line in cleaned if line and not _RULE.fullmatch(line)]


def _squeezed(text: str) -> str:
    """Without the spaces that typesetting put between Chinese characters, digits and brackets."""
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text)


def _find_number(lines: list[str]) -> tuple[int | None, str | None]:
    """Line index and the number as printed. It must open or close its line: one inside a sentence is a citation."""
    for i, line in enumerate(lines):
        found = _NUMBER.match(line) or re.search(rf"(?:^|\s)(?P<n>{_NUMBER.pattern})$", line)
        if found:
            rest = line[found.end() :].strip()
            printed = found.groupdict().get("n") or found.group(0)
            if not rest or _SIGNER.match(rest) or "签发人" in rest:
                return i, _squeezed(printed)
        if _ORDER_NUMBER.fullmatch(line):
            return i, _squeezed(line)
    return None, None


def _urgency(head: list[str]) -> str | None:
    for line in head:
        found = _URGENCY.match(line)
        if found:
            return URGENCIES[_squeezed(found.group(1))]
    return None


def _first(pattern: re.Pattern[str], lines: list[str]) -> str | None:
    for line in lines:
        if found := pattern.fullmatch(line):
            return found.group(1)
    return None


def _signer(lines: list[str]) -> str | None:
    for line in lines:
        if found := _SIGNER.search(line):
            return _names(found.group(1))
    return None


def _names(text: str) -> str | None:
    """One or several names; a name of two characters is printed with a space inside (林 越)."""
    text = text.strip()
    if re.fullmatch(rf"{_HAN}\s+{_HAN}", text):
        return _squeezed(text)
    names = [_squeezed(part) for part in re.split(r"\s{2,}|[、，,]", text)]
    if len(names) == 1 and " " in text:
        names = [part for part in text.split() if part]
    good = all(re.fullmatch(rf"{_HAN}{{2,15}}", name) for name in names)
    return "、".join(names) if good and names else None


def _sender(head: list[str], title: str | None) -> str | None:
    """The letterhead: '…文件', or an organ's name alone (信函格式); else the organ that opens the title."""
    for i, line in enumerate(head):
        text = re.sub(r"\s+", "", line)
        if text.endswith("文件") and _ORGAN.search(text[:-2]):
            return _joint_lead(head, i) or text[:-2]
    for line in head:
        text = re.sub(r"\s+", "", line)
        if len(text) >= 4 and _is_organ(text) and not _URGENCY.fullmatch(text):
            return text
    opening = (title or "").partition("关于")[0]
    return opening if len(opening) >= 4 and _is_organ(opening) else None


def _joint_lead(head: list[str], marked: int) -> str | None:
    """In a joint paper the organs stand above one another and 文件 once: the first one leads."""
    above = [re.sub(r"\s+", "", line) for line in head[:marked]]
    organs = [name for name in above if len(name) >= 4 and _is_organ(name)]
    return organs[0] if organs else None


def _is_organ(text: str) -> bool:
    return (
        bool(_ORGAN.search(text)) and len(text) <= 40 and not re.search(r"[，。：:、；\d]|签发人|关于", text)
    )


def _title_block(lines: list[str], at: int | None) -> tuple[str | None, str | None, int]:
    """Title, addressee, and the index of the line where the title begins."""
    start = 0 if at is None else at + 1
    while start < len(lines) and at is not None and _SIGNER.search(lines[start]):
        start += 1
    if at is None:
        start = next((i for i, line in enumerate(lines[:HEADER_LINES]) if "关于" in line), len(lines))
        if start > 0 and _is_organ(re.sub(r"\s+", "", lines[start - 1])) and start - 1 > 0:
            start -= 1
    block = lines[start : start + TITLE_LINES * 2]
    colon = next((i for i, line in enumerate(block) if line.endswith(("：", ":"))), None)
    last = colon if colon is not None else min(len(block), TITLE_LINES)
    for end in range(min(last, TITLE_LINES), 0, -1):
        title = _joined(block[:end]).removesuffix("。")  # wrong in print, and no part of the title
        if not _is_title(title):
            continue
        main_to = _addressee(block[end : colon + 1]) if colon is not None else None
        if main_to or not _runs_on(block[end:]):
            return title, main_to, start
    return None, None, start


def _runs_on(rest: list[str]) -> bool:
    return bool(rest) and rest[0].startswith(("的", "》", "）", "意见", "通知"))


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        gap = " " if text and re.match(r"[A-Za-z]", line) and re.search(r"[A-Za-z]$", text) else ""
        text += gap + line
    return _squeezed(text)


def _is_title(text: str) -> bool:
    return (
        len(text) <= 200
        and bool(kind_of_title(text))
        and not re.search(r"[。；！？]|：$", text)
        and len(text) > 3
    )


def _addressee(lines: list[str]) -> str | None:
    text = _joined(lines)[:-1] if lines else ""
    parts = [part for part in re.split(r"[，、,](?![^（(]*[）)])", text) if part]
    if not parts or len(text) > 300 or _NOT_ADDRESSEE.search(text) or not all(map(_ORGAN.search, parts)):
        return None
    return text


def _document_date(pages: Sequence[str]) -> date | None:
    """The last date that stands alone on its line: 印发日期 never does, it shares its line with 印发."""
    found = None
    for page in pages:
        for line in _lines(page):
            found = _whole_date(line) or found
    return found


def _whole_date(line: str) -> date | None:
    text = _squeezed(line)
    if whole := _DATE.fullmatch(text):
        return _date(*map(int, whole.groups()))
    if chinese := _CHINESE_DATE.fullmatch(text):
        year = int("".join(str(_DIGITS[c]) for c in chinese.group(1)))
        return _date(year, _small(chinese.group(2)), _small(chinese.group(3)))
    return None


def _small(text: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sender_by_signature(pages: Sequence[str]) -> str | None:
    """Without a letterhead: the organ on the line above the date."""
    before = None
    for page in pages:
        lines = _lines(page)
        for above, line in zip(lines, lines[1:], strict=False):
            if _whole_date(line) and _is_organ(re.sub(r"\s+", "", above)):
                before = re.sub(r"\s+", "", above)
    return before if before and len(before) >= 4 else None
