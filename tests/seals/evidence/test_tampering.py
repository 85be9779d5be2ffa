"""With the rights of the database's owner and every trigger asleep: whatever is done to the book is found, offline from an
export and the copies of the checkpoints, and by `manage.py verify_ledger`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from seals.actions.checkpoints import write_checkpoint
from seals.files import evidence
from seals.files.evidence import NoSigning
from seals.models import Checkpoint, LedgerLine, Seal
from seals.queries.chain import check_chain
from seals.queries.evidence import verified
from seals.queries.export import write_export
from tests.seals.evidence.book import ALWAYS, REWRITE, SETTLED, checked, codes, fill, note, owner
from tests.seals.world import World, make_world
from verify_ledger import COLUMNS, fingerprint, main

LINE = "seals_ledgerline WHERE seal_id = {seal} AND serial"
ROW = "UPDATE seals_ledgerline SET {what} WHERE seal_id = {seal} AND serial = 5"
SEAL = "UPDATE seals_seal SET {what} WHERE id = {seal}"


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Path]]:
    """The book and what lies outside of it, once: a checkpoint waits for whoever else is at work in the database."""
    outside = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "CHECKPOINT_DIR", outside / "checkpoints")
            patch.setattr(settings, "CHECKPOINT_KEY", outside / "checkpoint_key.pem")
            fill(world)
            write_checkpoint()
            note(world.seal, by=world.keeper, kind="stocktake")
            write_checkpoint()
        with connection.cursor() as cursor:
            cursor.execute(SETTLED)
        yield world, outside
        transaction.set_rollback(True)


@pytest.fixture
def w(made: tuple[World, Path], db: None, tmp_path: Path) -> World:
    """What a test does to them is undone with it."""
    shutil.copytree(made[1], tmp_path, dirs_exist_ok=True)
    return deepcopy(made[0])


@pytest.fixture
def offline(tmp_path: Path, capsys: Any) -> Callable[..., list[str]]:
    """Export and check: what was found, with the copies from outside or with what the export has itself."""

    def look(name: str = "out", *, outside: bool = True) -> list[str]:
        write_export(tmp_path / name)
        more = ("--checkpoints", str(tmp_path / "checkpoints")) if outside else ()
        code, report = checked(tmp_path / name, *more, capsys=capsys)
        assert code == bool(report["faults"])
        return codes(report)

    return look


def altered(kind: str) -> str:
    """Another value of a column of this type."""
    return {
        "timestamp with time zone": "now() - interval '3 days'",
        "text": "'别的'",
        "character varying": "'别'",
    }.get(kind, "77")


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_one_column(w: World, column: str, offline: Callable[..., list[str]]) -> None:
    """Each column of a line of use, in the table; the bytes that were hashed stay as they are."""
    with owner() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'seals_ledgerline' AND column_name = %s",
            [column],
        )
        kind = cursor.fetchone()[0]
        cursor.execute(
            "ALTER TABLE seals_ledgerline DROP CONSTRAINT ledger_kind_known, DROP CONSTRAINT ledger_code_known, DROP CONSTRAINT ledger_basis_known, DROP CONSTRAINT ledger_place_known"
        )
        for key in (
            "actor_id",
            "request_id",
            "applicant_id",
            "approver_id",
            "approver_for_id",
            "keeper_id",
            "supervisor_id",
            "second_id",
        ):
            if key == column:
                cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'seals_ledgerline'::regclass AND contype = 'f' AND conkey = (SELECT array_agg(attnum) FROM pg_attribute WHERE attrelid = 'seals_ledgerline'::regclass AND attname = %s)", [key])  # fmt: skip
                cursor.execute(f"ALTER TABLE seals_ledgerline DROP CONSTRAINT {cursor.fetchone()[0]}")
        cursor.execute(ROW.format(what=f"{column} = {altered(kind)}", seal=w.seal.pk))
    fault = check_chain().fault
    assert fault is not None
    if column == "serial":
        assert fault.code == "gap"
        assert set(offline()) == {"gap"}
        return
    assert (fault.code, fault.serial, [*fault.after]) == ("column", 5, [column])
    assert set(offline()) == {"column"}


ACTS: dict[str, tuple[str, str]] = {
    "its bytes and digest too": (ROW.format(what="reason = '改过', canon = seals_canon(seals_ledgerline)", seal="{seal}"), "column"),
    "the digest alone": (ROW.format(what="hash = sha256('x')", seal="{seal}"), "digest"),
    "the link alone": (ROW.format(what="prev = sha256('x')", seal="{seal}"), "link"),
    "the bytes alone": (ROW.format(what="canon = '\\xff00'", seal="{seal}"), "column"),
    "one gone": (f"DELETE FROM {LINE} = 5", "gap"),
    "the first gone": (f"DELETE FROM {LINE} = 1", "gap"),
    "the last gone": (f"DELETE FROM {LINE} = 10", "count"),
    "all gone": ("DELETE FROM seals_ledgerline WHERE seal_id = {seal}", "count"),
    "the last gone and its head with it": (
        f"DELETE FROM {LINE} = 10; UPDATE seals_seal SET line_count = 9, line_head = (SELECT hash FROM {LINE} = 9) WHERE id = {{seal}}", "cp_short"),
    "two swapped": (
        "UPDATE seals_ledgerline SET serial = 99 WHERE seal_id = {seal} AND serial = 5; UPDATE seals_ledgerline SET serial = 5 WHERE seal_id = {seal} AND serial = 6;"
        "UPDATE seals_ledgerline SET serial = 6 WHERE seal_id = {seal} AND serial = 99", "link"),
    "another's": ("UPDATE seals_ledgerline SET seal_id = (SELECT max(id) FROM seals_seal), serial = 50 WHERE seal_id = {seal} AND serial = 5", "gap"),
    "the head": (SEAL.format(what="line_head = sha256('x')", seal="{seal}"), "head"),
    "the count": (SEAL.format(what="line_count = 11", seal="{seal}"), "count"),
    "all written anew": (ROW.format(what="stamped = 1", seal="{seal}") + ";" + REWRITE, "cp_head"),
    # far away and back: the constraint looks at every row as it is moved, and nobody says in which order they are
    "all written anew without one": (
        f"DELETE FROM {LINE} = 4; UPDATE seals_ledgerline SET serial = serial + 1000 WHERE seal_id = {{seal}} AND serial > 4;"
        "UPDATE seals_ledgerline SET serial = serial - 1001 WHERE seal_id = {seal} AND serial > 1000;" + REWRITE, "cp_head"),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_what_an_owner_does(w: World, what: str, offline: Callable[..., list[str]]) -> None:
    sql, code = ACTS[what]
    with owner() as cursor:
        cursor.execute(sql.format(seal=w.seal.pk))
    found = offline()
    assert code in found, found
    fault = check_chain().fault
    assert fault is not None
    with pytest.raises(NoSigning):
        write_checkpoint()
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def test_a_line_between_two(w: World, offline: Callable[..., list[str]]) -> None:
    """Inserted, with its own right digest: a serial stands there twice once the constraint is gone."""
    with owner() as cursor:
        cursor.execute(
            "ALTER TABLE seals_ledgerline DROP CONSTRAINT ledger_serial_once, DROP CONSTRAINT ledger_link_once"
        )
        cursor.execute("INSERT INTO seals_ledgerline SELECT (jsonb_populate_record(l, jsonb_build_object('id', 999999, 'reason', '塞入'))).* FROM "
                       + f"seals_ledgerline l WHERE seal_id = {w.seal.pk} AND serial = 5")  # fmt: skip
        cursor.execute(
            "UPDATE seals_ledgerline SET canon = seals_canon(seals_ledgerline), hash = sha256(prev || seals_canon(seals_ledgerline)) WHERE id = 999999"
        )
    assert "duplicate" in offline()
    assert any("ledger_serial_once" in line for line in verified().wrong)


def test_a_seal_with_its_lines(w: World, offline: Callable[..., list[str]]) -> None:
    other = Seal.objects.get(seal_no="Y-02")
    with owner() as cursor:
        cursor.execute(
            f"DELETE FROM seals_ledgerline WHERE seal_id = {other.pk}; DELETE FROM seals_sealcustody WHERE seal_id = {other.pk} AND false"
        )
        cursor.execute(
            "ALTER TABLE seals_sealcustody DISABLE TRIGGER USER; ALTER TABLE seals_seal DISABLE TRIGGER USER"
        )
        cursor.execute(
            f"DELETE FROM seals_sealcustody WHERE seal_id = {other.pk}; DELETE FROM seals_seal WHERE id = {other.pk}"
        )
    assert "cp_lost" in offline()
    assert verified().wrong


def test_an_old_dump(w: World, offline: Callable[..., list[str]]) -> None:
    """Rows of an hour ago put back, checkpoints of the table included: only what lies outside knows better."""
    with owner() as cursor:
        cursor.execute(f"DELETE FROM seals_ledgerline WHERE seal_id = {w.seal.pk} AND serial > 9")
        cursor.execute(
            f"UPDATE seals_seal SET line_count = 9, line_head = (SELECT hash FROM seals_ledgerline WHERE seal_id = {w.seal.pk} AND serial = 9) WHERE id = {w.seal.pk}"
        )
        cursor.execute("DELETE FROM seals_checkpoint WHERE number = 2")
    assert offline("alone", outside=False) == [], "from the inside it is a book of an hour ago"
    assert "cp_short" in offline()
    with pytest.raises(NoSigning, match="旧备份"):
        write_checkpoint()
    assert any("检查点目录里有第 2 号" in line for line in verified().wrong)


def test_rewritten_with_checkpoints_of_his_own(
    w: World, offline: Callable[..., list[str]], tmp_path: Path, settings: Any
) -> None:
    """Lines, heads and the table's checkpoints anew, signed by a key of his: his own export is well, the copies outside are not."""
    kept = settings.CHECKPOINT_DIR
    with owner() as cursor:
        cursor.execute(
            ROW.format(what="stamped = 1", seal=w.seal.pk)
            + ";"
            + REWRITE.format(seal=w.seal.pk)
            + "; DELETE FROM seals_checkpoint"
        )
    settings.CHECKPOINT_DIR, settings.CHECKPOINT_KEY = tmp_path / "his", tmp_path / "his.pem"
    write_checkpoint()
    assert offline("alone", outside=False) == []
    settings.CHECKPOINT_DIR = kept
    found = offline()
    assert {"cp_key", "cp_head"} <= set(found)


