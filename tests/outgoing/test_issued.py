"""What an addressee sees: the file that was printed, its own copies and signing for them; nothing of how it came about."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.files.kinds import KINDS
from documents.files.pages import page_sizes, render_pages
from outgoing.actions import route, texts
from outgoing.actions.after import recall
from outgoing.actions.receipts import receive
from outgoing.models import Addressee, Organ, Outgoing, SheetPrint
from outgoing.queries import forms
from outgoing.queries.visible import answers_for, sees_inside, visible_to
from outgoing.views import viewer as viewer_view
from people.models import Delegation, Person
from people.roles import Role
from tests.office import SINCE, fresh, person, registered
from tests.outgoing.desk import (
    Desk,
    dispatched,
    dispatching,
    drafted,
    make_desk,
    printing,
    sealing,
    signing_,
    text,
    to,
)
from tests.outgoing.papers import now, plainly, scan

pytestmark = pytest.mark.django_db

INSIDE = (
    "versions/1/",
    "versions/1/file/",
    "compare/",
    "manuscript/",
    "dispatch-list/",
    "dispatch-list/?as=docx",
)


@pytest.fixture
def d() -> Desk:
    return make_desk()


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def page(who: Person, paper: Outgoing, tail: str = "") -> str:
    answer = browser(who).get(f"/outgoing/{paper.ref}/{tail}")
    assert answer.status_code == 200, tail
    return unescape(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def sent_out(d: Desk, **fields: Any) -> Outgoing:
    """With an annex and a second version; to two units."""
    paper = drafted(d, main=[to(d.o.unit, copies=3), to(d.o.unit2)], **fields)
    texts.annex(paper, by=d.drafter, blobs=[(scan(d.drafter, 9), "名单.pdf")])
    texts.save(now(paper), by=d.drafter, text=text("改过的第二稿。"))
    return now(dispatched(d, now(paper)))


# -- the file that was printed -----------------------------------------------------------------------


def test_what_is_seen_is_the_file_that_was_printed(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would be printed by now: for those inside and for those who received it."""
    paper = sent_out(d)
    blob = paper.original
    assert blob is not None
    Organ.objects.update(letterhead="改名后的办公厅文件", mark="改名后的办公厅")
    for module in ("viewer", "files"):
        monkeypatch.setattr(f"outgoing.views.{module}.folder", lambda paper: pytest.fail("laid out anew"))
    count = len(page_sizes(blob.sha256, KINDS["pdf"]))
    pictures = render_pages(blob.sha256, KINDS["pdf"], 1, 1)
    for who in (d.o.clerk, d.o.unit_clerk):
        client = browser(who)
        assert page(who, paper).count('<img id="p') == count
        assert body(client.get(f"/outgoing/{paper.ref}/pages/1.webp")) == pictures[0].read_bytes()
        assert client.get(f"/outgoing/{paper.ref}/pages/{count + 1}.webp").status_code == 404
        assert client.get(f"/outgoing/{paper.ref}/pages/0.webp").status_code == 404
        assert body(client.get(f"/outgoing/{paper.ref}/original.pdf"))[:5] == b"%PDF-"
    small = browser(d.o.clerk).get(f"/outgoing/{paper.ref}/pages/1.webp?small=1")
    assert len(body(small)) < pictures[0].stat().st_size


