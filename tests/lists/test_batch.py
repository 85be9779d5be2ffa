"""Many papers at once: each by its own act, told apart when some could not be done."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from docflow.web.errors import Faster
from documents.actions.propose import propose, propose_return
from documents.actions.reading import circulate
from documents.actions.urging import urge
from documents.actions.voiding import void
from documents.models import Document
from tests.lists.bulk import given, papers
from tests.office import Office, approve, circulating, registered, reviewing
from workflow.models import Entry, Task


def told(response: Any) -> str:
    return " ".join(str(m) for m in get_messages(response.wsgi_request))


def test_urge_several_from_the_register(office: Office, client: Client) -> None:
    docs = [reviewing(office), registered(office)]
    final = papers(office, 1)[0]
    hidden = registered(office, work_secret=True)
    client.force_login(office.clerk)
    Task.objects.about(hidden).filter(holder=office.clerk.principal).update(revoked=True)
    picks = [d.ref for d in (*docs, final, hidden)]
    page = client.get("/documents/batch/urge/", {"pick": picks, "back": "state=open"})
    html = page.content.decode()
    assert html.count('name="pick"') == 3  # the hidden one is not shown
    key = re.search(r'name="key" value="([^"]+)"', html)
    assert key is not None
    sent = {"pick": picks, "key": key[1], "back": "state=open", "note": "请抓紧"}
    html = client.post("/documents/batch/urge/", sent).content.decode()
    assert "成功 2 件，未办 1 件" in html
    assert "重试未办的 1 件" in html
    assert re.findall(r'name="pick" value="(\w+)"', html) == [final.ref]
    assert f'{final.receipt_no}</td><td class="wrap"><a href="/documents/{final.ref}/">' in html
    assert 'name="note" value="请抓紧"' in html
    urged = Task.objects.filter(urged=1)
    assert {t.holder for t in urged} == {office.chief.principal, office.handler.principal}
    client.post("/documents/batch/urge/", sent)
    assert Entry.objects.filter(verb="urge").count() == 2  # the same form again is the same act


def test_what_was_not_done_is_tried_again_with_the_same_words(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc, late = reviewing(office), reviewing(office)

    def slow(about: Document, **asked: Any) -> Any:
        if about == late:
            raise Faster("别人正在办理")
        return urge(about, **asked)

    monkeypatch.setattr("documents.views.register_batch.urge", slow)
    client.force_login(office.clerk)
    sent = {"pick": [doc.ref, late.ref], "key": "k7", "back": "state=open", "note": "请抓紧"}
    html = client.post("/documents/batch/urge/", sent).content.decode()
    assert "成功 1 件，未办 1 件" in html
    assert "别人正在办理" in html
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html[html.index("<h1") :]))
    assert {**sent, "pick": late.ref} == {k: v for k, v in again.items() if k != "csrfmiddlewaretoken"}
    monkeypatch.undo()
    answer = client.post("/documents/batch/urge/", again)
    assert answer["Location"] == "/documents/?state=open"
    assert "成功 1 件。" in told(answer)
    assert Entry.objects.filter(verb="urge").count() == 2


# -- the second step of selecting: all of the list, not of the page -----------------------------------


def test_all_of_the_list_is_offered_where_there_is_more(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    papers(office, 50)
    assert 'name="all"' not in client.get("/documents/").content.decode()
    papers(office, 10, start=60)
    html = client.get("/documents/").content.decode()
    assert 'name="all" value="1"> 选择全部 60 件</label>' in html
    assert 'data-said="已选全部 60 件"' in html
    papers(office, 50, start=100)
    assert "选择全部（最多 200 件）" in client.get("/documents/").content.decode()
    client.force_login(office.outsider)
    assert 'name="all"' not in client.get("/documents/").content.decode()


def test_all_are_those_the_list_would_show(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = papers(office, 55, state="handling", closed_at=None)
    papers(office, 5, start=100, kind="notice")
    hidden = papers(office, 1, start=200, work_secret=True)[0]
    client.force_login(office.clerk)
    data = {"all": "1", "pick": [wanted[0].ref], "back": "kind=request&sort=no-up"}
    html = client.get("/documents/batch/urge/", data).content.decode()
    assert "55 件公文" in html
    assert sorted(re.findall(r'name="pick" value="(\w+)" checked', html)) == sorted(d.ref for d in wanted)
    assert hidden.ref not in html
    monkeypatch.setattr("documents.views.batch.MOST", 20)
    html = client.get("/documents/batch/urge/", data).content.decode()
    assert "符合条件的超过 20 件，这次只选了前 20 件" in html
    assert re.findall(r'name="pick" value="(\w+)" checked', html) == [d.ref for d in wanted[:20]][::-1]
    for back in ("kind=nonsense", "since=0230", "x" * 2001):
        assert client.get("/documents/batch/urge/", {**data, "back": back}).status_code in (400, 422), back
    only = client.post("/documents/batch/urge/", {**data, "key": "k"})  # what was sent is what was seen
    assert wanted[0].receipt_no in only.content.decode()
    assert "未办 1 件" in only.content.decode()


def test_a_final_paper_is_no_race(office: Office, client: Client) -> None:
    """Nobody was faster than who picks a paper that went back long ago, and no form keeps his words."""
    doc = propose_return(
        registered(office), by=office.handler, codes=["R01"], text="非本机关职权", reviewer=office.chief
    ).subject
    approve(doc, by=office.chief)
    client.force_login(office.clerk)
    sent = {"pick": [doc.ref], "key": "k1", "note": "请阅知", "people": [str(office.leader.pk)]}
    html = client.post("/documents/batch/circulate/", sent).content.decode()
    assert "本件已退来文单位，不能再传阅" in html
    assert "先办理" not in html
    assert "仍保留在下方" not in html


def test_a_form_of_an_older_state_is_told_who_was_faster(office: Office) -> None:
    doc = registered(office)
    seen = doc.version
    doc = void(doc, by=office.chief, reason="重复").subject
    with pytest.raises(Faster, match="先办理") as told_of:
        propose(doc, by=office.handler, text="拟办", reviewer=office.chief, expected_version=seen)
    assert told_of.value.who == "吴十"
    with pytest.raises(Faster, match="本件已作废"):
        circulate(doc, by=office.clerk, readers=[office.head], note="请阅", expected_version=doc.version)
    with pytest.raises(Faster, match="先办理"):
        circulate(doc, by=office.clerk, readers=[office.head], note="请阅", expected_version=seen)


def test_send_several_round(office: Office, client: Client) -> None:
    docs = [registered(office), registered(office)]
    client.force_login(office.clerk)
    picks = [d.ref for d in docs]
    page = client.get("/documents/batch/circulate/", {"pick": picks}).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    sent = {
        "pick": picks,
        "key": key[1],
        "note": "请阅知",
        "people": [str(office.leader.pk), str(office.head.pk)],
    }
    assert client.post("/documents/batch/circulate/", {**sent, "note": ""}).status_code in (302, 422)
    client.post("/documents/batch/circulate/", sent)
    for doc in docs:
        given_to = Task.objects.about(doc).filter(lane="circulation").values_list("holder", flat=True)
        assert sorted(given_to) == sorted([office.leader.principal, office.head.principal])
    bad = client.post("/documents/batch/circulate/", {**sent, "people": []})
    assert bad.status_code == 422


def test_nothing_picked_and_nothing_of_his(office: Office, client: Client) -> None:
    doc = registered(office)
    client.force_login(office.outsider)
    for picks in ([], [doc.ref], ["../x", "²"]):
        answer = client.post("/documents/batch/urge/", {"pick": picks, "key": "k"})
        assert answer.status_code == 302
        assert "没有选中任何一件" in told(answer)
    assert client.get("/documents/batch/void/").status_code == 404
    assert not Entry.objects.filter(verb="urge").exists()


def test_who_may_not_is_told_for_each(office: Office, client: Client) -> None:
    doc = circulating(office)
    client.force_login(office.leader)
    answer = client.post("/documents/batch/urge/", {"pick": [doc.ref], "key": "k1"})
    assert "成功 0 件，未办 1 件" in answer.content.decode()


def test_only_who_reads_the_register_picks_from_it(office: Office, client: Client) -> None:
    docs = papers(office, 2)
    given(docs, office.outsider.principal)
    for person, boxes in ((office.clerk, 2), (office.outsider, 0)):
        client.force_login(person)
        html = client.get("/documents/").content.decode()
        assert html.count('name="pick"') == boxes
        assert ("data-batch" in html) == bool(boxes)


@pytest.mark.parametrize("way", ["one", "pick"])
def test_read_from_the_inbox(office: Office, client: Client, way: str) -> None:
    circulating(office, [office.leader])
    circulating(office, [office.leader])
    client.force_login(office.leader)
    html = client.get("/?tab=toread").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', html)
    numbers = re.findall(rf'name="{way}" value="(\d+)"', html)
    assert key is not None
    assert len(numbers) == 2
    picked = numbers[:1] if way == "one" else numbers
    answer = client.post("/circulation/read/", {"key": key[1], "back": "home", way: picked})
    assert answer["Location"] == "/?tab=toread"
    left = client.get("/?tab=toread").content.decode()
    assert len(re.findall(r"data-row", left)) == 2 - len(picked)
