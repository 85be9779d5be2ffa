"""What the elements of a paper look like, right or wrong: shared by what reads a draft and what judges it."""

from __future__ import annotations

import re
from datetime import date

from .meta import KINDS

HAN = "\u4e00-\u9fff"
FIGURE = "0-9０-９"
NUMERAL = "〇○零一二三四五六七八九"
OPENING, CLOSING = "〔\\[(（【［{﹝〈<", "〕\\])）】］}﹞〉>"

UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"  # nobody sees them; they come along when a text is copied

# A document number with its faults: other brackets, a short year, 第, a missing 号, spaces.
_GAP = rf"[\s{UNSEEN}]{{0,4}}"
NUMBER = re.compile(
    rf"(?P<code>[{HAN}A-Za-z]{{0,16}})(?P<gap>{_GAP})(?P<open>[{OPENING}]){_GAP}(?P<year>[{FIGURE}{NUMERAL}]{{1,5}})"
    rf"{_GAP}(?P<close>[{CLOSING}]){_GAP}(?P<di>第?){_GAP}(?P<serial>[{FIGURE}{NUMERAL}十百]{{0,8}}){_GAP}(?P<hao>号?)"
)
# What is meant for one: 〔2026年〕, 〔2O26〕 with a letter, 〔〕号.
ODD_NUMBER = re.compile(rf"[{HAN}A-Za-z]{{2,16}}[{OPENING}][^{OPENING}{CLOSING}]{{0,8}}[{CLOSING}].{{0,8}}号")
# Numbers that have no year in brackets: 第12号 of an order, 2026年第3号 of an announcement, 第3期 of minutes.
ORDINAL = re.compile(
    rf"[（(]?(?:[{FIGURE}]{{4}}\s?年\s?)?第?\s{{0,4}}[{FIGURE}{NUMERAL}十百]{{1,6}}\s{{0,4}}[号期][）)]?"
)
LOOSE = re.compile(
    rf"[{HAN}]{{2,16}}\s{{0,4}}[{FIGURE}]{{1,8}}\s{{0,2}}[-—－_/年.]?\s{{0,2}}第?\s{{0,2}}[{FIGURE}]{{0,8}}\s{{0,2}}号?"
)

_OPEN = r"[\sXx×_＿]{0,8}"  # a month or a day left open until it is signed
_DAY = rf"[{FIGURE}]{{1,2}}"
_HAN_DAY = f"[{NUMERAL}十]{{1,4}}"
DATE = re.compile(
    rf"(?:[{FIGURE}]{{4}}|[{FIGURE}]{{2}})\s{{0,2}}年{_OPEN}(?:{_DAY})?{_OPEN}月(?:{_OPEN}(?:{_DAY})?{_OPEN}[日号]?)?"
    rf"|[{NUMERAL}]{{4}}\s{{0,2}}年{_OPEN}(?:{_HAN_DAY})?{_OPEN}月(?:{_OPEN}(?:{_HAN_DAY})?{_OPEN}[日号]?)?"
    rf"|[{FIGURE}]{{4}}\s?[.．\-—－/]\s?{_DAY}\s?[.．\-—－/]\s?{_DAY}[日号]?"
)
_FIGURES = re.compile(rf"[{FIGURE}]{{1,4}}")
_NUMERALS = re.compile(f"[{NUMERAL}十]{{1,4}}")

KIND = "(?:" + "|".join(sorted((*KINDS, "令"), key=len, reverse=True)) + ")"
NOTED = r"(?:[〔\[［]\d{1,2}[〕\]］])?"  # 统计公报〔1〕: the mark of a note stands behind the title
KIND_END = re.compile(rf"{KIND}{NOTED}$")
# What is taken for a kind though it is none: such a text goes out under a notice.
NO_KIND = "方案|办法|规定|要点|计划|总结|细则|规划|汇报|建议|制度|规则|清单|情况|说明|讲话"
TITLE_END = re.compile(
    rf"(?:{KIND}|{NO_KIND})(?:[（(][^（）()]{{1,20}}[）)])?{NOTED}[。．.，、；：！？,;:!?]{{0,2}}$"
)

