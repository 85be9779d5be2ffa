"""Small papers for the rules: a text between a proper head and end, and what a rule says about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from proofing.finding import Finding
from proofing.layout import Layout
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.text import parse

ISSUER = "江东省人民政府办公厅"
TITLE = "江东省人民政府办公厅关于做好值班工作的通知"
HEAD = f"{ISSUER}文件\n\n\n江政办发〔2026〕12号\n━━━━━━━━━━━━\n\n\n{ISSUER}\n关于做好值班工作的通知\n\n各市、州人民政府：\n"
SIGNED = f"\n\n　　　　　　　　　　{ISSUER}\n　　　　　　　　　　　　2026年3月5日\n"
NOTE = "　　（此件公开发布）\n"
IMPRINT = f"────────────\n　抄送：省委办公厅，省政协办公厅。\n────────────\n　{ISSUER}　　2026年3月6日印发\n────────────\n"
TEXT = "　　为做好值班工作，现就有关事项通知如下。\n"
FIRST = HEAD.count("\n") + 1  # the line the text begins at


def meta(**values: Any) -> Meta:
    return replace(
        Meta(kind="通知", issuer=ISSUER, direction="down", today=date(2026, 6, 30), number_code="江政办发"),
        **values,
    )


def whole(
    text: str = TEXT,
    *,
    listed: str = "",
    signed: str = SIGNED,
    note: str = NOTE,
    annexes: str = "",
    imprint: str = IMPRINT,
) -> str:
    """A whole paper; every part can be given otherwise."""
    return HEAD + text + listed + signed + note + annexes + imprint


def found(words: str, known: Meta | None = None, *, docx: bool = False) -> list[Finding]:
    known = known or meta()
    draft = parse(words.split("\n"), known)
    return proof(replace(draft, layout=Layout()) if docx else draft, known)


def of(rule: str, words: str, known: Meta | None = None, *, docx: bool = False) -> list[Finding]:
    return [finding for finding in found(words, known, docx=docx) if finding.rule == rule]


def typed(text: str, **values: Any) -> list[Finding]:
    """The text as it is typed into our own editor: body alone, everything else from the register."""
    return found(text, meta(printed=True, title=TITLE, **values))


def says(rule: str, text: str, **values: Any) -> list[Finding]:
    return [finding for finding in typed(text, **values) if finding.rule == rule]


def mended(text: str, rule: str, **values: Any) -> str:
    """The text after every fix the rule has, one look after another."""
    for _ in range(50):
        hits = [f for f in says(rule, text, **values) if f.fix is not None and f.line]
        if not hits:
            return text
        lines = text.split("\n")
        for f in hits:
            line = lines[f.line - 1]
            assert line[f.column - 1 :].startswith(f.text), f
            lines[f.line - 1] = line[: f.column - 1] + (f.fix or "") + line[f.column - 1 + len(f.text) :]
        text = "\n".join(lines)
    raise AssertionError(f"{rule} never ends: {text}")
