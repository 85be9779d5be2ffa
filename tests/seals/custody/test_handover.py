"""A seal changes hands: three signatures, one instant, one line; everything that waits goes along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Faster, Incomplete
from people.models import Person
from people.roles import Role
from seals.actions.custody import appoint
from seals.actions.handover import fingerprint
from seals.models import Handover, LedgerLine, Seal, SealCustody
from seals.queries.custody import custody_of, doubt, in_hand_of
from tests.office import fresh, person
from tests.outgoing.desk import sealing
from tests.seals.custody.hands import handed, holes
from tests.seals.world import World, in_use, make_world
from workflow.clock import database_now
from workflow.models import Entry, Task


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_it_is_given_to_the_stand_in_and_back(w: World) -> None:
    there = handed(w, w.stand_in)[0]
    assert (there.temporary, there.from_name, there.to_name) == (True, "褚四四", "杨九九")
    now = custody_of(Seal.objects.get())
    assert now is not None
    assert (now.person, now.temporary, now.during.lower) == (w.stand_in, True, there.at)
    assert list(in_hand_of(w.keeper)) == []
    back = handed(w, w.keeper)[0]
    assert not back.temporary
    assert holes(w.seal) == []
    assert SealCustody.objects.count() == 3
    lines = list(LedgerLine.objects.filter(kind="handover").order_by("serial"))
    assert [(n.keeper_name, n.supervisor_name, n.second_name) for n in lines] == [
        ("杨九九", "吴十", "褚四四"),
        ("褚四四", "吴十", "杨九九"),
    ]
    assert (there.counted, there.head, back.counted, back.head) == (0, "", 1, lines[0].head)


def test_two_seals_on_one_sheet_at_one_instant(w: World) -> None:
    other = in_use(w, seal_no="Y-02", name="收文专用章", kind="special")
    made = handed(w, w.stand_in, other, w.seal)
    assert len({row.sheet for row in made}) == 1
    assert {c.during.lower for c in SealCustody.objects.filter(during__upper_inf=True)} == {made[0].at}
    assert Entry.objects.filter(subject_kind="seal", verb="seal_handover").count() == 2


def test_the_first_keeper_has_it_from_nobody(w: World) -> None:
    new = Seal.objects.create(
        seal_no="Y-09", name="新章", kind="special", unit=w.o.office, keeper=w.keeper, stand_in=w.stand_in
    )
    assert "还没有交给" in doubt(new, database_now())
    with pytest.raises(BadInput, match="首次交付"):
        handed(w, w.keeper, new, signed_for_from=None, by=fresh(w.keeper))
    row = handed(w, w.keeper, new)[0]
    assert (row.from_person, row.signed_for_from, row.in_stead) == (None, w.director, "")
    assert doubt(Seal.objects.get(pk=new.pk), database_now()) == ""


def test_a_chief_signs_for_who_cannot_and_says_why(w: World) -> None:
    director = fresh(w.director)
    with pytest.raises(BadInput, match="为什么") as refused:
        handed(w, w.stand_in, by=director, signed_for_from=director)
    assert refused.value.field == "in_stead"
    with pytest.raises(BadInput, match="代签"):
        handed(w, w.stand_in, by=fresh(w.o.handler), signed_for_from=fresh(w.o.handler), in_stead="住院")
    row = handed(w, w.stand_in, by=director, signed_for_from=director, in_stead="住院")[0]
    assert (row.signed_for_from, row.in_stead) == (w.director, "住院")
    line = LedgerLine.objects.get(kind="handover")
    assert "周九代签：住院" in line.reason
    assert line.second == w.director


@pytest.mark.parametrize(
    ("who", "said"),
    [({"supervised_by": "keeper"}, "三个不同"), ({"supervised_by": "stand_in"}, "三个不同"), ({"supervised_by": "supervisor"}, "监交人须"),
     ({"to_person": "keeper"}, "已在"), ({"to_person": "supervisor"}, "不是「"), ({"by": "supervisor"}, "三人之一")],
)  # fmt: skip
def test_who_may_not(w: World, who: dict[str, str], said: str) -> None:
    given = {name: fresh(getattr(w, other)) for name, other in who.items()}
    with pytest.raises(BadInput, match=said):
        handed(w, w.stand_in, **given)
    assert not Handover.objects.exists()
    assert not LedgerLine.objects.exists()


def test_who_signed_instead_does_not_watch(w: World) -> None:
    chief = fresh(w.o.chief)
    with pytest.raises(BadInput, match="三个不同"):
        handed(w, w.stand_in, by=chief, signed_for_from=chief, in_stead="病假")


@pytest.mark.parametrize("state", ["out", "lost", "returned"])
def test_what_is_not_here_is_not_handed_over(w: World, state: str) -> None:
    seal = in_use(w, seal_no="Y-03", name="某章", kind="special", state=state)
    with pytest.raises(Incomplete, match="不能交接"):
        handed(w, w.stand_in, seal)


def test_who_has_it_by_now(w: World) -> None:
    handed(w, w.stand_in)
    with pytest.raises(Faster, match="杨九九手里"):
        handed(w, w.stand_in, from_person=fresh(w.o.deputy), by=fresh(w.o.chief))
    with pytest.raises(Faster, match="杨九九手里"):
        handed(w, w.keeper, from_person=None, signed_for_from=fresh(w.director), by=fresh(w.director))


def test_what_the_page_showed_is_another_now(w: World) -> None:
    seen = fingerprint([Seal.objects.get()])
    handed(w, w.stand_in)
    handed(w, w.keeper)
    with pytest.raises(Faster, match="有变化"):
        handed(w, w.stand_in, seen=seen)


def test_a_second_click_answers_with_the_first_sheet(w: World) -> None:
    key = "k" * 20
    first = handed(w, w.stand_in, key=key)
    again = handed(w, w.stand_in, key=key, from_person=fresh(w.keeper), by=fresh(w.keeper))
    assert [row.pk for row in again] == [row.pk for row in first]
    assert Handover.objects.count() == 1


def test_every_open_task_goes_along(w: World) -> None:
    """Of the posts of the keepers before somebody had the seal, then from hand to hand, by the same date."""
    paper = sealing(w.d)
    before = Task.objects.about(paper).live().get(kind="seal")
    handed(w, w.stand_in)
    now = Task.objects.about(paper).live().get(kind="seal")
    assert (now.holder, now.due_at, now.root) == (w.stand_in.principal, before.due_at, before.pk)
    handed(w, w.keeper)
    last = Task.objects.about(paper).live().get(kind="seal")
    assert (last.holder, last.root) == (w.keeper.principal, before.pk)
    assert Entry.objects.filter(subject_kind="outgoing", verb="keep_seal").count() == 2


def test_the_papers_of_other_organs_stay(w: World) -> None:
    paper = sealing(w.d)
    before = Task.objects.about(paper).live().get(kind="seal").holder
    other = in_use(w, seal_no="Y-05", name="合同章", kind="special")
    handed(w, w.stand_in, other)
    assert Task.objects.about(paper).live().get(kind="seal").holder == before


# -- the database ------------------------------------------------------------------------------------


def test_periods_do_not_overlap(w: World) -> None:
    now = database_now()
    with pytest.raises(IntegrityError, match="custody_one_at_a_time"), transaction.atomic():
        SealCustody.objects.create(
            seal=w.seal, person=w.stand_in, person_name="杨", during=DateTimeTZRange(now, None)
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE seals_sealcustody SET person_id = person_id + 1",
        "UPDATE seals_sealcustody SET during = tstzrange(lower(during), clock_timestamp() + interval '1 day')",
        "DELETE FROM seals_sealcustody",
        "UPDATE seals_handover SET condition = '缺损'",
        "DELETE FROM seals_handover",
        "TRUNCATE seals_handover CASCADE",
    ],
)
def test_nothing_is_changed_afterwards(w: World, sql: str) -> None:
    handed(w, w.stand_in)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


def test_an_ended_period_is_not_opened_again(w: World) -> None:
    handed(w, w.stand_in)
    with pytest.raises(IntegrityError, match="only ever ended"), transaction.atomic():
        SealCustody.objects.filter(person=w.keeper).update(
            during=DateTimeTZRange(database_now() - timedelta(days=1), None)
        )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(takers=st.lists(st.sampled_from(["keeper", "stand_in", "new"]), min_size=1, max_size=7))
def test_no_gap_and_no_overlap_whatever_happens(w: World, takers: list[str]) -> None:
    """Any row of handovers, refused ones among them: at each instant one person, and a line for each that was done."""
    with transaction.atomic():
        director = fresh(w.director)
        new = Person.objects.filter(username="new").first() or person(
            "new", "新人", w.o.section, Role.HANDLER, 12
        )
        people, done = {"keeper": w.keeper, "stand_in": w.stand_in, "new": new}, 0
        for name in takers:
            seal = Seal.objects.get(pk=w.seal.pk)
            if name == "new" and seal.keeper_id != new.pk:
                appoint(
                    seal,
                    by=director,
                    keeper=new,
                    stand_in=w.stand_in,
                    supervisor=w.supervisor,
                    paper="任〔2026〕2号",
                )
            try:
                with transaction.atomic():
                    handed(w, people[name])
                done += 1
            except BadInput:
                pass
        assert holes(w.seal) == []
        assert SealCustody.objects.filter(seal=w.seal).count() == done + 1
        assert SealCustody.objects.filter(seal=w.seal, during__upper_inf=True).count() == 1
        assert LedgerLine.objects.filter(seal=w.seal, kind="handover").count() == done
        transaction.set_rollback(True)
