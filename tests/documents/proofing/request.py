"""A city's request to us as DOCX, right in text and page; a test writes something wrong into it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.proofing.word import BIAO, HEI, Paper

LINES = {
    "mark": "云川市人民政府文件",
    "number": "云政〔2026〕15号　　　　　　　　　　签发人：林越",
    "title": "云川市人民政府关于新建城东排涝泵站的请示",
    "to": "江东省人民政府：",
    "first": "为提高城东片区防洪排涝能力，我市拟新建城东排涝泵站一座。现将有关情况请示如下。",
    "head": "一、基本情况",
    "second": "城东片区地势低洼，现有泵站建于1998年，排涝能力不足。新建泵站设计流量为每秒12立方米，总投资3600万元。",
    "close": "妥否，请批示。",
    "signature": "云川市人民政府",
    "date": "2026年3月5日",
    "note": "（联系人：冯二，联系电话：0900-0000001）",
}


def request(changes: Mapping[str, str] | None = None) -> bytes:
    """The paper with these lines instead of its own; an empty one is left out."""
    words = {**LINES, **(changes or {})}
    paper = Paper()
    for paragraph in list(paper.file.paragraphs):
        paper.drop(paragraph)
    paper.line(words["mark"], BIAO, 48, "center", colour="FF0000", above=35 / 25.4 * 72, exact=48)
    paper.line("")
    number = paper.line(words["number"], exact=16)
    paper.border(number, bottom=("single", 12, 11, "FF0000"))
    paper.line("")
    paper.line("")
    paper.line(words["title"], BIAO, 22, "center", exact=34)
    paper.line("")
    paper.line(words["to"])
    paper.line(words["first"], first=2)
    paper.line(words["head"], HEI, first=2)
    paper.line(words["second"], first=2)
    paper.line(words["close"], first=2)
    paper.line("")
    paper.line(words["signature"], align="right", right=4)
    paper.line(words["date"], align="right", right=4)
    if words["note"]:
        paper.line(words["note"], first=2)
    return paper.made()


FAULTY = request(
    {"number": "云政[2026]15号　　　　　　　　　　签发人：林越", "date": "2026年03月05日", "note": ""}
)