ORGAN = re.compile(
    r"(?:政府|[委厅局部办院署处科室会社校团队行站所司府庭库馆军区组市县州省镇乡旗盟]|部门|机构|机关|单位|公司|企业|中心|"
    r"法院|银行|大学|学院|集团|办公厅|办公室|街道|委员会|工委|党组|纪检监察组)(?:（[^（）]{1,40}）|\([^()]{1,40}\))?$"
)
_PERSONS = "省长|市长|县长|区长|州长|镇长|乡长|盟长|旗长|书记|主任|厅长|局长|部长|处长|秘书长|主席|总理|委员长|院长|检察长|同志"
PERSON = re.compile(rf"(?:{_PERSONS})$")
# 附件1：甲表 over 附件2：乙表, as many write the list; 附件1、2 in a sentence is none.
EACH = re.compile(
    r"\s{0,40}附\s{0,2}件\s{0,2}(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s{0,2}(?:[:：﹕]|[.．、](?!\s{0,2}[\d附]))\s{0,4}(?=\S)"
)
PERSONS = re.compile(r"(?:领导|负责人|同志们|负责同志|领导同志)$")
ORDER = re.compile(
    r"\s{0,8}(?:[一二三四五六七八九十]{1,3}[、．.，]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d))"
)
STOPS = re.compile(r"[。；！？]")

# Labels at the top left.
_COPY_NUMBER = re.compile(r"\d{1,8}|(?:第|№|No\.?)\d{1,8}份?|\d{1,8}份|份号[：:]?\d{0,8}")
_SECRECY = re.compile(r"(?:绝密|机密|秘密|内部机密|内部秘密|内部绝密)(?:[★☆*＊].{0,12}|\d.{0,8})?")
_OFFICE_ONLY = re.compile(r"(?:内部事项|内部资料|工作秘密|注意保管|内部文件)(?:[★☆，,].{0,12})?.{0,8}")
_URGENCY = re.compile(
    r"特急|加急|急件|紧急|特提|平急|火急|平件|一般|急|急电|特急件|加急件|十万火急|急办|限时|明传"
)


def squeezed(text: str) -> str:
    """The words without any white space."""
    return re.sub(r"\s", "", text)


def kind_of_label(words: str) -> str:
    """copy, secrecy, urgency, office (work secrets), or nothing: what stands at the top left."""
    short = squeezed(words)
    for name, shape in (
        ("copy", _COPY_NUMBER), ("secrecy", _SECRECY), ("urgency", _URGENCY), ("office", _OFFICE_ONLY),
    ):  # fmt: skip
        if shape.fullmatch(short):
            return name
    return ""


def day_of(text: str) -> date | None:
    """The day that a date says in whatever form; None where it says none, or one that no calendar has."""
    if not DATE.fullmatch(text.strip()):
        return None
    parts = _FIGURES.findall(text)
    values = [int(p) for p in parts] if parts else [_value(p) for p in _NUMERALS.findall(text)]
    if len(values) != 3:
        return None
    year = values[0] + 2000 if values[0] < 100 else values[0]
    try:
        return date(year, values[1], values[2])
    except ValueError:
        return None


def _value(numerals: str) -> int:
    """二〇二六 by its places, 二十一 and 十 as they are said."""
    worth = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
    if "十" not in numerals:
        return int("".join(str(worth[c]) for c in numerals))
    tens, _, ones = numerals.partition("十")
    return worth.get(tens[-1:], 1) * 10 + worth.get(ones[:1], 0)


def parts_of(names: str) -> list[str]:
    """Organs of a list, its last mark gone; what stands in brackets stays with its name (各县（市、区）)."""
    found, depth, start = [], 0, 0
    for at, char in enumerate(names):
        depth += (char in "（(") - (char in "）)" and depth > 0)
        if char in "，、；,;" and not depth:
            found.append(names[start:at])
            start = at + 1
    found.append(names[start:])
    return [name for name in (part.strip().rstrip("：:。．，、；,;") for part in found) if name]
