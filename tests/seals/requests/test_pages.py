"""The form, the page, the register, the slip: who sees what, what is refused and kept, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.views.ledger import Ledger
from people.models import Person
from seals.actions import requests
from seals.models import LedgerLine, SealRequest
from seals.queries.requests import visible_to
from seals.views.request_list import REQUESTS
from tests.documents.files.make import docx
from tests.office import fresh
from tests.outgoing.desk import drafted, sealing
from tests.outgoing.papers import now, plainly
from tests.seals.requests.asked import again, approved, asking
from tests.seals.world import World, in_use, make_world

TEXT = "兹证明张三同志系我单位工作人员。"


@pytest.fixture
def w(db: None) -> Iterator[World]:
    with plainly():
        yield make_world()


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def everybody(w: World) -> dict[str, Person]:
    more = {"keeper": w.keeper, "watch": w.supervisor, "second": w.stand_in, "director": w.director}
    return {name: fresh(who) for name, who in {**w.o.everybody(), **more}.items()}


def typed(w: World, **more: Any) -> dict[str, Any]:
    values = {
        "key": "k" * 20, "title": "任职证明", "paper_kind": "certificate", "signed_name": w.organ.name, "copies": "2",
        "per_copy": "1", "paging": "", "pages": "", "urgency": "normal", "approver": str(w.director.pk), "complete": "on",
        "file": SimpleUploadedFile("证明.docx", docx(TEXT)),
    }  # fmt: skip
    return {name: value for name, value in {**values, **more}.items() if value is not None}


def sent(w: World, who: Person | None = None, **more: Any) -> Any:
    return browser(who or w.o.handler).post(f"/seals/requests/new/?seal={w.seal.ref}", typed(w, **more))


# -- the form --------------------------------------------------------------------------------------------


def test_the_form_makes_an_application(w: World) -> None:
    answer = sent(w)
    assert answer.status_code == 302, answer.content.decode()
    row = SealRequest.objects.get()
    assert answer.headers["Location"] == f"/seals/requests/{row.ref}/"
    assert (row.title, row.copies, row.paging, row.approver, row.file_name) == (
        "任职证明",
        2,
        0,
        w.director,
        "证明.docx",
    )
    page = browser(w.director).get(f"/seals/requests/{row.ref}/").content.decode()
    assert row.text_hash in page
    assert "同意用印" in page
    file = browser(w.director).get(f"/seals/requests/{row.ref}/file/")
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    file.close()


def test_the_picker_has_exactly_who_may_approve(w: World) -> None:
    page = browser(w.o.handler).get(f"/seals/requests/new/?seal={w.seal.ref}").content.decode()
    for who, there in [(w.director, True), (w.o.leader, True), (w.keeper, False), (w.o.chief, False)]:
        assert (f'value="{who.pk}"' in page) is there, who.name


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"paper_kind": "blank"}, "X1", "paper_kind"),
        ({"file": SimpleUploadedFile("空白.docx", docx("  ", ""))}, "X1", "file"),
        ({"signed_name": "江东省水利厅"}, "X4", "signed_name"),
    ],
)
def test_what_is_refused_is_a_line(w: World, more: dict[str, Any], code: str, field: str) -> None:
    if "file" in more:
        more["file"].seek(0)
    answer = sent(w, **more)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    line = LedgerLine.objects.get()
    assert (line.kind, line.code, line.seal, line.actor) == ("refusal", code, w.seal, w.o.handler)
    assert "任职证明" in answer.content.decode(), "what was typed stays"
    assert not SealRequest.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"copies": "0"}, "copies"), ({"copies": "many"}, "copies"), ({"title": ""}, "title"), ({"file": None}, "file"),
        ({"approver": "999999"}, "approver"), ({"complete": None}, "complete"), ({"paper_kind": "x"}, "paper_kind"),
        ({"paging": "-1"}, "paging"), ({"title": "绝密★文件"}, "title"),
    ],
)  # fmt: skip
def test_bad_input_is_said_on_its_field(w: World, more: dict[str, Any], field: str) -> None:
    answer = sent(w, **more)
    assert answer.status_code == 422, answer.content.decode()
    assert field in answer.context["form"].errors
    assert not SealRequest.objects.exists()
    assert not LedgerLine.objects.exists()


def test_an_approver_who_may_not_is_no_choice(w: World) -> None:
    for who in (w.keeper, w.stand_in, w.supervisor, w.o.handler, w.o.chief):
        assert "approver" in sent(w, approver=str(who.pk)).context["form"].errors


def test_papers_are_locked_or_blocked(w: World) -> None:
    paper = now(sealing(w.d))
    page = browser(w.o.chief).get(f"/seals/requests/new/?paper={paper.ref}").content.decode()
    assert "都已有申请" in page
    draft = drafted(w.d)
    page = browser(w.d.drafter).get(f"/seals/requests/new/?paper={draft.ref}").content.decode()
    assert "还没有签发" in page
    assert w.d.drafter.name in page
    answer = browser(w.d.drafter).post(f"/seals/requests/new/?paper={draft.ref}", {"key": "k"})
    assert answer.status_code == 409
    assert browser(w.o.handler).get("/seals/requests/new/?paper=nosuchpaper234").status_code == 422


@pytest.mark.parametrize("query", ["paper=%00", "seal=a b", "number=" + "9" * 90])
def test_bad_addresses(w: World, query: str) -> None:
    assert browser(w.o.handler).get(f"/seals/requests/new/?{query}").status_code in (400, 422)


def test_an_application_by_number(w: World) -> None:
    paper = now(sealing(w.d))
    answer = browser(w.o.chief).get("/seals/requests/new/", {"number": paper.number})
    assert answer.headers["Location"].endswith(f"?paper={paper.ref}")
    assert browser(w.o.chief).get("/seals/requests/new/", {"number": "没有这个号"}).status_code == 422


# -- who sees what ---------------------------------------------------------------------------------------


def made(w: World) -> list[SealRequest]:
    other = in_use(w, seal_no="Z-01", name="合同专用章", kind="special", unit=w.o.section)
    paper = now(sealing(w.d))
    return [
        asking(w), approved(w), asking(w, by=w.o.clerk, work_secret=True), asking(w, seal=other, approver=w.o.chief),
        SealRequest.objects.get(paper=paper),
    ]  # fmt: skip


def test_visible_is_what_can_be_opened(w: World) -> None:
    rows = made(w)
    for name, who in everybody(w).items():
        seen, client = set(visible_to(who)), browser(who)
        for row in rows:
            assert client.get(f"/seals/requests/{row.ref}/").status_code == (200 if row in seen else 404), (
                name
            )
        listed = client.get("/seals/requests/").content.decode()
        assert {row.number for row in rows if row.number in listed} == {row.number for row in seen}, name


def test_who_sees_them(w: World) -> None:
    ordinary, _approved, secret, special, draft = made(w)
    cast = everybody(w)
    who_sees = {
        row: {name for name, who in cast.items() if visible_to(who).filter(pk=row.pk).exists()}
        for row in (ordinary, secret, special, draft)
    }
    bound = {"keeper", "watch", "second", "auditor"}
    assert who_sees[ordinary] == {"handler", "director", "chief", "deputy", *bound}
    assert who_sees[secret] == {"clerk", "director", *bound}
    assert who_sees[special] == {"handler", "chief", "deputy", *bound}
    assert who_sees[draft] == {"handler", "leader2", "chief", "deputy", *bound}


def test_an_administrator_reads_numbers_alone(w: World) -> None:
    row = asking(w)
    client = browser(w.o.auditor)
    for url in (f"/seals/requests/{row.ref}/", "/seals/requests/"):
        page = client.get(url).content.decode()
        assert row.number in page
        assert row.title not in page
    assert client.get(f"/seals/requests/{row.ref}/file/").status_code == 404
    assert client.get(f"/seals/requests/{row.ref}/slip/").status_code == 404
    assert (
        row.number
        not in client.get("/seals/requests/", {"q": row.title[:6]}).content.decode().split("<tbody>")[-1]
    )


def test_to_an_outsider_there_is_none(w: World) -> None:
    row = asking(w)
    for who in (w.o.outsider, w.o.head, w.o.clerk2, w.o.admin, w.o.secadmin):
        client = browser(who)
        for tail in ("", "do/approve/", "file/", "slip/", "pages/1.webp", "pages/1.svg"):
            real = client.get(f"/seals/requests/{row.ref}/{tail}")
            none = client.get(f"/seals/requests/nosuchpaper234/{tail}")
            assert (real.status_code, real.content) == (404, none.content), (who.name, tail)
        assert client.post(f"/seals/requests/{row.ref}/do/approve/").status_code == 404


# -- acts on screen --------------------------------------------------------------------------------------


def form(client: Client, row: SealRequest, verb: str) -> dict[str, Any]:
    drawn = client.get(f"/seals/requests/{row.ref}/do/{verb}/").context["form"]
    return {"key": drawn["key"].value(), "version": drawn["version"].value()}


def test_approved_on_screen(w: World) -> None:
    row, client = asking(w), browser(w.director)
    answer = client.post(f"/seals/requests/{row.ref}/do/approve/", form(client, row, "approve"))
    assert answer.status_code == 302
    assert again(row).state == "approved"


def test_a_stale_form_is_a_409_with_what_was_typed(w: World) -> None:
    row, client = asking(w), browser(w.director)
    drawn = form(client, row, "reject")
    requests.withdraw(row, by=fresh(w.o.handler))
    answer = client.post(f"/seals/requests/{row.ref}/do/reject/", {**drawn, "reason": "事由不清"})
    assert answer.status_code == 409
    assert "事由不清" in answer.content.decode()
    assert w.o.handler.name in answer.content.decode()


def test_an_insider_without_the_right_is_a_403(w: World) -> None:
    row = asking(w)
    for who in (w.keeper, w.o.chief, w.supervisor):
        client = browser(who)
        assert client.get(f"/seals/requests/{row.ref}/do/approve/").status_code == 403
        answer = client.post(f"/seals/requests/{row.ref}/do/approve/", {"key": "k", "version": row.version})
        assert answer.status_code == 403
    assert again(row).state == "asking"
    assert browser(w.director).get(f"/seals/requests/{row.ref}/do/nothing/").status_code == 404


def test_bad_forms(w: World) -> None:
    row, client = asking(w), browser(w.director)
    for data in ({}, {"key": "k", "version": "x"}, {"key": "k", "version": row.version, "reason": ""}):
        assert client.post(f"/seals/requests/{row.ref}/do/reject/", data).status_code == 422


# -- beside and below ------------------------------------------------------------------------------------


def test_the_paper_shows_its_applications(w: World) -> None:
    paper = now(sealing(w.d))
    row = SealRequest.objects.get()
    page = browser(w.d.drafter).get(f"/outgoing/{paper.ref}/").content.decode()
    assert f"/seals/requests/{row.ref}/" in page
    page = browser(w.o.supervisor).get(f"/outgoing/{paper.ref}/").content.decode()
    assert row.number in page
    assert f"/seals/requests/{row.ref}/" not in page, "he reads the register, but no application"


def test_the_slip_is_printed(w: World) -> None:
    row = approved(w)
    answer = browser(w.o.handler).get(f"/seals/requests/{row.ref}/slip/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def counted(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["handler", "keeper", "chief", "auditor"])
def test_the_register_costs_the_same_for_any_number(w: World, who: str) -> None:
    client = browser(everybody(w)[who])
    asking(w)
    one = counted(client, "/seals/requests/")
    for _n in range(2):
        asking(w)
    assert counted(client, "/seals/requests/") == one


@pytest.mark.parametrize("query", ["view=mine", "view=approve", "view=stamp", "q=证明", "state=asking&seal=Y-01", "who=冯",
                                   "kind=legal&since=1101", "sort=no-up"])  # fmt: skip
def test_the_register_reads_every_filter(w: World, query: str) -> None:
    asking(w)
    assert browser(w.o.chief).get(f"/seals/requests/?{query}").status_code == 200


def test_the_register_is_one_of_the_house(w: World) -> None:
    assert isinstance(REQUESTS, Ledger)
    assert browser(w.o.chief).get("/seals/requests/?state=nothing").status_code == 400
    asking(w)
    mine = browser(w.director).get("/seals/requests/?view=approve").content.decode()
    assert "任职情况" in mine
    assert "任职情况" not in browser(w.keeper).get("/seals/requests/?view=approve").content.decode()


def test_the_inbox_opens_it(w: World) -> None:
    row = asking(w)
    page = browser(w.director).get("/").content.decode()
    assert f"/seals/requests/{row.ref}/?from=todo" in page
    assert "用印审批" in page
    requests.approve(row, by=fresh(w.director))
    page = browser(w.keeper).get("/").content.decode()
    assert f"/seals/requests/{row.ref}/?from=todo" in page
