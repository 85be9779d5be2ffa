"""Put down by hand with two keys; completed, explained, closed: by whom, and every change is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.translation import override

from bulletins.actions import errors
from bulletins.actions.collecting import collect
from bulletins.models import ErrorChange, ErrorEntry
from bulletins.queries.records import record
from bulletins.rules import error_rights as rights
from docflow.web.errors import Faster, NotAllowed
from documents.models import Document
from people.models import Person
from tests.bulletins.errors import wrong
from tests.bulletins.errors.wrong import make_world
from tests.office import Office, fresh, make_office, registered, reviewing
from tests.outgoing.desk import drafted
from tests.seals.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def doc(office: Office) -> Document:
    return registered(office)


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def form(client: Client, url: str) -> dict[str, Any]:
    """What the form carries by itself."""
    page = client.get(url)
    assert page.status_code == 200, url
    found = page.context["form"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in found}


def noted(
    office: Office, doc: Document | None, category: str = "number", by: Person | None = None
) -> ErrorEntry:
    client = browser(by or office.clerk)
    url = f"/errors/new/?about=document:{doc.ref}" if doc else "/errors/new/"
    client.post(url, {**form(client, url), "category": category})
    return ErrorEntry.objects.latest("pk")


def test_one_key_saves_with_all_that_is_known(office: Office, doc: Document) -> None:
    client, url = browser(office.clerk), f"/errors/new/?page=/documents/{doc.ref}/?tab=log"
    sent = {**form(client, url), "category": "wording"}
    answer = client.post(url, sent, follow=True)
    assert answer.redirect_chain[0][0] == f"/documents/{doc.ref}/?tab=log", "back to where he was"
    entry = ErrorEntry.objects.get()
    page = answer.content.decode()
    assert f"已记第 {entry.no} 条。" in page
    assert f'href="/errors/{entry.ref}/edit/"' in page
    assert (entry.source, entry.category, entry.stage, entry.found_by) == (
        "hand",
        "wording",
        "before",
        office.clerk,
    )
    assert (entry.subject_kind, entry.subject_pk, entry.subject_name, entry.paper_kind) == (
        "document", doc.pk, doc.receipt_no, "request",
    )  # fmt: skip
    assert entry.description == "错别字差错，待补充。"
    client.post(url, sent)
    assert ErrorEntry.objects.count() == 1, "a second click is no second error"
    assert noted(office, None).no == entry.no + 1


def test_its_key_is_nobody_elses(office: Office, doc: Document) -> None:
    mine = errors.note(office.clerk, "number", about=None, key="k" * 20)
    with pytest.raises(NotAllowed):
        errors.note(fresh(office.handler), "number", about=None, key="k" * 20)
    assert errors.note(office.clerk, "time", about=None, key="k" * 20) == mine


@pytest.mark.parametrize(
    "where", ["//evil.example/", "https://evil.example/", "documents/", "/documents/\\evil"]
)
def test_it_leads_nowhere_else(office: Office, where: str) -> None:
    client = browser(office.clerk)
    url = f"/errors/new/?page={where}"
    answer = client.post(url, {**form(client, url), "category": "time"})
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).netloc == ""
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


@pytest.mark.parametrize(
    ("query", "status"),
    [("about=document:nosuchpaper234", 404), ("about=person:1", 404), ("about=document", 400), ("about=<b>:x", 400),
     ("about=document:" + "x" * 60, 400), ("page=" + "x" * 501, 400), ("page=/nowhere/", 200), ("page=/calendar/", 200)],
)  # fmt: skip
def test_what_the_address_may_say(office: Office, query: str, status: int) -> None:
    for path in ("/errors/new/", "/reports/new/"):
        assert browser(office.clerk).get(f"{path}?{query}").status_code == status


def test_nonsense_is_refused_in_words(office: Office) -> None:
    client = browser(office.clerk)
    for category in ("", "nonsense", "x" * 4000):
        answer = client.post("/errors/new/", {**form(client, "/errors/new/"), "category": category})
        assert answer.status_code == 422
        assert 'id="errs"' in answer.content.decode()
    assert not ErrorEntry.objects.exists()


def test_who_may(office: Office, doc: Document) -> None:
    """Who works here; the auditor looks and writes nothing; to all others there is no such book."""
    entry = noted(office, doc)
    paths = ["/errors/new/", f"/errors/{entry.ref}/edit/", f"/errors/{entry.ref}/close/"]
    for path in paths:
        assert browser(office.auditor).get(path).status_code == 403
        assert browser(office.auditor).post(path).status_code == 403
        for who in (office.outsider, office.admin, office.secadmin, office.unit_clerk):
            assert browser(who).get(path).status_code == 404, (path, who.name)
            assert browser(who).post(path).status_code == 404, (path, who.name)
    assert browser(office.leader).get(f"/errors/new/?about=document:{doc.ref}").status_code == 404, (
        "he does not see the paper"
    )


def test_completed_by_whoever_wrote_it_down(office: Office, doc: Document) -> None:
    entry = noted(office, doc)
    client, url = browser(office.clerk), f"/errors/{entry.ref}/edit/"
    fields = form(client, url)
    assert {"root_cause", "prevention", "made_by"} & set(fields) == set(), "that is not his to write"
    answer = client.post(
        url, {**fields, "description": "来文字号少了年份", "correction": "电话核对后补上"}, follow=True
    )
    assert "已保存 2 处" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.description == "来文字号少了年份"
    change = ErrorChange.objects.get()
    assert change.fields["description"] == ["字号差错，待补充。", "来文字号少了年份"]
    page = client.get(f"/errors/{entry.ref}/").content.decode()
    assert "<del>字号差错，待补充。</del>" in page
    assert browser(office.handler).get(url).status_code == 403, "another's"


def test_explained_by_whose_it_was_and_by_the_chief(office: Office) -> None:
    doc = reviewing(office)
    wrong.review.give_back(doc, by=office.chief, expected_version=doc.version, reason="主送写错")
    collect()
    entry = ErrorEntry.objects.get()
    assert rights.editable(fresh(office.handler).hats, office.handler.pk, entry) == rights.OWN_FIELDS
    client, url = browser(office.handler), f"/errors/{entry.ref}/edit/"
    client.post(url, {**form(client, url), "root_cause": "不熟悉分工", "prevention": "先查分工表"})
    entry.refresh_from_db()
    assert (entry.root_cause, entry.prevention) == ("不熟悉分工", "先查分工表")
    with pytest.raises(NotAllowed):
        errors.amend(entry, by=fresh(office.handler), fields={"category": "other"}, seen=1)
    chief = browser(office.chief)
    chief.post(
        url,
        {**form(chief, url), "category": "delivery", "made_by": office.clerk.pk, "consequence": "delayed"},
    )
    entry.refresh_from_db()
    assert (entry.category, entry.made_by, entry.made_by_name) == (
        "delivery",
        office.clerk,
        office.clerk.name,
    )
    assert entry.repeat_key.startswith("delivery|give_back|")
    assert ErrorChange.objects.latest("pk").fields["made_by"] == [office.handler.name, office.clerk.name]


def test_two_at_once(office: Office, doc: Document) -> None:
    """Who saves an old form is told, and what he typed stays."""
    entry = noted(office, doc)
    client, url = browser(office.clerk), f"/errors/{entry.ref}/edit/"
    old = form(client, url)
    chief = browser(office.chief)
    chief.post(url, {**form(chief, url), "root_cause": "登记时没有核对"})
    answer = client.post(url, {**old, "description": "我写的差错"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "刚刚有人改过" in page
    assert "我写的差错" in page
    again = {field.html_name: field.value() or "" for field in answer.context["form"]}
    assert client.post(url, again).status_code == 302
    entry.refresh_from_db()
    assert (entry.description, entry.root_cause) == ("我写的差错", "登记时没有核对")


def test_the_same_form_twice_changes_nothing(office: Office, doc: Document) -> None:
    entry = noted(office, doc)
    client, url = browser(office.clerk), f"/errors/{entry.ref}/edit/"
    sent = {**form(client, url), "description": "少了年份"}
    assert [client.post(url, sent).status_code for _n in range(2)] == [302, 302]
    assert ErrorChange.objects.count() == 1


def test_no_name_in_its_words(office: Office, doc: Document) -> None:
    """Unless he says that it is none: the name of a place may be somebody's, too."""
    entry = noted(office, doc)
    client, url = browser(office.clerk), f"/errors/{entry.ref}/edit/"
    sent = {**form(client, url), "description": f"{office.handler.name}写错了字号"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "错题本不写姓名" in page
    assert 'type="checkbox" name="no_name"' in page
    assert not ErrorChange.objects.exists()
    assert client.post(url, {**sent, "no_name": "on"}).status_code == 302
    close = f"/errors/{entry.ref}/close/"
    assert client.post(close, {"reason": f"{office.chief.name}说不是差错"}).status_code == 422


def test_a_wrong_one_is_closed_with_a_reason_and_stays(office: Office, doc: Document) -> None:
    entry = noted(office, doc)
    client, url = browser(office.clerk), f"/errors/{entry.ref}/close/"
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "看错了，不是差错"}).status_code == 302
    entry.refresh_from_db()
    assert entry.closed_at is not None
    assert rights.editable(fresh(office.chief).hats, office.chief.pk, entry) == ()
    assert client.get(f"/errors/{entry.ref}/edit/").status_code == 403
    assert client.get(url).status_code == 403, "to open it again is the chief's"
    with pytest.raises(Faster):
        errors.close(entry, by=fresh(office.chief), reason="再关一次")
    assert browser(office.chief).post(url, {"reason": "还要讨论"}).status_code == 302
    entry.refresh_from_db()
    assert entry.closed_at is None
    assert [list(c.fields) for c in ErrorChange.objects.all()] == [["closed"], ["reopened"]]


