"""A clean book gives no finding: in the database, offline, with every kind of line and every kind of text."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from seals.actions.checkpoints import write_checkpoint
from seals.models import LedgerLine
from seals.queries.chain import check_chain
from seals.queries.evidence import verified
from seals.queries.export import CHECKER, lines, write_export
from seals.words import LineKind
from tests.seals.evidence.book import NASTY, checked, codes, fill, note, request, stamp
from tests.seals.world import World, make_world
from verify_ledger import COLUMNS, canonical, sm3


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_nothing_is_found(w: World, tmp_path: Path, capsys: Any) -> None:
    assert check_chain().lines == 0
    seal = fill(w)
    write_checkpoint()
    note(w.seal, by=w.keeper, kind="stocktake")
    write_checkpoint()
    note(w.seal, by=w.keeper, kind="handover")
    found = check_chain()
    assert (found.lines, found.seals, found.fault) == (seal.line_count + 4, 2, None)
    assert check_chain(w.seal).head == bytes(LedgerLine.objects.filter(seal=w.seal).last().hash).hex()  # type: ignore[union-attr]
    assert verified().wrong == []
    write_export(tmp_path / "out")
    code, report = checked(tmp_path / "out", capsys=capsys)
    assert (code, report["faults"], report["lines"], report["checkpoints"]) == (0, [], seal.line_count + 4, 2)
    code, report = checked(tmp_path / "out", "--checkpoints", str(tmp_path / "checkpoints"), capsys=capsys)
    assert (code, report["faults"]) == (0, [])


def test_the_file_alone_is_enough(w: World, tmp_path: Path) -> None:
    """The copy in the export, run by itself elsewhere; every import of it is the library's or of Python."""
    fill(w)
    write_checkpoint()
    write_export(tmp_path / "out")
    here = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ""}
    run = [sys.executable, "-I", str(tmp_path / "out/verify_ledger.py"), str(tmp_path / "out")]
    done = subprocess.run(run, cwd=tmp_path, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "没有发现问题" in done.stdout
    assert "nothing is wrong" in subprocess.run([*run, "--lang", "en"], cwd=tmp_path, env=here, capture_output=True, text=True, check=True).stdout  # fmt: skip
    tree = ast.parse(CHECKER.read_text("utf-8"), feature_version=(3, 9))
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names <= {*sys.stdlib_module_names, "cryptography"}


@pytest.mark.parametrize("text", [NASTY, "", " ", "\\u0041", "null", "𠮷" * 50, "e\u0301\u00e9"])
def test_the_same_bytes(w: World, text: str) -> None:
    note(
        w.seal,
        by=w.keeper,
        kind="refusal",
        code="X5",
        reason=text or "x",
        photo_hash=text[:9],
        certificate=text,
    )
    [row] = (json.loads(line) for line in lines(w.seal.pk))
    assert canonical(row).hex() == row["canon"]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(st.lists(st.one_of(TEXT, st.none(), st.integers(-(2**62), 2**62), st.booleans()), max_size=8))
def test_the_database_says_it_as_python_does(
    django_db_blocker: Any, django_db_setup: Any, values: list[Any]
) -> None:
    """json_build_array against json.dumps, over whatever text a database can hold."""
    kinds = {str: "text", bool: "boolean", int: "bigint", type(None): "text"}
    asked = ", ".join(f"%s::{kinds[type(value)]}" for value in values)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"SELECT convert_to(json_build_array({asked})::text, 'UTF8')", values)
        [(told,)] = cursor.fetchall()
    assert bytes(told) == json.dumps(values, ensure_ascii=False, separators=(", ", ": ")).encode()


def test_every_column_is_in_the_bytes() -> None:
    """A column that is added to the line later must be hashed, too."""
    own = {"id", "canon", "prev", "hash"}
    assert {field.attname for field in LedgerLine._meta.concrete_fields} - own == set(COLUMNS)


def test_a_large_book_of_all_kinds(w: World, tmp_path: Path, capsys: Any) -> None:
    chance = random.Random(7)
    plain = [
        kind
        for kind in LineKind.values
        if kind not in ("use", "settle", "late_entry", "correction", "refusal")
    ]
    for n in range(150):
        text = "".join(chance.sample(NASTY, 9)).strip() or "x"
        if n % 5 == 0:
            asked = request(w, w.seal, 6)
            parts = chance.sample(range(1, 4), 2)
            stamp(w, asked, stamped=parts[0])
            late: dict[str, Any] = {"kind": "late_entry", "happened_at": asked.approved_at}
            stamp(w, asked, stamped=parts[1] - 1, spoiled=1, **chance.choice([{"kind": "use"}, late]))
            stamp(w, asked, unused=1, kind="settle")
        elif n % 5 == 1:
            note(w.seal, by=w.supervisor, kind="refusal", code=chance.choice(["X1", "X4", "X9"]), reason=text)
        elif n % 5 == 2:
            note(w.seal, by=w.keeper, kind="correction", corrects=1, reason=text)
        else:
            note(w.seal, by=w.keeper, kind=chance.choice(plain), reason=text, to_state="in_use")
        if n % 40 == 0:
            write_checkpoint()
    assert verified().wrong == []
    write_export(tmp_path / "out")
    code, report = checked(tmp_path / "out", "--checkpoints", str(tmp_path / "checkpoints"), capsys=capsys)
    assert (code, codes(report), report["checkpoints"]) == (0, [], 4)


def test_sm3() -> None:
    """GB/T 32905-2016, example 1."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_commands(w: World, tmp_path: Path) -> None:
    fill(w)
    out = StringIO()
    call_command("checkpoint", stdout=out)
    call_command("export_ledger", str(tmp_path / "out"), stdout=out)
    call_command("verify_ledger", stdout=out)
    assert "checkpoint 1 of" in out.getvalue()
    assert "all 11 lines of 2 seals, 1 checkpoints and the guards are as they were made" in out.getvalue()
