"""Are the database's own guards what the migrations made: functions word for word, triggers awake, nothing beside them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

ROOMS = ("workflow", "seals")
_FUNCTION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(\w+)\s*\(.*?\bAS\s+(\$\w*\$)(.*?)\2", re.S | re.I
)
_TRIGGER = re.compile(
    r"CREATE\s+(?P<constraint>CONSTRAINT\s+)?TRIGGER\s+(?P<name>\w+)\s+(?P<time>BEFORE|AFTER)\s+(?P<events>.+?)\s+ON\s+(?P<table>\w+)"
    r"(?P<rest>.*?)EXECUTE\s+(?:FUNCTION|PROCEDURE)\s+(?P<function>\w+)", re.S | re.I)  # fmt: skip
_SWITCH = re.compile(r"ALTER\s+TABLE\s+(\w+)\s+ENABLE\s+ALWAYS\s+TRIGGER\s+(\w+)", re.I)
_GONE = re.compile(r"DROP\s+(TRIGGER|FUNCTION)\s+(?:IF\s+EXISTS\s+)?(\w+)(?:\s+ON\s+(\w+))?", re.I)
_WHEN = re.compile(r"WHEN\s*\((.*)\)\s*$", re.S | re.I)
_WORD = re.compile(r"'[^']*'|\w+")
_NOISE = {"in", "any", "array", "text", "character", "varying", "not", "is", "distinct", "from"}
FUNCTIONS = "SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc WHERE proname = ANY (%s) AND pronamespace = 'public'::regnamespace"
TRIGGERS = """SELECT c.relname, t.tgname, t.tgenabled, p.proname, pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE NOT t.tgisinternal AND c.relname = ANY (%s)"""
RULES = "SELECT tablename, rulename FROM pg_rules WHERE tablename = ANY (%s)"
NAMED = """SELECT conname FROM pg_constraint WHERE convalidated UNION SELECT relname FROM pg_class
  JOIN pg_index ON indexrelid = pg_class.oid WHERE indisvalid"""


@dataclass(frozen=True)
class Trigger:
    table: str
    name: str
    function: str
    shape: str
    when: frozenset[str]


@dataclass
class Wanted:
    """What the migrations left: a function's body by its name, and whether it runs with its owner's rights; triggers by table and name, those that never sleep."""

    functions: dict[str, tuple[str, bool]]
    triggers: dict[tuple[str, str], Trigger]
    always: set[tuple[str, str]]


@cache
def wanted() -> Wanted:
    """Read from the migrations of the rooms, in their order: the last word counts."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    found = Wanted({}, {}, set())
    for key in dict.fromkeys(plan):
        if key[0] in ROOMS:
            for operation in loader.graph.nodes[key].operations:
                if isinstance(operation, RunSQL):
                    _read("\n".join(_texts(operation.sql)), found)
    return found


def _texts(sql: Any) -> Iterator[str]:
    for part in [sql] if isinstance(sql, str) else sql:
        yield part if isinstance(part, str) else part[0]


def _read(sql: str, found: Wanted) -> None:
    bare = _FUNCTION.sub("", sql)
    for match in _GONE.finditer(bare):
        if match[1].upper() == "TRIGGER":
            found.triggers.pop((match[3], match[2]), None)
        else:
            found.functions.pop(match[2], None)
    for match in _FUNCTION.finditer(sql):
        found.functions[match[1]] = (
            match[3],
            "SECURITY DEFINER" in match[0][: match.start(3) - match.start()],
        )
    for match in _TRIGGER.finditer(bare):
        key = (match["table"], match["name"])
        found.triggers[key] = _trigger(*key, match[0], match["function"])
    found.always |= {(match[1], match[2]) for match in _SWITCH.finditer(bare)}


def _trigger(table: str, name: str, text: str, function: str) -> Trigger:
    head = re.split(r"\bWHEN\b|\bEXECUTE\b", text, maxsplit=1, flags=re.I)[0]
    when = _WHEN.search(re.split(r"\bEXECUTE\b", text, flags=re.I)[0].strip())
    return Trigger(table, name, function, _shape(head), _words(when[1]) if when else frozenset())


def _shape(head: str) -> str:
    """When it fires, in one order whatever order it was written in."""
    words = [word.lower() for word in _WORD.findall(head)]
    return " ".join(sorted(word for word in words if word not in ("public", "from", "not", "of")))


def _words(condition: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(condition)) - _NOISE


def guards() -> list[str]:
    """What is not as the migrations made it, a line each; empty where all of it is."""
    return [*_functions(), *_triggers(), *_constraints()]


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _functions() -> Iterator[str]:
    names = wanted().functions
    there: dict[str, list[tuple[str, bool]]] = {}
    for name, body, as_owner, config in _rows(FUNCTIONS, list(names)):
        there.setdefault(name, []).append((body, as_owner))
        if any(
            word.startswith("search_path=") and not word.startswith("search_path=pg_catalog")
            for word in config or ()
        ):
            yield f"function {name} looks elsewhere first: {config}"
    for name, made in sorted(names.items()):
        if name not in there:
            yield f"function {name} is missing"
        elif there[name] != [made]:
            yield f"function {name} is not the one of the migrations"


def _triggers() -> Iterator[str]:
    asked = wanted()
    tables = sorted({table for table, _name in asked.triggers} | set(_tables("seals")))
    there = {(table, name): rest for table, name, *rest in _rows(TRIGGERS, tables)}
    for key, trigger in sorted(asked.triggers.items()):
        if key not in there:
            yield f"trigger {trigger.name} on {trigger.table} is missing"
            continue
        enabled, function, text = there[key]
        if enabled != ("A" if key in asked.always else "O"):
            yield f"trigger {trigger.name} on {trigger.table} is not ENABLE {'ALWAYS' if key in asked.always else ''}".strip()
        if _trigger(*key, text, function) != trigger:
            yield f"trigger {trigger.name} on {trigger.table} is not the one of the migrations"
    for table, name in sorted(set(there) - set(asked.triggers)):
        yield f"trigger {name} on {table} is unknown to the migrations"
    for table, name in _rows(RULES, tables):
        yield f"rule {name} on {table} is unknown to the migrations"


def _tables(room: str) -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config(room).get_models()]


def _constraints() -> Iterator[str]:
    there = {row[0] for row in _rows(NAMED)}
    for model in apps.get_app_config("seals").get_models():
        for constraint in model._meta.constraints:
            if constraint.name not in there:
                yield f"constraint {constraint.name} on {model._meta.db_table} is missing"
