"""报错: said by anybody, looked into by whoever keeps the record, answered, asked once more, settled; both values stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alerts.models import Alert
from alerts.subjects import SUBJECTS
from bulletins.actions import reports
from bulletins.actions.collecting import collect
from bulletins.actions.errors import note
from bulletins.models import ErrorEntry, ErrorReport
from bulletins.queries.reports import visible_to
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions.correcting import correct
from documents.models import Document
from people.models import Appointment, Delegation, Person
from tests.office import SINCE, Office, fresh, handling, make_office, registered, reviewing
from tests.seals.desk.steps import asked
from tests.seals.world import World, make_world
from workflow.models import Entry, Task
from workflow.replay import differences

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
    page = client.get(url)
    assert page.status_code == 200, url
    return {field.html_name: field.value() or "" for field in page.context["form"]}


def made(office: Office, doc: Document | None = None, by: Person | None = None, **more: Any) -> ErrorReport:
    values: dict[str, Any] = {"what": "页数不对", "field": "页数", "old": "1", "proposed": "5"}
    if doc is not None:
        values |= {
            "about_kind": "document",
            "about_ref": doc.ref,
            "about_name": doc.receipt_no,
            "secret": doc.work_secret,
        }
    else:
        values |= {"about_name": "页面 /calendar/", "page": "/calendar/"}
    done = reports.report(ErrorReport(**{**values, **more}), by=fresh(by or office.handler))
    return ErrorReport.objects.get(pk=done.subject.pk)


def again(row: ErrorReport) -> ErrorReport:
    return ErrorReport.objects.get(pk=row.pk)


def held_by(row: ErrorReport) -> list[str]:
    return list(Task.objects.about(row).open().values_list("holder_name", flat=True))


def answered(office: Office, row: ErrorReport, **more: Any) -> ErrorReport:
    reports.answer(row, by=fresh(office.chief), **{"answer": "no_error", "said": "与原件一致", **more})
    return again(row)


def test_the_whole_way_by_its_pages(office: Office, doc: Document) -> None:
    feng, wu, chen = browser(office.handler), browser(office.chief), browser(office.clerk)
    url = f"/reports/new/?page=/documents/{doc.ref}/"
    sent = {**form(feng, url), "field": "页数", "what": "实际五页", "proposed": "5"}
    told = feng.post(url, sent, follow=True)
    assert told.redirect_chain[0][0] == f"/documents/{doc.ref}/"
    row = ErrorReport.objects.get()
    year = row.reported_at.year
    assert row.number == f"报错〔{year}〕1号"
    assert f"{row.number} 已送 {office.chief.name} 核实" in told.content.decode()
    assert (row.old, row.field, row.about_name) == ("1", "页数", doc.receipt_no), (
        "what stands there is read, not typed"
    )
    feng.post(url, sent)
    assert ErrorReport.objects.count() == 1, "a second click is no second report"
    inbox = wu.get("/").content.decode()
    assert "实际五页" in inbox
    assert "核实报错" in inbox
    page = wu.get(f"/reports/{row.ref}/").content.decode()
    assert f'href="/documents/{doc.ref}/"' in page
    act = f"/reports/{row.ref}/do/answer/"
    early = wu.post(act, {**form(wu, act), "answer": "corrected", "new": "5"})
    assert early.status_code == 409
    assert "还没有改过" in early.content.decode()
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    done = wu.post(act, {**form(wu, act), "answer": "corrected", "new": "5"})
    assert done.status_code == 302
    row = again(row)
    assert (row.state, row.answer, row.old, row.new) == ("answered", "corrected", "1", "5"), (
        "both values stay"
    )
    entry = Entry.objects.get(subject_kind="error_report", verb="answer_report")
    mended = Entry.objects.get(pk=entry.data["mended"][0])
    assert (mended.subject_kind, mended.verb, mended.data["changes"]) == (
        "document",
        "correct",
        {"pages": [1, 5]},
    )
    page = feng.get(f"/reports/{row.ref}/").content.decode()
    assert f"流转记录第 {mended.seq} 条" in page
    assert "</b> 答复" in page, "what was done, not the name of the act"
    settle = f"/reports/{row.ref}/do/settle/"
    assert feng.post(settle, form(feng, settle)).status_code == 302
    assert again(row).state == "closed"
    assert chen.get(f"/reports/{row.ref}/").status_code == 404
    assert list(differences(ErrorReport)) == [], "rebuilt from its entries"
    collect()
    assert ErrorEntry.objects.filter(source="report", found_by=office.handler).count() == 1


def test_he_is_told_and_may_ask_once_more(office: Office, doc: Document) -> None:
    row = answered(office, made(office, doc))
    assert Alert.objects.filter(
        recipient=office.handler, subject_ref=row.ref, said__contains="经核实无误"
    ).exists()
    reports.ask_again(row, by=fresh(office.handler), reason="原件第五页没有扫描")
    row = again(row)
    assert (row.state, row.round, row.answer, row.said) == ("reported", 2, "", "")
    assert held_by(row) == [office.deputy.name], "another looks at it"
    reports.answer(row, by=fresh(office.deputy), answer="noted", said="原件如此，已注明")
    with pytest.raises(Incomplete, match="已经再次提出过一次"):
        reports.ask_again(again(row), by=fresh(office.handler), reason="还是不对")
    assert [e.verb for e in Entry.objects.filter(subject_kind="error_report").order_by("seq")] == [
        "report_error", "answer_report", "ask_again", "answer_report",
    ]  # fmt: skip
    page = browser(office.handler).get(f"/reports/{row.ref}/").content.decode()
    assert "与原件一致" in page, "the first answer stays in what was done"
    assert "再次提出" not in page.split("办理记录")[0]
    reports.settle(again(row), by=fresh(office.handler))
    assert list(differences(ErrorReport)) == []


@pytest.mark.parametrize(
    ("words", "refusal"),
    [({"answer": "no_error", "said": " "}, BadInput), ({"answer": "noted", "said": ""}, BadInput), ({"answer": "x"}, BadInput),
     ({"answer": "corrected", "new": ""}, BadInput), ({"answer": "corrected", "new": "5"}, Incomplete)],
)  # fmt: skip
def test_no_answer_without_its_reason(
    office: Office, doc: Document, words: dict[str, str], refusal: Any
) -> None:
    row = made(office, doc)
    with pytest.raises(refusal):
        reports.answer(row, by=fresh(office.chief), **words)
    assert again(row).state == "reported"


def test_of_a_page_the_answer_is_enough(office: Office) -> None:
    """What has no trail of its own cannot be looked up."""
    row = made(office)
    reports.answer(row, by=fresh(office.chief), answer="corrected", new="已请管理员改为10月8日")
    assert again(row).new == "已请管理员改为10月8日"


def test_nobody_answers_himself(office: Office, doc: Document) -> None:
    row = made(office, doc, by=office.chief)
    assert held_by(row) == [office.deputy.name]
    Delegation.objects.create(principal=office.deputy, deputy=office.chief, since=SINCE, kinds=[])
    with pytest.raises(NotAllowed):
        reports.answer(row, by=fresh(office.chief), answer="no_error", said="无误")


def test_only_the_right_hands(office: Office, doc: Document) -> None:
    row = made(office, doc)
    for who in (office.clerk, office.deputy, office.outsider):
        with pytest.raises(NotAllowed):
            reports.answer(row, by=fresh(who), answer="no_error", said="无误")
    with pytest.raises(Faster):
        reports.settle(row, by=fresh(office.handler))
    row = answered(office, row)
    for act, words in ((reports.settle, {}), (reports.ask_again, {"reason": "不对"})):
        with pytest.raises(NotAllowed):
            act(row, by=fresh(office.clerk), **words)
    with pytest.raises(Faster):
        reports.answer(row, by=fresh(office.chief), answer="noted", said="再答")


def test_who_sees_it(office: Office, doc: Document) -> None:
    row = made(office, doc)
    seeing = {n for n, p in office.everybody().items() if visible_to(fresh(p)).filter(pk=row.pk).exists()}
    assert seeing == {"handler", "chief"}
    for who in ("clerk", "deputy", "outsider", "auditor", "admin", "leader"):
        client = browser(getattr(office, who))
        for path in ("", "do/answer/", "do/settle/", "do/ask_again/"):
            assert client.get(f"/reports/{row.ref}/{path}").status_code == 404, (who, path)
            assert client.post(f"/reports/{row.ref}/{path}").status_code in (404, 405), (who, path)
        assert row.what not in client.get("/reports/").content.decode()
    for who, path, status in (
        ("chief", "do/settle/", 403),
        ("handler", "do/answer/", 403),
        ("chief", "do/nothing/", 404),
    ):
        assert browser(getattr(office, who)).get(f"/reports/{row.ref}/{path}").status_code == status
    known = SUBJECTS["error_report"]
    assert known.sees(fresh(office.handler), row.ref)
    assert not known.sees(fresh(office.clerk), row.ref)
    assert known.labelled(row.ref), "what is wrong with a paper says what it says"
    assert known.number(row.ref) == row.number


def test_nobody_reports_what_he_does_not_see(office: Office, doc: Document) -> None:
    for who in (office.outsider, office.leader, office.unit_clerk):
        client = browser(who)
        assert client.get(f"/reports/new/?about=document:{doc.ref}").status_code == 404
        assert client.post(f"/reports/new/?about=document:{doc.ref}").status_code == 404
        page = client.get(f"/reports/new/?page=/documents/{doc.ref}/")
        none = client.get("/reports/new/?page=/documents/nosuchpaper234/")
        assert page.status_code == none.status_code == 200
        assert page.context["about"] is None
        assert doc.title not in page.content.decode()


def test_a_unit_reports_what_it_was_given(office: Office) -> None:
    doc = handling(office)
    client = browser(office.unit_clerk)
    url = f"/reports/new/?about=document:{doc.ref}"
    assert client.post(url, {**form(client, url), "what": "标题多了一个字"}).status_code == 302
    row = ErrorReport.objects.get()
    assert (row.reporter, row.unit_name) == (office.unit_clerk, office.unit.name)
    assert client.get(f"/reports/{row.ref}/").status_code == 200


def test_of_a_work_secret_somebody_who_may_see_it(office: Office) -> None:
    """No chief has seen it yet: then whoever has it; neither words nor title leave by a notice."""
    doc = registered(office, work_secret=True)
    row = made(office, doc, by=office.clerk, what="代号写错")
    assert held_by(row) == [office.handler.name]
    notice = Alert.objects.filter(subject_ref=row.ref, recipient=office.handler).latest("pk")
    assert "代号" not in f"{notice.said}{notice.title}"
    reviewing(office, doc)
    assert held_by(made(office, doc, by=office.clerk)) == [office.chief.name]


def test_nobody_left_to_ask(office: Office) -> None:
    """Then nothing is written, and no number is used up."""
    Appointment.objects.filter(person__in=[office.chief, office.deputy]).update(until=SINCE)
    with pytest.raises(Incomplete, match="没有可以核实的人"):
        made(office, by=office.clerk)
    assert not ErrorReport.objects.exists()
    Appointment.objects.filter(person=office.chief).update(until=None)
    assert made(office, by=office.clerk).number.endswith("〕1号")


def test_of_a_seal_whoever_keeps_it(db: None) -> None:
    w: World = make_world()
    request = asked(w)
    for kind, ref, name in (
        ("seal", w.seal.ref, w.seal.seal_no),
        ("seal_request", request.ref, request.number),
    ):
        row = ErrorReport(about_kind=kind, about_ref=ref, about_name=name, what="份数不对")
        done = reports.report(row, by=fresh(w.director)).subject
        assert held_by(done) == [w.keeper.name], kind
    row = ErrorReport(about_kind="seal", about_ref=w.seal.ref, about_name=w.seal.seal_no, what="印文不对")
    assert held_by(reports.report(row, by=fresh(w.keeper)).subject) == [w.o.chief.name], (
        "he does not answer himself"
    )


def test_every_kind_of_record(db: None) -> None:
    """From the page of each the form knows which record it is, and offers its fields with what stands in them."""
    w: World = make_world()
    request = asked(w)
    chief = browser(w.o.chief)
    for path, kind in ((f"/seals/{w.seal.ref}/", "seal"), (f"/seals/requests/{request.ref}/", "seal_request"),
                       (f"/documents/{registered(w.o).ref}/", "document")):  # fmt: skip
        page = chief.get(f"/reports/new/?page={path}")
        assert page.context["about"].kind == kind, path
        assert page.context["about"].url == path
    shown = chief.get(f"/reports/new/?page=/documents/{registered(w.o).ref}/").content.decode()
    assert "来文字号：云政〔2026〕" in shown
    for path in ("/calendar/", "/limits/", "/numbers/", "/people/", "/notices/"):
        assert chief.get(f"/reports/new/?page={path}").context["about"] is None


def test_an_entry_of_the_book_can_be_reported(office: Office, doc: Document) -> None:
    entry = note(office.clerk, "number", about=None, key="k" * 20)
    page = browser(office.handler).get(f"/reports/new/?page=/errors/{entry.ref}/")
    assert page.context["about"].name == f"差错第 {entry.no} 条"


def test_a_marked_text_is_refused(office: Office, doc: Document) -> None:
    client, url = browser(office.handler), f"/reports/new/?about=document:{doc.ref}"
    answer = client.post(url, {**form(client, url), "what": "机密★5年 写错"})
    assert answer.status_code == 422
    assert not ErrorReport.objects.exists()


def test_the_list(office: Office, doc: Document, django_assert_max_num_queries: Any) -> None:
    first = made(office, doc, what="第一处不对")
    client = browser(office.handler)
    client.get("/reports/")
    with django_assert_max_num_queries(20) as one:
        client.get("/reports/")
    second, other = made(office, doc, what="第二处不对"), made(office, doc, by=office.clerk, what="别人报的")
    answered(office, first)
    with django_assert_max_num_queries(20) as three:
        page = client.get("/reports/").content.decode()
    assert len(one) == len(three)
    assert ("第一处不对" in page, "第二处不对" in page, "别人报的" in page) == (True, True, False)
    wu = browser(office.chief)
    mine = wu.get("/reports/?view=answer").content.decode()
    assert ("第一处不对" in mine, "第二处不对" in mine, "别人报的" in mine) == (False, True, True)
    assert "没有报错。" in wu.get("/reports/?view=mine").content.decode()
    assert "第二处不对" not in client.get("/reports/?state=answered").content.decode()
    for query in ("view=x", "state=x", "before=0", "before=" + "9" * 30, "before=²"):
        assert client.get(f"/reports/?{query}").status_code == 400, query
    assert [second.number[-2:], other.number[-2:]] == ["2号", "3号"]


def test_pages_of_it(office: Office, doc: Document) -> None:
    for n in range(53):
        made(office, doc, what=f"第{n:02}处")
    client = browser(office.handler)
    first = client.get("/reports/")
    assert "第02处" not in first.content.decode()
    older = client.get(f"/reports/{first.context['older']}").content.decode()
    assert "第02处" in older
    assert "第03处" not in older


def test_the_inbox_and_what_was_done(office: Office, doc: Document) -> None:
    row = made(office, doc)
    wu = browser(office.chief)
    answered(office, row)
    for tab in ("doing", "done"):
        page = wu.get(f"/?tab={tab}").content.decode()
        assert "核实报错" in page, tab
        assert f"/reports/{row.ref}/" in page, tab


def test_without_a_seat(office: Office) -> None:
    nobody = Person.objects.create_user("nobody", "无职务", "docflow-demo")
    assert browser(nobody).get("/reports/new/").status_code == 403


def test_kept_in_the_words_of_the_office_whatever_the_screen_says(office: Office, doc: Document) -> None:
    client = browser(office.handler)
    client.cookies["django_language"] = "en"
    url = f"/reports/new/?about=document:{doc.ref}"
    offered = client.get(url).context["form"].fields["field"].choices
    pages = next(label for label, _words in offered if "ages" in label)
    assert client.post(url, {**form(client, url), "field": pages, "what": "五页"}).status_code == 302
    client.post(
        "/reports/new/?page=/calendar/", {**form(client, "/reports/new/?page=/calendar/"), "what": "不对"}
    )
    first, second = ErrorReport.objects.order_by("pk")
    assert (first.field, first.old) == ("页数", "1")
    assert second.about_name == "页面 /calendar/"


def test_what_still_says_the_same_is_not_corrected(office: Office, doc: Document) -> None:
    """Another act on the paper since is no mending of this field."""
    row = made(office, doc)
    correct(doc, by=office.clerk, reason="看错", fields={"copies": 2})
    with pytest.raises(Incomplete, match="“页数”现在的内容与报错时相同"):
        reports.answer(row, by=fresh(office.chief), answer="corrected", new="5")
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    reports.answer(again(row), by=fresh(office.chief), answer="corrected", new="5")
    assert again(row).answer == "corrected"
