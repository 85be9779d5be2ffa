"""Papers that are cited (QUO)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import HAN, Mend, Place, found, mended, prose, titled

_NUMBER_FIRST = re.compile(rf"〔(?<=[{HAN}]〔)(?:19|20)\d{{2}}〕\d{{1,5}}号(?:文件|文)?[）)]?(?=《)")
_CODE = re.compile(rf"[{HAN}]{{1,14}}$")
_WRONG = re.compile(
    rf"(?P<open>[\[［【（(〔﹝〈<])(?<=[{HAN}].)[ ]?(?P<year>\d{{2,4}})[ ]?(?P<close>[\]］】）)〕﹞〉>])[ ]?(?P<before>第?)(?P<zeros>0*)(?P<serial>[1-9]\d{{0,4}})号(?![楼线院门机井桥室台]|提案|建议|公告)"
)
# The right brackets with blanks about them, or without 号 before the bracket that closes: （国发〔2020〕5）.
_LOOSE = re.compile(
    rf"(?:(?<=[{HAN}])|(?<=[{HAN}])(?P<gap>[ ]))〔(?P<year>(?:19|20)\d\d)〕(?P<blank>[ ]?)(?P<serial>[1-9]\d{{0,4}})(?:号|(?P<bare>(?=[）)])))"
)
# Certificates, cases and announcements are numbered in their own ways: 云国用（2010）第0123号, 公告〔2023〕第5号.
_OTHER = re.compile(r"[用证立]字?$|公告$")
_COURT = re.compile(r"[民刑行执商知破仲].{0,4}字?$|字$")
# With a word between them they are parts of a sentence: 《甲》经国函〔2020〕5号批准, 印发《甲》的国发〔2020〕5号.
_BETWEEN = r"[的由以系属按依据为是号]|经(?!信)|自(?!然)"
_NUMBER_BARE = re.compile(
    rf"》(?!.{{0,6}}[和与及同])((?:(?!{_BETWEEN})[{HAN}]){{1,6}}[发函办字规文]〔(?:19|20)\d\d〕\d{{1,5}}号)"
)
_REPEALED = re.compile(
    r"国家行政机关公文处理办法|中国共产党机关公文处理条例|9704[ ]?[—－–-][ ]?1999|国家行政机关公文格式"
)
_GONE = re.compile(r"废止|停止执行|停止施行|失效|替代|代替|取代|不再(?:适用|执行|引用)")


@check("QUO-01")
def title_first(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Not where the number belongs to the title before it: 《甲》（…号）《乙》（…号）."""
    for line in prose(draft):
        place = Place(line)
        yield from found(place, _NUMBER_FIRST, raw=True, unless=lambda m: _belongs(m.string, m.start()))
        yield from mended(place, (Mend(*m.span(1)) for m in _NUMBER_BARE.finditer(line.text)))


def _belongs(text: str, at: int) -> bool:
    code = _CODE.search(text[max(0, at - 15) : at])
    before = at - len(code[0]) if code else at
    return text[max(0, before - 1) : before] in ("（", "(") and text[max(0, before - 2) : before - 1] == "》"


@check("QUO-02")
def numbers(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in [*titled(draft, meta), *(Place(line) for line in prose(draft))]:
        yield from mended(place, sorted([*_numbers(place.line), *_loose(place.line)], key=lambda m: m.start))


def _numbers(line: Line) -> Iterator[Mend]:
    for match in _WRONG.finditer(line.text):
        right = match["open"] + match["close"] == "〔〕" and len(match["year"]) == 4
        plain = not match["before"] and not match["zeros"]
        before = line.text[max(0, match.start() - 6) : match.start()]
        if (right and plain) or len(match["year"]) == 3 or _no_paper(match, before):
            continue
        sure = len(match["year"]) == 4 and len(match["zeros"]) < 2
        yield Mend(match.start(), match.end(), f"〔{match['year']}〕{match['serial']}号" if sure else None)


def _no_paper(match: re.Match[str], code: str) -> bool:
    """江政办字[2020]5号 is a paper's, but with 第 or a nought 字 ends the number of a case or a certificate."""
    if match["zeros"] and code.endswith("字"):
        return True
    return bool(_OTHER.search(code) or (match["before"] and _COURT.search(code)))


def _loose(line: Line) -> Iterator[Mend]:
    if "〔" not in line.text:
        return
    for match in _LOOSE.finditer(line.text):
        if match["gap"] or match["blank"] or match["bare"] is not None:
            yield Mend(match.start(), match.end(), f"〔{match['year']}〕{match['serial']}号")


@check("QUO-03")
def in_force(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A sentence that says it is repealed may name it."""
    for line in prose(draft):
        yield from found(Place(line), _REPEALED, raw=True, unless=lambda m: bool(_GONE.search(_sentence(m))))


def _sentence(match: re.Match[str]) -> str:
    text = match.string
    begin = max(text.rfind("。", 0, match.start()), match.start() - 200, -1) + 1
    end = text.find("。", match.end(), match.end() + 200)
    return text[begin : end if end > 0 else match.end() + 200]
