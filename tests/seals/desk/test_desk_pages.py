"""用印台 as pages: the queue, the scan, the checks, what comes back with a form, who may not come."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.files.sample_pdf import make_incoming_pdf
from outgoing.models import Outgoing
from people.models import Person
from seals.actions.sitting import leave
from seals.models import LedgerLine, SealCustody, SealRequest, SealSitting
from tests.house.routes import PICTURE
from tests.office import fresh
from tests.outgoing.desk import sealing
from tests.seals.audit.stock import unguarded
from tests.seals.desk.steps import again, asked, lines, of_paper
from tests.seals.world import World, keep_file
from workflow.clock import database_now

DESK = "/seals/desk/"
PASSWORD = "correct horse battery"


@pytest.fixture
def keeper(w: World) -> Client:
    return browser(w.keeper)


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def signing(who: Person) -> dict[str, str]:
    who.set_password(PASSWORD)
    who.save(update_fields=["password"])
    return {"second_username": who.username, "second_password": PASSWORD}


def at(request: SealRequest, what: str = "") -> str:
    return f"{DESK}{request.ref}/{what}"


def form(request: SealRequest, **typed: Any) -> dict[str, Any]:
    return {
        "key": f"k{request.pk}-{len(typed)}-{request.entry_count}",
        "version": request.entry_count,
        **typed,
    }


def html(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_empty_desk(keeper: Client) -> None:
    page = html(keeper.get(DESK))
    assert "无待用印" in page
    assert re.search(r'<input[^>]*id="scan"[^>]*autofocus', page)


def test_the_oldest_due_comes_first(w: World, keeper: Client) -> None:
    late = asked(w, title="后到期的证明", expires_at=database_now().replace(year=2099))
    soon = asked(w, title="先到期的证明", expires_at=database_now().replace(year=2098))
    asked(w, title="别人的", state="asking", approver=None, approver_name="", approved_at=None)
    page = html(keeper.get(DESK))
    assert page.index(soon.title) < page.index(late.title)
    assert "别人的" not in page


def test_the_paper_under_the_same_roof(w: World, keeper: Client) -> None:
    paper = sealing(w.d)
    request = of_paper(w, paper)
    for words in (request.number, f" {paper.number} ", request.number.lower()):
        answer = keeper.get(DESK, {"q": words})
        assert answer.headers["Location"] == f"{at(request)}?scanned=1", words
    assert keeper.get(DESK, {"paper": paper.ref}).headers["Location"] == f"{at(request)}?scanned=1"
    missed = html(keeper.get(DESK, {"q": "没有的号"}))
    assert "没有这个号的用印申请：没有的号" in missed


def test_the_page_of_the_paper_leads_to_the_desk(w: World, keeper: Client) -> None:
    paper = sealing(w.d)
    of_paper(w, paper)
    page = html(keeper.get(f"/outgoing/{paper.ref}/"))
    assert f'href="/seals/desk/?paper={paper.ref}"' in page
    assert "do/lift_seal" not in page
    for method in ("get", "post"):
        answer = getattr(keeper, method)(f"/outgoing/{paper.ref}/do/lift_seal/")
        assert answer.headers["Location"] == f"/seals/desk/?paper={paper.ref}"
    assert browser(w.o.outsider).get(f"/outgoing/{paper.ref}/do/lift_seal/").status_code == 404


def test_what_is_checked_before_pressing(w: World, keeper: Client) -> None:
    request = of_paper(w)
    page = html(keeper.get(at(request), {"scanned": "1"}))
    for words in (
        request.text_hash[:16],
        "相符",
        request.seal.name,
        "成文日期",
        "骑年盖月",
        "李四",
        "签发稿纸",
        request.number,
    ):
        assert words in page, words
    assert "✗" not in page
    assert re.search(r'name="copies" value="10"[^>]*autofocus', page)
    assert re.search(r'src="/seals/desk/[^"]+/pages/1.webp', page)
    picture = keeper.get(f"{at(request)}pages/1.webp")
    assert picture.headers["Content-Type"] == "image/webp"
    assert b"".join(picture.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    whole = keeper.get(f"{at(request)}file")
    assert b"".join(whole.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    for n in (0, 99):
        assert keeper.get(f"{at(request)}pages/{n}.webp").status_code == 404


def test_a_described_paper_is_shown(w: World, keeper: Client) -> None:
    pdf = make_incoming_pdf(
        organ="江东省水利厅",
        number="",
        title="证明",
        date=database_now().date(),
        body_paragraphs=["特此证明。"],
    )
    sent = keep_file(SimpleUploadedFile("证明.pdf", pdf), w.d.drafter)
    request = asked(w, file=sent.blob, pages=1, paging=2, mandate="授权", note="急")
    page = html(keeper.get(at(request)))
    assert "骑缝 2 处" in page
    assert "✗" not in page
    wrong = asked(w, file=sent.blob, pages=7, signed_name="江东省财政厅")
    page = html(keeper.get(at(wrong)))
    assert page.count("✗") == 2, "name and pages"
    assert "与署名“江东省财政厅”不符" in page
    assert 'name="copies"' not in page
    assert keeper.get(at(request), {"view": "text"}).status_code == 200
    assert keeper.get(at(asked(w))).status_code == 200, "its bytes are gone"


def test_saving_writes_the_line_and_goes_on(w: World, keeper: Client) -> None:
    request, other = of_paper(w), asked(w)
    answer = keeper.post(at(request, "stamp/"), form(request, copies="10"), follow=True)
    assert answer.redirect_chain[-1][0] == at(other)
    [line] = lines(request)
    page = html(answer)
    assert line.head in page
    assert f"第 {line.serial} 号" in page
    assert "发文现在是「核发」" in page
    assert keeper.post(at(other, "stamp/"), form(other, copies="3")).headers["Location"] == DESK
    assert "用印登记" in html(keeper.get(at(request)))


def test_a_double_click_is_one_line(w: World, keeper: Client) -> None:
    request = asked(w)
    sent = form(request, copies="1")
    for _n in range(2):
        assert keeper.post(at(request, "stamp/"), sent).status_code == 302
    assert len(lines(request)) == 1
    assert keeper.post(at(request, "stamp/"), sent | {"copies": "2"}).status_code == 409
    assert len(lines(request)) == 1


def test_a_difference_and_its_second_person(w: World, keeper: Client) -> None:
    request = asked(w)
    sent = form(request, copies="2", spoiled="1", reason="盖歪")
    wrong = signing(w.stand_in) | {"second_password": "nonsense"}
    answer = keeper.post(at(request, "stamp/"), sent | wrong)
    assert answer.status_code == 422
    page = html(answer)
    assert "用户名或密码不正确" in page
    assert "盖歪" in page
    assert "nonsense" not in page
    assert re.search(r'name="spoiled" value="1"', page)
    assert keeper.post(at(request, "stamp/"), sent | signing(w.stand_in)).status_code == 302
    [line] = lines(request)
    assert (line.second_name, line.reason) == (w.stand_in.name, "盖歪")
    assert "correct horse" not in str(request.entry_head)


def test_refused_after_a_change(w: World, keeper: Client) -> None:
    request = of_paper(w)
    sent = form(request, copies="10")
    assert request.paper is not None
    Outgoing.objects.filter(pk=request.paper.pk).update(content_hash="0" * 64)
    page = html(keeper.get(at(request)))
    assert "需重新审批" in page
    assert 'name="copies"' not in page
    for _n in range(2):
        answer = keeper.post(at(request, "stamp/"), sent)
        assert answer.status_code == 409
        assert "需重新审批" in html(answer)
        assert "（X3）已记入用印登记" in html(answer)
    assert [(x.kind, x.code) for x in lines(request)] == [("refusal", "X3")]


def test_after_a_handover_the_form_is_refused_in_the_book(w: World, keeper: Client) -> None:
    request = asked(w)
    sent, now = form(request, copies="1"), database_now()
    custody = SealCustody.objects.get(seal=w.seal)
    custody.during = type(custody.during)(custody.during.lower, now)
    custody.save(update_fields=["during"])
    SealCustody.objects.create(
        seal=w.seal, person=w.stand_in, person_name=w.stand_in.name, during=type(custody.during)(now, None)
    )
    answer = keeper.post(at(request, "stamp/"), sent)
    assert answer.status_code == 409
    assert f"印章在{w.stand_in.name}手里" in html(answer)
    assert [(x.kind, x.code) for x in lines(request)] == [("refusal", "X7")]
    assert keeper.get(at(request)).status_code == 403
    assert browser(w.stand_in).get(at(request)).status_code == 200


def test_the_keeper_refuses(w: World, keeper: Client) -> None:
    request = asked(w)
    assert keeper.post(at(request, "refuse/"), form(request, code="X5", why="")).status_code == 422
    assert keeper.post(at(request, "refuse/"), form(request, code="X5", why="私事")).status_code == 302
    assert [(x.kind, x.code, x.reason) for x in lines(request)] == [("refusal", "X5", "私事")]
    assert again(request).state == "approved"


def test_blank_paper_is_refused_without_a_request(w: World, keeper: Client) -> None:
    assert "X1" in html(keeper.get(f"{DESK}refuse/"))
    sent = {
        "key": "blank-paper-0001",
        "version": "0",
        "seal": str(w.seal.pk),
        "code": "X1",
        "why": "空白介绍信",
    }
    for _n in range(2):
        assert keeper.post(f"{DESK}refuse/", sent).status_code == 302
    assert [(x.code, x.request_id) for x in lines()] == [("X1", None)]
    assert keeper.post(f"{DESK}refuse/", sent | {"seal": "999", "key": "blank-paper-0002"}).status_code == 422
    assert browser(w.supervisor).get(f"{DESK}refuse/").status_code == 403, "no seal in hand"


def test_the_photograph(w: World, keeper: Client) -> None:
    request = asked(w)
    answer = keeper.post(
        at(request, "stamp/"), form(request, copies="9", photo=SimpleUploadedFile("照片.png", PICTURE))
    )
    assert answer.status_code == 409
    token = re.search(r'name="photo_token" value="([^"]+)"', html(answer))
    assert token, "it stays with the form"
    request = again(request)
    assert (
        keeper.post(at(request, "stamp/"), form(request, copies="1", photo_token=token[1])).status_code == 302
    )
    line = lines(request)[-1]
    assert line.photo_hash == line.photo.blob.sha256
    text = SimpleUploadedFile("照片.txt", b"words")
    request = again(request)
    assert keeper.post(at(request, "stamp/"), form(request, copies="1", photo=text)).status_code == 422
    pdf = make_incoming_pdf(
        organ="某厅", number="", title="证明", date=database_now().date(), body_paragraphs=["一"]
    )
    sent = form(request, copies="1", photo=SimpleUploadedFile("照片.pdf", pdf))
    assert "照片应为图片文件" in html(keeper.post(at(request, "stamp/"), sent))


# -- who watches -------------------------------------------------------------------------------------


def test_signing_in_to_watch(w: World, keeper: Client) -> None:
    request = asked(w)
    sent = {"key": "k" * 20, "version": "0", "at": request.ref}
    assert keeper.post(f"{DESK}leave/", sent).headers["Location"] == at(request)
    assert keeper.post(at(request, "stamp/"), form(request, copies="1")).status_code == 409
    who = signing(w.supervisor)
    typed = {"supervisor_username": who["second_username"], "supervisor_password": who["second_password"]}
    wrong = keeper.post(f"{DESK}sit/", sent | typed | {"supervisor_password": "x"})
    assert wrong.status_code == 422
    assert "用户名或密码不正确" in html(wrong)
    assert keeper.post(f"{DESK}sit/", sent | typed).headers["Location"] == at(request)
    assert w.supervisor.name in html(keeper.get(DESK))
    assert keeper.post(at(request, "stamp/"), form(request, copies="1")).status_code == 302
    assert [x.supervisor_name for x in lines(request)] == [w.supervisor.name]


def test_who_may_not_watch(w: World, keeper: Client) -> None:
    leave(w.keeper)
    for who, words in ((w.keeper, "不能是保管人自己"), (w.stand_in, "不是这里印章的监印人")):
        typed = signing(who)
        sent = {
            "key": "k" * 20,
            "version": "0",
            "supervisor_username": typed["second_username"],
            "supervisor_password": PASSWORD,
        }
        client = browser(w.keeper)
        answer = client.post(f"{DESK}sit/", sent)
        assert answer.status_code == 422
        assert words in html(answer)
    assert not SealSitting.objects.filter(ended_at=None).exists()


def test_a_sitting_ends_with_the_day(w: World, keeper: Client) -> None:
    with unguarded("seals_sealsitting"):
        SealSitting.objects.update(day=database_now().date().replace(year=2020))
    assert "没有监印人在场" in html(keeper.get(DESK))


# -- putting right, and late -------------------------------------------------------------------------


def test_a_correction_is_a_further_line(w: World, keeper: Client) -> None:
    request = asked(w)
    keeper.post(at(request, "stamp/"), form(request, copies="3"))
    [line] = lines(request)
    url = f"{DESK}{w.seal.ref}/lines/{line.serial}/correct/"
    assert keeper.get(url).status_code == 200
    request = again(request)
    sent = form(request, reason="点错一份", stamped="2", unused="1")
    assert keeper.post(url, sent).status_code == 422, "nobody signed"
    himself = signing(w.keeper)
    keeper = browser(w.keeper)  # another password ends what he was in
    assert keeper.post(url, sent | himself).status_code == 422, "himself"
    for _n in range(2):
        assert keeper.post(url, sent | signing(w.stand_in)).status_code == 302
    old, new = lines(request)
    assert (new.kind, new.corrects, new.stamped, new.unused, new.second_name) == (
        "correction",
        1,
        2,
        1,
        w.stand_in.name,
    )
    assert (old.stamped, again(request).stamped) == (3, 3)
    assert keeper.get(f"{DESK}{w.seal.ref}/lines/99/correct/").status_code == 404
    assert browser(w.supervisor).get(url).status_code == 404


def test_a_late_entry(w: World, keeper: Client) -> None:
    request = of_paper(w)
    assert request.approved_at is not None
    then = (request.approved_at + timedelta(microseconds=1)).isoformat()
    assert keeper.get(at(request, "late/")).status_code == 200
    sent = form(request, copies="10", reason="停电", happened_at=then)
    assert keeper.post(at(request, "late/"), sent | {"reason": ""}).status_code == 422
    future = sent | {"happened_at": "2099-01-01T00:00", "key": "k" * 20}
    assert "不能晚于现在" in html(keeper.post(at(request, "late/"), future))
    early = sent | {"happened_at": "2020-01-01T00:00", "key": "e" * 20}
    assert keeper.post(at(request, "late/"), early).status_code == 409
    assert [x.code for x in lines(request)] == ["X2"]
    sent |= {"version": again(request).entry_count, "key": "l" * 20}
    assert keeper.post(at(request, "late/"), sent).status_code == 302
    line = lines(request)[-1]
    assert (line.kind, line.stamped, line.reason, line.second_name) == (
        "late_entry",
        10,
        "停电",
        w.supervisor.name,
    )
    assert line.happened_at is not None
    assert line.happened_at < line.at
    assert again(request).state == "closed"
    assert request.paper is not None
    assert Outgoing.objects.get(pk=request.paper.pk).state == "dispatching"


# -- cost, rights, nonsense --------------------------------------------------------------------------


def test_the_cost_does_not_grow(w: World, keeper: Client) -> None:
    counts = []
    for more in (1, 2):
        requests = [asked(w) for _n in range(more)]
        for url in (DESK, at(requests[0])):
            keeper.get(url)
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert keeper.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_others_of_the_desk_have_not_his_papers(w: World) -> None:
    request = asked(w)
    client = browser(w.supervisor)
    assert client.get(DESK).status_code == 200
    for what in ("", "late/", "file", "pages/1.webp"):
        assert client.get(at(request, what)).status_code == 403, what
    assert client.post(at(request, "stamp/"), form(request, copies="1")).status_code == 403
    assert client.post(at(request, "refuse/"), form(request, code="X5", why="x")).status_code == 403
    assert lines() == []


BAD = {"nothing": "", "nul": "x\x00y", "square": "²", "digits": "9" * 30, "minus": "-1", "long": "很长的字" * 3000,
       "markup": "<script>alert(1)</script>", "marking": "机密★5年"}  # fmt: skip
Post = Callable[[World], tuple[str, dict[str, Any]]]


def to_correct(w: World) -> tuple[str, dict[str, Any]]:
    request = asked(w)
    browser(w.keeper).post(at(request, "stamp/"), form(request, copies="1"))
    line = LedgerLine.objects.get()
    names = ("reason", "stamped", "spoiled", "second_username", "second_password")
    return f"{DESK}{w.seal.ref}/lines/{line.serial}/correct/", form(
        again(request), **dict.fromkeys(names, "")
    )


FORMS: dict[str, Post] = {
    "stamp": lambda w: (at(r := asked(w), "stamp/"), form(r, copies="", spoiled="", unused="", impressions="", reason="",
                                                          second_username="", second_password="", photo_token="")),
    "late": lambda w: (at(r := asked(w), "late/"), form(r, copies="", happened_at="", reason="")),
    "refuse": lambda w: (at(r := asked(w), "refuse/"), form(r, code="", why="")),
    "blank": lambda w: (f"{DESK}refuse/", {"key": "", "version": "", "seal": "", "code": "", "why": ""}),
    "sit": lambda w: (f"{DESK}sit/", {"key": "", "version": "", "supervisor_username": "", "supervisor_password": "", "at": ""}),
    "correct": to_correct,
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_nothing_typed_breaks_a_form(w: World, keeper: Client, name: str) -> None:
    address, fields = FORMS[name](w)
    for what, words in BAD.items():
        for field in fields:
            answer = keeper.post(address, fields | {field: words})
            assert answer.status_code in (302, 400, 409, 422), (what, field, answer.status_code)
        answer = keeper.post(address, fields | {n: words for n in fields if n not in ("key", "version")})
        assert answer.status_code in (400, 409, 422), (what, answer.status_code)
        assert re.search(r'id="errs|role="alert"', html(answer)), what


@pytest.mark.parametrize("query", ["?q=%00", "?q=²", "?paper=²", f"?q={'x' * 500}", "?q=%F0%9F", "?p=x"])
def test_nothing_in_the_address_breaks_it(keeper: Client, query: str) -> None:
    assert keeper.get(DESK + query).status_code in (200, 400)
