"""The screen's own language: what the checker says in Chinese alone is marked, or has its English."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

import proofing.read
from documents.files.inside import proofing as inside
from documents.rules.proofing import message
from documents.rules.unreadable import UNREADABLE
from proofing.finding import Finding

FOLDER = Path(proofing.read.__file__).parent
NO_PAPER = {"files"}  # texts that are no file of a paper: the command alone reads them


def raised(name: str) -> set[str]:
    """The sentences of one module, with its own limits filled in."""
    module = importlib.import_module(f"proofing.read.{name}")
    found = set()
    for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))):
        call: Any = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Unreadable":
            said = compile(ast.Expression(call.args[0]), name, "eval")
            found.add(str(eval(said, vars(module))))  # noqa: S307 - our own source
    return found


def test_whatever_a_file_is_refused_for_has_its_english() -> None:
    wanted = {s for f in FOLDER.glob("*.py") if f.stem not in NO_PAPER for s in raised(f.stem)}
    assert len(wanted) > 12
    assert wanted <= set(UNREADABLE)


def test_a_note_in_chinese_is_no_part_of_an_english_sentence() -> None:
    one = Finding(3, 1, "SEQ-02", "2.", "error", note="此处应为“1.”。")
    with override("zh-hans"):
        assert message(one).endswith("（此处应为“1.”）"), "no full stop inside the brackets"
    with override("en"):
        assert message(one) == one.of.english


def test_of_more_than_is_kept_of_a_file_the_errors_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("　　工作截止2026年12月底完成。\n　　为做好工作,现通知如下。\n", encoding="utf-8")
    monkeypatch.setattr(inside, "MOST", 1)
    known = {"kind": "通知", "printed": True, "recipients": [{"name": "各市人民政府"}]}
    said = inside.check(str(file), tmp_path, ext="txt", meta=known, severities={})
    assert [one["rule"] for one in said["findings"]] == ["PUN-01"]
    assert said["errors"] + said["warns"] > 1