@pytest.mark.parametrize(("sql", "said"), [
    ("ALTER TABLE seals_ledgerline DISABLE TRIGGER ledger_write_line", "ledger_write_line on seals_ledgerline is not ENABLE ALWAYS"),
    ("ALTER TABLE seals_ledgerline ENABLE TRIGGER seals_ledgerline_once", "seals_ledgerline_once on seals_ledgerline is not ENABLE ALWAYS"),
    ("DROP TRIGGER seals_ledgerline_all ON seals_ledgerline", "seals_ledgerline_all on seals_ledgerline is missing"),
    ("CREATE OR REPLACE FUNCTION seals_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'", "seals_append_only is not the one"),
    ("CREATE OR REPLACE FUNCTION seals_now() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog AS $$ SELECT now() - interval '1 day' $$", "seals_now is not the one"),
    ("ALTER FUNCTION seals_write_line() SET search_path = public, pg_catalog", "seals_write_line looks elsewhere first"),
    ("ALTER FUNCTION seals_write_line() SECURITY INVOKER", "seals_write_line is not the one"),
    ("CREATE FUNCTION seals_refuse(words varchar) RETURNS void LANGUAGE sql AS ''", "seals_refuse is not the one"),
    ("CREATE TRIGGER mine BEFORE INSERT ON seals_ledgerline FOR EACH ROW EXECUTE FUNCTION seals_append_only()", "mine on seals_ledgerline is unknown"),
    ("CREATE RULE quiet AS ON DELETE TO seals_ledgerline DO INSTEAD NOTHING", "quiet on seals_ledgerline is unknown"),
    ("DROP TRIGGER seal_guard_head ON seals_seal; CREATE TRIGGER seal_guard_head BEFORE UPDATE ON seals_seal FOR EACH ROW WHEN (false) EXECUTE FUNCTION "
     "seals_guard_head(); ALTER TABLE seals_seal ENABLE ALWAYS TRIGGER seal_guard_head", "seal_guard_head on seals_seal is not the one"),
    ("DROP TRIGGER ledger_write_line ON seals_ledgerline; CREATE TRIGGER ledger_write_line BEFORE UPDATE ON seals_ledgerline FOR EACH ROW EXECUTE FUNCTION "
     "seals_write_line(); ALTER TABLE seals_ledgerline ENABLE ALWAYS TRIGGER ledger_write_line", "ledger_write_line on seals_ledgerline is not the one"),
    ("ALTER TABLE seals_sealrequest DROP CONSTRAINT seal_request_not_more", "seal_request_not_more on seals_sealrequest is missing"),
])  # fmt: skip
def test_guards(w: World, sql: str, said: str) -> None:
    assert verified().wrong == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; " + sql)
    assert [line for line in verified().wrong if said in line], verified().wrong
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute(ALWAYS.split(";\nALTER")[0])


