"""What the role of web and worker may not do: PostgreSQL itself says no, whatever a page or a hole in one asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.db import connection
from psycopg2 import errors

from docflow import checks, embedded, roles
from docflow.roles import Standing
from seals.models import LedgerLine, Seal
from tests.seals.test_smoke import note
from tests.seals.world import World, make_world

LEDGERS = (
    "seals_ledgerline", "seals_checkpoint", "seals_handover", "seals_stocktake", "seals_blanksheet", "workflow_entry",
    "outgoing_signoff", "outgoing_draftversion",
)  # fmt: skip
KEPT = ("seals_seal", "seals_sealrequest", "seals_sealtakeout", "seals_sealcustody", "seals_blankbook")
DENIED = errors.InsufficientPrivilege
SHADOW = """
CREATE TEMP TABLE seals_sealrequest AS SELECT * FROM public.seals_sealrequest;
INSERT INTO seals_ledgerline (seal_id, kind, at, actor_id, actor_name, keeper_id, request_id, approved, stamped, serial, request_no,
  basis, title, doc_number, text_hash, paper_kind, addressee, applicant_name, applicant_unit, approver_name, keeper_name,
  supervisor_name, second_name, place, code, reason, from_state, to_state, photo_hash, certificate, signed_hash, alg, canon, prev, hash)
SELECT id, 'use', now(), %(who)s, '', %(who)s, 1, 1, 1, 1, '', '', '', '', '', '', '', '', '', '', '', '', '', 'office', '', '', '',
  '', '', '', '', '', '', '', '' FROM seals_seal
"""
LINE = """
INSERT INTO seals_ledgerline (seal_id, serial, kind, at, actor_id, actor_name, request_no, basis, title, doc_number, text_hash,
  paper_kind, addressee, applicant_name, applicant_unit, approver_name, keeper_name, supervisor_name, second_name, place, code, reason,
  from_state, to_state, photo_hash, certificate, signed_hash, alg, canon, prev, hash)
VALUES (%(seal)s, 77, 'refusal', '2001-01-01', %(who)s, '郑', '', '', '', '', '', '', '', '', '', '', '', '', '', 'office', 'X5', '私事',
  '', '', '', '', '', 'none', 'x', 'x', 'x') RETURNING id
