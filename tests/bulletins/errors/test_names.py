"""Whose error it was is for himself, the chiefs and the auditor: in no page, list, search, export, print, view or hint of others."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdfium2 import PdfDocument

from bulletins.actions import errors
from bulletins.actions.collecting import collect
from bulletins.models import ErrorEntry
from bulletins.queries.records import record
from documents.models import SavedView
from people.models import Person
from people.roles import Role
from tests.bulletins.errors import wrong
from tests.office import Office, fresh, make_office, person, registered, reviewing

pytestmark = pytest.mark.django_db
MADE, FOUND = "马错错", "郭发现"  # names that no page has for another reason


class Told:
    """An office in which one person, who is no hand of the register, made an error and another found it."""

    def __init__(self) -> None:
        self.office: Office = make_office()
        self.made = person("ma", MADE, self.office.section, Role.HANDLER, 12)
        self.found = person("guo", FOUND, self.office.section, Role.DEPUTY_CHIEF, 12)
        doc = reviewing(self.office)
        wrong.review.give_back(doc, by=self.office.chief, expected_version=doc.version, reason="主送写错")
        collect()
        [self.entry] = ErrorEntry.objects.all()
        errors.amend(self.entry, by=fresh(self.office.chief), fields={"made_by": self.made}, seen=0)
        errors.amend(self.entry, by=fresh(self.made), fields={"root_cause": "不熟悉分工"}, seen=1)
        note = errors.note(fresh(self.found), "format", about=None, key="k" * 20)
        errors.amend(note, by=fresh(self.found), fields={"made_by": self.made}, seen=0)
        errors.close(note, by=fresh(self.found), reason="已讨论")
        self.note = ErrorEntry.objects.get(pk=note.pk)


@pytest.fixture
def t(db: None) -> Told:
    return Told()


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def pages(t: Told) -> list[str]:
    own = [f"/errors/{e.ref}/" for e in (t.entry, t.note)]
    lists = ["/errors/", "/errors/?view=open", "/errors/?view=mine", "/errors/?view=finds", "/errors/?view=repeats",
             "/errors/?sort=found-up", "/errors/?category=routing", "/errors/?q=主送", "/errors/columns/", "/errors/views/",
             "/errors/export/", "/errors/top/", "/errors/?q=" + MADE, "/errors/?q=" + FOUND]  # fmt: skip
    return [*own, *lists, f"/errors/new/?page=/errors/{t.entry.ref}/"]


def without_typed(html: str) -> str:
    """What the page says; what he typed himself stands in the address and the field."""
    for typed in (MADE, FOUND):
        html = re.sub(rf'value="{typed}"|：{typed}<svg.*?</svg>|q=[^"]*', "", html)
    return html


def named(who: Person, address: str) -> set[str]:
    """The two names that this page shows to this person, beside his own in the top bar."""
    page = without_typed(browser(who).get(address).content.decode())
    main = re.sub(r"<header class=\"top.*?</header>", "", page, flags=re.S)
    return {name for name in (MADE, FOUND) if name in main}


@pytest.mark.parametrize("who", ["clerk", "handler", "leader", "secretary", "supervisor"])
def test_no_name_for_others(t: Told, who: str) -> None:
    for address in pages(t):
        assert named(getattr(t.office, who), address) == set(), address


def test_each_sees_himself_alone(t: Told) -> None:
    assert named(t.made, f"/errors/{t.entry.ref}/") == {MADE}
    assert named(t.made, f"/errors/{t.note.ref}/") == {MADE}, "not who found it"
    assert MADE not in browser(t.made).get(f"/errors/{t.entry.ref}/edit/").content.decode().split("<main")[1]


@pytest.mark.parametrize("who", ["chief", "auditor"])
def test_chiefs_and_the_auditor_see_both(t: Told, who: str) -> None:
    """The control: there is something to be seen."""
    assert named(getattr(t.office, who), "/errors/") == {MADE, FOUND}
    assert named(getattr(t.office, who), f"/errors/{t.note.ref}/") == {MADE, FOUND}


def test_a_word_finds_no_name(t: Told) -> None:
    for who in (t.office.clerk, t.made, t.office.chief):
        for name in (MADE, FOUND):
            page = browser(who).get("/errors/", {"q": name}).context["page"]
            assert page.rows == [], (who.name, name)
    clerk = browser(t.office.clerk)
    assert clerk.get("/errors/", {"who": MADE}).context["page"].count == 2, "a filter that is not his is none"
    chief = browser(t.office.chief)
    assert chief.get("/errors/", {"who": FOUND}).context["page"].count == 1


def test_counts_and_views_tell_nobody_apart(t: Told) -> None:
    """What is counted of persons is his own."""
    for who, mine in ((t.office.clerk, 0), (t.made, 2), (t.found, 0)):
        page = browser(who).get("/errors/", {"view": "mine"})
        assert page.context["page"].count == mine
        pill = next(v for v in page.context["views"] if v["name"] == "mine")
        assert pill["count"] == str(mine)


def sheet(client: Client, query: str = "") -> str:
    form = client.get(f"/errors/export/?{query}")
    answer = client.post("/errors/export/", {"query": form.context["query"], "key": form.context["key"]})
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as file:
        return "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


def printed(client: Client, query: str = "") -> str:
    answer = client.get(f"/errors/print/?{query}")
    assert answer.status_code == 200
    pdf = PdfDocument(answer.content)
    return "".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("who", ["chief", "clerk", "auditor"])
def test_no_sheet_and_no_paper_has_a_name(t: Told, who: str) -> None:
    """Not even the chief's: they go from hand to hand."""
    client = browser(getattr(t.office, who))
    for text in (sheet(client), printed(client)):
        assert "主送写错" in text.replace("\r\n", "")
        assert MADE not in text
        assert FOUND not in text


