"""Lists against the rules they come from: the same rows, every page once, stand-ins by kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import given as drawn
from hypothesis import settings as limits
from hypothesis import strategies as st

from docflow import worked as mine
from documents.actions.closing import reopen
from documents.actions.voiding import void
from documents.models import Document
from documents.queries import page
from documents.queries.asked import DUE, NEWEST, OLDEST, RECEIVED, Place
from documents.queries.finding import Conditions
from documents.queries.lists import register
from documents.queries.reach import reach
from documents.queries.search import search_vector
from documents.queries.visible import can_view, visible_to
from people.models import Appointment, Delegation
from people.roles import Role
from tests.documents.handling import path
from tests.lists.bulk import given, papers
from tests.office import (
    SINCE,
    Office,
    appoint,
    circulating,
    fresh,
    handling,
    registered,
    reviewing,
    submitted,
)
from workflow import queries as inbox
from workflow.models import Task


def all_pages(person: Any, size: int, order: str = NEWEST, **asked: Any) -> list[int]:
    """Every id, page by page, walking down; then checked by walking up again."""
    ids, place, last = [], None, []
    while True:
        page = register(person, order=order, before=place, size=size, **asked)
        assert len(page.rows) <= size
        ids += [row.id for row in page.rows]
        if not page.older:
            break
        last = page.rows
        place = _place(order, last[-1])
    if place is not None:
        up = register(person, order=order, after=_place(order, page.rows[0]), size=size, **asked)
        assert [row.id for row in up.rows] == [row.id for row in last]
        assert up.older
    return ids


def _place(order: str, row: Any) -> Place:
    return Place(row.id, {RECEIVED: row.received_at, DUE: row.due_at}.get(order))


def test_the_register_is_what_is_visible(office: Office) -> None:
    """For everybody, and the same as the rule over values."""
    handling(office)
    submitted(office)
    circulating(office)
    registered(office, work_secret=True)
    reviewing(office, registered(office, work_secret=True))
    for person in office.everybody().values():
        seen = [row.id for row in register(person).rows]
        assert seen == list(visible_to(person).order_by("-id").values_list("pk", flat=True)), person
        by_values = [
            doc.pk
            for doc in Document.objects.order_by("-id")
            if can_view(
                person.hats,
                work_secret=doc.work_secret,
                given=Task.objects.about(doc).filter(revoked=False).values_list("holder", "kind", "outcome"),
            )
        ]
        assert seen == by_values, person
    assert register(office.outsider).rows == []
    assert register(office.auditor).rows == []


def test_work_secrets_stay_with_those_they_were_given_to(office: Office) -> None:
    doc = reviewing(office, registered(office, work_secret=True))
    assert [row.id for row in register(office.chief).rows] == [doc.pk]
    assert register(office.supervisor).rows == []
    Task.objects.about(doc).filter(holder=office.chief.principal).update(revoked=True)
    assert register(fresh(office.chief)).rows == []


@pytest.mark.parametrize("kinds", [[], ["review"], ["read"], ["record"], ["instruct", "handle"]])
def test_a_deputy_sees_the_papers_of_his_kinds(office: Office, kinds: list[str]) -> None:
    """Every list, the paper itself and the rule over values agree; recalled ones and other kinds are not his."""
    docs = papers(office, 5, work_secret=True)
    boss = office.leader.principal
    given(docs[:1], boss, lane="main", kind="review")
    given(docs[1:2], boss)
    given(docs[2:3], boss, lane="main", kind="instruct")
    given(docs[3:4], boss, status="done", outcome="written", done_at=timezone.now(), done_by=office.leader)
    given(docs[4:], boss, lane="main", kind="review", revoked=True)
    sees = {"review": {0}, "read": {1, 3}, "record": {2, 3}, "instruct": {2, 3}, "handle": set()}
    wanted = {docs[i].pk for i in set().union(*(sees[k] for k in kinds or sees))}
    term = {"since": date(2024, 1, 2), "kinds": kinds}
    for deputy in (office.outsider, office.clerk2):
        Delegation.objects.create(principal=office.leader, deputy=deputy, **term)
        who = fresh(deputy)
        assert set(visible_to(who).values_list("pk", flat=True)) == wanted
        assert {row.id for row in register(who).rows} == wanted
        assert {row.id for row in register(who, typed="城市").rows} == wanted
        for doc in docs:
            assert (page.paper(who, doc.ref) is not None) == (doc.pk in wanted)
            tasks = Task.objects.about(doc).filter(revoked=False).values_list("holder", "kind", "outcome")
            assert can_view(who.hats, work_secret=True, given=tasks) == (doc.pk in wanted)


@pytest.mark.parametrize("who", ["clerk", "unit_clerk"])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_partition_the_set(office: Office, who: str, size: int) -> None:
    docs = papers(office, 20)
    given(docs[::2], office.unit.principal)
    given(docs[::3], office.unit_clerk.principal)
    given(docs[::3], office.unit_clerk.principal, status="cancelled")
    person = office.everybody()[who]
    expected = list(visible_to(person).order_by("-id").values_list("pk", flat=True))
    assert len(expected) > 10
    assert all_pages(person, size) == expected


@pytest.mark.parametrize(("order", "key"), [(RECEIVED, "-received_at"), (DUE, "due_at")])
def test_pages_partition_other_orders_also_with_equal_times(office: Office, order: str, key: str) -> None:
    moment = timezone.now()
    papers(office, 9, received_at=moment, due_at=moment)
    papers(office, 6, start=20)
    tie = "-id" if key.startswith("-") else "id"
    expected = list(Document.objects.order_by(key, tie).values_list("pk", flat=True))
    assert all_pages(office.clerk, 4, order) == expected


@pytest.mark.parametrize("who", ["clerk", "unit_clerk"])
def test_pages_of_words_partition_too(office: Office, who: str) -> None:
    docs = papers(office, 12) + papers(office, 5, start=50, title="关于粮食安全的报告")
    given(docs, office.unit.principal)
    person = office.everybody()[who]
    wanted = [d.pk for d in reversed(docs[:12])]
    for typed in ("城市更新", "更新", "csgx", "云政函〔2026〕"):
        expected = wanted if typed != "云政函〔2026〕" else [d.pk for d in reversed(docs)]
        assert all_pages(person, 5, typed=typed) == expected, typed
    filtered = Conditions()
    filtered.add("d.kind = %(kind)s", kind="request")
    assert all_pages(person, 5, typed="城市更新", conditions=filtered) == wanted


def test_common_words_are_taken_from_the_newest_rows(office: Office) -> None:
    """More hits than a page: the first step answers; the result is the newest all the same."""
    docs = papers(office, 620)
    given(docs[::2], office.unit.principal)
    for person, seen in ((office.clerk, docs), (office.unit_clerk, docs[::2])):
        for typed in ("城市更新", "城市", "csgx"):
            page = register(person, typed=typed)
            assert [r.id for r in page.rows] == [d.pk for d in reversed(seen)][:50], typed
            assert page.older
            assert page.count is None


def walk(read: Any, place: Any, size: int) -> list[Any]:
    found: list[Any] = []
    start = None
    while True:
        rows = read(start, size)
        found += rows[:size]
        if len(rows) <= size:
            return found
        start = place(rows[size - 1])


@drawn(st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=12), st.integers(1, 4))
@limits(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_inbox_pages_partition(office: Office, dues: list[int | None], size: int) -> None:
    """Also with tasks that have no date, and with many due at the same moment."""
    person = office.outsider
    Task.objects.filter(holder=person.principal).delete()
    now = timezone.now()
    docs = papers_once(office, len(dues))
    for doc, due in zip(docs, dues, strict=True):
        moment = None if due is None else now + timedelta(days=due)
        given([doc], person.principal, lane="main", kind="handle", due_at=moment)
    rows = walk(
        lambda start, n: inbox.todo(reach(person.hats), after=start, size=n),
        lambda row: (row.due_at, row.id),
        size,
    )
    mine_open = Task.objects.filter(holder=person.principal, status="open").order_by("due_at", "id")
    assert [row.id for row in rows] == list(mine_open.values_list("pk", flat=True))


def papers_once(office: Office, n: int) -> list[Document]:
    start = (Document.objects.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1
    return papers(office, n, start=start)


def test_lanes_and_lateness(office: Office) -> None:
    docs = papers(office, 4)
    late, soon = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    me = office.outsider
    [a] = given(docs[:1], me.principal, lane="main", kind="handle", due_at=late)
    [b] = given(docs[1:2], me.principal, lane="main", kind="handle", due_at=soon)
    [c] = given(docs[2:3], me.principal, due_at=late)
    given(docs[3:], me.principal, status="done", done_at=late, due_at=late, done_by=me)
    whose = reach(me.hats)
    assert [r.id for r in inbox.todo(whose)] == [a.pk, b.pk]
    assert [r.id for r in inbox.to_read(whose)] == [c.pk]
    assert [r.id for r in inbox.overdue(whose, timezone.now())] == [a.pk, c.pk]
    assert [r.id for r in mine.done(me)] == list(Task.objects.filter(done_by=me).values_list("pk", flat=True))


def test_a_secretary_sees_what_waits_for_the_leaders_words(office: Office) -> None:
    doc = submitted(office)
    assert [row.ref for row in inbox.todo(reach(office.secretary.hats))] == [doc.ref]
    circulating(office, [office.leader])
    assert inbox.to_read(reach(office.secretary.hats)) == []
    assert len(inbox.to_read(reach(office.leader.hats))) == 1


@pytest.mark.parametrize(
    ("kinds", "sees"),
    [([], {"handle", "read"}), (["handle"], {"handle"}), (["instruct"], set()), (["read"], {"read"})],
)
def test_a_stand_in_sees_the_kinds_he_stands_in_for(office: Office, kinds: list[str], sees: set[str]) -> None:
    docs = papers(office, 2)
    given(docs[:1], office.head.principal, lane="main", kind="handle")
    given(docs[1:], office.head.principal)
    Delegation.objects.create(
        principal=office.head, deputy=office.outsider, since=date(2024, 1, 2), kinds=kinds
    )
    whose = reach(fresh(office.outsider).hats)
    assert {row.kind for row in inbox.todo(whose) + inbox.to_read(whose)} == sees


def test_two_delegations_of_one_person_add_up(office: Office) -> None:
    docs = papers(office, 2)
    given(docs[:1], office.head.principal, lane="main", kind="handle")
    given(docs[1:], office.head.principal)
    for kinds in (["handle"], ["read"]):
        Delegation.objects.create(
            principal=office.head, deputy=office.outsider, since=date(2024, 1, 2), kinds=kinds
        )
    whose = reach(fresh(office.outsider).hats)
    assert len(inbox.todo(whose)) == len(inbox.to_read(whose)) == 1


def test_in_progress_counts_a_paper_once_and_forgets_final_ones(office: Office) -> None:
    doc = submitted(office)
    other = registered(office)
    assert [row.ref for row in mine.doing(office.clerk)] == [other.ref, doc.ref]
    row = mine.doing(office.chief)[0]
    assert (row.ref, row.state, row.holders) == (doc.ref, "submitted", "赵六")
    Task.objects.about(other).update(subject_live=False)
    assert [row.ref for row in mine.doing(office.clerk)] == [doc.ref]
    assert {row.ref for row in mine.done(office.clerk)} == {doc.ref, other.ref}


def test_what_i_did_disappears_with_my_right_to_see_it(office: Office) -> None:
    """He acted for somebody he no longer stands in for: the paper is not his to see, nor its title."""
    [doc] = papers(office, 1)
    given([doc], office.head.principal, status="done", done_at=timezone.now(), done_by=office.outsider)
    assert mine.done(office.outsider) == []
    assert mine.doing(office.outsider) == []


def test_in_progress_pages_partition(office: Office) -> None:
    docs = papers(office, 9)
    moment = timezone.now()
    for doc in docs + docs[:4]:
        given([doc], office.head.principal, status="done", done_at=moment, done_by=office.head)
    rows = walk(
        lambda start, n: mine.doing(office.head, before=start, size=n), lambda row: (row.done_at, row.id), 2
    )
    assert sorted(row.ref for row in rows) == sorted(doc.ref for doc in docs)


def test_three_posts_are_one_inbox(office: Office) -> None:
    me = office.unit_clerk
    posts = [appoint(me, office.unit2, Role.UNIT_CLERK), appoint(me, office.section, Role.HANDLER)]
    docs = papers(office, 3)
    for doc, holder in zip(docs, [posts[0].principal, office.unit2.principal, me.principal], strict=True):
        given([doc], holder, lane="main", kind="handle")
    assert len(inbox.todo(reach(fresh(me).hats))) == 3
    Appointment.objects.filter(post=posts[0]).update(until=date(2024, 2, 1))
    assert len(inbox.todo(reach(fresh(me).hats))) == 1


def test_tasks_know_whether_their_paper_is_still_going(office: Office) -> None:
    """What the filtered register of one unit leans on; through closing, voiding and opening again."""
    open_one = handling(office)
    voided = void(registered(office), by=office.chief, reason="重复登记。").subject
    done = path.closed(office)
    again = path.closed(office)
    again = reopen(
        again, by=office.chief, expected_version=again.version, reason="补充办理。", due=path.days(9)
    ).subject
    states = []
    for doc in (open_one, voided, done, again):
        live = set(Task.objects.about(doc).values_list("subject_live", flat=True))
        assert live == {not doc.is_final}, doc.state
        states.append(doc.state)
    assert states == ["handling", "voided", "closed", "proposing"]


def test_open_papers_of_one_unit(office: Office) -> None:
    """The filter `open` reads the tasks' own mark: the same rows as by the papers' states."""
    docs = [handling(office), path.closed(office), handling(office)]
    wanted = [doc.pk for doc in reversed(docs) if not doc.is_final]
    found = Conditions()
    found.add("d.state = 'handling'")
    found.live = True
    assert [row.id for row in register(office.unit_clerk, found).rows] == wanted
    assert len(register(office.unit_clerk).rows) == 3


def test_many_tasks_on_one_paper_count_once_for_who_looks_for_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest so-and-so many are papers: else twenty tasks on one would hide all the others."""
    monkeypatch.setattr("documents.queries.by_words.GLANCE", 3)
    monkeypatch.setattr("documents.queries.by_words.TRIED", 4)
    found = papers(office, 6, title="关于城市更新的通知")
    for _ in range(5):
        given(
            found[-1:],
            office.unit.principal,
            status="done",
            done_at=timezone.now(),
            done_by=office.unit_clerk,
        )
    given(found, office.unit.principal)
    page = register(office.unit_clerk, typed="城市更新")
    assert [row.id for row in page.rows] == [paper.pk for paper in reversed(found)]


