"""Annexes and draft files in the viewer: pages, words, drawings; old versions for who sees the inside, and for whoever
received the paper what it was issued with."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.actions.uploads import keep
from documents.files import layout as office_layout
from documents.files import store
from documents.views.file import DRAWING_POLICY
from outgoing.actions import texts
from outgoing.actions.after import recall
from outgoing.actions.drafting import draft
from outgoing.actions.receipts import receive
from outgoing.actions.texts import Text
from outgoing.models import Annex, Outgoing
from outgoing.views import viewer as viewer_view
from people.models import Person
from tests.documents.files.make import docx, image, upload
from tests.documents.files.make_ofd import simple
from tests.documents.files.make_ofd import text as ofd_text
from tests.documents.page.conftest import pdf
from tests.office import fresh
from tests.outgoing.desk import Desk, dispatched, drafted, to, unsaved
from tests.outgoing.papers import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_page(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The layout of the paper itself is not what is asked here."""
    settings.DEMO = False
    monkeypatch.setattr(viewer_view, "folder", lambda paper: None)
    monkeypatch.setattr("outgoing.files.layout.sizes", lambda folder: [(794, 1123)])


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def got(client: Client, address: str) -> Any:
    """The answer, its file read to the end and so closed."""
    answer: Any = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def kept(d: Desk, content: bytes, name: str) -> tuple[Any, str]:
    sent = keep(upload(content, name), d.drafter)
    return sent.blob, sent.name


def with_annexes(d: Desk) -> Outgoing:
    """A PDF that has come in two versions, an OFD, a Word file and a picture."""
    paper = drafted(d, main=[to(d.o.unit), to(d.o.unit2)])
    sent = [
        kept(d, pdf("名单第一版"), "名单.pdf"), kept(d, simple(ofd_text("OFD 文件的字")), "图纸.ofd"),
        kept(d, docx("说明的第一段。"), "说明.docx"), kept(d, image("png"), "照片.png"),
    ]  # fmt: skip
    texts.annex(paper, by=d.drafter, blobs=sent)
    first = Annex.objects.get(paper=paper, number=1)
    texts.annex(now(paper), by=d.drafter, blobs=[kept(d, pdf("名单第二版"), "名单新.pdf")], replaces=first)
    return now(paper)


def page(who: Person, paper: Outgoing, tail: str = "") -> str:
    answer = got(browser(who), f"/outgoing/{paper.ref}/{tail}")
    assert answer.status_code == 200, tail
    return unescape(answer.content.decode())


def view(who: Person, paper: Outgoing, tail: str = "") -> str:
    """The left side alone."""
    found = re.search(r'<section class="view".*?</section>', page(who, paper, tail), re.S)
    assert found is not None
    return found[0]


def test_each_kind_of_annex_is_shown(d: Desk) -> None:
    paper, client = with_annexes(d), browser(d.o.clerk)
    tabs = view(d.o.clerk, paper)
    for words in ("版式", "附件1 名单新 1页", "附件2 图纸 1页", "附件3 说明 DOCX", "附件4 照片 1页"):
        assert words in tabs, words
    assert tabs.count('aria-current="true">版式') == 1
    for key, last, mime in (("a1-2", "webp", "image/webp"), ("a2-1", "svg", "image/svg+xml"),
                            ("a4-1", "webp", "image/webp")):  # fmt: skip
        shown = view(d.o.clerk, paper, f"?file={key}")
        number, version = key[1:].split("-")
        address = f"/outgoing/{paper.ref}/annexes/{number}/{version}/pages/1.{last}"
        assert f'<img id="p1" src="{address}"' in shown, key
        assert 'class="th"' in shown
        answer = got(client, address)
        assert (answer.status_code, answer["Content-Type"]) == (200, mime)
        assert answer["Cache-Control"] == "private, no-store"
        wrong = address.replace("svg", "webp") if last == "svg" else address.replace("webp", "svg")
        assert got(client, wrong).status_code == 404
        assert got(client, address.replace("/1.", "/2.")).status_code == 404
    assert (
        got(client, f"/outgoing/{paper.ref}/annexes/2/1/pages/1.svg")["Content-Security-Policy"]
        == DRAWING_POLICY
    )
    assert "名单第二版" in view(d.o.clerk, paper, "?file=a1-2&view=text")
    assert "OFD 文件的字" in view(d.o.clerk, paper, "?file=a2-1&view=text")
    words = view(d.o.clerk, paper, "?file=a3-1")
    assert "说明的第一段。" in words
    assert "版面以原件为准" in words


