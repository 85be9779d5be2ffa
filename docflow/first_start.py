"""Keeping the mode of an office (demo or real) in its database, once: see `docflow.mode`."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from docflow import mode
from docflow.models import Mode
from people.models import Person


def kept() -> bool | None:
    """Is this database a demo (True) or a real office? None before its first start."""
    if Mode._meta.db_table not in connection.introspection.table_names():
        return None
    return Mode.objects.values_list("demo", flat=True).first()


def settle() -> bool:
    """The mode as kept; at the first start that of this process is kept from now on. Asks a migrated database.

    What its people say holds for a database from before the mode was kept.
    """
    demo = kept()
    if demo is None:
        people = Person.objects.all()
        first = people.filter(is_demo=True).exists() if people.exists() else settings.DEMO
        demo = Mode.objects.get_or_create(pk=1, defaults={"demo": first})[0].demo
    if not settings.PRODUCTION:
        mode.remember(settings.HOME, demo)
    return demo