@pytest.mark.parametrize("order", [NEWEST, OLDEST])
@pytest.mark.parametrize("size", [2, 4])
@pytest.mark.parametrize(
    ("many", "tried"), [(0, 3), (0, 100), (3, 3), (100, 3)], ids=["rest", "further", "not rare", "rare"]
)
def test_each_step_of_a_search_gives_the_same_pages(
    office: Office, monkeypatch: pytest.MonkeyPatch, many: int, tried: int, size: int, order: str
) -> None:
    """Found in the glance, below it, by the index or after all: nothing twice, nothing lost, in order."""
    for name, value in {"GLANCE": 2, "STEP": 1, "MANY": many, "TRIED": tried}.items():
        monkeypatch.setattr(f"documents.queries.by_words.{name}", value)
    found = papers(office, 14)
    for doc in (found[n] for n in (1, 2, 5, 6, 7, 12)):  # in heaps, and with gaps
        Document.objects.filter(pk=doc.pk).update(title_key="别的事", search=search_vector("别的事"))
    match = [doc.pk for n, doc in enumerate(found) if n not in (1, 2, 5, 6, 7, 12)]
    given(found[:11], office.unit.principal)
    given(found[4:], office.unit_clerk.principal)
    given(found[3:9], office.handler.principal, kind="propose")
    given(found[9:], office.handler.principal, kind="review")
    Delegation.objects.create(
        principal=office.handler, deputy=office.outsider, since=SINCE, kinds=["propose"]
    )
    expected = {
        office.clerk: match,
        office.unit_clerk: match,
        office.outsider: [doc.pk for doc in found[3:9] if doc.pk in match],
    }
    for who, ids in expected.items():
        pages = all_pages(fresh(who), size, order, typed="城市更新")
        upward = order == OLDEST and who == office.clerk  # the others' list has one order
        assert pages == sorted(ids, reverse=not upward), who