"""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def w(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[World]:
    """Committed, so that another connection sees it."""
    with django_db_blocker.unblock():
        world = make_world()
        for n in range(2):
            note(world.seal, by=world.keeper, kind="refusal", code="X5", reason=f"第{n}次")
        yield world
        django_db_setup()


@pytest.fixture
def web(w: World, db: None) -> Iterator[Any]:
    """A cursor of the web role; each statement is a transaction."""
    with closing(psycopg2.connect(**roles._as_web())) as other:
        other.autocommit = True
        yield other.cursor()


def test_it_is_another_role_that_serves_people(web: Any) -> None:
    web.execute(
        "SELECT current_user, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert web.fetchone() == (embedded.WEB, False, False, False)
    assert roles.standing() is Standing.APART
    assert checks.owns_nothing(["default"]) == []


@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_a_ledger_is_only_added_to(web: Any, table: str, sql: str) -> None:
    with pytest.raises(DENIED):
        web.execute(sql.format(table))


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("sql", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_kept_is_not_removed(web: Any, table: str, sql: str) -> None:
    with pytest.raises(DENIED):
        web.execute(sql.format(table))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE seals_seal SET line_count = 0", "UPDATE seals_seal SET line_head = ''",
        "ALTER TABLE seals_ledgerline DISABLE TRIGGER ledger_write_line", "ALTER TABLE seals_ledgerline DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_write_line ON seals_ledgerline", "DROP TABLE seals_ledgerline CASCADE",
        "ALTER TABLE seals_ledgerline DROP CONSTRAINT ledger_serial_once", "ALTER TABLE seals_ledgerline OWNER TO docflow_web",
        "SET session_replication_role = replica", "SET ROLE docflow", "SET SESSION AUTHORIZATION postgres",
        "CREATE OR REPLACE FUNCTION seals_now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2001-01-01'::timestamptz $$",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine", "ALTER FUNCTION seals_write_line() SECURITY INVOKER", "ALTER ROLE docflow_web SUPERUSER",
        "CREATE TRIGGER t BEFORE INSERT ON seals_ledgerline FOR EACH ROW"
        " EXECUTE FUNCTION seals_append_only()", "CREATE RULE r AS ON INSERT TO seals_ledgerline DO INSTEAD NOTHING",
        "INSERT INTO seals_edge VALUES ('seals_seal', 'destroyed', 'in_use')", "DELETE FROM django_migrations",
        "SELECT setval(pg_get_serial_sequence('seals_ledgerline', 'id'), 1)", "COPY seals_seal TO PROGRAM 'cat'",
    ],
)  # fmt: skip
def test_no_guard_is_taken_away(web: Any, sql: str) -> None:
    with pytest.raises((DENIED, errors.InvalidParameterValue)):
        web.execute(sql)


def test_serial_time_link_and_hash_are_not_his_to_say(web: Any, w: World) -> None:
    web.execute(LINE, {"seal": w.seal.pk, "who": w.keeper.pk})
    line = LedgerLine.objects.get(pk=web.fetchone()[0])
    before = LedgerLine.objects.get(seal=w.seal, serial=2)
    assert (line.serial, line.alg, bytes(line.prev)) == (3, "sha256", bytes(before.hash))
    assert line.at > before.at
    assert len(line.hash) == 32
    assert line.head not in ("", before.head)


def test_a_ledger_begins_with_its_first_line(web: Any, w: World) -> None:
    columns = ", ".join(
        str(f.column)
        for f in Seal._meta.concrete_fields
        if f.column not in ("id", "ref", "seal_no", "line_count")
    )
    begun = (
        f"INSERT INTO seals_seal (ref, seal_no, line_count, {columns})"  # noqa: S608
        f" SELECT 'zzzzzzzz', 'Y-99', 5, {columns} FROM seals_seal WHERE id = %s"
    )
    with pytest.raises(psycopg2.IntegrityError, match="the head of a ledger"):
        web.execute(begun, [w.seal.pk])


def test_what_he_must_do_he_may(web: Any, w: World) -> None:
    web.execute("SELECT id FROM seals_seal FOR UPDATE")
    web.execute("SELECT id FROM seals_sealrequest FOR UPDATE")
    web.execute("UPDATE seals_seal SET material = '铜' WHERE id = %s", [w.seal.pk])
    assert web.rowcount == 1
    web.execute(
        "DELETE FROM django_session; UPDATE people_person SET name = name; SELECT nextval('workflow_task_id_seq')"
    )


@pytest.fixture
def lenient(db: None) -> Iterator[None]:
    """A database that lets everybody make tables of his own, as PostgreSQL's do unless told otherwise."""
    with closing(psycopg2.connect(**{**roles._as_web(), "user": embedded.OWNER})) as owner:
        owner.autocommit = True
        owner.cursor().execute(
            f"GRANT TEMPORARY ON DATABASE {connection.settings_dict['NAME']} TO {embedded.WEB}"
        )
        yield
        owner.cursor().execute(
            f"REVOKE TEMPORARY ON DATABASE {connection.settings_dict['NAME']} FROM {embedded.WEB}"
        )


def test_a_table_of_his_own_stands_before_no_other(lenient: None, web: Any, w: World) -> None:
    """`prepare` lets him make none; and where he may, the ledger's functions look in `public` first."""
    with pytest.raises(psycopg2.IntegrityError, match="X2"):
        web.execute(SHADOW, {"who": w.keeper.pk})


def test_the_same_deceives_a_function_that_looks_elsewhere(lenient: None, web: Any, w: World) -> None:
    """Negative control: the very statement, asked of a function as it was before it said where it looks."""
    web.execute("CREATE TEMP TABLE seals_sealrequest (id bigint); SELECT count(*) FROM seals_sealrequest")
    assert web.fetchone() == (0,)
    web.execute("SELECT 'seals_sealrequest'::regclass::oid = 'pg_temp.seals_sealrequest'::regclass::oid")
    assert web.fetchone() == (True,)


def test_he_gives_himself_nothing(web: Any) -> None:
    """PostgreSQL only warns of such a GRANT."""
    web.execute("GRANT UPDATE ON seals_ledgerline TO docflow_web")
    web.execute("SELECT has_table_privilege('seals_ledgerline', 'UPDATE')")
    assert web.fetchone() == (False,)


def test_every_function_of_the_ledger_says_where_it_looks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname ~ '^seals_'"
            " AND NOT 'search_path=pg_catalog, public, pg_temp' = ANY (coalesce(proconfig, '{}'))"
        )
        assert cursor.fetchall() == []


def test_nothing_that_refuses_for_all_is_granted() -> None:
    """What later migrations guard, too."""
    with connection.cursor() as cursor:
        cursor.execute(roles.APPEND_ONLY)
        guarded = {table for table, events in cursor.fetchall() if events & 24 == 24}
        assert set(LEDGERS) <= guarded
        for table in guarded:
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')", [embedded.WEB, table]
            )
            assert cursor.fetchone() == (False,), table
