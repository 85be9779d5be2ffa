"""What is done from the board: urging many, the notices on paper, the circular; and the list of what is late everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from documents.actions.extension import answer_extension, extend
from documents.actions.handling import report
from documents.actions.urging import urge
from documents.models import Assignment, Document, FormPrint
from outgoing.models import Outgoing
from tests.documents.handling.path import days
from tests.office import Office, make_office, reviewing
from tests.timing import board
from workflow.models import Entry, Task

Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    settings.DEMO = False
    settings.OFFICE_NAME = "江东省人民政府办公厅"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def page(client: Client) -> Get:
    def get(person: Any, address: str, status: int = 200, **query: Any) -> Any:
        client.force_login(person)
        answer = client.get(address, query)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer

    return get


def key_of(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


# -- urging ------------------------------------------------------------------------------------------


def test_urging_many_tells_which_was_done_meanwhile(office: Office, page: Get, client: Client) -> None:
    """Without a script: a page with the items, one button, and what came of each."""
    docs = [board.given(office, late=n, co=n == 2) for n in (3, 2, 1)]
    picks = [board.ref(doc) for doc in docs]
    html = page(office.supervisor, "/supervision/batch/urge/", pick=picks, back="view=red").content.decode()
    assert html.count('name="pick"') == 3
    assert "核实情况并报结果" in html
    report(docs[0], by=office.unit_clerk, result="已办。")  # in the meantime
    promised = timezone.localdate() + timedelta(days=3)
    sent = {"pick": picks, "key": key_of(html), "back": "view=red", "note": "请抓紧", "channel": "phone",
            "answered_by": "王秘书", "promised_on": promised.isoformat()}  # fmt: skip
    html = client.post("/supervision/batch/urge/", sent).content.decode()
    assert "成功 2 件，未办 1 件" in html
    assert "这一项已经办完或收回，不用再催。" in html
    assert f'href="/supervision/items/{picks[0]}/"' in html
    assert Entry.objects.filter(verb="urge").count() == 2
    assert set(Task.objects.filter(urged=1).values_list("kind", flat=True)) == {"handle", "assist"}
    client.post("/supervision/batch/urge/", sent)
    assert Entry.objects.filter(verb="urge").count() == 2  # the same form again is the same act
    html = page(office.supervisor, "/supervision/").content.decode()
    row = board.plain(html[html.index("<tbody>") :])
    assert " 2 " in row  # both units of one item were urged once
    opened = board.plain(page(office.unit_clerk, f"/supervision/items/{picks[1]}/").content.decode())
    for words in ("请抓紧", "电话", "答复人 王秘书", f"答应 {promised:%m-%d} 办完"):
        assert words in opened, words


def test_one_that_is_reported_under_the_hand_is_told_too(
    office: Office, page: Get, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as open, and reported before the act has its lock."""
    doc, other = board.given(office, late=2), board.given(office, late=1)

    def slow(about: Document, **asked: Any) -> Any:
        if about == doc:
            report(doc, by=office.unit_clerk, result="已办。")
        return urge(about, **asked)

    monkeypatch.setattr("timing.views.supervision_batch.urge", slow)
    client.force_login(office.clerk)
    sent = {"pick": [board.ref(doc), board.ref(other)], "key": "k1"}
    html = client.post("/supervision/batch/urge/", sent).content.decode()
    assert "成功 1 件，未办 1 件" in html
    assert "已办的不必催" in html


def test_all_of_a_list_is_urged_and_the_list_comes_back(office: Office, client: Client) -> None:
    for n in (3, 2):
        board.given(office, late=n)
    board.given(office)
    client.force_login(office.chief)
    html = client.get("/supervision/batch/urge/", {"all": "1", "back": "view=red"}).content.decode()
    assert html.count('name="pick"') == 2
    picks = re.findall(r'name="pick" value="(\w+)"', html)
    answer = client.post("/supervision/batch/urge/", {"pick": picks, "key": key_of(html), "back": "view=red"})
    assert answer["Location"] == "/supervision/?view=red"
    assert "成功 2 件" in " ".join(str(m) for m in get_messages(answer.wsgi_request))
    assert client.get("/supervision/batch/nothing/").status_code == 404
    assert client.get("/supervision/batch/urge/", {"pick": "x'--"})["Location"] == "/supervision/"


def test_what_he_does_not_see_he_does_not_urge(office: Office, client: Client) -> None:
    secret = board.given(office, late=2)
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    client.force_login(office.supervisor)
    answer = client.post("/supervision/batch/urge/", {"pick": [board.ref(secret)], "key": "k2"})
    assert answer["Location"] == "/supervision/"
    assert not Entry.objects.filter(verb="urge").exists()


