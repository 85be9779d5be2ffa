"""A paper on its way from the units to its closure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from deadlines.limits import Explained, counted
from documents.actions import closing, extension, handling
from documents.models import Assignment, Document
from documents.queries import gates
from documents.rules.closing import checks
from tests.office import Office, item
from tests.office import handling as at_units
from workflow.models import Task

Part = Assignment


def days(n: int, start: Any = None) -> Explained:
    """A limit of `n` working days from now."""
    return counted("working_day", n, start=start or timezone.now(), source="测试")


def now(doc: Document) -> Document:
    """The row as it is now."""
    return Document.objects.get(pk=doc.pk)


def part(doc: Document, unit: Any) -> Assignment:
    """The newest part of a unit."""
    return Assignment.objects.filter(document=doc, unit=unit).latest("pk")


def tasks(doc: Document, *kinds: str) -> list[Task]:
    """Open main tasks, of these kinds."""
    rows = Task.objects.about(doc).open().filter(lane="main").order_by("pk")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def with_co(office: Office) -> Document:
    """One item:省水利厅 leads, 省财政厅 helps."""
    return at_units(office, items=[item(office, co=[office.unit2])])


def reported(office: Office, doc: Document | None = None) -> Document:
    """Every unit has reported: the handler may ask to close."""
    doc = doc or at_units(office)
    handling.report(doc, by=office.unit_clerk, result="已核实，资金已到位。")
    return now(doc)


def answered(office: Office, doc: Document | None = None) -> Document:
    """Reported, and the reply is linked."""
    doc = reported(office, doc)
    return closing.set_reply(
        doc, by=office.handler, number="江政办函〔2026〕7号", expected_version=doc.version
    ).subject


def asked(office: Office, doc: Document | None = None) -> Document:
    """Waiting for the second person's check."""
    doc = doc or answered(office)
    return closing.ask_to_close(
        doc, by=office.handler, checker=office.chief, result="已办复。", expected_version=doc.version
    ).subject


def points(doc: Document) -> list[tuple[str, str]]:
    """What the second person has to look at before it is closed."""
    return gates.closing(doc).choices


def codes(doc: Document) -> list[str]:
    return [code for code, _words in checks(doc)]


def closed(office: Office) -> Document:
    doc = asked(office)
    return closing.close(doc, by=office.chief, checked=codes(doc), expected_version=doc.version).subject


def asked_for_time(office: Office) -> Document:
    """The unit has asked for a later date."""
    doc = at_units(office)
    extension.extend(
        doc, by=office.unit_clerk, until=days(20), reason="需现场核查。", progress="已完成一半。"
    )
    return now(doc)
