"""Faults and false alarms of the tests where something was put right, lent, or handed over more than once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from people.models import Delegation
from seals.models import Handover, LedgerLine, SealCustody
from tests.seals.audit.stock import AT, asked, audited, note, red, unguarded, used, whys
from tests.seals.audit.test_tests import handed_over, no_deputy
from tests.seals.world import World


@pytest.fixture
def w(db: None) -> World:
    return audited()


def deputy_for_everything(w: World) -> None:
    """A delegation that does not name the approval of seals, of somebody who could not approve it himself."""
    Delegation.objects.create(principal=w.director, deputy=w.o.chief, since=date(2026, 11, 1))
    no_deputy(w)


def corrected_beyond(w: World) -> None:
    line = used(w)
    note(
        w.seal,
        by=w.keeper,
        kind="correction",
        request=line.request,
        corrects=line.serial,
        reason="漏记",
        stamped=3,
    )


def no_paging(w: World) -> None:
    used(w, asked(w, paging=2))


def taken_over_again_without_paper(w: World) -> None:
    """Once he had it by a handover: that is no paper for the second time."""
    handed_over(w)
    with unguarded("seals_sealcustody"):
        since = AT + timedelta(hours=2)
        for person, begins, ends in (
            (w.keeper, since, since + timedelta(hours=1)),
            (w.stand_in, since + timedelta(hours=1), None),
        ):
            last = SealCustody.objects.latest("during")
            SealCustody.objects.filter(pk=last.pk).update(during=DateTimeTZRange(last.during.lower, begins))
            SealCustody.objects.create(
                seal=w.seal, person=person, person_name="x", during=DateTimeTZRange(begins, ends)
            )


def handed_over_by_two(w: World) -> None:
    """A seal that nobody had, and no chief signed for it."""
    Handover.objects.create(
        sheet="J2", seal=w.seal, to_person=w.stand_in, to_name="杨", supervised_by=w.o.chief, supervised_by_name="吴",
        at=AT, counted=0, condition="完好", register_pages=1, open_requests=0,
    )  # fmt: skip


def corrected_with_its_figures(w: World) -> None:
    """A closed request whose line is put right says nothing twice; a correction of the correction is the last word."""
    line = used(w, asked(w, copies=3))
    for stamped, unused in ((2, 1), (1, 2)):
        note(w.seal, by=w.keeper, kind="correction", request=line.request, corrects=line.serial, reason="份数写错",
             stamped=stamped, unused=unused, second=w.stand_in)  # fmt: skip
        line = LedgerLine.objects.latest("serial")


@pytest.mark.parametrize(("fault", "code"), [
    (deputy_for_everything, "A3"), (corrected_beyond, "A4"), (no_paging, "A4"), (taken_over_again_without_paper, "A13"),
    (handed_over_by_two, "A13"),
])  # fmt: skip
def test_a_planted_fault(w: World, fault: Callable[[World], None], code: str) -> None:
    fault(w)
    assert red() == {code}
    assert all(whys(code))


def test_no_false_alarm(w: World) -> None:
    corrected_with_its_figures(w)
    assert red() == set(), {code: whys(code) for code in red()}
