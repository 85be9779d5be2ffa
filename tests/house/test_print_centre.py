"""打印中心: papers of both kinds by what is typed, the forms they have, many in one file, and the log of what was printed:
whose it is, of what he may see, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from docflow import print_centre, printables, printed
from docflow.printables import KINDS, find
from documents.models import Document, FormPrint
from documents.queries.quick import TooWide
from documents.rules.codes import code_of
from documents.words import FormKind
from outgoing.models import NumberSlot, Outgoing, SheetPrint
from outgoing.rules.codes import code_of as outgoing_code
from people.roles import Role
from tests.documents.papers import returned
from tests.documents.sheets.test_word import FORMS
from tests.lists.bulk import papers
from tests.office import Office, appoint, fresh, handling, make_office, registered
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, to
from tests.outgoing.papers import plainly

ADDRESS, MANY = "/printing/", "/printing/many/"
PATHS = {
    "handling": "sheet",
    "circulation": "circulation-sheet",
    "assignment": "assignment-sheets",
    "urge": "urge-sheets",
    "return": "return-slip",
}


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def as_(who: Any) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def key(row: Any) -> str:
    """As the addresses of the print centre name a paper."""
    return f"{row.subject_kind}-{row.ref}"


def offered(page: Any) -> list[str]:
    return [str(line["label"]) for line in page.context["lines"]]


# -- the log -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PATHS)
def test_each_form_that_went_out_is_noted(office: Office, kind: str) -> None:
    doc = FORMS[PATHS[kind]](office)
    clerk, path = as_(office.clerk), f"/documents/{doc.ref}/{PATHS[kind]}/"
    clerk.head(path)
    assert not FormPrint.objects.exists()
    clerk.get(path)
    clerk.get(path, {"as": "docx"})
    clerk.get(path, {"as": "xyz"})
    as_(office.outsider).get(path)
    rows = FormPrint.objects.order_by("pk").values_list("document", "person", "person_name", "form", "way")
    same = (doc.pk, office.clerk.pk, office.clerk.name, kind)
    assert list(rows) == [(*same, "pdf"), (*same, "docx")]
    assert set(PATHS) | {"label"} == set(FormKind.values)


def test_what_was_printed_is_never_changed(office: Office) -> None:
    doc = registered(office)
    as_(office.clerk).get(f"/documents/{doc.ref}/sheet/")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with events pending is not emptied anyway
    for change in (
        "UPDATE documents_formprint SET person_name = 'x'",
        "DELETE FROM documents_formprint",
        "TRUNCATE documents_formprint",
    ):
        with (
            pytest.raises(IntegrityError, match="is not changed"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(change)
    assert FormPrint.objects.get().person_name == office.clerk.name


def test_his_own_first_and_the_how_many_th(office: Office) -> None:
    doc = registered(office)
    clerk, chief = as_(office.clerk), as_(office.chief)
    for client in (clerk, chief, clerk, chief):
        client.get(f"/documents/{doc.ref}/sheet/")
    clerk.get(f"/documents/{doc.ref}/label/")
    found = [(p.who, p.form, p.times) for p in printed.recent(fresh(office.clerk))]
    mine, his = office.clerk.name, office.chief.name
    assert found == [
        (mine, "label", 1), (mine, "handling", 3), (mine, "handling", 1), (his, "handling", 4), (his, "handling", 2),
    ]  # fmt: skip
    page = clerk.get(ADDRESS).content.decode()
    assert page.index("我打印的") < page.index("其他人打印的")
    assert "第 4 次" in page
    assert f'href="/documents/{doc.ref}/sheet/?as=docx"' in page


def test_of_papers_he_may_see_alone(office: Office) -> None:
    open_, secret = registered(office), registered(office)
    for doc in (open_, secret):
        as_(office.clerk).get(f"/documents/{doc.ref}/sheet/")
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    for query in ("", "?log=all"):
        page = as_(office.supervisor).get(ADDRESS + query).content.decode()
        assert open_.receipt_no in page
        assert secret.receipt_no not in page
    assert as_(office.supervisor).get(ADDRESS, {"paper": key(secret)}).context["paper"] is None
    code = code_of(secret.year, secret.serial)
    assert as_(office.supervisor).get(ADDRESS, {"q": code}).context["paper"] is None


def test_the_whole_log_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = registered(office)
    clerk = as_(office.clerk)
    for _ in range(printed.PAGE + 1):
        FormPrint.objects.create(
            document=doc, person=office.chief, person_name="某人", form="label", way="pdf", at=doc.received_at
        )
    page = clerk.get(ADDRESS, {"log": "all"})
    older = page.context["older"]
    assert older
    assert page.content.decode().count("<tr data-row") == printed.PAGE
    last = clerk.get(ADDRESS + older)
    assert last.content.decode().count("<tr data-row") == 1
    assert not last.context["older"]


# -- finding a paper -----------------------------------------------------------------------------------


def test_by_digits_by_number_by_serial(office: Office) -> None:
    doc, _other = registered(office), registered(office)
    clerk = as_(office.clerk)
    for typed in (code_of(doc.year, doc.serial), doc.receipt_no, doc.source_doc_number, str(doc.serial)):
        assert clerk.get(ADDRESS, {"q": typed}).context["paper"].ref == doc.ref, typed
    assert clerk.get(ADDRESS, {"paper": key(doc)}).context["paper"].ref == doc.ref


def test_a_number_of_two_papers_asks_which(office: Office) -> None:
    docs = papers(office, 2)
    Document.objects.update(number_key=docs[0].number_key)
    page = as_(office.clerk).get(ADDRESS, {"q": docs[0].source_doc_number})
    assert [one.ref for one in page.context["choice"]] == [doc.ref for doc in docs]
    for doc in docs:
        assert f'href="?paper={key(doc)}"' in page.content.decode()


def test_the_forms_that_exist_for_it(office: Office) -> None:
    clerk = as_(office.clerk)
    plain = clerk.get(ADDRESS, {"paper": key(registered(office))})
    assert offered(plain) == ["收文处理单", "传阅单", "收文条码"]
    assert offered(clerk.get(ADDRESS, {"paper": key(handling(office))}))[2] == "交办单"
    assert offered(clerk.get(ADDRESS, {"paper": key(FORMS["urge-sheets"](office))}))[2] == "催办单"
    gone = returned(office)
    page = clerk.get(ADDRESS, {"paper": key(gone)})
    assert offered(page)[2] == "退文单"
    for line in page.context["lines"]:
        assert clerk.get(line["pdf"]).status_code == 200
        assert not line["word"] or clerk.get(line["word"]).status_code == 200
    assert {line["times"] for line in clerk.get(ADDRESS, {"paper": key(gone)}).context["lines"]} == {1, 2}


@pytest.mark.parametrize("typed", ["9" * 30, "=1+1", "没有这个", "收〔2026〕999999号", "10202699999999"])
def test_what_names_no_paper_gets_a_sentence(office: Office, typed: str) -> None:
    registered(office, title="关于防汛工作的请示", source_doc_number="云政〔2026〕3号")
    page = as_(office.clerk).get(ADDRESS, {"q": typed})
    assert page.status_code == 200
    assert "没有这件公文，或您无权查看" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "9" * 81,
        "paper=%3Cb%3E",
        "log=xyz",
        "before=x",
        "before=" + "9" * 30,
        "before=-1",
        "before=1-seal-1",
        "pick=x",
        "pick=document-%3Cb%3E",
        "day=9999",
        "form=xyz",
        "paper=seal-abc",
    ],
)
def test_a_bad_address_is_refused(office: Office, query: str) -> None:
    answer = as_(office.clerk).get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert 'id="errs"' in answer.content.decode()
    assert as_(office.clerk).get(f"{ADDRESS}?q=%00").status_code == 400


def test_empty_it_says_how_to_begin(office: Office) -> None:
    page = as_(office.clerk).get(ADDRESS).content.decode()
    assert "还没有打印记录" in page
    assert "autofocus" in page


# -- both kinds ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    with plainly():
        yield make_desk()


def outgoing_pdf(paper: Outgoing) -> str:
    return f"/outgoing/{paper.ref}/manuscript/"


def test_an_outgoing_paper_is_found_by_digits_number_and_words(desk: Desk) -> None:
    paper, other = (
        dispatched(desk, drafted(desk, title="江东省人民政府办公厅关于防汛抗旱工作的通知")),
        drafted(desk),
    )
    registered(desk.o, title="关于城市更新的请示")
    clerk, slot = as_(desk.o.clerk), NumberSlot.objects.get(paper=paper)
    code = outgoing_code(slot.series_id, slot.year, slot.serial)
    for typed in (code, f" {code} ", paper.number, f"江政办发{slot.year} {slot.serial}号", "防汛抗旱"):
        page = clerk.get(ADDRESS, {"q": typed})
        assert page.context["paper"].key == key(paper), typed
    assert offered(page) == ["发文稿纸", "发送清单", "正本", "发文条码"]
    plain = clerk.get(ADDRESS, {"paper": key(other)})
    assert offered(plain) == ["发文稿纸", "发送清单", "版式稿"]
    assert "未编号" in plain.content.decode()
    assert clerk.get(ADDRESS, {"q": "城市更新"}).context["paper"].kind == "document"
    both = clerk.get(ADDRESS, {"q": "关于"}).context["choice"]
    assert {one.kind for one in both} == {"document", "outgoing"}
    # a bare serial is a receipt number, whatever outgoing paper has it
    assert clerk.get(ADDRESS, {"q": str(slot.serial)}).context["paper"].kind == "document"


def test_each_outgoing_form_is_printed_and_noted(desk: Desk) -> None:
    paper = dispatched(desk)
    clerk = as_(desk.o.clerk)
    for line in clerk.get(ADDRESS, {"paper": key(paper)}).context["lines"]:
        if line["label"] == "正本":  # kept by nobody here
            continue
        clerk.head(line["pdf"])
        assert clerk.get(line["pdf"]).status_code == 200, line["label"]
        assert not line["word"] or clerk.get(line["word"]).status_code == 200
    assert list(SheetPrint.objects.order_by("pk").values_list("form", "way")) == [
        ("manuscript", "pdf"), ("manuscript", "docx"), ("dispatch_list", "pdf"), ("dispatch_list", "docx"),
        ("label", "pdf"),
    ]  # fmt: skip
    assert clerk.get(f"/outgoing/{paper.ref}/label/?as=docx").status_code == 400
    assert clerk.get(f"/outgoing/{drafted(desk).ref}/label/").status_code == 404
    for who in (desk.o.outsider, desk.o.unit_clerk):
        assert as_(who).get(f"/outgoing/{paper.ref}/label/").status_code == 404
    assert {kind: set(one.places) for kind, one in KINDS.items()} == {
        kind: set(one.forms.values) for kind, one in KINDS.items()
    }


def test_the_original_is_noted_with_its_copy_number(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outgoing.views.files.original", lambda *args, **more: b"%PDF-1.7")
    monkeypatch.setattr("outgoing.views.files.kept.numbered", lambda paper, copy: b"%PDF-1.7")
    draft = drafted(desk)
    as_(desk.drafter).get(f"/outgoing/{draft.ref}/original.pdf")
    monkeypatch.setattr(
        "outgoing.views.files._copy", lambda request, paper, number: number and f"{number:06d}"
    )
    as_(desk.o.clerk).get(f"/outgoing/{draft.ref}/original.pdf?copy=3")
    assert list(SheetPrint.objects.order_by("pk").values_list("form", "copy", "person")) == [
        ("layout", None, desk.drafter.pk), ("original", 3, desk.o.clerk.pk),
    ]  # fmt: skip
    page = as_(desk.o.clerk).get(ADDRESS).content.decode()
    assert "份号 3" in page
    assert f'href="/outgoing/{draft.ref}/original.pdf?copy=3"' in page


def test_one_log_of_both_kinds(desk: Desk) -> None:
    doc, paper = registered(desk.o), drafted(desk)
    as_(desk.o.clerk).get(f"/documents/{doc.ref}/sheet/")
    as_(desk.drafter).get(outgoing_pdf(paper))
    as_(desk.o.clerk).get(outgoing_pdf(paper))
    found = [(p.kind, p.who, p.times) for p in printed.recent(fresh(desk.o.clerk))]
    assert found == [
        ("outgoing", desk.o.clerk.name, 2), ("document", desk.o.clerk.name, 1), ("outgoing", desk.drafter.name, 1),
    ]  # fmt: skip
    page = as_(desk.o.clerk).get(ADDRESS, {"log": "all"}).content.decode()
    for said in (f"?paper={key(doc)}", f"?paper={key(paper)}", "发文稿纸", "收文处理单"):
        assert said in page


@pytest.mark.parametrize(
    ("who", "all_"),
    [("clerk", True), ("chief", True), ("deputy", True), ("supervisor", True), ("handler", False)],
)
def test_who_sees_what_others_printed(desk: Desk, who: str, all_: bool) -> None:
    doc = registered(desk.o)
    for one in (desk.o.clerk2, getattr(desk.o, who)):
        as_(one).get(f"/documents/{doc.ref}/sheet/")
    client = as_(getattr(desk.o, who))
    for query in ({}, {"log": "all"}, {"log": "all", "who": desk.o.clerk2.name}):
        page = client.get(ADDRESS, query).content.decode().partition("<main")[2]
        assert (desk.o.clerk2.name in page.partition("<table")[2]) == all_, query
    whole = client.get(ADDRESS, {"log": "all"}).content.decode()
    assert ('name="who"' in whole) == all_


def test_the_log_by_person_day_and_form(desk: Desk) -> None:
    doc, paper = registered(desk.o), drafted(desk)
    as_(desk.o.clerk).get(f"/documents/{doc.ref}/label/")
    as_(desk.o.chief).get(outgoing_pdf(paper))
    today = f"{timezone.localdate():%m%d}"
    before = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    clerk = as_(desk.o.clerk)
    for asked, said in (
        ({}, ["outgoing", "document"]), ({"who": desk.o.chief.name}, ["outgoing"]), ({"day": today}, ["outgoing", "document"]),
        ({"day": before}, []), ({"form": "document-label"}, ["document"]), ({"form": "outgoing-label"}, []),
        ({"form": "outgoing-manuscript", "who": desk.o.clerk.name}, []),
    ):  # fmt: skip
        page = clerk.get(ADDRESS, {"log": "all", **asked})
        text = page.content.decode()
        assert text.count("<tr data-row") == len(said), asked
        for kind in said:
            assert f"?paper={kind}-" in text, asked
        if not said:
            assert "没有符合条件的打印记录" in text


def test_the_log_goes_on_where_it_ended_among_both_kinds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where several were printed at the same moment."""
    doc, paper = registered(desk.o), drafted(desk)
    at = doc.received_at
    for n in range(printed.PAGE):
        FormPrint.objects.create(document=doc, person=desk.o.clerk, person_name="某人", form="label", way="pdf",
                                 at=at - timedelta(seconds=n // 10))  # fmt: skip
        SheetPrint.objects.create(paper=paper, person=desk.o.clerk, person_name="某人", form="label", way="pdf",
                                  at=at - timedelta(seconds=n // 10))  # fmt: skip
    asked, seen = {"who": "某人", "day": None, "form": "", "before": ""}, []
    while True:
        rows, more = printed.page(fresh(desk.o.clerk), asked)
        seen += [(row.kind, row.id) for row in rows]
        if not more:
            break
        asked["before"] = rows[-1].place
    assert len(seen) == len(set(seen)) == 2 * printed.PAGE
    older = as_(desk.o.clerk).get(ADDRESS, {"log": "all", "who": "某人"}).context["older"]
    assert "who=" in older
    assert as_(desk.o.clerk).get(ADDRESS + older).content.decode().count("<tr data-row") == printed.PAGE


def test_a_work_secret_is_in_nobody_else_s_log(desk: Desk) -> None:
    paper = drafted(desk, work_secret=True)
    as_(desk.drafter).get(outgoing_pdf(paper))
    assert printed.recent(fresh(desk.o.supervisor)) == []
    assert not find(desk.o.supervisor, paper.title)
    assert as_(desk.o.supervisor).get(ADDRESS, {"paper": key(paper)}).context["paper"] is None
    assert len(printed.recent(fresh(desk.drafter))) == 1


def test_whoever_only_received_it_prints_the_original_alone(desk: Desk) -> None:
    """A clerk of the register who signs for a work secret: not how it came about, nor who printed what of it."""
    paper = dispatched(desk, drafted(desk, work_secret=True, main=[to(desk.o.unit)]))
    as_(desk.drafter).get(outgoing_pdf(paper))
    both = desk.o.supervisor
    appoint(both, desk.o.unit, Role.UNIT_CLERK)
    assert offered(as_(both).get(ADDRESS, {"paper": key(paper)})) == ["正本"]
    assert printed.recent(fresh(both)) == []
    many = as_(both).get(MANY, {"form": "outgoing-manuscript", "pick": key(paper)})
    assert many.status_code == 302
    assert SheetPrint.objects.count() == 1


def test_words_of_very_many_are_cut_or_say_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printables, "FOUND", 2)
    monkeypatch.setattr(print_centre, "FOUND", 2)
    for _ in range(3):
        drafted(desk)
    page = as_(desk.o.clerk).get(ADDRESS, {"q": "通知"})
    assert len(page.context["choice"]) == 2
    assert "各只列最近的 2 件" in page.content.decode()

    def too_wide(person: Any, typed: str) -> list[Any]:
        raise TooWide

    monkeypatch.setattr(print_centre, "find", too_wide)
    assert "符合条件的太多" in as_(desk.o.clerk).get(ADDRESS, {"q": "通知"}).content.decode()


def test_a_log_that_takes_too_long_is_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"log": "all", "who": "陈", "day": "2026-11-01", "form": "document-handling"}
    assert as_(desk.o.clerk).get(ADDRESS, asked).context["log_wide"] is False

    def too_long(sql: str, values: dict[str, Any]) -> list[Any]:
        assert "strpos" in sql
        assert "%(since)s" in sql
        raise TooWide

    monkeypatch.setattr(printed, "rows", too_long)
    answer = as_(desk.o.clerk).get(ADDRESS, asked)
    assert answer.status_code == 200
    assert "请选一天、一种单据，缩小范围" in answer.content.decode()
    assert "没有符合条件" not in answer.content.decode()


# -- many at once --------------------------------------------------------------------------------------


def pages_of(answer: Any) -> list[str]:
    with pypdfium2.PdfDocument(answer.content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def test_several_papers_in_one_file(desk: Desk) -> None:
    docs, outs = [registered(desk.o) for _ in range(2)], [drafted(desk) for _ in range(2)]
    picks = [key(row) for row in (docs[1], outs[1], docs[0], outs[0])]
    clerk = as_(desk.o.clerk)
    page = clerk.get(ADDRESS, {"pick": picks})
    assert [one.key for one, _without in page.context["listed"]] == picks
    offers = {name: (url, n) for name, url, n in page.context["many"]}
    assert {name: n for name, (_url, n) in offers.items()} == {
        "收文处理单": 2, "传阅单": 2, "发文稿纸": 2, "发送清单": 2, "条码": 2,
    }  # fmt: skip
    clerk.head(offers["发文稿纸"][0])
    assert not SheetPrint.objects.exists()
    made = pages_of(clerk.get(offers["发文稿纸"][0]))
    assert len(made) == 2
    for text, paper in zip(made, (outs[1], outs[0]), strict=True):
        plain = text.replace("\r\n", "")
        assert paper.title[-12:] in plain
        assert "第 1 页，共 1 页" in plain
    made = pages_of(clerk.get(offers["收文处理单"][0]))
    assert [doc.receipt_no in text for doc, text in zip((docs[1], docs[0]), made, strict=True)] == [
        True,
        True,
    ]
    assert list(SheetPrint.objects.order_by("pk").values_list("paper", "form")) == [
        (outs[1].pk, "manuscript"), (outs[0].pk, "manuscript"),
    ]  # fmt: skip
    assert FormPrint.objects.filter(form="handling").count() == 2


def test_labels_of_both_kinds_on_one_sheet(desk: Desk) -> None:
    doc, paper, plain = registered(desk.o), dispatched(desk), drafted(desk)
    answer = as_(desk.o.clerk).get(MANY, {"form": "label", "pick": [key(paper), key(plain), key(doc)]})
    [sheet] = pages_of(answer)
    assert paper.number in sheet
    assert doc.receipt_no in sheet
    assert sheet.index(paper.number) < sheet.index(doc.receipt_no)
    assert list(SheetPrint.objects.values_list("paper", "form")) == [(paper.pk, "label")]
    assert list(FormPrint.objects.values_list("document", "form")) == [(doc.pk, "label")]
    none = as_(desk.o.clerk).get(MANY, {"form": "label", "pick": [key(plain)]}, follow=True)
    assert "清单上没有能这样打印的公文" in none.content.decode()


def test_what_he_may_not_see_is_left_out_of_the_list_and_the_file(desk: Desk) -> None:
    open_, secret = drafted(desk), drafted(desk, work_secret=True)
    who, picks = as_(desk.o.supervisor), [key(open_), key(secret)]
    assert [one.ref for one, _url in who.get(ADDRESS, {"pick": picks}).context["listed"]] == [open_.ref]
    assert len(pages_of(who.get(MANY, {"form": "outgoing-manuscript", "pick": picks}))) == 1
    assert list(SheetPrint.objects.values_list("paper", flat=True)) == [open_.pk]
    for stranger in (desk.o.outsider, desk.o.leader, desk.o.unit_clerk, desk.o.admin):
        assert as_(stranger).get(MANY, {"form": "outgoing-manuscript", "pick": picks}).status_code == 404


@pytest.mark.parametrize("query", [
    "", "form=label", "form=xyz&pick=document-a", "form=label&pick=x", "form=outgoing-original&pick=outgoing-a",
    "form=label&" + "&".join(f"pick=document-{n}" for n in range(41)), "form=label&pick=document-%00",
])  # fmt: skip
def test_a_bad_address_of_many_is_refused(desk: Desk, query: str) -> None:
    answer = as_(desk.o.clerk).get(f"{MANY}?{query}")
    assert answer.status_code in (302, 400, 422)
    assert not FormPrint.objects.exists()


def test_the_list_grows_from_what_was_found(desk: Desk) -> None:
    first, second = registered(desk.o), drafted(desk)
    clerk = as_(desk.o.clerk)
    page = clerk.get(ADDRESS, {"paper": key(second), "pick": key(first)})
    adding = page.context["adding"]
    assert [one.key for one, _url in clerk.get(ADDRESS + adding).context["listed"]] == [
        key(first),
        key(second),
    ]
    kept = clerk.get(ADDRESS + adding)
    assert (
        kept.content.decode().count(f'name="pick" value="{key(first)}"') == 1
    )  # the search carries the list on
    [(_one, without), _other] = kept.context["listed"]
    assert [one.key for one, _url in clerk.get(ADDRESS + without).context["listed"]] == [key(second)]
    assert clerk.get(ADDRESS, {"paper": key(first), "pick": key(first)}).context["adding"] == ""


@pytest.mark.parametrize(("query", "cost"), [("", 5), ("log=all", 5), ("picks", 7), ("q=工作", 9)])
def test_the_cost_does_not_grow_with_papers_of_both_kinds(
    desk: Desk, settings: Any, query: str, cost: int
) -> None:
    settings.DEMO, counts, picks = False, [], list[str]()
    for rows in (1, 3):
        for _ in range(rows):
            doc, paper = registered(desk.o, title=f"关于第{rows}{len(picks)}项工作的请示"), drafted(desk)
            picks += [key(doc), key(paper)]
            as_(desk.o.clerk).get(f"/documents/{doc.ref}/label/")
            as_(desk.o.clerk).get(outgoing_pdf(paper))
        asked = urlencode({"pick": picks}, doseq=True) if query == "picks" else query
        client = as_(desk.o.clerk)
        client.get(f"{ADDRESS}?{asked}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ADDRESS}?{asked}").status_code == 200
        counts.append(len(captured))
    assert counts == [cost, cost]
