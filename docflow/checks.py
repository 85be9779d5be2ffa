"""Start checks: what must hold before anybody may rely on this installation.

They run with ``manage.py check --database default`` and whenever docflow is prepared or started.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from docflow import roles
from docflow.first_start import kept
from people.models import Person


@register(Tags.database)
def database_locale(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Under the plain C locale PostgreSQL's trigrams and case functions drop Chinese without an error."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
            )
            encoding, locale = cursor.fetchone()
        if encoding != "UTF8" or locale in ("C", "POSIX"):
            problems.append(
                Error(
                    f"The database {alias!r} has encoding {encoding} and locale {locale}: Chinese cannot be searched.",
                    hint="Make it anew: CREATE DATABASE docflow ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;",
                    id="docflow.E001",
                )
            )
    return problems


@register(Tags.database)
def database_version(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL 15 or later."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (major,) = cursor.fetchone()
        if major < 15:
            problems.append(
                Error(
                    f"The database {alias!r} is PostgreSQL {major}: 15 or later is needed.",
                    hint="Upgrade the server, or unset DATABASE_URL to try docflow with its own.",
                    id="docflow.E002",
                )
            )
    return problems


@register(Tags.database)
def no_demo_accounts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Outside the demo its accounts, whose password is public, must not exist."""
    if "default" not in (databases or []) or (settings.DEMO and kept() is not False):
        return []
    if Person._meta.db_table not in connections["default"].introspection.table_names():
        return []
    found = Person.objects.filter(is_demo=True).count()
    return (
        []
        if not found
        else [
            Error(
                f"This is no demo (DEMO=0), but the database holds {found} accounts of the demo office, whose password is public.",
                hint="Start with DEMO=1 to look at the demo, or with an empty database (`make fresh` wipes var/).",
                id="docflow.E004",
            )
        ]
    )


@register(Tags.database)
def mode_as_kept(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A start says the mode that this office was opened with, or (a trial) nothing, which follows it."""
    said = os.environ.get("DEMO") or settings.PRODUCTION
    demo = kept() if said and "default" in (databases or []) else None
    if demo is None or demo == settings.DEMO:
        return []
    if demo:
        message = "This office was opened as a demo, whose accounts have a public password: it cannot become a real one."
        hint = "Set DEMO=1 to go on with it, or open a real office in another DOCFLOW_HOME or with another database."
    else:
        message = "This office was opened as a real one: the demo and its public accounts do not belong here."
        hint = (
            "Unset DEMO (or DEMO=0) to go on with it; look at the demo in another DOCFLOW_HOME or database."
        )
    return [Error(message, hint=hint, id="docflow.E005")]


@register(Tags.database)
def owns_nothing(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whoever serves people is not who owns the tables: else every guard of the ledgers can be switched off by a hole in a
    page. A site that names one address is only warned; one that names two means it."""
    if "default" not in (databases or []):
        return []
    found = roles.standing()
    if found is roles.Standing.OWNER:
        return [
            Error(
                f"Web and worker connect as {settings.WEB_DATABASE['USER']}, who owns tables, may make some, or is a superuser.",
                hint="Let DATABASE_URL name a role that owns nothing, such as docflow_web; `manage.py prepare` grants it the rest.",
                id="docflow.E006",
            )
        ]
    if found is roles.Standing.LOOSE:
        return [
            Error(
                f"{settings.WEB_DATABASE['USER']} may change what is only ever added to.",
                hint="Run `manage.py prepare` with OWNER_DATABASE_URL: it says what that role may do.",
                id="docflow.E007",
            )
        ]
    if found is roles.Standing.ONE:
        return [
            Warning(
                "Web and worker connect as the owner of the tables, who could switch off what protects the ledgers.",
                hint="Name the owner in OWNER_DATABASE_URL, for `manage.py prepare` alone, and a role that owns nothing in DATABASE_URL.",
                id="docflow.W006",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def plain_http(**kwargs: Any) -> list[CheckMessage]:
    """A production site over plain HTTP must have said that it knows."""
    if settings.PRODUCTION and settings.INSECURE_HTTP:
        return []  # acknowledged in words; the pages show it
    if settings.PRODUCTION and not settings.SECURE_PROXY_SSL_HEADER:
        return [
            Error(
                "No proxy that speaks HTTPS is named, so every page would redirect to itself for ever.",
                hint="Set BEHIND_PROXY=1 behind a proxy that sets X-Forwarded-Proto, or INSECURE_HTTP=acknowledged.",
                id="docflow.E003",
            )
        ]
    return []
