"""Two roles of the database: its owner changes tables, and whoever serves people owns nothing (docs/decisions/two-roles.md).

`grant` writes what the second one may do, each time the tables were brought up to the code. What a trigger refuses for
everybody (UPDATE and DELETE of a ledger) he may not even try; nobody but the owner may switch such a trigger off.
"""

from __future__ import annotations

from contextlib import closing
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg2 import OperationalError, connect
from psycopg2.extensions import quote_ident

HEADS = ("line_count", "line_head")  # of `seals_seal`: moved by the ledger's trigger alone
READ_ONLY = ("django_migrations", "seals_edge")  # written by migrations
EVENTS = ((8, "DELETE"), (16, "UPDATE"), (32, "TRUNCATE"))  # pg_trigger.tgtype

# The triggers that refuse an event whatever the row is, named after what they keep: `…_append_only`.
APPEND_ONLY = """
SELECT t.tgrelid::regclass::text, bit_or(t.tgtype::int) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE NOT t.tgisinternal AND t.tgqual IS NULL AND t.tgattr = ''::int2vector AND p.proname ~ 'append_only$' GROUP BY 1
"""
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
 WHERE attrelid = 'seals_seal'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (%s)
"""
ALL = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {web};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {web};
GRANT USAGE ON SCHEMA public TO {web};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web};
GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {web};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {web};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO {web};
"""
# A table of his own could stand before ours in a function that does not say where it looks.
NO_TABLES = """
GRANT CONNECT ON DATABASE {database} TO {web};
REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC, {web};
"""
# Each function of the seals looks in `public` before the caller's own tables; one that a migration has replaced, too.
PINNED = """
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname ~ '^seals_'
        AND NOT 'search_path=pg_catalog, public, pg_temp' = ANY (coalesce(proconfig, '{}')) LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', f);
    END LOOP;
END $$;
"""
OWNS = """
SELECT r.rolsuper OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
   AND pg_has_role(c.relowner, 'MEMBER')) OR has_schema_privilege('public', 'CREATE') FROM pg_roles r WHERE r.rolname = current_user
"""
LOOSE = """
SELECT EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgqual IS NULL
   AND t.tgattr = ''::int2vector AND p.proname ~ 'append_only$' AND (
   t.tgtype & 8 > 0 AND has_table_privilege(t.tgrelid, 'DELETE') OR t.tgtype & 16 > 0 AND has_table_privilege(t.tgrelid, 'UPDATE')))
"""


class Standing(Enum):
    """How whoever serves people stands to the tables."""

    APART = "apart"  # owns nothing, and may do no more than he was granted
    LOOSE = "loose"  # owns nothing, but may change what is only ever added to: `prepare` has not run
    ONE = "one"  # is their owner (or a superuser), since the site names no other
    OWNER = "owner"  # is their owner, though the site names another


def grant() -> None:
    """What the web role may do, anew. By the owner, on a migrated database; where a site has one role for all, only where the
    functions of the ledgers look."""
    web = settings.WEB_DATABASE["USER"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PINNED)
        cursor.execute("SELECT current_user")
        if not web or cursor.fetchone()[0] == web:
            return
        _make(cursor, web)
        named = {"web": quote_ident(web, cursor.cursor.connection), "database": _database(cursor)}
        cursor.execute(ALL.format(**named))
        _own_nothing(cursor, named)
        cursor.execute(APPEND_ONLY)
        for table, events in cursor.fetchall():
            what = ", ".join(name for bit, name in EVENTS if events & bit)
            cursor.execute(f"REVOKE {what} ON {table} FROM {named['web']}")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND relkind = 'r'", [list(READ_ONLY)]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {named['web']}")
        cursor.execute("SELECT to_regclass('public.seals_seal') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(COLUMNS, [list(HEADS)])
            columns = cursor.fetchone()[0]
            cursor.execute(f"REVOKE UPDATE ON seals_seal FROM {named['web']}")
            cursor.execute(f"GRANT UPDATE ({columns}) ON seals_seal TO {named['web']}")  # noqa: S608


def _make(cursor: Any, web: str) -> None:
    """The role itself, where the owner may make one; and its password, where the site said it to `prepare`."""
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    may = cursor.fetchone()[0]
    name = quote_ident(web, cursor.cursor.connection)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [web])
    if not cursor.fetchone():
        if not may:
            raise ImproperlyConfigured(
                f"The database has no role {web}, as which web and worker connect: stop docflow once, or "
                f"have an administrator of the database run CREATE ROLE {name} LOGIN PASSWORD '…'."
            )
        cursor.execute(f"CREATE ROLE {name} LOGIN")
    if may and settings.WEB_DATABASE_PASSWORD:
        cursor.execute(f"ALTER ROLE {name} PASSWORD %s", [settings.WEB_DATABASE_PASSWORD])


def _database(cursor: Any) -> str:
    cursor.execute("SELECT quote_ident(current_database())")
    return str(cursor.fetchone()[0])


def _own_nothing(cursor: Any, named: dict[str, str]) -> None:
    """No tables of his own, in no schema; as far as the owner of the tables may say so."""
    cursor.execute("SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")
    if cursor.fetchone()[0]:
        cursor.execute(NO_TABLES.format(**named))
    cursor.execute("SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'")
    if cursor.fetchone()[0]:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def standing() -> Standing:
    """Asked as whoever serves people: by this process's own connection, or by one as him where we are the owner."""
    if settings.DATABASES["default"]["USER"] == settings.WEB_DATABASE["USER"]:
        with connection.cursor() as cursor:
            return _standing(cursor)
    try:
        other = connect(**_as_web())
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise ImproperlyConfigured(
            f"Web and worker cannot connect: look at DATABASE_URL ({said})."
        ) from error
    with closing(other), other.cursor() as cursor:
        return _standing(cursor)


def _as_web() -> dict[str, Any]:
    """For psycopg2: the web role's address, in the database that we are in."""
    at = {**settings.WEB_DATABASE, "NAME": connection.settings_dict["NAME"]}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    own = {"password": settings.WEB_DATABASE_PASSWORD} if settings.WEB_DATABASE_PASSWORD else {}
    return {key: at[name] for key, name in names.items() if at[name]} | own | at["OPTIONS"]


def _standing(cursor: Any) -> Standing:
    cursor.execute(OWNS)
    if cursor.fetchone()[0]:
        return Standing.OWNER if settings.OWNER_DATABASE else Standing.ONE
    cursor.execute(LOOSE)
    return Standing.LOOSE if cursor.fetchone()[0] else Standing.APART
