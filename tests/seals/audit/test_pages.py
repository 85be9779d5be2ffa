"""The auditor's page, the rows of a test, his answers, the sample, what is taken along; who comes in and what he sees."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Export
from seals.models import AuditDeed, Finding, Signing
from seals.queries.audit import run
from tests.lists.test_export import read, sheets
from tests.office import appoint, fresh
from tests.seals.audit.stock import AT, PERIOD, another, asked, audited, forged, note, used
from tests.seals.world import World
from workflow.models import Entry

DAYS = "first=2026-11-01&last=2026-11-30"


@pytest.fixture
def w(db: None) -> World:
    return audited()


@pytest.fixture
def auditor(w: World, client: Client) -> Client:
    client.force_login(w.o.auditor)
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page(client: Client, name: str, *args: Any, query: str = DAYS, status: int = 200) -> Any:
    answer = client.get(f"{reverse(name, args=args)}?{query}")
    assert answer.status_code == status, answer.content.decode()[:600]
    return answer


# -- the page ------------------------------------------------------------------------------------------


def test_an_empty_period_says_so_and_how_many_it_looked_at(auditor: Client, w: World) -> None:
    said = words(page(auditor, "seal_audit"))
    assert "本期无异常" in said
    assert "本期登记 0 条" in said
    assert said.count("通过") == 20


def test_a_fault_is_red_and_opens_its_rows(auditor: Client, w: World) -> None:
    line = used(w)
    forged(line, impressions=1)
    html = page(auditor, "seal_audit").content.decode()
    assert html.count("tile-red") == 1
    assert f"/seals/audit/A4/?{DAYS.replace('&', '&amp;')}" in html
    said = words(page(auditor, "seal_audit_test", "A4"))
    assert "与批准的数量不同，没有写明原因或没有第二人" in said
    assert "待核" in said


@pytest.mark.parametrize(("query", "reason"), [("first=2026-11-30&last=2026-11-01", "起始日期不能晚于截止日期"),
                                               ("first=20200101&last=20261101", "一次最多审计一年"),
                                               ("first=never", "看不懂日期")])  # fmt: skip
def test_a_bad_period_is_said(auditor: Client, query: str, reason: str) -> None:
    for name, args in (("seal_audit", ()), ("seal_audit_test", ("A1",)), ("seal_audit_sample", ())):
        assert reason in words(page(auditor, name, *args, query=query, status=400))


def test_without_days_it_is_this_month_and_an_unknown_test_is_none(auditor: Client) -> None:
    page(auditor, "seal_audit", query="")
    assert auditor.get("/seals/audit/A21/").status_code == 404


def test_statements_do_not_grow_with_what_was_found(auditor: Client, w: World) -> None:
    def counted(name: str, *args: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            page(auditor, name, *args)
        return len(found)

    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    used(w, asked(w, signed_name="别的机关"))
    one = counted("seal_audit"), counted("seal_audit_test", "A10"), counted("seal_ledger")
    for _n in range(3):
        used(w, asked(w, signed_name="别的机关"))
    assert (counted("seal_audit"), counted("seal_audit_test", "A10"), counted("seal_ledger")) == one


# -- answers -------------------------------------------------------------------------------------------


def form_of(client: Client, code: str) -> dict[str, str]:
    html = page(client, "seal_audit_test", code).content.decode()
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name in ("key", "seen", "row")}


def post(client: Client, code: str, data: dict[str, str]) -> Any:
    return client.post(f"/seals/audit/{code}/?{DAYS}", data)


def test_he_answers_in_words_and_the_answer_before_stays_in_the_trail(auditor: Client, w: World) -> None:
    used(w, asked(w, signed_name="别的机关"))
    form = form_of(auditor, "A10")
    assert post(auditor, "A10", form | {"state": "explained", "words": "联合行文"}).status_code == 302
    found = Finding.objects.get()
    assert (found.test, found.state, found.words, found.by_name) == (
        "A10",
        "explained",
        "联合行文",
        w.o.auditor.name,
    )
    html = page(auditor, "seal_audit").content.decode()
    assert html.count("tile-yellow") == 1
    assert "tile-red" not in html
    form = form_of(auditor, "A10")
    assert post(auditor, "A10", form | {"state": "confirmed", "words": "查实"}).status_code == 302
    entry = Entry.objects.filter(verb="answer_finding").latest("seq")
    assert (entry.subject_kind, entry.data["before"]["words"], entry.opinion) == ("seal", "联合行文", "查实")
    assert "tile-red" in page(auditor, "seal_audit").content.decode()


def test_without_words_it_is_no_answer(auditor: Client, w: World) -> None:
    used(w, asked(w, signed_name="别的机关"))
    for sent, reason in (({"state": "explained", "words": " "}, "请写明说明"), ({"state": "gone", "words": "好"}, "有效"),
                         ({"state": "confirmed", "words": "好" * 301}, "300")):  # fmt: skip
        answer = post(auditor, "A10", form_of(auditor, "A10") | sent)
        assert answer.status_code == 422
        assert reason in words(answer)
        assert sent["words"].strip() in words(answer)
    assert not Finding.objects.exists()


def test_sent_twice_it_counts_once_and_a_stale_one_is_told(auditor: Client, w: World) -> None:
    used(w, asked(w, signed_name="别的机关"))
    old, form = form_of(auditor, "A10"), form_of(auditor, "A10")
    sent = form | {"state": "explained", "words": "已问过"}
    assert post(auditor, "A10", sent).status_code == 302
    assert post(auditor, "A10", sent).status_code == 302
    assert Entry.objects.filter(verb="answer_finding").count() == 1
    answer = post(auditor, "A10", old | {"state": "confirmed", "words": "另一个结论"})
    assert answer.status_code == 409
    assert "另一个结论" in words(answer)
    assert Finding.objects.get().words == "已问过"


def test_a_row_that_is_no_anomaly_is_not_answered(auditor: Client, w: World) -> None:
    line = used(w, asked(w, signed_name="别的机关"))
    form = form_of(auditor, "A10") | {"row": f"{line.seal_id}#99", "state": "explained", "words": "好"}
    assert post(auditor, "A10", form).status_code == 409


def test_who_had_a_part_does_not_judge_whatever_he_is_today(client: Client, w: World) -> None:
    """He applied as a clerk and was made auditor afterwards: not offered, not accepted, refused by the database."""
    late = another(w, "后来审计", "later")
    line = used(w, asked(w, applicant=late, applicant_name=late.name, signed_name="别的机关"))
    late.appointments.update(until=AT.date() - timedelta(days=1))
    appoint(late, w.o.office, "auditadmin", 90)
    client.force_login(fresh(late))
    html = page(client, "seal_audit_test", "A10").content.decode()
    assert "不能由您下审计结论" in html
    assert 'name="row"' not in html
    form = {
        "row": f"{line.seal_id}#{line.serial}",
        "state": "explained",
        "words": "没事",
        "key": "k" * 20,
        "seen": "x" * 16,
    }
    assert post(client, "A10", form).status_code == 403
    with pytest.raises(IntegrityError, match="separation"), transaction.atomic():
        Finding.objects.create(test="A10", key=f"{line.seal_id}#{line.serial}", state="explained", words="没事",
                               by_person=late, by_name=late.name, at=AT)  # fmt: skip


# -- the chain, a checkpoint ---------------------------------------------------------------------------


def test_the_chain_is_verified(auditor: Client, w: World) -> None:
    for _n in range(2):
        used(w)
    said = words(page(auditor, "seal_audit_chain", query=""))
    head = bytes(type(w.seal).objects.get().line_head).hex()
    assert re.search(rf"已验证 2 条，链尾 {head[:4]}…{head[-4:]}，\d{{4}}-\d\d-\d\d \d\d:\d\d", said)


def test_a_broken_chain_is_told_in_red(auditor: Client, w: World) -> None:
    forged(used(w), hashed=False, addressee="别处")
    html = page(auditor, "seal_audit_chain", query="").content.decode()
    assert 'class="msg error"' in html
    assert "Y-01 第 1 号起校验不通过" in unescape(html), re.findall('class="msg error">([^<]*)', html)


def test_a_checkpoint_is_asked_for(auditor: Client, w: World) -> None:
    assert auditor.post("/seals/audit/checkpoint/", {"key": "k" * 20}).status_code == 302
    assert auditor.post("/seals/audit/checkpoint/", {}).status_code == 302
    assert Signing.objects.get().asked_by == w.o.auditor


# -- the sample, the month -----------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_lines(auditor: Client, w: World) -> None:
    for _n in range(12):
        used(w)
    first = auditor.get(f"/seals/audit/sample/?{DAYS}&n=4")
    assert first.status_code == 302
    one, two = (auditor.get(first["Location"]).content.decode() for _n in range(2))
    drawn = re.findall(r'href="(/seals/ledger/\d+/\d+/)"', one)
    assert len(drawn) == 4
    assert drawn == re.findall(r'href="(/seals/ledger/\d+/\d+/)"', two)
    other = page(auditor, "seal_audit_sample", query=f"{DAYS}&n=4&seed=other").content.decode()
    assert drawn != re.findall(r'href="(/seals/ledger/\d+/\d+/)"', other)


def test_what_a_sample_gave_is_recorded_once(auditor: Client, w: World) -> None:
    used(w)
    at = f"/seals/audit/sample/?{DAYS}&n=4&seed=s1"
    html = auditor.get(at).content.decode()
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert auditor.post(at, form | {"agrees": "no", "words": ""}).status_code == 422
    sent = form | {"agrees": "no", "words": "第 1 号缺留存件"}
    for _n in range(2):
        assert auditor.post(at, sent).status_code == 302
    [deed] = AuditDeed.objects.filter(kind="sampled")
    assert (deed.data["seed"], deed.data["agrees"]) == ("s1", "no")
    assert "第 1 号缺留存件" in deed.about
    used(w)
    assert auditor.post(at, form | {"agrees": "yes"}).status_code == 409


@pytest.mark.parametrize("query", ["n=0", "n=101", "n=x", "seed=<b>"])
def test_a_bad_sample_is_said(auditor: Client, query: str) -> None:
    page(auditor, "seal_audit_sample", query=query, status=400)


def test_the_month_counts_by_day_and_keeper(auditor: Client, w: World) -> None:
    for _n in range(3):
        used(w)
    said = words(page(auditor, "seal_audit_month", query="month=2026-11"))
    assert "2026-11-18 3 3 6" in said, said
    assert w.keeper.name in said
    page(auditor, "seal_audit_month", query="month=2026-13", status=400)
    assert "本月没有用印" in words(page(auditor, "seal_audit_month", query="month=2026-1"))


# -- taken along ---------------------------------------------------------------------------------------


def test_the_sheet_has_all_twenty_its_hash_is_kept_and_nothing_is_a_formula(
    auditor: Client, w: World
) -> None:
    used(w, asked(w, signed_name="=1+1", title="=HYPERLINK(1)"))
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="+cmd|calc")
    answer = auditor.post(
        "/seals/audit/export/", {"first": "2026-11-01", "last": "2026-11-30", "key": "k" * 20}
    )
    assert answer.status_code == 200
    main, about = sheets(read(answer))
    assert [row[0] for row in main[1:] if row[3].isdecimal()] == [f"A{n}" for n in range(1, 21)]
    texts = [cell for row in main for cell in row]
    assert "落款“=1+1”与印章不符" in texts
    assert any(text.endswith("+cmd|calc") for text in texts)
    assert "=HYPERLINK(1)" not in texts, "no title for an administrator"
    mark = hashlib.sha256(answer.content).hexdigest()
    assert answer["X-Content-SHA256"] == AuditDeed.objects.get(kind="export").sha256 == mark
    assert mark in page(auditor, "seal_audit").content.decode()
    assert dict(about)["期间"] == "2026-11-01 至 2026-11-30"
    assert auditor.post("/seals/audit/export/", {"first": "x"}).status_code == 422


# -- the register --------------------------------------------------------------------------------------


def test_the_register_shows_titles_to_chiefs_and_none_to_the_auditor(client: Client, w: World) -> None:
    line = used(w, asked(w, title="关于奖励的证明", addressee="省财政厅"))
    for who, sees in ((w.o.chief, True), (w.keeper, True), (w.o.auditor, False)):
        client.force_login(fresh(who))
        for name, args in (("seal_ledger", ()), ("seal_line", (line.seal_id, line.serial))):
            html = page(client, name, *args, query="").content.decode()
            assert ("关于奖励的证明" in html) is sees, (who.name, name)
            assert line.request_no in html
        found = client.get("/seals/ledger/?q=奖励").content.decode()
        assert (line.request_no in found) is sees, "nor is it found by what it is about"


FILTERS = [("kind=refusal", 1), ("view=use", 2), ("person=陈三三", 2), ("seal=Y-01", 3), ("seal=Y-99", 0), ("code=X5", 1),
           ("since=2026-11-18&until=2026-11-18", 3), ("since=2026-11-19", 0), ("sort=old", 3), ("q=用印〔2026〕", 2)]  # fmt: skip


@pytest.mark.parametrize(("query", "n"), FILTERS)
def test_its_filters(auditor: Client, w: World, query: str, n: int) -> None:
    used(w), used(w)
    note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    html = page(auditor, "seal_ledger", query=query).content.decode()
    assert html.count("<tr data-row") == n


def test_its_pages_and_its_bad_values(auditor: Client, w: World) -> None:
    for _n in range(53):
        note(w.seal, by=w.keeper, kind="refusal", code="X5", reason="私事")
    html = page(auditor, "seal_ledger", query="").content.decode()
    [older] = re.findall(r'href="(\?before=\d+)" rel="next"', html)
    assert auditor.get(f"/seals/ledger/{older}").content.decode().count("<tr data-row") == 3
    for query in ("kind=x", "since=9999", "sort=up", "before=x"):
        page(auditor, "seal_ledger", query=query, status=400)


def test_the_register_is_taken_along_with_its_hash(client: Client, w: World) -> None:
    used(w, asked(w, title="=1+1"))
    client.force_login(fresh(w.o.chief))
    answer = client.post("/seals/ledger/export/", {"query": "", "key": "k" * 20})
    main, _about = sheets(read(answer))
    assert main[1][5] == "=1+1", "a text, not a formula"
    mark = hashlib.sha256(answer.content).hexdigest()
    entry = Entry.objects.get(subject_kind="export")
    assert (entry.data["sha256"], Export.objects.get().ledger) == (mark, "seal_ledger")
    assert mark in client.get("/seals/ledger/").content.decode()
    assert client.get("/seals/ledger/print/").headers["Content-Type"] == "application/pdf"


def test_only_the_ticked_lines(client: Client, w: World) -> None:
    one, _two = used(w), used(w)
    client.force_login(fresh(w.o.chief))
    answer = client.post(
        "/seals/ledger/export/", {"query": "", "pick": [f"{one.seal_id}n{one.serial}"], "key": "k" * 20}
    )
    main, _about = sheets(read(answer))
    assert [row[0] for row in main[1:]] == [str(one.serial)]


def test_a_line_tells_of_its_correction(auditor: Client, w: World) -> None:
    line = used(w)
    note(w.seal, by=w.keeper, kind="correction", corrects=line.serial, reason="份数写错")
    said = words(page(auditor, "seal_line", line.seal_id, line.serial, query=""))
    assert "份数写错" in said
    assert bytes(line.hash).hex() in said
    page(auditor, "seal_line", line.seal_id, 99, query="", status=404)


# -- who watches the watcher ---------------------------------------------------------------------------


def test_what_the_auditor_did_stands_for_the_security_administrator(auditor: Client, w: World) -> None:
    line = used(w)
    for name, args in (("seal_audit", ()), ("seal_audit_test", ("A1",)), ("seal_audit_chain", ()), ("seal_ledger", ()),
                       ("seal_line", (line.seal_id, line.serial)), ("seal_audit_month", ())):  # fmt: skip
        page(auditor, name, *args, query="")
    auditor.force_login(w.o.secadmin)
    said = words(page(auditor, "seal_audit_deeds", query=""))
    for kind in ("查看审计页", "查看检查项", "验证登记链", "查看登记簿", "查看登记", "纸质登记核对"):
        assert kind in said
    assert w.o.auditor.name in said
    assert auditor.get("/seals/audit/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditDeed.objects.all().delete()


def test_a_chief_reading_the_register_is_not_noted(client: Client, w: World) -> None:
    client.force_login(fresh(w.o.chief))
    page(client, "seal_ledger", query="")
    assert not AuditDeed.objects.exists()
    assert run("A1", PERIOD).passed
