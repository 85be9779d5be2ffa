"""The machine of a seal at every state, for everybody; two persons; what ends and what stays open (domain.md §6.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.models import Person
from people.roles import Role
from seals.actions import states
from seals.models import LedgerLine, Seal, SealCustody, SealRequest, SealTakeout
from seals.queries.custody import custody_of
from seals.queries.moves import edges, offer, offers
from seals.rules.moves import MOVES
from seals.words import SealState
from tests.office import fresh, person
from tests.seals.drawer import approved, at, today
from tests.seals.world import World, in_use, make_world
from workflow.act import Act
from workflow.models import Entry, Task
from workflow.spine import act

# c a chief, d the director, k who has it in hand, s the supervisor of seals, y the stand-in, m another keeper of seals (by
# post), l a leader, h a clerk, o an outsider, a A q the administrators. A cell names who may, a dot nobody.
TABLE = """
verb       waiting  in_use  out    suspended  sealed_up  returned  lost  destroyed
enable     cd       .       .      .          .          .         .     .
suspend    .        cdk     cdk    .          .          .         .     .
resume     .        .       .      cd         .          .         .     .
lose       cdkm     cdkm    cdkm   cdkm       cdkm       .         .     .
find       .        .       .      .          .          .         cdkm  .
seal_up    .        .       .      cdk        .          .         .     .
give_back  cdk      .       .      cdk        cdk        .         cdk   .
destroy    cd       .       .      cd         cd         .         cd    .
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
MATRIX = {verb: dict(zip(HEAD[1:], cells, strict=True)) for verb, *cells in ROWS}


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def cast(w: World) -> dict[str, Person]:
    other = Person.objects.filter(username="mo").first() or person(
        "mo", "莫九九", w.o.section, Role.SEAL_KEEPER, 11
    )
    return {
        "c": w.o.chief, "d": w.director, "k": w.keeper, "m": other, "s": w.supervisor, "y": w.stand_in, "l": w.o.leader,
        "h": w.o.clerk, "o": w.o.outsider, "a": w.o.admin, "A": w.o.auditor, "q": w.o.secadmin,
    }  # fmt: skip


Perform = Callable[[World, Seal, Person], Any]
PERFORM: dict[str, Perform] = {
    "enable": lambda w, s, by: states.enable(s, by=by, on=today(), notice="江政办〔2026〕5号"),
    "suspend": lambda w, s, by: states.suspend(s, by=by, on=today(), why="磨损"),
    "resume": lambda w, s, by: states.resume(s, by=by, why="已修复"),
    "lose": lambda w, s, by: states.lose(s, by=by, on=today(), why="找不到"),
    "find": lambda w, s, by: states.find(s, by=by, why="在柜底"),
    "seal_up": lambda w, s, by: states.seal_up(s, by=by, second=w.supervisor, why="撤并"),
    "give_back": lambda w, s, by: states.give_back(s, by=by, to="省政府", second=w.supervisor),
    "destroy": lambda w, s, by: states.destroy(s, by=by, second=w.supervisor, why="磨损"),
}


class Undo(Exception):
    pass


def outcome(call: Callable[[], Any]) -> tuple[str, str]:
    try:
        with transaction.atomic():
            call()
            raise Undo
    except Undo:
        return "ok", ""
    except (Faster, NotAllowed, Incomplete, BadInput) as refusal:
        return type(refusal).__name__, str(refusal)


