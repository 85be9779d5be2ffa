"""Who sees which outgoing paper: lists, statements and pages say the same of everybody; to others it does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from documents.queries.visible import may_see
from outgoing.actions import drafting, returning, route, texts
from outgoing.files import layout
from outgoing.models import Outgoing
from outgoing.queries.lists import register
from outgoing.queries.visible import MAY_SEE_OUTGOING, inside_for, sees_inside, visible_to
from outgoing.urls import urlpatterns
from outgoing.views import viewer as viewer_view
from people.models import Appointment, Delegation, Person
from people.roles import Role
from tests.office import SINCE, appoint, fresh, person
from tests.outgoing.desk import Desk, drafted, sent, signing_
from tests.outgoing.papers import LETTERS, STAGES, Papers, changed, now, prepared, scan

REGISTRY = "dcewDj"  # read every paper but work secrets
# Who sees a paper at a stage beside the registry: who was given it (in the end its addressees), whoever stands in for
# them, the secretary.
GIVEN = {
    "drafting": "", "units": "huv", "turns": "huv", "late": "huv", "settling": "hu", "checking": "", "reviewing": "i", "locked": "i",
    "signing": "ilLs", "both": "g", "half": "ilLs", "signed": "ilLs", "stale": "ilLs", "number": "ilLsk", "print": "iLk",
    "stale_p": "iLk", "again": "iLk", "seal": "iLk", "dispatch": "iLk", "sent": "iLkhuv", "gone": "", "void": "iLk",
    "paper": "iLk", "back": "iLk", "paused": "i",
}  # fmt: skip

ONLY_ISSUED = {"sent": "huv"}  # those of them who were sent copies, and had no other part in it


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Papers]:
    with prepared(django_db_blocker) as papers:
        yield papers


@pytest.fixture
def papers(made: Papers, db: None, monkeypatch: pytest.MonkeyPatch) -> Papers:
    unlaid(monkeypatch)
    return made


@pytest.fixture
def d(papers: Papers) -> Desk:
    """The office of all these papers, for one more."""
    return papers.desk


def unlaid(patch: pytest.MonkeyPatch) -> None:
    """Pages without laying the paper out."""
    patch.setattr(viewer_view, "folder", lambda paper: None)
    patch.setattr(layout, "sizes", lambda folder: [(794, 1123)])


def said(who: Person) -> set[int]:
    """By the statement that other lists put into theirs."""
    values = {**may_see(who.hats), "me": who.pk}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT o.id FROM outgoing_outgoing o WHERE {MAY_SEE_OUTGOING}", values)  # noqa: S608
        return {row[0] for row in cursor.fetchall()}


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def same(who: Person) -> set[int]:
    """What he sees by the query; the statement, the register and the page agree."""
    found = set(visible_to(who).values_list("pk", flat=True))
    assert said(who) == found, who.name
    assert {row.id for row in register(who).rows} == found, who.name
    inside = set(inside_for(who).values_list("pk", flat=True))
    assert inside <= found, who.name
    assert {row.id for row in register(who).rows if row.inside} == inside, who.name
    client = browser(who)
    for paper in Outgoing.objects.all():
        assert sees_inside(who, paper) == (paper.pk in inside), (who.name, paper.ref)
        status = client.get(f"/outgoing/{paper.ref}/").status_code
        assert status == (200 if paper.pk in found else 404), (who.name, paper.ref)
    return found


@pytest.mark.parametrize("letter", LETTERS)
def test_everybody_sees_what_is_his_and_nothing_else(papers: Papers, letter: str) -> None:
    found = same(fresh(papers.cast[LETTERS[letter]]))
    stages = {stage for stage, paper in papers.at.items() if paper.pk in found}
    assert stages == {s for s in STAGES if letter in REGISTRY + GIVEN[s]}
    inside = set(inside_for(fresh(papers.cast[LETTERS[letter]])).values_list("pk", flat=True))
    seen = {stage for stage, paper in papers.at.items() if paper.pk in inside}
    assert seen == {s for s in stages if letter not in ONLY_ISSUED.get(s, "")}


# -- work secrets, deputies, leavers -----------------------------------------------------------------


def names(d: Desk, paper: Outgoing) -> set[str]:
    everybody = [fresh(p) for p in Person.objects.filter(is_active=True)]
    same(fresh(d.o.unit_clerk))
    return {p.name for p in everybody if visible_to(p).filter(pk=paper.pk).exists()}


def test_a_work_secret_is_for_those_who_handle_it(d: Desk) -> None:
    paper = drafted(d, work_secret=True)
    assert names(d, paper) == {"冯二二"}
    paper = sent(d, paper, units=[d.o.unit.pk])
    assert names(d, paper) == {"冯二二", "何明远", "吕祎"}
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert names(d, paper) == {"冯二二", "何明远", "吕祎", "吴十", "代理人"}
    drafting.edit(now(paper), by=d.drafter, fields={"work_secret": False})
    assert {"陈三三", "郑一一", "蒋六六"} <= names(d, paper)


@pytest.mark.parametrize(("kinds", "sees"), [
    ([], True), (["sign"], True), (["record"], True), (["office_review"], False), (["instruct"], False), (["read"], False),
])  # fmt: skip
def test_a_deputy_sees_what_he_stands_in_for(d: Desk, kinds: list[str], sees: bool) -> None:
    paper = signing_(d)
    deputy = person("fu", "副代", d.o.office, Role.ARCHIVIST, 30)
    Delegation.objects.create(principal=d.o.leader2, deputy=deputy, since=SINCE, kinds=kinds)
    assert (paper.pk in same(fresh(deputy))) == sees


def test_the_drafter_s_own_right_ends_with_his_seat(d: Desk) -> None:
    paper = sent(d, drafted(d, by=d.o.secretary))
    assert paper.pk in same(fresh(d.o.secretary))
    Appointment.objects.filter(person=d.o.secretary).delete()
    assert same(fresh(d.o.secretary)) == set()
    appoint(d.o.secretary, d.o.office, Role.SYSADMIN)
    assert same(fresh(d.o.secretary)) == set()


def test_what_was_taken_back_is_seen_no_more_by_who_had_not_answered(d: Desk) -> None:
    paper = sent(d, units=[d.o.unit.pk, d.o.unit2.pk])
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    returning.take_back(now(paper), by=d.drafter)
    assert paper.pk in same(fresh(d.o.unit_clerk))
    assert paper.pk not in same(fresh(d.o.unit2_clerk))


# -- to others it does not exist ---------------------------------------------------------------------


def addresses(paper: Outgoing) -> list[str]:
    """Every address of a paper, with every verb."""
    found = []
    for pattern in urlpatterns:
        names = set(pattern.pattern.converters)
        if "ref" not in names:
            continue
        values = dict.fromkeys(names - {"ref"}, 1) | {"ref": paper.ref}
        verbs = ("send", "sign", "text", "void", "dispatch", "edit") if "verb" in names else ("",)
        found += [reverse(str(pattern.name), kwargs=values | ({"verb": v} if v else {})) for v in verbs]
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_to_outsiders_no_address_of_it_exists(d: Desk, method: str) -> None:
    paper = changed(drafted(d), d.drafter)
    texts.annex(paper, by=d.drafter, blobs=[(scan(d.drafter, 9), "附件.pdf")])
    found = addresses(paper)
    assert len(found) >= 13
    typed = {"version": 1, "key": "k", "reason": "x"}
    for who in (d.o.outsider, d.o.unit_clerk, d.o.leader, d.o.admin, d.o.auditor):
        client = browser(who)
        for address in found:
            answer = client.get(address) if method == "get" else client.post(address, typed)
            assert answer.status_code in ((404,) if method == "get" or "/do/" in address else (404, 405)), (
                address
            )
    answer = browser(d.drafter).get(f"/outgoing/{paper.ref}/compare/?old=1&new=2")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/outgoing/", "/outgoing/new/"])
def test_a_stranger_logs_in_first(d: Desk, address: str) -> None:
    paper = drafted(d)
    for path in (address, f"/outgoing/{paper.ref}/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")


def test_the_register_and_search_keep_it_from_others(d: Desk) -> None:
    paper = drafted(d, title="江东省人民政府办公厅关于保密检查的通知")
    for path in ("/outgoing/?q=保密检查", "/outgoing/?view=going", "/search/?q=保密检查", "/"):
        page = browser(d.o.outsider).get(path).content.decode()
        assert paper.ref not in page, path
    assert paper.ref in browser(d.o.clerk).get("/outgoing/?q=保密检查").content.decode()