# -- on paper ----------------------------------------------------------------------------------------


def test_the_notices_of_what_was_urged_are_printed_and_noted(office: Office, page: Get) -> None:
    doc, quiet = board.given(office, late=2), board.given(office, late=1)
    picks = [board.ref(doc), board.ref(quiet)]
    html = page(office.supervisor, "/supervision/sheets/", 422, pick=picks).content.decode()
    assert "请先催办" in html
    urge(
        doc, by=office.supervisor, task_ids=list(Task.objects.about(doc).open().values_list("pk", flat=True))
    )
    answer = page(office.supervisor, "/supervision/sheets/", pick=picks)
    assert answer.content.startswith(b"%PDF")
    assert list(FormPrint.objects.values_list("document", "form")) == [(doc.pk, "urge")]
    assert page(office.supervisor, "/supervision/sheets/", 302, pick="")["Location"] == "/supervision/"
    page(office.supervisor, "/supervision/sheets/", 422, pick=picks, back="x" * 2001)


def test_the_circular_tells_units_and_both_dates_and_no_names(office: Office, page: Get) -> None:
    doc, _both = board.given(office, late=4), board.given(office, late=2, co=True, content="请何明远牵头核实")
    Assignment.objects.filter(document=doc).update(due_first=timezone.now() - timedelta(days=9))
    secret, still, soon = board.given(office, late=3), board.given(office, late=3), board.given(office)
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    board.paused(still)
    urge(doc, by=office.clerk, task_ids=list(Task.objects.about(doc).open().values_list("pk", flat=True)))
    html = page(office.handler, "/supervision/circular/").content.decode()
    body = board.plain(html[html.index('class="card0 circ"') :])
    assert "超过时限未办结 3 项，涉及 2 个单位" in body
    assert body.index("江东省水利厅 2 项") < body.index("江东省财政厅 1 项")
    assert re.search(rf"{doc.receipt_no} {doc.title} [\d: -]+ 9 天 4 天 1 ", body)
    for other in (secret, still, soon):
        assert other.title not in body
    assert body.count("含人名，印发前请改") == 2
    Document.objects.filter(pk=doc.pk).update(title=f"关于{office.clerk2.name}同志来信的函")
    body = board.plain(page(office.handler, "/supervision/circular/").content.decode())
    assert body.count("含人名，印发前请改") == 3
    Document.objects.filter(pk=doc.pk).update(title=doc.title)
    for name in (office.unit_clerk.name, office.clerk.name, office.leader.name):
        assert name not in body
    pdf = page(office.handler, "/supervision/circular/print/").content
    printed = "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(pdf))
    for words in ("江东省水利厅", "9 天", "4 天", doc.receipt_no):
        assert words in printed
    assert office.unit_clerk.name not in printed


def test_a_circular_of_nothing(office: Office, page: Get) -> None:
    board.given(office)
    assert "无需通报" in page(office.clerk, "/supervision/circular/").content.decode()
    assert page(office.clerk, "/supervision/circular/print/").content.startswith(b"%PDF")


# -- what is late everywhere -------------------------------------------------------------------------


def test_what_is_late_everywhere(office: Office, page: Get, client: Client) -> None:
    doc, early = reviewing(office), board.given(office, late=3)
    Task.objects.about(doc).open().update(due_at=timezone.now() - timedelta(days=5))
    secret = board.given(office, late=4)
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    html = page(office.supervisor, "/supervision/late/").content.decode()
    assert re.findall(r'class="t" href="/documents/(\w+)/"', html) == [doc.ref, early.ref]
    row = board.plain(html[html.index("<tbody>") :])
    for words in ("审核", "吴十", "超期5天", "主办", "省水利厅", "超期3天"):
        assert words in row, words
    assert "在办超期 2" in board.plain(html)
    assert "在办超期 2" in board.plain(page(office.supervisor, "/supervision/").content.decode())
    for query, found in {
        "q=没有": 0, f"q={doc.receipt_no}": 1, "holder=水利": 1, "paper=outgoing": 0, "urgency=urgent": 0,
        "sort=due-down": 2,
    }.items():  # fmt: skip
        html = page(office.supervisor, f"/supervision/late/?{query}").content.decode()
        assert len(re.findall(r'class="t" href', html)) == found, query
    picks = [
        str(pk)
        for pk in Task.objects.filter(status="open", due_at__lt=timezone.now()).values_list("pk", flat=True)
    ]
    html = page(office.supervisor, "/supervision/late/batch/urge/", pick=picks).content.decode()
    assert html.count('name="pick"') == 2
    report(early, by=office.unit_clerk, result="已办。")
    html = client.post("/supervision/late/batch/urge/", {"pick": picks, "key": key_of(html)}).content.decode()
    assert "成功 1 件，未办 1 件" in html
    assert f'href="/documents/{early.ref}/"' in html
    assert Task.objects.about(doc).get(kind="review").urged == 1
    assert Outgoing.objects.count() == 0


