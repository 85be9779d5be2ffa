"""离任移交: all that stands in one name goes on, paper by paper, and what does not is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.actions.copying import hand_copies
from documents.actions.reading import circulate
from documents.models import Document
from people.actions import persons
from people.models import Appointment, Roster
from people.roles import Role
from tests.office import (
    Office,
    appoint,
    approve,
    circulating,
    fresh,
    make_office,
    person,
    registered,
    reviewing,
)
from workflow.models import Entry, Task
from workflow.replay import differences


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def deputy(office: Office, client: Client) -> Client:
    """The other chief, who hands over."""
    client.force_login(office.deputy)
    return client


def drawn(page: Any, **chosen: Any) -> dict[str, Any]:
    """What the browser would send of the page, with these choices."""
    form = page.context["form"]
    tasks = [f"{t.pk}:{t.paper_version}" for group in form.groups for t in group.tasks]
    return {"key": form["key"].value(), "reason": form["reason"].value(), "task": tasks, **chosen}


def url(office: Office) -> str:
    return f"/leavers/{office.chief.pk}/"


def full_desk(office: Office) -> list[Document]:
    """Two papers to review and one to read in the chief's name; the second review he cannot give to the deputy."""
    docs = [reviewing(office), reviewing(office)]
    third = reviewing(office, registered(office))
    third = approve(third, by=office.chief, expected_version=third.version).subject
    circulate(third, by=office.handler, readers=[office.chief], note="请阅知")
    return [*docs, third]


def test_from_a_full_desk_to_leaving(office: Office, deputy: Client) -> None:
    full_desk(office)
    admin = Client()
    admin.force_login(office.admin)
    page = f"/people/persons/{office.chief.pk}/"
    leave = {f.html_name: f.value() for f in admin.get(page).context["leave_form"]}
    refused = admin.post(f"{page}leave/", leave)
    assert refused.status_code == 409
    assert f'href="{url(office)}"' in refused.content.decode()
    shown = deputy.get(url(office))
    assert [(g.kind, len(g.tasks)) for g in shown.context["form"].groups] == [("review", 2), ("read", 1)]
    done = deputy.post(url(office), drawn(shown, to_review=office.deputy.pk, to_read="recall"))
    assert [r.done for r in done.context["results"]] == [True, True, True]
    assert "名下没有您能移交的工作" in done.content.decode()
    assert Task.objects.live().filter(holder=office.deputy.principal, kind="review").count() == 2
    persons.deactivate(
        Roster.the(), by=fresh(office.admin), person=office.chief, left_on=timezone.localdate()
    )
    assert list(differences(Document)) == []


def test_one_that_is_refused_keeps_no_other(office: Office, deputy: Client) -> None:
    one, two, _three = full_desk(office)
    shown = deputy.get(url(office))
    approve(two, by=fresh(office.chief), expected_version=two.version)  # he is still at work
    data = drawn(shown, to_review=office.deputy.pk)
    done = deputy.post(url(office), data)
    assert {(r.task.subject_pk, r.done) for r in done.context["results"]} == {(one.pk, True), (two.pk, False)}
    assert "吴十" in next(r.said for r in done.context["results"] if not r.done)
    assert "未办成 1 件" in done.content.decode()
    entries = Entry.objects.count()
    again = deputy.post(url(office), data)  # the same form twice
    assert [r.done for r in again.context["results"]] == [r.done for r in done.context["results"]]
    assert Entry.objects.count() == entries


def test_who_may_not_take_it_does_not_get_it(office: Office, deputy: Client) -> None:
    """A chief who proposed the paper himself is offered for the group, but not given this one."""
    appoint(office.handler, office.section, Role.SECTION_CHIEF, 8)
    reviewing(office)
    done = deputy.post(url(office), drawn(deputy.get(url(office)), to_review=office.handler.pk))
    [result] = done.context["results"]
    assert (result.done, "不能办理" in result.said) == (False, True)


def test_several_tasks_on_one_paper(office: Office, deputy: Client) -> None:
    """The first raises the version: the second is not told that somebody was faster."""
    doc = reviewing(office)
    Task.objects.filter(subject_pk=doc.pk, kind="review").update(kind="propose")
    task = Task.objects.get(subject_pk=doc.pk, kind="propose", status="open")
    task.pk, task.kind = None, "countersign"
    task.save()
    done = deputy.post(
        url(office),
        drawn(deputy.get(url(office)), to_propose=office.clerk2.pk, to_countersign=office.leader.pk),
    )
    assert [(r.done, r.said) for r in done.context["results"] if not r.done] == []