def test_a_use_without_a_line(w: World) -> None:
    with owner() as cursor:
        cursor.execute("UPDATE seals_sealrequest SET stamped = 2 WHERE stamped = 3 AND copies = 3")
    assert any("differ" in line for line in verified().wrong)


# -- what is well made but not allowed: a book made with guards asleep, digests right ---------------------------------


@pytest.mark.parametrize(("what", "code"), [
    ("stamped = 9", "over"), ("approver_id = applicant_id", "person"), ("approver_for_id = applicant_id", "person"),
    ("keeper_id = applicant_id", "person"), ("keeper_id = approver_id", "person"), ("supervisor_id = approver_id", "person"),
    ("supervisor_id = applicant_id", "person"), ("approver_for_id = keeper_id", "person"), ("approver_for_id = supervisor_id", "person"),
    ("second_id = keeper_id", "second"), ("second_id = NULL", "second"), ("reason = ''", "second"),
    ("at = at - interval '1 year'", "time"),
])  # fmt: skip
def test_what_must_not_be(w: World, what: str, code: str, tmp_path: Path, capsys: Any, settings: Any) -> None:
    """Written anew with right digests and without any checkpoint: still said, by the line."""
    with owner() as cursor:
        cursor.execute(ROW.format(what=what, seal=w.seal.pk) + " AND spoiled = 1")
        assert cursor.rowcount == 1
        cursor.execute(REWRITE.format(seal=w.seal.pk) + "; DELETE FROM seals_checkpoint")
    settings.CHECKPOINT_DIR = tmp_path / "none"
    write_export(tmp_path / "out")
    result, report = checked(tmp_path / "out", capsys=capsys)
    assert (result, [(f["code"], f["line"], f["seal"]) for f in report["faults"]]) == (1, [(code, 5, "Y-01")])


