"""Reports of errors: who sees which, who is asked, and what has been mended since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import override

from alerts.subjects import Known
from bulletins.models import ErrorReport
from bulletins.queries.records import FORMERLY, READ, kept_words, record
from bulletins.queries.sources.subjects import abouts
from documents.queries.visible import given_sql, given_to
from people.models import Person
from people.queries import has_seat, registry
from people.roles import CHIEFS, Role
from seals.models import Seal, SealRequest, SealTakeout
from seals.queries.custody import custody_of
from workflow.models import Entry, Status, Task

# The same rule as `visible_to` for statements; `z` is the report. Parameters: `documents.queries.visible.may_see` and `me`.
MAY_SEE_REPORT = f"""(z.reporter_id = %(me)s OR {given_sql("error_report", "z")})"""
TRAILED = (
    "document",
    "outgoing",
    "seal_request",
    "seal_takeout",
    "seal",
)  # kinds whose acts are entries of their own
KEPT = ErrorReport._meta.get_field("old").max_length
LOOKING = ("read", "urge", "circulate", "see_imprint", "keep_seal")  # acts that mend nothing


def visible_to(person: Any) -> QuerySet[ErrorReport]:
    """Those he made, and those he was ever asked to answer."""
    given = given_to(person.hats, ErrorReport.subject_kind)
    return ErrorReport.objects.filter(Q(reporter=person) | Q(pk__in=given.values("subject_pk")))


def tasks_of(report: ErrorReport) -> list[Task]:
    """Who has it now."""
    return list(Task.objects.about(report).filter(status=Status.OPEN).order_by("id"))


def entries_of(report: ErrorReport) -> list[Entry]:
    """What was done with it, newest first."""
    return list(Entry.objects.filter(subject_kind=report.subject_kind, subject_pk=report.pk).order_by("-seq"))


def answerer(kind: str, ref: str, reporter: Any, *, but: Any = None) -> Person | None:
    """Who looks into it: of a seal whoever keeps it, else the chief of the register's section, who may see it; never the reporter
    himself, and rather not who answered before (`but`). None where nobody is left."""
    last = None
    for person in _answerers(kind, ref, reporter):
        if but is None or person.pk != but:
            return person
        last = person
    return last


def _answerers(kind: str, ref: str, reporter: Any) -> Iterator[Person]:
    keeper = _keeper(kind, ref)
    chiefs = [*registry({Role.SECTION_CHIEF}), *registry(CHIEFS)]
    heads = [*registry({Role.OFFICE_DIRECTOR}), *_workers(kind, ref)]
    for person in [*([keeper] if keeper else []), *chiefs, *heads]:
        if person.pk != reporter.pk and has_seat(person) and (kind not in READ or record(person, kind, ref)):
            yield person


def _keeper(kind: str, ref: str) -> Person | None:
    seal: Seal | None = None
    if kind == "seal":
        seal = Seal.objects.filter(ref=ref).first()
    elif kind == "seal_line":
        seal = Seal.objects.filter(pk=int(ref.split("-")[0])).first()
    elif kind in ("seal_request", "seal_takeout"):
        model: Any = SealRequest if kind == "seal_request" else SealTakeout
        found = model.objects.select_related("seal").filter(ref=ref).first()
        seal = found.seal if found is not None else None
    custody = custody_of(seal) if seal is not None else None
    return custody.person if custody is not None else None


def _workers(kind: str, ref: str) -> list[Person]:
    """Of a work secret perhaps nobody else may see it: whoever works on it, or did last."""
    tasks = Task.objects.filter(subject_kind=kind, subject_ref=ref, holder__startswith="p", revoked=False)
    holders = tasks.order_by("-status", "-id").values_list("holder", flat=True)[:20]
    people = Person.objects.in_bulk([int(holder[1:]) for holder in dict.fromkeys(holders)])
    return list(people.values())


def mended(report: ErrorReport) -> Entry | None:
    """The newest act on the record since it was reported that may have put it right."""
    about = abouts([(report.about_kind, None, report.about_ref)]).get((report.about_kind, report.about_ref))
    if about is None:
        return None
    rows = Entry.objects.filter(
        subject_kind=report.about_kind, subject_pk=about.pk, at__gt=report.reported_at
    )
    return rows.exclude(verb__in=LOOKING).order_by("-seq").first()


def stands(person: Any, report: ErrorReport) -> str | None:
    """What stands in the field now, as much of it as a report keeps; None where no field of that name is there."""
    with override("zh-hans"):  # as the name of the field was kept
        about = record(person, report.about_kind, report.about_ref)
    value = about.values.get(field_of(report)) if about else None
    return value[:KEPT] if value is not None else None


def field_of(report: ErrorReport) -> str:
    """The field's name of today."""
    return FORMERLY.get(report.field, report.field)


def old_of(report: ErrorReport) -> str:
    """What stood there when it was reported, in the words of today: to compare with what stands there now, and to show."""
    return kept_words(report.old) if report.field else report.old  # without a field somebody typed it


def is_trailed(report: ErrorReport) -> bool:
    """Does an act on this record leave an entry: is what was put right to be found?"""
    return report.about_kind in TRAILED


def _sees(person: Any, ref: str) -> bool:
    return visible_to(person).filter(ref=ref).exists()


def _labelled(ref: str) -> bool:
    """What is wrong with a paper says what the paper says: it stays inside."""
    return True


def _number(ref: str) -> str:
    return ErrorReport.objects.filter(ref=ref).values_list("number", flat=True).first() or ""


KNOWN = {ErrorReport.subject_kind: Known(_sees, _labelled, _number)}