def test_the_database_knows_the_same_edges_as_the_machine(w: World) -> None:
    machines: dict[str, Any] = {
        "seals_seal": Seal,
        "seals_sealrequest": SealRequest,
        "seals_sealtakeout": SealTakeout,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT machine, source, target FROM seals_edge")
        known = set(cursor.fetchall())
    drawn = set()
    for table, model in machines.items():
        field: Any = model._meta.get_field("state")
        drawn |= {(table, str(t.source), str(t.target)) for t in field.get_all_transitions(model)}
    assert known == drawn
    assert len(known) > 30


def test_the_table_is_whole() -> None:
    assert set(MATRIX) == set(MOVES) == set(PERFORM)
    assert HEAD[1:] == SealState.values
    assert {name for _s, _t, name in edges()} == {m.transition for m in MOVES.values()} | {
        "take_out",
        "bring_in",
    }


@pytest.mark.parametrize("state", SealState.values)
def test_who_may_what_where(w: World, state: str) -> None:
    """The page and the act say the same, and every no is a sentence."""
    seal, people = at(w, state), {x: fresh(p) for x, p in cast(w).items()}
    custody, wrong = custody_of(seal), {}
    for verb, row in MATRIX.items():
        allowed = row[state].strip(".")
        for letter, who in people.items():
            said = offer(verb, who, seal, custody)
            found, words = outcome(lambda verb=verb, who=who: PERFORM[verb](w, seal, who))  # type: ignore[misc]
            wanted = "ok" if letter in allowed else {"role": "NotAllowed"}.get(said.bar, "Incomplete")
            if said.ok != (letter in allowed) or found != wanted or (found != "ok" and words != said.why_not):
                wrong[verb, letter] = (said, found, words)
            assert said.ok or len(said.why_not) > 8
    assert wrong == {}


def test_a_supervisor_is_not_asked_twice(w: World) -> None:
    """Who supervises signs as the second; he cannot sign for himself."""
    seal = at(w, "suspended")
    with pytest.raises(BadInput, match="本人"):
        states.seal_up(seal, by=w.keeper, second=w.keeper, why="撤并")


@pytest.mark.parametrize("verb", MATRIX)
def test_each_move_is_one_entry_and_one_line(w: World, verb: str) -> None:
    state = next(s for s, who in MATRIX[verb].items() if who != ".")
    seal = at(w, state)
    entries, lines = Entry.objects.count(), LedgerLine.objects.filter(seal=seal).count()
    done = PERFORM[verb](w, seal, w.director)
    assert (Entry.objects.count(), LedgerLine.objects.filter(seal=seal).count()) == (entries + 1, lines + 1)
    line, move = LedgerLine.objects.filter(seal=seal).latest("serial"), MOVES[verb]
    target = next(t for s, t, name in edges() if s == state and name == move.transition)
    assert (line.kind, line.from_state, line.to_state) == (move.line, state, target)
    assert line.actor_id == w.director.pk
    assert (line.second_id is not None) is move.two
    assert done.entry.data["line"] == [seal.pk, line.serial, line.head]
    assert Seal.objects.get(pk=seal.pk).state == target


def test_the_reason_says_the_way(w: World) -> None:
    seal = at(w, "in_use")
    said = offer("destroy", w.director, seal, custody_of(seal)).why_not
    assert said == "现在是「在用」，销毁只能从「待启用」「停用」「封存」「遗失」办理。下一步：先停用。"
    new = at(w, "waiting")
    assert (
        offer("resume", w.director, new, custody_of(new)).why_not
        == "现在是「待启用」，恢复使用只能从「停用」办理。"
    )
    gone = at(w, "destroyed")
    assert offer("lose", w.director, gone, None).why_not == "这枚印章已销毁，状态不再变动。"
    assert [o for o in offers(w.director, gone, None) if o.ok] == []


# -- enabling ----------------------------------------------------------------------------------------


def test_nobody_has_it_so_it_is_not_enabled(w: World) -> None:
    seal = at(w, "waiting")
    bare = Seal.objects.create(seal_no="B-1", name="章", kind="special", unit=w.o.office)
    with pytest.raises(Incomplete, match="没有人保管"):
        states.enable(bare, by=w.director, on=today(), notice="通知")
    with pytest.raises(BadInput, match="启用通知"):
        states.enable(seal, by=w.director, on=today(), notice=" ")
    with pytest.raises(BadInput, match="以后的日期"):
        states.enable(seal, by=w.director, on=today() + timedelta(days=1), notice="通知")
    states.enable(seal, by=w.director, on=today(), notice="江政办〔2026〕5号")
    seal.refresh_from_db()
    assert (seal.enabled_on, seal.enabled_by) == (today(), "江政办〔2026〕5号")


def test_an_electronic_seal_needs_its_certificate(w: World) -> None:
    seal = in_use(
        w, seal_no="E-1", name="电子", kind="special", medium="electronic", state="waiting", enabled_on=None
    )
    with pytest.raises(Incomplete, match="证书"):
        states.enable(seal, by=w.director, on=today(), notice="通知")


def test_who_has_it_does_not_let_himself_use_it_again(w: World) -> None:
    """A chief who keeps a seal himself: another one resumes it."""
    seal = in_use(w, seal_no="C-1", name="章", kind="special")
    states.suspend(seal, by=w.director, on=today(), why="磨损")
    period = SealCustody.objects.get(seal=seal)
    now = Entry.objects.latest("id").at
    period.during = DateTimeTZRange(period.during.lower, now)
    period.save()
    SealCustody.objects.create(
        seal=seal, person=w.director, person_name="周九", during=DateTimeTZRange(now, None)
    )
    with pytest.raises(Incomplete, match="在您手里"):
        states.resume(seal, by=w.director, why="修好")
    states.resume(seal, by=w.o.chief, why="修好")


# -- two persons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "words"), [("director", "本人"), ("outsider", "本机关"), ("admin", "本机关"), ("auditor", "本机关"), (None, "第二人")])  # fmt: skip
def test_the_second_is_another_of_the_office(w: World, second: str | None, words: str) -> None:
    seal = at(w, "suspended")
    who = {"director": w.director, **w.o.everybody()}[second] if second else None
    before = LedgerLine.objects.count()
    with pytest.raises(BadInput, match=words):
        states.destroy(seal, by=w.director, second=who, why="磨损")  # type: ignore[arg-type]
    assert LedgerLine.objects.count() == before
    assert Seal.objects.get(pk=seal.pk).state == "suspended"


def test_destroyed_by_two(w: World) -> None:
    seal = at(w, "sealed_up")
    done = states.destroy(seal, by=w.director, second=w.keeper, why="磨损严重，粉碎")
    seal.refresh_from_db()
    assert (seal.state, seal.destroyed_on, seal.destroyed_by_names) == ("destroyed", today(), "周九、褚四四")
    assert "周九、褚四四" in done.said
    line = LedgerLine.objects.filter(seal=seal).latest("serial")
    assert (line.actor_id, line.second_id, line.reason) == (w.director.pk, w.keeper.pk, "磨损严重，粉碎")
    assert custody_of(seal) is None


# -- what is open ------------------------------------------------------------------------------------


def test_live_applications_stay_while_it_is_suspended_or_lost(w: World) -> None:
    seal = at(w, "in_use")
    row = approved(w, seal)
    done = states.suspend(seal, by=w.keeper, on=today(), why="磨损")
    assert row.number in done.said
    done = states.lose(seal, by=w.keeper, on=today(), why="找不到")
    assert row.number in done.said
    assert SealRequest.objects.get().state == "asking"
    assert Task.objects.about(row).live().exists()


@pytest.mark.parametrize("verb", ["destroy", "give_back"])
def test_of_a_seal_that_is_gone_they_are_void(w: World, verb: str) -> None:
    seal = at(w, "in_use")
    row = approved(w, seal)
    states.suspend(seal, by=w.keeper, on=today(), why="磨损")
    PERFORM[verb](w, seal, w.director)
    row.refresh_from_db()
    assert row.state == "voided"
    assert not Task.objects.about(row).live().exists()
    [alert] = Alert.objects.filter(recipient=w.o.clerk)
    assert row.number in alert.said
    with pytest.raises(Incomplete):
        PERFORM[verb](w, seal, w.director)


def test_refused_is_refused_whole(w: World) -> None:
    """Who may not destroy has voided nothing."""
    seal = at(w, "in_use")
    row = approved(w, seal)
    states.suspend(seal, by=w.keeper, on=today(), why="磨损")
    with pytest.raises(NotAllowed):
        states.destroy(seal, by=w.keeper, second=w.supervisor, why="磨损")
    row.refresh_from_db()
    assert row.state == "asking"


def test_a_loss_is_told_at_once(w: World) -> None:
    seal = at(w, "in_use")
    done = states.lose(seal, by=w.keeper, on=today(), why="外出时遗失")
    assert "公安机关" in done.said
    assert "公告" in done.said
    told = {a.recipient_id: a for a in Alert.objects.all()}
    assert set(told) == {w.o.chief.pk, w.o.deputy.pk, w.director.pk}
    assert "公安机关" in told[w.director.pk].said
    assert (told[w.director.pk].subject_kind, told[w.director.pk].subject_ref) == ("seal", seal.ref)


@pytest.mark.parametrize("verb", ["suspend", "lose"])
def test_it_is_said_that_it_is_outside(w: World, verb: str) -> None:
    """And the take-out stays open: who brings it back still has to write it down."""
    seal = at(w, "out")
    row = outside(w, seal)
    assert "褚四四、陈三三 带在 北京" in PERFORM[verb](w, seal, w.director).said
    assert SealTakeout.objects.get(pk=row.pk).state == "out"


def outside(w: World, seal: Seal) -> SealTakeout:
    now = timezone.now()
    row = SealTakeout(
        number="外1", seal=seal, reason="签约", where="北京", since=now, until=now + timedelta(hours=3), planned=2, applicant=w.o.clerk,
        applicant_name="陈", unit_name="处", traveller1=w.keeper, traveller1_name="褚四四", traveller2=w.o.clerk,
        traveller2_name="陈三三", approver1=w.o.chief, approver1_name="吴", approver2=w.director, approver2_name="周",
        approved1_at=now, approved2_at=now,
    )  # fmt: skip
    row = going(row, by=w.o.clerk).subject
    for n, state in enumerate(("approved", "out"), 2):
        SealTakeout.objects.filter(pk=row.pk).update(state=state, version=n, entry_count=n)
    return row


@act("going", exclusive=False)
def going(a: Act) -> str:
    a.open("take_approve", a.subject.approver1)
    return ""


def test_a_day_before_the_last_use_is_no_day_of_suspension(w: World) -> None:
    seal = at(w, "in_use")
    assert seal.enabled_on is not None
    with pytest.raises(BadInput, match="早于启用"):
        states.suspend(seal, by=w.keeper, on=seal.enabled_on - timedelta(days=1), why="磨损")


def test_who_was_faster_is_named(w: World) -> None:
    seal = at(w, "in_use")
    states.suspend(seal, by=w.keeper, on=today(), why="磨损", expected_version=seal.version)
    with pytest.raises(Faster, match=w.keeper.name):
        states.suspend(seal, by=w.director, on=today(), why="磨损", expected_version=seal.version)


def test_a_form_sent_twice_is_one_act(w: World) -> None:
    seal = at(w, "suspended")
    first = states.destroy(
        seal, by=w.director, second=w.supervisor, why="磨损", key="k1", expected_version=seal.version
    )
    again = states.destroy(
        seal, by=w.director, second=w.supervisor, why="磨损", key="k1", expected_version=seal.version
    )
    assert again.replayed
    assert first.entry.pk == again.entry.pk
