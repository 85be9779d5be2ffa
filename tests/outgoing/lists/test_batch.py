"""One thing done to many outgoing papers: each by its own act, what was not done is told and can be tried again."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from alerts.models import Alert
from docflow import print_many
from outgoing.models import NumberSeries, Outgoing, SheetPrint
from outgoing.words import SheetForm
from tests.office import Office, fresh
from tests.outgoing.lists.stock import addressed, closing_task, issued, numbered, one, to_sign, to_sign_for
from workflow.models import Entry, Task

AT = "/outgoing/batch/urge_receipts/"


@pytest.fixture
def out(office: Office, rule: NumberSeries) -> list[Outgoing]:
    """Two that wait for a unit in this system, one for a unit outside it."""
    made = [issued(office, rule, 3 - n) for n in range(3)]
    for paper in made:
        closing_task(paper, office)
    for paper in made[:2]:
        to_sign_for(paper, office.unit)
    addressed(made[2], office.unit3)
    return made


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def picks(papers: list[Outgoing]) -> str:
    return "&".join(f"pick={paper.ref}" for paper in papers)


def test_urging_many(office: Office, client: Client, rule: NumberSeries, out: list[Outgoing]) -> None:
    client.force_login(office.clerk)
    draft = one(office, "还没有发出的通知")
    html = client.get(f"{AT}?{picks([*out, draft])}&back=view%3Dsent").content.decode()
    assert "4 件公文" in html
    key = re.findall(r'name="key" value="([\w-]+)"', html)[0]
    sent = {"key": key, "back": "view=sent", "pick": [p.ref for p in [*out, draft]], "note": "请抓紧"}
    html = client.post(AT, sent).content.decode()
    assert "成功 2 件，未办 2 件" in html
    assert "请电话催签" in html
    assert "重试未办的 2 件" in html
    assert re.findall(r'name="pick" value="(\w+)"', html) == [draft.ref, out[2].ref]
    assert [p.addressees.get().urged for p in out] == [1, 1, 0]
    client.post(AT, sent)  # the same key: nobody is urged twice
    assert [p.addressees.get().urged for p in out] == [1, 1, 0]
    assert Entry.objects.filter(verb="urge_receipts").count() == 2
    again = {**sent, "key": "another-key", "pick": [out[2].ref], "answered_by": "孔垚"}
    assert client.post(AT, again)["Location"] == "/outgoing/?view=sent"
    assert out[2].addressees.get().urged == 1


def test_urging_whoever_has_a_step_of_many(office: Office, client: Client, out: list[Outgoing]) -> None:
    """Who has the steps of several papers; what has been sent is urged with 催签, and says so."""
    client.force_login(office.clerk)
    going = [one(office, f"第{n}份通知", state="signing") for n in range(2)]
    for paper in going:
        to_sign(paper, office)
    at = "/outgoing/batch/urge/"
    html = client.get(f"{at}?{picks([*going, out[0]])}").content.decode()
    assert "3 件公文" in html
    key = re.findall(r'name="key" value="([\w-]+)"', html)[0]
    sent = {"key": key, "pick": [p.ref for p in [*going, out[0]]], "note": "请抓紧"}
    html = client.post(at, sent).content.decode()
    assert "成功 2 件，未办 1 件" in html
    assert "未签收的单位请用「催签」" in html
    client.post(at, sent)  # the same key: nobody is urged twice
    assert [Task.objects.about(p).open().get(kind="sign").urged for p in going] == [1, 1]
    assert Alert.objects.filter(stage="urged", recipient=office.leader2, said="请抓紧").count() == 2
    assert Entry.objects.filter(verb="urge").count() == 2


@pytest.mark.parametrize("who", ["outsider", "unit_clerk", "unit2_clerk", "admin"])
def test_who_keeps_no_register_does_nothing_to_many(
    office: Office, client: Client, out: list[Outgoing], who: str
) -> None:
    """Whether he sees them to sign for his copies or not: a refusal would say with whom they are."""
    client.force_login(fresh(office.everybody()[who]))
    sent = {"key": "k1", "pick": [paper.ref for paper in out]}
    for answer in (client.post(AT, sent), client.get(f"{AT}?{picks(out)}"),
                   client.post("/outgoing/batch/urge/", sent),
                   client.get(f"/printing/outgoing_register/manuscript/?{picks(out)}"),
                   client.get(f"/printing/outgoing_register/label/?{picks(out)}")):  # fmt: skip
        assert answer.status_code == 404
    assert not SheetPrint.objects.exists()
    assert all(paper.addressees.get().urged == 0 for paper in out)


def test_all_of_the_list(office: Office, client: Client, out: list[Outgoing], monkeypatch: Any) -> None:
    client.force_login(office.clerk)
    html = client.get(f"{AT}?all=1&back=view%3Dsent").content.decode()
    assert "3 件公文" in html
    monkeypatch.setattr("documents.views.batch.MOST", 2)
    assert "符合条件的超过 2 件" in client.get(f"{AT}?all=1&back=view%3Dsent").content.decode()
    assert client.get(f"{AT}?all=1&back=low%3Dx").status_code in (400, 422)
    assert client.get("/outgoing/batch/void/?pick=x").status_code == 404


@pytest.mark.parametrize("form", ["manuscript", "dispatch_list"])
def test_one_file_with_the_form_of_each(
    office: Office, client: Client, out: list[Outgoing], form: str
) -> None:
    client.force_login(office.clerk)
    answer = client.get(f"/printing/outgoing_register/{form}/?{picks(out)}")
    assert answer["Content-Type"] == "application/pdf"
    found = pages(answer.content)
    assert len(found) == 3
    for paper, words in zip(out, found, strict=True):
        assert paper.number in words
        assert "第 1 页，共 1 页" in words  # each counts its own pages
    assert list(SheetPrint.objects.order_by("pk").values_list("paper", "form")) == [(p.pk, form) for p in out]
    client.head(f"/printing/outgoing_register/{form}/?{picks(out)}")
    assert SheetPrint.objects.count() == 3
    for nowhere in ("outgoing_register/layout", "outgoing_register/handling", "documents/label"):
        assert client.get(f"/printing/{nowhere}/?pick=x").status_code == 404


def test_more_than_one_file_takes(
    office: Office, client: Client, out: list[Outgoing], monkeypatch: Any
) -> None:
    monkeypatch.setattr(print_many, "MOST", 2)
    client.force_login(office.clerk)
    for form in ("manuscript", "label"):
        for query in (picks(out), "all=1&back=view%3Dsent"):
            answer = client.get(f"/printing/outgoing_register/{form}/?{query}")
            assert answer.status_code in (400, 422)
            assert "最多" in answer.content.decode()
    assert not SheetPrint.objects.exists()


def test_labels_of_those_that_have_a_number(office: Office, client: Client, rule: NumberSeries) -> None:
    client.force_login(office.clerk)
    papers = [numbered(office, rule), one(office), numbered(office, rule)]
    found = pages(client.get(f"/printing/outgoing_register/label/?{picks(papers)}").content)
    assert len(found) == 1
    assert "1号" in found[0]
    assert f"2{rule.pk:03}" in found[0].replace(" ", "")
    assert set(SheetPrint.objects.values_list("form", flat=True)) == {SheetForm.LABEL.value}
    assert SheetPrint.objects.count() == 2
    answer = client.get(f"/printing/outgoing_register/label/?{picks(papers[1:2])}")
    assert "都还没有编号" in answer.content.decode()


def test_a_paper_of_which_one_has_copies_alone_is_not_among_them(
    office: Office, client: Client, rule: NumberSeries
) -> None:
    """A secret paper sent to the section: it signs, and urges nobody."""
    given = issued(office, rule, 2, work_secret=True, holder=office.handler)
    to_sign_for(given, office.section)
    client.force_login(fresh(office.clerk))
    assert client.get(f"{AT}?{picks([given])}").status_code == 302
    assert client.get(f"/outgoing/{given.ref}/").status_code == 200
