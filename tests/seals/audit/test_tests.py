"""A1 to A20: a clean book is green in all of them; a planted fault is red in its own, and in no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from deadlines.days import SHANGHAI
from people.models import Appointment, Delegation
from people.roles import Role
from seals.models import (
    Absence,
    ESign,
    Finding,
    Handover,
    LedgerLine,
    SealCustody,
    SealTakeout,
    Stocktake,
)
from seals.queries.audit import TESTS, electronic, run
from seals.queries.audit.things import quarters
from tests.office import appoint
from tests.seals.audit.stock import (
    AT,
    PERIOD,
    asked,
    audited,
    clock,
    counted,
    forged,
    forged_request,
    note,
    red,
    unguarded,
    used,
    whys,
)
from tests.seals.world import World, in_use

NOW = PERIOD.now


@pytest.fixture
def w(db: None) -> World:
    return audited()


def test_a_clean_book_is_green(w: World) -> None:
    for _n in range(3):
        used(w)
    assert red() == set()
    looked = {code: run(code, PERIOD).checked for code in TESTS}
    assert looked["A1"] == looked["A2"] == looked["A8"] == 3
    assert looked["A19"] == 1


def test_nothing_at_all_is_green(w: World) -> None:
    assert red() == set()
    assert run("A1", PERIOD).checked == 0


def test_what_is_outside_the_period_is_not_looked_at(w: World) -> None:
    forged(used(w), approved_at=AT + timedelta(days=1))
    before = type(PERIOD)(date(2026, 10, 1), date(2026, 10, 31), NOW)
    assert run("A2", before).checked == 0
    assert red(before) == set()


# -- faults: each plants one thing -------------------------------------------------------------------


def gap(w: World) -> None:
    first, _second = used(w), used(w)
    with unguarded("seals_ledgerline"):
        LedgerLine.objects.filter(pk=first.pk).delete()


def cut(w: World) -> None:
    used(w)
    last = used(w)
    with unguarded("seals_ledgerline"):
        last.delete()


def late_approval(w: World) -> None:
    forged(used(w), approved_at=AT + timedelta(hours=1))


def no_basis(w: World) -> None:
    forged(used(w), basis="none")


def no_longer_director(w: World) -> None:
    used(w)
    Appointment.objects.filter(person=w.director).update(until=date(2026, 11, 10))


def no_deputy(w: World) -> None:
    used(w, asked(w, approver=w.o.chief, approver_name=w.o.chief.name, approver_for=w.director))


def too_few(w: World) -> None:
    forged(used(w), impressions=1)


def difference_of_one(w: World) -> None:
    request = asked(w, copies=3, stamped=2, impressions=2, unused=1)
    forged(used(w, request, second=w.stand_in, reason="少印一份"), second=None)


def more_than_approved(w: World) -> None:
    forged(used(w), paging=4)


def spoiled_alone(w: World) -> None:
    request = asked(w, copies=3, stamped=2, impressions=2, spoiled=1)
    forged(used(w, request, second=w.stand_in, reason="盖歪"), second=w.keeper)


def on_sunday(w: World) -> None:
    clock(datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI))
    used(w)


def at_night(w: World) -> None:
    clock(AT.replace(hour=20))
    used(w)


def away(w: World) -> None:
    used(w)
    Absence.objects.create(
        person=w.keeper, person_name=w.keeper.name, since=AT.date(), until=AT.date(), made_by_name="吴十",
        made_at=AT - timedelta(days=1),
    )  # fmt: skip


def not_in_his_hands(w: World) -> None:
    forged(used(w), keeper=w.o.handler, supervisor=w.supervisor)


def one_person(w: World) -> None:
    forged(used(w), applicant=w.keeper)


def watched_by_the_approver(w: World) -> None:
    forged(used(w), supervisor=w.director)


def judged_by_himself(w: World) -> None:
    line = used(w)
    with unguarded("seals_finding"):
        Finding.objects.create(test="A4", key=f"{line.seal_id}#{line.serial}", state="explained", words="没事", at=AT,
                               by_person=w.keeper, by_name=w.keeper.name)  # fmt: skip


def blank_after_all(w: World) -> None:
    request = asked(w)
    note(w.seal, by=w.keeper, kind="refusal", request=request, code="X1", reason="空白表格")
    used(w, request)


def another_name(w: World) -> None:
    used(w, asked(w, signed_name="江东省水利厅"))


def out_too_long(w: World) -> SealTakeout:
    seal = in_use(w, seal_no="Y-03", name="江东省人民政府办公厅收文章", kind="special")
    counted(seal, w)
    values: dict[str, Any] = {
        "seal": seal, "number": "外带〔2026〕1号", "state": "back", "reason": "签约", "where": "省政务中心", "planned": 2,
        "since": AT, "until": AT + timedelta(hours=4), "out_at": AT, "back_at": AT + timedelta(hours=6), "made": 0,
        "approved1_at": AT, "approved2_at": AT, "applicant": w.o.clerk, "applicant_name": "陈", "unit_name": "处",
    }  # fmt: skip
    people = {
        "traveller1": w.keeper,
        "traveller2": w.stand_in,
        "approver1": w.director,
        "approver2": w.o.leader,
    }
    names = {f"{name}_name": who.name for name, who in people.items()}
    return SealTakeout.objects.create(**values, **people, **names)


def miscounted_outside(w: World) -> None:
    out = out_too_long(w)
    with unguarded("seals_sealtakeout"):
        SealTakeout.objects.filter(pk=out.pk).update(back_at=AT + timedelta(hours=3), made=2)


def nobody_keeps(w: World) -> None:
    with unguarded("seals_sealcustody"):
        since = AT.replace(year=2025, month=1, day=1)
        SealCustody.objects.update(during=DateTimeTZRange(since, AT + timedelta(days=2)))


def taken_over_without_paper(w: World) -> None:
    with unguarded("seals_sealcustody"):
        old = SealCustody.objects.get()
        since = old.during.lower
        SealCustody.objects.update(during=DateTimeTZRange(since, AT))
        SealCustody.objects.create(
            seal=w.seal, person=w.stand_in, person_name="杨", during=DateTimeTZRange(AT, None)
        )


def set_while_suspended(w: World) -> None:
    note(w.seal, by=w.keeper, kind="suspend", reason="磨损", from_state="in_use", to_state="suspended")
    used(w)


def left_lying(w: World) -> None:
    seal = in_use(
        w, seal_no="Y-04", name="旧章", kind="special", state="sealed_up", disabled_on=date(2026, 3, 1)
    )
    counted(seal, w)


def signature(w: World) -> None:
    seal = in_use(w, seal_no="Y-05", name="赵六", kind="signature", signer=w.o.leader)
    counted(seal, w)
    line = used(w, asked(w, seal, mandate="授权书 1 号", signed_name="赵六"))
    assert line.request is not None
    forged_request(line.request, mandate="")


def burst(w: World) -> None:
    for n in range(21):
        clock(AT + timedelta(seconds=20 * n))
        used(w, asked(w, applicant=w.o.clerk if n % 2 else w.o.clerk2))


def one_applicant(w: World) -> None:
    for n in range(21):
        clock(AT.replace(hour=9) + timedelta(minutes=8 * n if n < 22 else 0))
        used(w)


def rewritten(w: World) -> None:
    forged(used(w), hashed=False, addressee="省财政厅")


def corrects_nothing(w: World) -> None:
    first = used(w)
    note(w.seal, by=w.keeper, kind="correction", corrects=first.serial, reason="份数写错")
    forged(LedgerLine.objects.latest("serial"), corrects=77)


def unknown_to_its_system(w: World) -> None:
    seal = in_use(w, seal_no="E-01", name=w.organ.name, kind="legal", organ=w.organ, medium="electronic")
    used(w, seal=seal)


def signed_without_a_line(w: World) -> None:
    seal = in_use(w, seal_no="E-01", name=w.organ.name, kind="legal", organ=w.organ, medium="electronic")
    request = asked(w, seal, stamped=0, impressions=0, copies=1, state="withdrawn", closed_at=None)
    ESign.objects.create(
        seal=seal, request=request, asked_at=AT, asked_hash="0" * 64, adapter="x", operation="op-1"
    )


def not_counted(w: World) -> None:
    with unguarded("seals_stocktake"):
        Stocktake.objects.all().delete()


def refused_without_words(w: World) -> None:
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    forged(LedgerLine.objects.latest("serial"), reason="　 ")


FAULTS: list[tuple[Callable[[World], Any], set[str]]] = [
    (gap, {"A1", "A17"}),  # what is cut out is seen at the link, too
    (cut, {"A1"}),
    (late_approval, {"A2"}),
    (no_basis, {"A2"}),
    (no_longer_director, {"A3"}),
    (no_deputy, {"A3"}),
    (too_few, {"A4"}),
    (difference_of_one, {"A4"}),
    (more_than_approved, {"A4"}),
    (spoiled_alone, {"A4", "A5", "A8"}),
    (on_sunday, {"A6"}),
    (at_night, {"A6"}),
    (away, {"A7"}),
    (not_in_his_hands, {"A7"}),
    (one_person, {"A8"}),
    (watched_by_the_approver, {"A8"}),
    (judged_by_himself, {"A8"}),
    (blank_after_all, {"A9"}),
    (another_name, {"A10"}),
    (out_too_long, {"A12"}),
    (miscounted_outside, {"A12"}),
    (nobody_keeps, {"A13"}),
    (taken_over_without_paper, {"A13"}),
    (set_while_suspended, {"A14"}),
    (left_lying, {"A14"}),
    (signature, {"A15"}),
    (burst, {"A16"}),
    (one_applicant, {"A16"}),
    (rewritten, {"A17"}),
    (corrects_nothing, {"A17"}),
    (unknown_to_its_system, {"A18"}),
    (signed_without_a_line, {"A18"}),
    (not_counted, {"A19"}),
    (refused_without_words, {"A20"}),
]


@pytest.mark.parametrize(("fault", "codes"), FAULTS, ids=[fault.__name__ for fault, _codes in FAULTS])
def test_a_planted_fault_is_red_in_its_own_test(
    w: World, fault: Callable[[World], Any], codes: set[str]
) -> None:
    fault(w)
    assert red() == codes
    for code in codes:
        assert all(whys(code))


# -- and what is no fault ----------------------------------------------------------------------------


def with_a_reason(w: World) -> None:
    request = asked(w, copies=4, stamped=2, impressions=2, spoiled=1, unused=1)
    used(w, request, second=w.stand_in, reason="盖歪一份，少印一份")


def approved_for_sunday(w: World) -> None:
    clock(datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI))
    used(w, asked(w, off_hours=True))


def on_a_made_up_working_day(w: World) -> None:
    clock(datetime(2026, 11, 18, 17, 30, 59, tzinfo=SHANGHAI))
    used(w)


def leaves_later(w: World) -> None:
    used(w)
    Appointment.objects.filter(person=w.director).update(until=AT.date())


def promoted_since(w: World) -> None:
    used(w)
    appoint(w.director, w.o.office, Role.SECRETARY_GENERAL, 3)


def by_his_deputy(w: World) -> None:
    Delegation.objects.create(
        principal=w.director, deputy=w.o.chief, since=date(2026, 11, 1), until=date(2026, 11, 17),
        kinds=["seal_approve"],
    )  # fmt: skip
    used(w, asked(w, approver=w.o.chief, approver_name=w.o.chief.name, approver_for=w.director))


def back_before_noon(w: World) -> None:
    used(w)
    Absence.objects.create(
        person=w.keeper, person_name="褚", since=AT.date(), until=AT.date(), made_by_name="吴", made_at=AT - timedelta(days=1),
        ended_at=AT - timedelta(hours=1),
    )  # fmt: skip


def refused_and_another_paper(w: World) -> None:
    note(w.seal, by=w.keeper, kind="refusal", request=asked(w, state="rejected", stamped=0, impressions=0, closed_at=None),
         code="X1", reason="空白表格")  # fmt: skip
    used(w)


def handed_over(w: World) -> None:
    with unguarded("seals_sealcustody"):
        SealCustody.objects.update(during=DateTimeTZRange(SealCustody.objects.get().during.lower, AT))
        SealCustody.objects.create(
            seal=w.seal, person=w.stand_in, person_name="杨", during=DateTimeTZRange(AT, None)
        )
    Handover.objects.create(
        sheet="J1", seal=w.seal, from_person=w.keeper, from_name="褚", to_person=w.stand_in, to_name="杨",
        supervised_by=w.o.chief, supervised_by_name="吴", at=AT, counted=0, condition="完好", register_pages=1, open_requests=0,
    )  # fmt: skip


def resumed(w: World) -> None:
    note(w.seal, by=w.keeper, kind="suspend", reason="磨损")
    note(w.seal, by=w.keeper, kind="resume", reason="已修")
    used(w)


def twenty_in_ten_minutes(w: World) -> None:
    for n in range(20):
        clock(AT + timedelta(seconds=20 * n))
        used(w)


def corrected(w: World) -> None:
    note(w.seal, by=w.keeper, kind="correction", corrects=used(w).serial, reason="份数写错")


def refused(w: World) -> None:
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")


def enabled_after_the_quarter(w: World) -> None:
    in_use(w, seal_no="Y-09", name="新章", kind="special", enabled_on=date(2026, 10, 8))


def mere_stamp(w: World) -> None:
    seal = in_use(w, seal_no="Y-08", name="收文章", kind="stamp")
    counted(seal, w)
    used(w, asked(w, seal, basis="none", approver=None, approver_name="", signed_name=""))


def signed_by_himself(w: World) -> None:
    seal = in_use(w, seal_no="Y-05", name="赵六", kind="signature", signer=w.o.leader)
    counted(seal, w)
    used(w, asked(w, seal, signed_name="赵六", approver=w.o.leader, approver_name="赵六"))


SOUND = [with_a_reason, approved_for_sunday, on_a_made_up_working_day, leaves_later, promoted_since, by_his_deputy,
         back_before_noon, refused_and_another_paper, handed_over, resumed, twenty_in_ten_minutes, corrected,
         refused,
         enabled_after_the_quarter, mere_stamp, signed_by_himself]  # fmt: skip


@pytest.mark.parametrize("case", SOUND, ids=[case.__name__ for case in SOUND])
def test_no_false_alarm(w: World, case: Callable[[World], Any]) -> None:
    case(w)
    assert red() == set(), {code: whys(code) for code in red()}


def test_what_differs_with_a_reason_and_what_was_refused_is_listed(w: World) -> None:
    with_a_reason(w)
    corrected(w)
    refused(w)
    listed = {code: [row.why for row in run(code, PERIOD).listed] for code in TESTS}
    assert [code for code, rows in listed.items() if rows] == ["A4", "A17", "A20"]
    assert "盖歪一份" in listed["A4"][0]
    assert listed["A17"] == ["更正第 2 号：份数写错"]
    assert listed["A20"] == ["X5 超出本机关职权或属私人事务：私事"]


def test_the_list_of_the_electronic_system_is_compared(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways: what only we have, and what only they have."""
    signed_without_a_line(w)
    theirs = type("Op", (), {"operation": "op-9", "at": AT})
    monkeypatch.setattr(electronic, "operations", lambda: [theirs])
    assert sorted(row.key.split(":")[0] for row in run("A18", PERIOD).rows) == ["esign", "their"]
    monkeypatch.setattr(electronic, "operations", lambda: None)
    assert "未能比对" in " ".join(whys("A18"))
    with unguarded("seals_esign"):
        ESign.objects.all().delete()
    assert run("A18", PERIOD).passed, "nothing to compare"


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), ["2026-09-30"]),
        (date(2026, 7, 1), date(2026, 9, 30), ["2026-09-30"]),
        (date(2026, 1, 1), date(2026, 12, 31), ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        (date(2026, 1, 5), date(2026, 1, 6), ["2025-12-31"]),
    ],
)
def test_the_quarters_that_are_due(first: date, last: date, wanted: list[str]) -> None:
    assert [end.isoformat() for _begin, end in quarters(first, last)] == wanted


def test_statements_do_not_grow_with_lines(w: World) -> None:
    used(w)
    with CaptureQueriesContext(connection) as one:
        red()
    for _n in range(4):
        used(w)
    with CaptureQueriesContext(connection) as five:
        red()
    assert len(five) == len(one)
