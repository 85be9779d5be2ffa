"""What an upgrade does to the papers that are there."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Document, FormPrint
from people.models import Person
from tests.office import handling, item, make_office, registered, submitted
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db
HOLDERS = import_module("documents.migrations.0015_holders_in_route_order")


def upgrade() -> None:
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS.SQL)
    speak()


def speak() -> None:
    """The guards that otherwise speak at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_holders_are_in_the_order_of_the_route() -> None:
    office = make_office()
    units = handling(office, items=[item(office, co=[office.unit2])])
    both = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    alone = registered(office)
    Task.objects.about(both).open().filter(holder=office.leader.principal).update(sequence=9)
    papers = Document.objects.filter(pk__in=[units.pk, both.pk])
    papers.update(holders="某人 等2")
    assert len([line for line in differences(Document) if "holders shows" in line]) == 2
    upgrade()
    assert [line for line in differences(Document) if "holders shows" in line] == []
    shown = dict(Document.objects.values_list("pk", "holders"))
    assert shown == {
        units.pk: f"{office.unit.short} 等2",
        both.pk: f"{office.leader2.name} 等2",
        alone.pk: office.handler.name,
    }


def test_only_rows_that_differ_are_written() -> None:
    office = make_office()
    right, wrong = registered(office), registered(office)
    Document.objects.filter(pk=wrong.pk).update(holders="某人")
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS.SQL)
        assert cursor.rowcount == 1
    assert {d.holders for d in (right, wrong)} == {Document.objects.get(pk=wrong.pk).holders}


def test_a_stranded_paper_does_not_stop_it() -> None:
    office = make_office()
    stranded, other = registered(office), registered(office, handler=office.handler)
    Task.objects.about(other).open().update(holder=office.clerk.principal, holder_name=office.clerk.name)
    Document.objects.update(holders="某人")
    speak()
    Person.objects.filter(pk=office.handler.pk).update(is_active=False)
    upgrade()
    assert Document.objects.get(pk=stranded.pk).holders == "某人"
    assert Document.objects.get(pk=other.pk).holders == office.clerk.name


def test_the_guard_of_prints_comes_and_goes() -> None:
    """Rows are kept when the guard is taken off and put on again."""
    prints = import_module("documents.migrations.0016_form_prints")
    doc = registered(make_office())
    FormPrint.objects.create(
        document=doc, person=doc.registrar, person_name="某人", form="label", way="pdf", at=doc.received_at
    )
    speak()
    with connection.cursor() as cursor:
        cursor.execute(prints.BACKWARD)
        cursor.execute("UPDATE documents_formprint SET person_name = '别人'")
        speak()
        cursor.execute(prints.FORWARD)
    with pytest.raises(IntegrityError, match="is not changed"), transaction.atomic():
        FormPrint.objects.update(person_name="某人")
    assert FormPrint.objects.get().person_name == "别人"