def test_what_was_asked_by_person_is_taken_nowhere(t: Told) -> None:
    client = browser(t.office.chief)
    for path in ("/errors/export/", "/errors/print/"):
        answer = client.get(path, {"who": MADE})
        assert answer.status_code == 422
        assert "按人筛选" in answer.content.decode()
    answer = client.post("/errors/export/", {"query": f"who={MADE}", "key": "k" * 20})
    assert answer.status_code == 422


def test_a_view_that_is_shared_has_no_name(t: Told) -> None:
    client = browser(t.office.chief)
    client.post(
        "/errors/views/", {"name": "共享", "query": f"who={MADE}&category=routing", "is_shared": "on"}
    )
    view = SavedView.objects.get()
    assert view.query == "category=routing"
    assert view.is_shared
    assert named(t.office.clerk, "/errors/") == set()


def test_titles_are_for_who_sees_the_paper(t: Told) -> None:
    """The seal's keeper reads the book, but no register: he sees a number, and finds nothing by a title."""
    title = t.entry.subject_title
    keeper = person("chu", "褚四四", t.office.section, Role.SEAL_KEEPER, 12)
    for who, sees in (
        (t.office.clerk, True),
        (keeper, False),
        (t.office.auditor, False),
        (t.office.leader, False),
    ):
        client = browser(who)
        for address in ("/errors/", f"/errors/{t.entry.ref}/"):
            page = client.get(address).content.decode()
            assert (title in page) == sees, (who.name, address)
            assert t.entry.subject_name in page
        assert client.get("/errors/", {"q": title}).context["page"].count == int(sees), who.name
        assert (title in sheet(client)) == sees


def test_of_a_work_secret_only_who_may_see_it(t: Told) -> None:
    office = t.office
    doc = wrong.registered(office, work_secret=True, title="关于某专项的请示")
    wrong.reviewing(office, doc)
    errors.note(office.clerk, "number", about=record_of(office.clerk, doc.ref), key="s" * 20)
    entry = ErrorEntry.objects.latest("pk")
    for who, sees in (
        (office.clerk, True),
        (office.chief, True),
        (office.clerk2, False),
        (office.supervisor, False),
    ):
        page = browser(who).get(f"/errors/{entry.ref}/").content.decode()
        assert ("某专项" in page) == sees, who.name
        assert (f'href="/documents/{doc.ref}/"' in page) == sees, who.name


def record_of(who: Person, ref: str) -> Any:
    return record(who, "document", ref)


def test_a_work_secret_has_neither_number_nor_organ(t: Told) -> None:
    """For who may not see it: on the page, in the list, by a word."""
    doc = reviewing(t.office, registered(t.office, work_secret=True))
    wrong.review.give_back(doc, by=t.office.chief, expected_version=doc.version, reason="主送写错")
    collect()
    entry = ErrorEntry.objects.get(subject_secret=True)
    assert entry.subject_name
    assert entry.organ
    for who, told in ((t.office.secretary, False), (t.office.chief, True)):
        page = browser(who).get(f"/errors/{entry.ref}/").content.decode()
        [row] = [r for r in browser(who).get("/errors/").context["page"].rows if r.no == entry.no]
        by_word = browser(who).get("/errors/", {"q": entry.subject_name}).context["page"].rows
        assert (
            entry.subject_name in page,
            entry.organ in page,
            bool(row.name),
            bool(row.organ),
            bool(by_word),
        ) == (told,) * 5
