"""Papers for the tests: one built of parts of which any can be given otherwise, and what the rules say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from proofing.draft import Draft
from proofing.finding import Finding
from proofing.meta import Meta, Organ
from proofing.proof import proof
from proofing.read.text import lines_of, parse

RED = "━" * 28
THIN = "─" * 28
GOVERNMENT, OFFICE, FINANCE = "江东省人民政府", "江东省人民政府办公厅", "江东省财政厅"
CITY = "云川市人民政府"
TEXT = "　　为做好有关工作，现就有关事项通知如下。"
SUPERIOR, LOWER = Organ(GOVERNMENT, "superior"), Organ(CITY, "subordinate")


def meta(kind: str = "通知", **values: Any) -> Meta:
    return replace(Meta(kind=kind, issuer=OFFICE, today=date(2026, 6, 30)), **values)


def paper(
    title: str = f"{OFFICE}\n关于做好值班工作的通知",
    *,
    labels: str = "",
    mark: str = f"{OFFICE}文件",
    number: str = "江政办发〔2026〕12号",
    to: str = "各市、州人民政府：",
    body: str = TEXT,
    signed: str = OFFICE,
    dated: str = "2026年3月5日",
    note: str = "",
    cc: str = "",
) -> str:
    """Head, title, addressee, text, signature, imprint; an empty part is left out."""
    head = [part for part in (labels, mark) if part] + ["", number, RED, ""]
    end = [
        "",
        *(f"　　　　　　　　　　{line}" for line in (signed, dated) if line),
        *([note] if note else []),
    ]
    imprint = [THIN, f"　{cc}", THIN] if cc else []
    return "\n".join([*head, *([title, ""] if title else []), *([to] if to else []), body, *end, *imprint])


def read(text: str, known: Meta) -> Draft:
    return parse(lines_of(text), known)


def found(text: str, known: Meta) -> list[Finding]:
    return proof(read(text, known), known)


def says(rule: str, text: str, known: Meta) -> list[Finding]:
    return [one for one in found(text, known) if one.rule == rule]


def mended(text: str, one: Finding) -> str:
    """The text with this finding's fix in its place, which must be where the finding says it is."""
    lines = lines_of(text)
    line = lines[one.line - 1]
    start = one.column - 1
    assert line[start : start + len(one.text)] == one.text, one
    assert one.fix is not None
    lines[one.line - 1] = line[:start] + one.fix + line[start + len(one.text) :]
    return "\n".join(lines)


def stands(text: str, one: Finding) -> bool:
    """Is `text` of the finding what stands there?"""
    return one.line == 0 or lines_of(text)[one.line - 1][one.column - 1 :].startswith(one.text)


LETTER = f"{OFFICE}\n{RED}\n　　　　江政办函〔2026〕8号\n\n"