def test_who_has_to_answer_a_unit_is_urged_for_himself(office: Office, page: Get) -> None:
    doc = board.given(office)
    extend(doc, by=office.unit_clerk, until=days(20), reason="需现场核查。", progress="过半。")
    asked = Task.objects.about(doc).open().get(kind="extend")
    urge(doc, by=office.clerk, task_ids=[asked.pk], note="请处长尽快答复")
    address = f"/supervision/items/{board.ref(doc)}/"
    assert "请处长尽快答复" not in page(office.clerk, address).content.decode()
    [task] = Task.objects.about(doc).open().filter(kind="handle")
    urge(doc, by=office.clerk, task_ids=[task.pk], note="请尽快报结")
    assert "请尽快报结" in page(office.clerk, address).content.decode()


def test_rows_that_cannot_be_are_dropped(office: Office, page: Get) -> None:
    for odd in ("9" * 20, "0", "abc", "7i1"):
        page(office.clerk, "/supervision/late/batch/urge/", 302, pick=[odd])
        page(office.clerk, "/supervision/batch/urge/", 302, pick=[odd])


def test_to_whom_it_went_up_stands_in_both_lists(office: Office, page: Get) -> None:
    doc = board.given(office, late=6)
    task = Task.objects.about(doc).get(kind="handle")
    Alert.objects.create(
        recipient=office.deputy, stage="escalated", task_id=task.pk, due_version=task.due_version,
        subject_kind="document", subject_ref=doc.ref, created_at=timezone.now(), whose=task.holder_name,
    )  # fmt: skip
    for address in ("/supervision/", "/supervision/late/", f"/supervision/items/{board.ref(doc)}/"):
        html = page(office.clerk, address).content.decode()
        assert office.deputy.name in html[html.index("<h1") :], address


def test_what_stands_still_is_not_late(office: Office, page: Get) -> None:
    doc = board.given(office, late=3)
    urging = f'href="/supervision/batch/urge/?pick={board.ref(doc)}"'
    assert urging in page(office.clerk, f"/supervision/items/{board.ref(doc)}/").content.decode()
    board.paused(doc)
    assert urging not in page(office.clerk, f"/supervision/items/{board.ref(doc)}/").content.decode()
    assert "没有超期的在办工作" in page(office.clerk, "/supervision/late/").content.decode()


def test_as_many_statements_for_three_late_ones_as_for_one(office: Office, client: Client) -> None:
    def asked(address: str) -> int:
        client.force_login(office.clerk)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def late(n: int) -> Document:
        doc = board.given(office, co=True)
        board.due(doc, timezone.now() + timedelta(days=1))
        extend(doc, by=office.unit_clerk, until=days(20), reason="需核查。", progress="过半。")
        answer_extension(doc, by=office.chief, granted=False, answer="按期办。")
        board.due(doc, timezone.now() - timedelta(days=n))
        urge(doc, by=office.clerk, task_ids=list(Task.objects.about(doc).open().values_list("pk", flat=True)))
        return doc

    first = late(1)
    addresses = ("/supervision/late/", "/supervision/circular/", f"/supervision/items/{board.ref(first)}/")
    before = [asked(address) for address in addresses]
    late(2), late(3)
    assert [asked(address) for address in addresses] == before
    assert max(before) <= 12


# -- sheets and kept views ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["supervision/", "supervision/late/"])
def test_the_list_is_printed_taken_along_and_its_columns_chosen(
    office: Office, client: Client, page: Get, name: str
) -> None:
    doc = board.given(office, late=2)
    pick = board.ref(doc) if name == "supervision/" else str(Task.objects.about(doc).get(kind="handle").pk)
    assert page(office.clerk, f"/{name}print/").content.startswith(b"%PDF")
    html = page(office.clerk, f"/{name}export/", pick=pick, back="").content.decode()
    assert "选中的 1 件" in html
    answer = client.post(f"/{name}export/", {"query": "", "pick": pick, "key": "k9"})
    assert answer.content.startswith(b"PK")
    assert page(office.clerk, f"/{name}columns/")
    answer = client.post(f"/{name}views/", {"name": "我的", "query": "urgency=urgent"})
    assert answer["Location"] == f"/{name}?urgency=urgent"
    assert "我的" in page(office.clerk, f"/{name}").content.decode()
    page(office.clerk, "/printing/supervision/handling/", 404, pick=pick)