# -- the checkpoints themselves --------------------------------------------------------------------------------------


def rewrite(path: Path, **changes: Any) -> None:
    """Another body under the same signature, or another of its parts."""
    told = json.loads(path.read_text("utf-8"))
    path.chmod(0o644)
    path.write_text(json.dumps({**told, **changes}), "utf-8")


def sign(path: Path, body: dict[str, Any], key: Ed25519PrivateKey) -> None:
    text = json.dumps(body)
    path.unlink(missing_ok=True)
    path.write_text(
        evidence.as_file(
            {"body": text, "signature": key.sign(text.encode()).hex(), "key": fingerprint(key.public_key())}
        ),
        "utf-8",
    )


def test_checkpoints_altered(w: World, tmp_path: Path, capsys: Any) -> None:
    write_export(tmp_path / "out")
    place = tmp_path / "out/checkpoints"
    first, second = (place / evidence.name_of(n) for n in (1, 2))
    body = json.loads(json.loads(second.read_text("utf-8"))["body"])
    key = evidence.signing_key()

    def said(*more: str) -> set[str]:
        return {*codes(checked(tmp_path / "out", *more, capsys=capsys)[1])} - {"file", "no_file"}

    kept = {path: path.read_text("utf-8") for path in (first, second)}

    def back() -> None:
        for path, text in kept.items():
            path.unlink(missing_ok=True)
            path.write_text(text, "utf-8")

    rewrite(second, body=json.dumps({**body, "at": "2020"}))
    assert said() == {"cp_signature"}
    rewrite(second, key="0" * 64)
    assert said() == {"cp_key"}
    second.write_text("{", "utf-8")
    assert said() == {"cp_read"}
    sign(second, {**body, "prev": "0" * 64}, key)
    assert said() == {"cp_chain"}
    assert said("--checkpoints", str(tmp_path / "checkpoints")) == {"cp_differs"}
    sign(second, {**body, "at": "2020-01-01"}, key)
    assert said() == {"cp_time"}
    shorter = [{**told, "size": told["size"] - 1} for told in body["seals"]]
    sign(second, {**body, "seals": shorter}, key)
    assert "cp_shrunk" in said()
    assert "cp_head" in said()
    sign(second, {**body, "seals": [{**told, "sm3": "0" * 64} for told in body["seals"]]}, key)
    assert "cp_sm3" in said()
    sign(second, {**body, "papers": {**body["papers"], "digest": "0" * 64}}, key)
    assert said() == {"cp_papers"}
    sign(second, {**body, "number": 4}, key)
    assert "cp_gap" in said()
    back()
    assert said() == set()
    sign(second, body, Ed25519PrivateKey.generate())
    assert said() == {"cp_key"}
    first.unlink()
    back()
    stranger = tmp_path / "other.pem"
    stranger.write_bytes(
        Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    assert said("--pubkey", str(stranger)) == {"cp_key"}
    (tmp_path / "empty").mkdir()
    assert "cp_none" in said("--checkpoints", str(tmp_path / "empty"))


def test_an_entry_about_a_paper(w: World, offline: Callable[..., list[str]]) -> None:
    """Entries are in the checkpoints, too: one that is altered or gone is found."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE workflow_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE workflow_entry SET hash = sha256('x') WHERE id = (SELECT min(id) FROM workflow_entry)"
        )
    assert "cp_papers" in offline()
    assert any("办理记录与检查点" in line for line in verified().wrong)


def test_the_files_of_an_export(w: World, tmp_path: Path, capsys: Any) -> None:
    place = tmp_path / "out"
    write_export(place)
    path = next((place / "lines").glob("*.jsonl"))
    good = path.read_bytes()
    for bad, code in ((b"{\n" + good, "unreadable"), (good.replace(b'"serial":2', b'"nothing":2'), "unreadable"), (good + good, "duplicate"),
                      (good.replace(b'"hash":"', b'"hash":"zz', 1), "digest")):  # fmt: skip
        path.write_bytes(bad)
        found = codes(checked(place, capsys=capsys)[1])
        assert code in found
        assert "file" in found
    path.unlink()
    assert "no_file" in codes(checked(place, capsys=capsys)[1])
    with pytest.raises(FileExistsError):
        write_export(place)
    assert main([str(tmp_path / "nowhere")]) == 2


def test_never_overwritten(w: World, tmp_path: Path) -> None:
    path = tmp_path / "checkpoints" / evidence.name_of(3)
    path.write_text("{}", "utf-8")
    with pytest.raises(NoSigning):
        write_checkpoint()
    path.unlink()
    made = write_checkpoint()
    assert made is not None
    assert made.number == 3
    assert path.stat().st_mode & 0o777 == 0o444
    assert (tmp_path / "checkpoint_key.pem").stat().st_mode & 0o777 == 0o600
    path.unlink()  # the folder was new: what the table has is laid there again
    write_checkpoint()
    assert path.is_file()
    assert Checkpoint.objects.count() == 4
    assert LedgerLine.objects.exists()
