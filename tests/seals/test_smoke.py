"""The ledger's trigger at work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from seals.actions.ledger import write_line
from seals.models import LedgerLine, Seal
from tests.seals.world import World, make_world
from workflow.act import Act
from workflow.spine import act


@act("note", exclusive=False)
def note(a: Act, *, kind: str, **values: Any) -> str:
    write_line(a, a.subject, kind, **values)
    return "记下。"


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_the_database_numbers_and_links(w: World) -> None:
    for n in range(3):
        note(w.seal, by=w.keeper, kind="refusal", code="X5", reason=f'第{n}次 “引号" \\ 𠮷')
    lines = list(LedgerLine.objects.order_by("serial"))
    assert [line.serial for line in lines] == [1, 2, 3]
    assert bytes(lines[1].prev) == bytes(lines[0].hash)
    seal = Seal.objects.get()
    assert (seal.line_count, bytes(seal.line_head)) == (3, bytes(lines[2].hash))


@pytest.mark.parametrize("sql", ["UPDATE seals_ledgerline SET reason = ''", "DELETE FROM seals_ledgerline",
                                 "TRUNCATE seals_ledgerline CASCADE", "UPDATE seals_seal SET line_count = 9, line_head = ''"])  # fmt: skip
def test_nothing_is_changed(w: World, sql: str) -> None:
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")
