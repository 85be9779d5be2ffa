"""The office of the tests with what outgoing papers need: an issuing organ, a series, a keeper; papers at each stage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection

from documents.words import Kind
from outgoing.actions import issuing, route, signing
from outgoing.actions.addressing import Entry
from outgoing.actions.drafting import draft
from outgoing.actions.texts import Text
from outgoing.models import NumberSeries, Organ, Outgoing, SigningRule
from outgoing.rules.review import FIVE, RECHECK
from outgoing.words import chinese
from people.models import Person
from people.roles import Role
from tests.office import Office, make_office, person

numbers = count(1)
CHECKED = [code for code, _words in FIVE]
RECHECKED = [code for code, _words in RECHECK]


@dataclass
class Desk:
    """`o` is the office; `organ` issues; `keeper` stamps; `drafter` is its handler."""

    o: Office
    organ: Organ
    series: NumberSeries
    letters: NumberSeries
    keeper: Person

    @property
    def drafter(self) -> Person:
        return self.o.handler


def _keys_from_one(model: Any) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"
        )


def make_desk() -> Desk:
    """On an empty database."""
    o = make_office()
    organ = Organ.objects.create(
        name="江东省人民政府办公厅",
        short_name="省政府办公厅",
        letterhead="江东省人民政府办公厅文件",
        mark="江东省人民政府办公厅",
        printed_by="江东省人民政府办公厅",
    )
    SigningRule.objects.create(organ=organ, direction="up", roles=[Role.LEADER], principal=True)
    SigningRule.objects.create(organ=organ, roles=[Role.LEADER, Role.SECRETARY_GENERAL])
    _keys_from_one(
        NumberSeries
    )  # a barcode has three digits for a series, and keys of undone tests stay drawn
    series = NumberSeries.objects.create(organ=organ, code="江政办发", layouts=["ordinary"])
    letters = NumberSeries.objects.create(organ=organ, code="江政办函", layouts=["letter"])
    keeper = person("chu", "褚四四", o.section, Role.SEAL_KEEPER, 11)
    return Desk(o, organ, series, letters, keeper)


def unsaved(d: Desk, **fields: Any) -> Outgoing:
    """The row of a filled-in form."""
    n, word = next(numbers), chinese(Kind(fields.get("kind", "notice")))
    values: dict[str, Any] = {
        "organ": d.organ,
        "kind": "notice",
        "layout": "ordinary",
        "title": f"江东省人民政府办公厅关于做好第{n}号工作的{word}",
        "publicity": "active",
    }
    return Outgoing(**{**values, **fields})


def to(unit: Any, role: str = "main", copies: int = 1) -> Entry:
    return Entry(unit, unit.name, unit.relation, role, copies)


def text(*paragraphs: str) -> Text:
    return Text(
        paragraphs or ("为做好有关工作，现通知如下。", "一、提高认识", "请认真贯彻落实。"),
        None,
        "稿件",
    )


def drafted(d: Desk, *, by: Person | None = None, main: list[Entry] | None = None, words: Text | None = None,
            joints: list[Any] | None = None, **fields: Any) -> Outgoing:  # fmt: skip
    done = draft(
        unsaved(d, **fields), by=by or d.drafter, text=words or text(), joints=joints or [],
        main=main if main is not None else [to(d.o.unit), to(d.o.unit2)],
    )  # fmt: skip
    return Outgoing.objects.get(pk=done.subject.pk)


def plan(d: Desk, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "units": [],
        "reviewers": [d.o.chief.pk],
        "signers": [d.o.leader2.pk],
        "rechecker": [d.o.deputy.pk],
    }
    return {**values, **more}


def sent(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    """Sent by its drafter: with the units, else with the reviewer."""
    paper = paper or drafted(d)
    done = route.send(paper, by=paper.drafter, expected_version=paper.version, plan=plan(d, **more))
    return done.subject


def signing_(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    """With the signer."""
    paper = sent(d, paper, **more)
    return route.review(paper, by=d.o.chief, expected_version=paper.version, checked=CHECKED).subject


def signed(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    """Signed: with the rechecker."""
    paper = signing_(d, paper, **more)
    return signing.sign(paper, by=d.o.leader2, expected_version=paper.version, opinion="同意。").subject


def numbering(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    paper = signed(d, paper, **more)
    return issuing.recheck(paper, by=d.o.deputy, expected_version=paper.version, checked=RECHECKED).subject


def printing(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    """It has its number."""
    paper = numbering(d, paper, **more)
    return issuing.number(paper, by=d.o.clerk, expected_version=paper.version).subject


def sealing(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    paper = printing(d, paper, **more)
    return issuing.print_run(paper, by=d.o.clerk, expected_version=paper.version, copies=10).subject


def dispatching(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    paper = sealing(d, paper, **more)
    return issuing.lift_seal(paper, by=d.keeper, expected_version=paper.version, copies=10).subject


def dispatched(d: Desk, paper: Outgoing | None = None, **more: Any) -> Outgoing:
    paper = dispatching(d, paper, **more)
    return issuing.dispatch(paper, by=d.o.clerk, expected_version=paper.version, channel="exchange").subject