def test_a_printed_text_that_is_changed_is_shown_as_it_would_be_printed(
    d: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[Outgoing] = []
    monkeypatch.setattr(viewer_view, "folder", lambda paper: laid.append(paper))
    monkeypatch.setattr("outgoing.files.layout.sizes", lambda folder: [(794, 1123)])
    with plainly():
        paper = now(sealing(d))
    assert "正本文件不在文件库中" in page(d.o.clerk, paper)  # kept by nobody: said, not laid out anew
    assert laid == []
    Outgoing.objects.filter(pk=paper.pk).update(content_hash="b" * 64)
    assert "pages/1.webp" in page(d.o.clerk, paper)
    assert laid == [paper]


def test_before_it_is_printed_nothing_is_kept(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer_view, "folder", lambda paper: Path())
    monkeypatch.setattr("outgoing.files.layout.sizes", lambda folder: [(794, 1123)])
    paper = printing(d)
    assert "pages/1.webp" in page(d.o.clerk, paper)


# -- who received it ---------------------------------------------------------------------------------


def test_the_receiving_unit_sees_the_issued_paper_alone(d: Desk) -> None:
    with plainly():
        paper = sent_out(d)
    who = fresh(d.o.unit_clerk)
    assert not sees_inside(who, paper)
    for tail in ("", "?tab=log", "?tab=text", "?tab=to", "?tab=facts", "?view=text"):
        shown = page(who, paper, tail)
        for words in (paper.title, paper.number, "3 份", "名单.pdf", f"/outgoing/{paper.ref}/do/receive/"):
            assert words in shown, (tail, words)
        hidden = [
            "江东省财政厅", "改过的第二稿", "流转记录", "发文稿纸", "发送清单", "同意。", "公文运转处", d.o.chief.name,
            d.drafter.name, d.o.leader2.name, "versions/", "compare/", "do/recall", "催收回执",
        ]  # fmt: skip
        for words in hidden:
            assert words not in shown.partition("</main>")[0], (tail, words)
    client = browser(who)
    for tail in INSIDE:
        assert client.get(f"/outgoing/{paper.ref}/{tail}").status_code == 404, tail
    assert not SheetPrint.objects.exists()
    row = client.get("/outgoing/").content.decode().partition("</main>")[0]
    assert paper.ref in row
    assert d.drafter.name not in row
    assert "公文运转处" not in row


def test_signing_for_it_on_its_page(d: Desk) -> None:
    with plainly():
        paper = sent_out(d)
    client, address = browser(d.o.unit_clerk), f"/outgoing/{paper.ref}/do/receive/"
    form = client.get(f"/outgoing/{paper.ref}/").context["form"]
    data = {"key": form["key"].value(), "condition": "short", "copies": "2", "note": ""}
    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "note": "少一份"}).status_code == 302
    shown = page(d.o.unit_clerk, paper)
    assert "少件" in shown
    assert "do/receive" not in shown
    home = client.get("/?tab=doing").content.decode()
    assert d.o.clerk.name not in home