def test_only_what_was_on_the_screen_and_is_his(office: Office, deputy: Client) -> None:
    reviewing(office)
    shown = deputy.get(url(office))
    later, other = reviewing(office), registered(office)
    data = drawn(shown, to_review=office.deputy.pk, to_propose=office.clerk.pk)
    hers = Task.objects.get(subject_pk=other.pk, kind="propose")
    done = deputy.post(url(office), {**data, "task": [*data["task"], f"{hers.pk}:1", "x", "²:1", "1:"]})
    assert len(done.context["results"]) == 1
    assert Task.objects.open().get(subject_pk=later.pk).holder == office.chief.principal
    assert Task.objects.open().get(subject_pk=other.pk).holder == office.handler.principal


@pytest.mark.parametrize("wrong", [
    {}, {"to_review": "x"}, {"to_review": "999"}, {"reason": ""}, {"key": "\0"}, {"reason": "x" * 300},
])  # fmt: skip
def test_what_is_not_chosen_is_asked_for(wrong: dict[str, str], office: Office, deputy: Client) -> None:
    reviewing(office)
    good = {"to_review": office.deputy.pk} if "to_review" not in wrong and wrong else {}
    answer = deputy.post(url(office), {**drawn(deputy.get(url(office))), **good, **wrong})
    assert answer.status_code == 422
    assert Task.objects.live().get().holder == office.chief.principal


def test_a_paper_he_may_not_see_is_only_counted(office: Office, deputy: Client) -> None:
    doc = reviewing(office)
    Document.objects.filter(pk=doc.pk).update(work_secret=True)
    html = deputy.get(url(office)).content.decode()
    assert doc.title not in html
    assert "另有 1 件您无权查看" in html


def test_the_administrator_sees_how_much_and_whom_to_ask(office: Office, client: Client) -> None:
    doc = reviewing(office)
    client.force_login(office.admin)
    html = client.get(url(office)).content.decode()
    assert doc.title not in html
    assert "审核" in html
    assert "郑一一" in html
    assert client.post(url(office), {}).status_code == 403
    Appointment.objects.filter(person=office.deputy).update(until=timezone.localdate() - timedelta(days=1))
    assert "没有在任的处长" in client.get(url(office)).content.decode()
    assert "名下没有" in client.get(f"/leavers/{office.clerk.pk}/").content.decode()


def test_who_holds_only_copies_on_paper_is_named(office: Office, deputy: Client) -> None:
    doc = registered(office, copies=3, copy_numbers="1-3")
    hand_copies(doc, by=office.clerk, what="give", numbers="1-2", person=office.clerk2)
    [row] = [r for r in deputy.get("/leavers/").context["rows"] if r.person == office.clerk2]
    assert (row.main, row.reading, row.copies) == (0, 0, 2)
    address = f"/leavers/{office.clerk2.pk}/"
    assert f"{doc.receipt_no} 000001-000002" in deputy.get(address).content.decode()
    Document.objects.filter(pk=doc.pk).update(work_secret=True)
    html = deputy.get(address).content.decode()
    assert doc.receipt_no not in html
    assert "另有 2 份属于您无权查看的公文" in html
    admin = Client()
    admin.force_login(office.admin)
    assert "手里的纸质件（份）" in admin.get(address).content.decode()
    assert "手里还有 2 份纸质件" in admin.get(f"/people/persons/{office.clerk2.pk}/").content.decode()
    assert "份纸质件" not in admin.get(f"/people/persons/{office.clerk.pk}/").content.decode()


def test_a_list_of_copies_that_is_cut_says_so(
    office: Office, deputy: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.queries.leavers.MOST", 3)
    doc = registered(office, copies=5, copy_numbers="1-5")
    hand_copies(doc, by=office.clerk, what="give", numbers="1-5", person=office.clerk2)
    html = deputy.get(f"/leavers/{office.clerk2.pk}/").content.decode()
    assert "000001-000003</a>" in html
    assert "收回后还有 2 份" in html


def test_who_can_do_nothing_comes_first(office: Office, deputy: Client) -> None:
    reviewing(office)
    circulating(office, [office.leader2])
    with_seat = [row.person.name for row in deputy.get("/leavers/").context["rows"]]
    assert with_seat == ["李四", "吴十", "冯二二"]
    from tests.people.test_seats import run_out

    run_out(office.chief)
    page = deputy.get("/leavers/")
    assert [row.person.name for row in page.context["rows"]] == ["吴十", "李四", "冯二二"]
    assert "现在没有职务" in page.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same(
    n: int, office: Office, deputy: Client, django_assert_num_queries: Any
) -> None:
    for i in range(n):
        registered(office, handler=person(f"h{i}", f"拟办{i}", office.section, Role.HANDLER))
    deputy.get("/leavers/")
    with django_assert_num_queries(9):
        assert len(deputy.get("/leavers/").context["rows"]) == n


@pytest.mark.parametrize("n", [1, 3])
def test_his_page_costs_the_same(
    n: int, office: Office, deputy: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        reviewing(office)
    deputy.get(url(office))
    with django_assert_num_queries(13):
        assert len(deputy.get(url(office)).context["form"].groups[0].tasks) == n