def test_a_word_annex_is_laid_out_when_asked_for(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, asked = with_annexes(d), []
    monkeypatch.setattr(office_layout, "program", lambda: "/usr/bin/soffice")
    monkeypatch.setattr(office_layout, "make", lambda sha, kind: asked.append(sha))
    assert "view=layout" in view(d.o.clerk, paper, "?file=a3-1")
    assert asked == []
    view(d.o.clerk, paper, "?file=a3-1&view=layout")
    assert asked == [Annex.objects.get(paper=paper, number=3).blob.sha256]


def test_old_versions_stay_reachable_inside(d: Desk) -> None:
    paper, client = with_annexes(d), browser(d.o.clerk)
    shown = view(d.o.clerk, paper, "?file=a1-1")
    assert "名单第一版" in view(d.o.clerk, paper, "?file=a1-1&view=text")
    assert "第 2 版（最新）" in shown
    assert got(client, f"/outgoing/{paper.ref}/annexes/1/1/").status_code == 200
    listed = page(d.o.clerk, paper, "?tab=text")
    assert "第 1 版（已换新版）" in listed
    assert f"/outgoing/{paper.ref}/?tab=text&file=a1-1" in listed


def test_the_file_of_a_draft(d: Desk) -> None:
    paper = drafted(d)
    blob, name = kept(d, docx("第二稿的正文。"), "第二稿.docx")
    texts.save(paper, by=d.drafter, text=Text(["第二稿的正文。"], blob, name))
    paper, client = now(paper), browser(d.drafter)
    assert "file=v2" in page(d.drafter, paper, "?tab=text")
    assert "file=v1" not in page(d.drafter, paper, "?tab=text")
    shown = view(d.drafter, paper, "?file=v2")
    assert "第二稿的正文。" in shown
    assert "第 2 稿 第二稿 DOCX" in shown
    assert got(client, f"/outgoing/{paper.ref}/versions/2/pages/1.webp").status_code == 404  # words only
    assert got(client, f"/outgoing/{paper.ref}/versions/2/file/").status_code == 200
    for key in ("v1", "v9", "a9-1"):  # typed, or not there: the paper itself
        assert 'aria-current="true">版式' in view(d.drafter, paper, f"?file={key}")


def test_who_received_it_sees_what_it_was_issued_with(d: Desk) -> None:
    paper = now(dispatched(d, with_annexes(d)))
    who = d.o.unit_clerk
    shown = page(who, paper)
    assert "名单新.pdf" in shown
    for hidden in ("名单.pdf", "a1-1", "?file=v", "versions/", d.drafter.name):
        assert hidden not in shown.partition("</main>")[0], hidden
    assert "annexes/1/2/pages/1.webp" in view(who, paper, "?file=a1-2")
    assert "名单第二版" in view(who, paper, "?file=a1-2&view=text")
    for key in ("a1-1", "v1"):
        assert 'aria-current="true">版式' in view(who, paper, f"?file={key}"), key
    client = browser(who)
    for tail, status in (
        ("annexes/1/2/", 200), ("annexes/1/2/pages/1.webp", 200), ("annexes/2/1/pages/1.svg", 200),
        ("annexes/1/1/", 404), ("annexes/1/1/pages/1.webp", 404), ("versions/1/pages/1.webp", 404),
        ("versions/1/file/", 404),
    ):  # fmt: skip
        assert got(client, f"/outgoing/{paper.ref}/{tail}").status_code == status, tail


def test_before_it_is_sent_and_outside_there_is_nothing(d: Desk) -> None:
    paper = with_annexes(d)
    for who in (d.o.outsider, d.o.unit_clerk):
        for tail in ("?file=a1-2", "annexes/1/2/", "annexes/1/2/pages/1.webp", "annexes/2/1/pages/1.svg"):
            assert got(browser(who), f"/outgoing/{paper.ref}/{tail}").status_code == 404, tail


def test_a_recall_leaves_the_annexes_to_who_signed(d: Desk) -> None:
    paper = now(dispatched(d, with_annexes(d)))
    receive(paper, by=fresh(d.o.unit_clerk), copies=1)
    recall(now(paper), by=fresh(d.o.chief), reason="数字有误")
    for who, status in ((d.o.unit_clerk, 200), (d.o.unit2_clerk, 404)):
        for tail in ("?file=a1-2", "annexes/1/2/", "annexes/1/2/pages/1.webp"):
            assert got(browser(who), f"/outgoing/{paper.ref}/{tail}").status_code == status, (who, tail)


def test_a_download_is_logged_and_what_is_altered_is_not_given(
    d: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    paper, client = with_annexes(d), browser(d.o.clerk)
    address = f"/outgoing/{paper.ref}/annexes/1/2/"
    with caplog.at_level(logging.INFO, "documents.files"):
        assert b"".join(client.head(address)) == b""
        assert not caplog.records
        answer = got(client, address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert [r.getMessage() for r in caplog.records] == ["original downloaded"]
    path = store.existing(Annex.objects.get(paper=paper, number=1, latest=True).blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 another")
    assert got(client, address).status_code == 404
    path.unlink()
    assert got(client, address).status_code == 404
    assert "原件不在文件库中" in view(d.o.clerk, paper, "?file=a1-2")


@pytest.mark.parametrize(("tail", "cost"), [("", 11), ("?file=a1-1", 11), ("?file=a1-1&view=text", 12)])
def test_the_cost_is_the_same_for_three_annexes_as_for_one(d: Desk, tail: str, cost: int) -> None:
    counts = []
    for n in (1, 3):
        paper = drafted(d)
        for i in range(n):
            texts.annex(now(paper), by=d.drafter, blobs=[kept(d, pdf(f"第{n}{i}个附件"), f"{n}{i}.pdf")])
        client = browser(d.o.clerk)
        client.get(f"/outgoing/{paper.ref}/{tail}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/outgoing/{paper.ref}/{tail}").status_code == 200
        counts.append(len(captured))
    assert counts == [cost, cost]


def test_p_prints_what_there_is(d: Desk) -> None:
    """The layout, then the original; the manuscript while nothing was written."""
    paper = drafted(d)
    assert re.search(
        rf'href="/outgoing/{paper.ref}/original.pdf"[^>]*data-key="KeyP"', page(d.drafter, paper)
    )
    paper = now(draft(unsaved(d), by=d.drafter, text=None, joints=[], main=[to(d.o.unit)]).subject)
    shown = page(d.drafter, paper)
    assert re.search(rf'href="/outgoing/{paper.ref}/manuscript/"[^>]*data-key="KeyP"', shown)
    assert "还没有文稿" in shown
    assert shown.count('data-key="KeyP"') == 1