def test_a_secret_paper_and_a_text_marked_secret(office: Office) -> None:
    doc = registered(office, work_secret=True)
    entry = noted(office, doc)
    assert entry.subject_secret
    client, url = browser(office.clerk), f"/errors/{entry.ref}/edit/"
    answer = client.post(url, {**form(client, url), "description": "机密★5年 写错"})
    assert answer.status_code == 422
    assert not ErrorChange.objects.exists()


def test_about_a_seal_request_and_an_outgoing_paper(db: None) -> None:
    w: World = make_world()
    paper = wrong.sent(w.d)
    request = wrong.asked(w)
    client = browser(w.keeper)
    url = f"/errors/new/?page=/seals/requests/{request.ref}/"
    client.post(url, {**form(client, url), "category": "seal"})
    drafter = browser(w.d.drafter)
    url = f"/errors/new/?page=/outgoing/{paper.ref}/"
    drafter.post(url, {**form(drafter, url), "category": "format"})
    seal, out = ErrorEntry.objects.order_by("no")
    assert (seal.subject_kind, seal.subject_name) == ("seal_request", request.number)
    assert (out.subject_kind, out.paper_kind, out.stage, out.organ) == (
        "outgoing",
        "notice",
        "before",
        w.o.unit.name,
    )


def test_its_paper_is_called_as_the_office_calls_it() -> None:
    w: World = make_world()
    paper = drafted(w.d)
    with override("en"):
        about = record(fresh(w.o.chief), "outgoing", paper.ref)
        entry = errors.note(fresh(w.o.chief), "format", about=about, key="k" * 20)
    assert entry.subject_name == "未编号的发文"
