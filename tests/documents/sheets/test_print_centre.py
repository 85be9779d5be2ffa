"""打印中心: the forms a paper has, and the log of what was printed: whose it is, of what he may see, never changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from documents.models import Document, FormPrint
from documents.queries import prints
from documents.rules.codes import code_of
from documents.words import FormKind
from tests.documents.papers import returned
from tests.documents.sheets.test_word import FORMS
from tests.lists.bulk import papers
from tests.office import Office, fresh, handling, make_office, registered

ADDRESS = "/printing/"
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
    found = [(p.who, p.form, p.times) for p in prints.recent(fresh(office.clerk))]
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
    assert as_(office.supervisor).get(ADDRESS, {"paper": secret.ref}).context["doc"] is None
    code = code_of(secret.year, secret.serial)
    assert as_(office.supervisor).get(ADDRESS, {"q": code}).context["doc"] is None


def test_the_whole_log_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = registered(office)
    clerk = as_(office.clerk)
    for _ in range(prints.PAGE + 1):
        FormPrint.objects.create(
            document=doc, person=office.chief, person_name="某人", form="label", way="pdf", at=doc.received_at
        )
    page = clerk.get(ADDRESS, {"log": "all"})
    older = page.context["older"]
    assert older
    assert page.content.decode().count("<tr data-row") == prints.PAGE
    last = clerk.get(ADDRESS + older)
    assert last.content.decode().count("<tr data-row") == 1
    assert not last.context["older"]


# -- finding a paper -----------------------------------------------------------------------------------


def test_by_digits_by_number_by_serial(office: Office) -> None:
    doc, _other = registered(office), registered(office)
    clerk = as_(office.clerk)
    for typed in (code_of(doc.year, doc.serial), doc.receipt_no, doc.source_doc_number, str(doc.serial)):
        assert clerk.get(ADDRESS, {"q": typed}).context["doc"] == doc, typed
    assert clerk.get(ADDRESS, {"paper": doc.ref}).context["doc"] == doc


def test_a_number_of_two_papers_asks_which(office: Office) -> None:
    docs = papers(office, 2)
    Document.objects.update(number_key=docs[0].number_key)
    page = as_(office.clerk).get(ADDRESS, {"q": docs[0].source_doc_number})
    assert page.context["choice"] == docs
    for doc in docs:
        assert f'href="?paper={doc.ref}"' in page.content.decode()


def test_the_forms_that_exist_for_it(office: Office) -> None:
    clerk = as_(office.clerk)
    plain = clerk.get(ADDRESS, {"paper": registered(office).ref})
    assert offered(plain) == ["收文处理单", "传阅单", "收文条码"]
    assert offered(clerk.get(ADDRESS, {"paper": handling(office).ref}))[2] == "交办单"
    assert offered(clerk.get(ADDRESS, {"paper": FORMS["urge-sheets"](office).ref}))[2] == "催办单"
    gone = returned(office)
    page = clerk.get(ADDRESS, {"paper": gone.ref})
    assert offered(page)[2] == "退文单"
    for line in page.context["lines"]:
        assert clerk.get(line["pdf"]).status_code == 200
        assert not line["word"] or clerk.get(line["word"]).status_code == 200
    assert {line["times"] for line in clerk.get(ADDRESS, {"paper": gone.ref}).context["lines"]} == {1, 2}


@pytest.mark.parametrize("typed", ["9" * 30, "=1+1", "没有这个", "收〔2026〕999999号", "10202699999999"])
def test_what_names_no_paper_gets_a_sentence(office: Office, typed: str) -> None:
    registered(office)
    page = as_(office.clerk).get(ADDRESS, {"q": typed})
    assert page.status_code == 200
    assert "没有这件公文，或您无权查看" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["q=" + "9" * 81, "paper=%3Cb%3E", "log=xyz", "before=x", "before=" + "9" * 30, "before=-1"]
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
