"""A small ledger with lines of many kinds, and the ways of whoever has the owner's rights over the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from documents.models import Blob
from seals.actions.ledger import write_line
from seals.models import Seal, SealRequest
from tests.seals.world import World, in_use
from verify_ledger import main
from workflow.act import Act
from workflow.clock import database_now
from workflow.models import Task
from workflow.spine import act

NASTY = 'a"b\\c/d\b\f\n\r\t\x01\x1f\x7f<>&\u2028\u2029é𠮷“”　\ue000\ufffe'


@act("note", exclusive=False)
def note(a: Act, *, kind: str, **values: Any) -> str:
    write_line(a, a.subject, kind, **values)
    return "记下。"


def request(w: World, seal: Seal, copies: int = 3, **fields: Any) -> SealRequest:
    """Approved: the handler asks, the director agrees."""
    now, n = database_now(), SealRequest.objects.count() + 1
    values: dict[str, Any] = {
        "state": "approved", "number": f"用印〔2026〕{n}号", "seal": seal, "basis": "approval", "text_hash": hashlib.sha256(b"x").hexdigest(),
        "file": a_file(w), "title": f"关于第{n}次 {NASTY[:6]}", "paper_kind": "certificate", "copies": copies,
        "applicant": w.o.handler, "applicant_name": w.o.handler.name, "unit_name": "综合二处", "asked_at": now,
        "approver": w.director, "approver_name": w.director.name, "approved_at": now,
    }  # fmt: skip
    holder = {"holder": w.keeper.principal, "holder_name": w.keeper.name, "given_at": now, "kind": "seal"}
    with transaction.atomic():
        made = SealRequest.objects.create(**values | fields)
        Task.objects.create(subject_kind="seal_request", subject_pk=made.pk, subject_ref=made.ref, **holder)
    return made


def a_file(w: World) -> Blob:
    return Blob.objects.get_or_create(
        sha256="0" * 64,
        defaults={"size": 1, "ext": "pdf", "mime": "application/pdf", "uploaded_by_id": w.keeper.pk},
    )[0]


def stamp(
    w: World,
    asked: SealRequest,
    *,
    stamped: int = 0,
    spoiled: int = 0,
    unused: int = 0,
    kind: str = "use",
    **more: Any,
) -> None:
    """Line and counts in one transaction."""
    with transaction.atomic():
        values = {
            "stamped": stamped,
            "spoiled": spoiled,
            "unused": unused,
            "impressions": stamped,
            "paging": 0,
        }
        if spoiled + unused:
            more = {"second": w.stand_in, "reason": "卡纸"} | more
        note(
            asked.seal,
            by=w.keeper,
            kind=kind,
            request=asked,
            keeper=w.keeper,
            supervisor=w.supervisor,
            **values | more,
        )
        asked.stamped, asked.spoiled, asked.unused = (
            asked.stamped + stamped,
            asked.spoiled + spoiled,
            asked.unused + unused,
        )
        asked.save(update_fields=["stamped", "spoiled", "unused"])


def fill(w: World) -> Seal:
    """Nine lines on one seal, two on another."""
    note(w.seal, by=w.keeper, kind="open")
    first, second = request(w, w.seal, 3), request(w, w.seal, 5)
    stamp(w, first, stamped=2)
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason=NASTY[:4] + NASTY[9:])
    stamp(w, first, stamped=1)
    stamp(w, second, stamped=3, spoiled=1)
    note(w.seal, by=w.keeper, kind="correction", corrects=2, reason="份数写错")
    stamp(w, second, unused=1, kind="settle")
    note(w.seal, by=w.keeper, kind="suspend", from_state="in_use", to_state="suspended", reason=NASTY)
    note(w.seal, by=w.keeper, kind="resume", from_state="suspended", to_state="in_use")
    other = in_use(w, seal_no="Y-02", name="合同专用章", kind="special")
    for n in range(2):
        note(other, by=w.keeper, kind="stocktake", reason=f"第{n}次")
    return Seal.objects.get(pk=w.seal.pk)


@contextmanager
def owner() -> Iterator[Any]:
    """With the owner's rights and every guard asleep, and awake again afterwards; the registry's head is his to write, too."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        for table in ("seals_ledgerline", "seals_seal", "seals_sealrequest", "seals_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(SETTLED + ALWAYS)


SETTLED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
ALWAYS = """DO $$ DECLARE t record; BEGIN FOR t IN SELECT c.relname, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
  WHERE NOT g.tgisinternal AND c.relname IN ('seals_ledgerline', 'seals_seal', 'seals_sealrequest', 'seals_checkpoint')
LOOP EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', t.relname, t.tgname); END LOOP; END $$;
ALTER TABLE seals_sealrequest ENABLE TRIGGER request_needs_holder"""
REWRITE = """DO $$ DECLARE l seals_ledgerline; before bytea := ''; BEGIN
FOR l IN SELECT * FROM seals_ledgerline WHERE seal_id = {seal} ORDER BY serial LOOP
  l.prev := before; l.canon := seals_canon(l); l.hash := sha256(l.prev || l.canon); before := l.hash;
  UPDATE seals_ledgerline SET prev = l.prev, canon = l.canon, hash = l.hash WHERE id = l.id;
END LOOP;
UPDATE seals_seal SET line_head = before, line_count = (SELECT count(*) FROM seals_ledgerline WHERE seal_id = {seal}) WHERE id = {seal};
END $$"""


def checked(place: Path, *more: str, capsys: Any) -> tuple[int, dict[str, Any]]:
    """What the checker says of an export: its exit code and its report."""
    capsys.readouterr()
    code = main([str(place), "--json", "--jobs", "1", *more])
    return code, json.loads(capsys.readouterr().out)


def codes(report: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in report["faults"]]
