"""The drafts that were given give exactly what was said of them; clean papers of many kinds give nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from proofing.catalogue import RULES
from proofing.meta import KINDS, Meta
from tests.proofing.papers import found, stands

DRAFTS = Path(__file__).parent / "drafts"


def drafts(folder: str) -> list[Any]:
    rows = json.loads((DRAFTS / folder / "expected.json").read_text(encoding="utf-8"))["drafts"]
    return [pytest.param(DRAFTS / folder / row["file"], row, id=row["file"]) for row in rows]


@pytest.mark.parametrize(("file", "row"), drafts("given") + drafts("clean"))
def test_exactly_these(file: Path, row: dict[str, Any]) -> None:
    text = file.read_text(encoding="utf-8")
    findings = found(text, Meta.of(row["meta"]))
    shown = sorted((one.rule, one.line, one.severity) for one in findings)
    assert shown == sorted((e["rule"], e["line"], e["severity"]) for e in row["expect"])
    assert all(stands(text, one) for one in findings)
    assert all(e["message_zh"] == RULES[e["rule"]].text for e in row["expect"])


def test_every_kind_has_a_clean_paper() -> None:
    rows = [p.values[1] for p in drafts("given") + drafts("clean")]
    clean = {row["meta"]["kind"] for row in rows if not row["expect"]}
    assert clean == set(KINDS)


@pytest.mark.parametrize(("file", "row"), drafts("given") + drafts("clean"))
@pytest.mark.parametrize("ending", ["\r\n", " \n", "\n"])
def test_line_ends_and_a_byte_order_mark_change_nothing(file: Path, row: dict[str, Any], ending: str) -> None:
    text = file.read_text(encoding="utf-8")
    meta = Meta.of(row["meta"])
    want = [(one.rule, one.line) for one in found(text, meta)]
    assert [(one.rule, one.line) for one in found("\ufeff" + text.replace("\n", ending), meta)] == want