def test_its_cost_does_not_grow_with_the_addressees(d: Desk) -> None:
    counts = []
    for others in ([], [to(d.o.unit2), to(d.o.unit3), to(d.o.sender)]):
        with plainly():
            paper = dispatched(d, drafted(d, main=[to(d.o.unit), *others]))
        client = browser(d.o.unit_clerk)
        client.get(f"/outgoing/{paper.ref}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/outgoing/{paper.ref}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_before_dispatch_a_receiving_unit_sees_nothing(d: Desk) -> None:
    with plainly():
        paper = now(dispatching(d))
    assert Addressee.objects.filter(paper=paper, unit=d.o.unit).exists()
    assert not visible_to(fresh(d.o.unit_clerk)).filter(pk=paper.pk).exists()
    assert browser(d.o.unit_clerk).get(f"/outgoing/{paper.ref}/original.pdf").status_code == 404


def test_who_countersigned_it_sees_the_inside(d: Desk) -> None:
    with plainly():
        paper = drafted(d)
        route.send(paper, by=d.drafter, plan={
            "units": [d.o.unit.pk], "reviewers": [d.o.chief.pk], "signers": [d.o.leader2.pk], "rechecker": d.o.deputy.pk,
        })  # fmt: skip
        route.countersign(now(paper), by=d.o.unit_clerk, result="agreed")
    assert sees_inside(fresh(d.o.unit_clerk), paper)
    assert "流转记录" in page(d.o.unit_clerk, paper)


@pytest.mark.parametrize(("kinds", "issued"), [([], True), (["receive"], True), (["read"], False)])
def test_a_deputy_sees_what_his_principal_would(d: Desk, kinds: list[str], issued: bool) -> None:
    with plainly():
        paper = sent_out(d, work_secret=True)
    deputy = person("fu", "副代", d.o.office, Role.ARCHIVIST, 30)
    Delegation.objects.create(principal=d.o.unit_clerk, deputy=deputy, since=SINCE, kinds=kinds)
    assert visible_to(fresh(deputy)).filter(pk=paper.pk).exists() == issued
    assert not sees_inside(fresh(deputy), paper)


def test_a_signer_s_deputy_sees_the_inside_by_the_kinds_he_covers(d: Desk) -> None:
    paper = signing_(d)
    for kinds, inside in ((["sign"], True), (["office_review"], False)):
        deputy = person(f"fu{kinds[0]}", "副代", d.o.office, Role.ARCHIVIST, 30)
        Delegation.objects.create(principal=d.o.leader2, deputy=deputy, since=SINCE, kinds=kinds)
        assert sees_inside(fresh(deputy), paper) == inside


def test_a_work_secret_s_inside_is_not_for_the_whole_registry(d: Desk) -> None:
    with plainly():
        paper = sent_out(d, work_secret=True)
    assert not visible_to(fresh(d.o.supervisor)).filter(pk=paper.pk).exists()
    assert sees_inside(fresh(d.drafter), paper)


def test_a_recall_ends_the_sight_of_who_had_not_signed(d: Desk) -> None:
    with plainly():
        paper = sent_out(d)
    receive(paper, by=fresh(d.o.unit_clerk), copies=3)
    recall(now(paper), by=fresh(d.o.chief), reason="数字有误")
    shown = page(d.o.unit_clerk, paper)
    for words in ("已召回", "请停止使用并退回", "数字有误", "召回待退"):
        assert words in shown, words
    assert "do/receive" not in shown
    for tail in (
        "",
        "original.pdf",
        "pages/1.webp",
        "annexes/1/1/",
        "annexes/1/1/pages/1.webp",
        "?file=a1-1",
        "do/receive/",
    ):
        assert browser(d.o.unit2_clerk).get(f"/outgoing/{paper.ref}/{tail}").status_code == 404, tail


# -- the incoming paper it answers -------------------------------------------------------------------


def test_the_paper_it_answers_is_named_to_who_may_see_that_one(d: Desk) -> None:
    asked = registered(d.o, title="关于不宜公开事项的请示", work_secret=True)
    paper = drafted(d, answers=asked)
    for who, sees in ((d.drafter, True), (d.o.supervisor, False)):
        person_ = fresh(who)
        assert (answers_for(person_, paper) is not None) == sees
        shown = page(who, paper) + page(who, paper, "?tab=facts")
        assert (asked.title in shown, asked.receipt_no in shown) == (sees, sees)
        assert ("依据来文" in repr(forms.manuscript(paper, "办公厅", person_))) == sees


# -- who may not do it -------------------------------------------------------------------------------


def test_a_form_that_is_not_his_is_refused_not_drawn(d: Desk) -> None:
    with plainly():
        paper = sent_out(d)
    for who in (d.o.unit_clerk, d.o.leader2):
        for verb in ("receipts", "addressees", "recall", "copies"):
            for data in ({}, {"version": "x"}, {"version": paper.version, "key": "k", "reason": "x"}):
                answer = browser(who).post(f"/outgoing/{paper.ref}/do/{verb}/", data)
                assert answer.status_code in (403, 409), (who.name, verb)
                shown = answer.content.decode()
                assert "data-submit data-autosave" not in shown, (who.name, verb)
                assert "江东省财政厅" not in shown, (who.name, verb)
        answer = browser(who).post(f"/outgoing/{paper.ref}/do/number/", {"version": "x"})
        assert answer.status_code == (403 if who == d.o.unit_clerk else 409)
        assert "改过的第二稿" not in answer.content.decode()
    assert (
        d.o.clerk.name not in browser(d.o.unit_clerk).get(f"/outgoing/{paper.ref}/do/close/").content.decode()
    )


def test_what_he_typed_stays_where_it_was_his_to_do(d: Desk) -> None:
    paper = signing_(d)
    answer = browser(d.drafter).post(
        f"/outgoing/{paper.ref}/do/withdraw/", {"version": "x", "reason": "另有安排"}
    )
    assert (answer.status_code, "另有安排" in answer.content.decode()) == (422, True)


# -- what was printed --------------------------------------------------------------------------------


def test_each_printing_is_noted_and_shown_inside(d: Desk) -> None:
    paper = drafted(d)
    client = browser(d.o.clerk)
    client.head(f"/outgoing/{paper.ref}/manuscript/")
    client.get(f"/outgoing/{paper.ref}/manuscript/?as=exe")
    browser(d.o.outsider).get(f"/outgoing/{paper.ref}/manuscript/")
    assert not SheetPrint.objects.exists()
    assert "打印记录" not in page(d.o.clerk, paper, "?tab=facts")
    client.get(f"/outgoing/{paper.ref}/manuscript/")
    browser(d.drafter).get(f"/outgoing/{paper.ref}/dispatch-list/?as=docx")
    rows = SheetPrint.objects.order_by("pk").values_list("paper", "person", "person_name", "form", "way")
    assert list(rows) == [
        (paper.pk, d.o.clerk.pk, d.o.clerk.name, "manuscript", "pdf"),
        (paper.pk, d.drafter.pk, d.drafter.name, "dispatch_list", "docx"),
    ]
    shown = page(d.o.clerk, paper, "?tab=facts")
    assert "打印记录" in shown
    assert shown.index("发送清单 Word") < shown.index("发文稿纸 PDF")


def test_what_was_printed_is_not_changed(d: Desk) -> None:
    paper = drafted(d)
    browser(d.o.clerk).get(f"/outgoing/{paper.ref}/manuscript/")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else a row just written forbids to truncate
    for change in ("UPDATE {} SET person_name = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format("outgoing_sheetprint"))
