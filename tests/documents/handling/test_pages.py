"""The acts through the page: plain forms, without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from documents.actions import handling as acts
from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Assignment, Attachment, Blob, Document, Instruction
from documents.views.wired_handling import ACTS
from tests.office import Office, circulating, instructed, item, make_office, submitted
from tests.office import handling as at_units
from workflow.models import Entry

from .path import answered, asked, asked_for_time, closed, codes, now, part, reported, tasks, with_co

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


class Page:
    """A person's browser without script: draws the form and sends it back as drawn, with what he typed."""

    def __init__(self, person: Any) -> None:
        self.client = Client()
        self.client.force_login(person)

    def get(self, doc: Document, verb: str) -> Any:
        return self.client.get(f"/documents/{doc.ref}/do/{verb}/")

    def send(self, doc: Document, verb: str, **typed: Any) -> Any:
        form = self.get(doc, verb).context["form"]
        drawn = {name: form[name].value() for name in form.fields}
        data = {k: v for k, v in drawn.items() if v not in (None, "") and not isinstance(v, bool)}
        data |= {k: v for k, v in typed.items() if v is not None}
        return self.client.post(f"/documents/{doc.ref}/do/{verb}/", data)


def pdf(*body: str) -> bytes:
    return make_incoming_pdf(organ="江东省水利厅", number="江水〔2026〕1号", title="关于办理情况的报告",
                             date=date(2026, 11, 20), body_paragraphs=list(body))  # fmt: skip


def errors(answer: Any) -> str:
    return str(answer.context["form"].errors)


def test_from_the_instruction_to_the_closed_paper(office: Office) -> None:
    doc = instructed(office)
    handler, unit, chief = Page(office.handler), Page(office.unit_clerk), Page(office.chief)
    drawn = handler.get(doc, "assign")
    assert drawn.context["form"]["content_0"].value() == "请水利厅抓紧办理。"
    assert not drawn.context["form"]["due_0"].value()
    answer = handler.send(doc, "assign")
    assert answer.status_code == 422
    assert "请先定一个日期" in errors(answer)
    assert handler.send(doc, "assign", due_0="+5", co_0="省财政厅").status_code == 302
    row = Assignment.objects.get(document=doc, role="lead")
    assert (row.unit, row.instruction) == (office.unit, Instruction.objects.get())
    assert unit.send(now(doc), "accept").status_code == 302
    assert Page(office.unit2_clerk).send(now(doc), "report", result="资金已核。").status_code == 302
    assert "资金已核。" in unit.get(now(doc), "report").content.decode()  # the lead collects
    paper = ContentFile(pdf(), name="报告.pdf")
    assert unit.send(now(doc), "report", result="全部办完。", evidence=paper).status_code == 302
    assert Attachment.objects.get(document=doc).role == "evidence"
    answer = handler.send(now(doc), "ask_to_close", result="已办复。", checker=office.chief.pk)
    assert answer.status_code == 409
    assert "还有未了事项" in errors(answer)
    assert answer.content.decode().count("复文未关联") == 1
    assert handler.send(now(doc), "set_reply", no_reply="会上已答复。").status_code == 302
    assert (
        handler.send(now(doc), "ask_to_close", result="已办复。", checker=office.chief.pk).status_code == 302
    )
    answer = chief.send(now(doc), "close", checked=codes(doc)[:2])
    assert (answer.status_code, now(doc).state) == (409, "closing")
    assert chief.send(now(doc), "close", checked=codes(doc)).status_code == 302
    assert now(doc).state == "closed"


def test_another_row_keeps_what_was_typed(office: Office) -> None:
    doc = instructed(office)
    page = Page(office.handler)
    rows = len(page.get(doc, "assign").context["form"].row_fields)
    answer = page.send(doc, "assign", more="1", content_1="另一项", due_0="看不懂")
    form = answer.context["form"]
    assert len(form.row_fields) == rows + 1
    assert form["content_1"].value() == "另一项"
    assert not form.errors
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize("rows", ["²", "999999999999", "-3", "x", "", "0"])
def test_a_wrong_number_of_rows_is_no_accident(office: Office, rows: str) -> None:
    answer = Page(office.handler).send(instructed(office), "assign", rows=rows, more="1")
    assert answer.status_code == 422


def test_units_are_found_by_name_short_name_and_initials(office: Office) -> None:
    doc = instructed(office)
    page = Page(office.handler)
    for typed in ("省水利厅", "江东省水利厅", "SSLT"):
        assert "lead_0" not in page.send(doc, "assign", lead_0=typed).context["form"].errors
    answer = page.send(doc, "assign", lead_0="没有这个厅", co_0="省财政厅、省水利", due_0="+5")
    assert {"lead_0", "co_0"} <= set(answer.context["form"].errors)


def test_an_instruction_without_work_is_ticked_off(office: Office) -> None:
    from documents.actions.instruct import instruct

    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    instruct(doc, by=office.leader, text="请水利厅办。")
    instruct(doc, by=office.leader2, text="已悉。")
    answer = Page(office.handler).send(now(doc), "assign", due_0="+5", no_work=["2"])
    assert answer.status_code == 302
    assert list(Assignment.objects.values_list("instruction__text", flat=True)) == ["请水利厅办。"]


def test_a_part_that_came_back_is_given_to_another(office: Office) -> None:
    doc = at_units(office)
    assert Page(office.unit_clerk).send(doc, "misdirected", reason="不属我厅。").status_code == 302
    page = Page(office.handler)
    drawn = page.get(now(doc), "assign")
    assert "不属我厅。" in drawn.content.decode()
    assert "再加一项" not in drawn.content.decode()
    assert page.send(now(doc), "assign", lead_0="省交通运输厅", due_0="+3").status_code == 302
    assert part(doc, office.unit3).item == 1


def test_two_parts_of_one_unit_are_told_apart(office: Office) -> None:
    doc = at_units(office, items=[item(office, content="甲"), item(office, content="乙")])
    page = Page(office.unit_clerk)
    second = tasks(doc, "handle")[1]
    assert "乙" in page.get(doc, "report").content.decode()
    assert page.send(doc, "report", task=second.pk, result="乙已办。").status_code == 302
    assert [a.status for a in Assignment.objects.order_by("item")] == ["given", "reported"]


def test_a_second_window_is_told_who_was_faster(office: Office) -> None:
    doc = with_co(office)
    page = Page(office.unit2_clerk)
    form = page.get(doc, "report").context["form"]
    acts.report(doc, by=office.unit2_clerk, result="已办。")
    data = {"version": doc.version, "key": "other", "task": form["task"].value(), "result": "我又办了。"}
    answer = page.client.post(f"/documents/{doc.ref}/do/report/", data)
    assert answer.status_code == 409
    assert "施堃" in errors(answer)
    assert "我又办了。" in answer.content.decode()  # what was typed stays


def test_extension_through_the_pages(office: Office) -> None:
    doc = at_units(office)
    typed = {"until": "+20", "reason": "需现场核查。", "progress": "过半。"}
    assert Page(office.unit_clerk).send(doc, "extend", **typed).status_code == 302
    chief = Page(office.chief)
    assert "需现场核查。" in chief.get(now(doc), "answer_extension").content.decode()
    assert chief.send(now(doc), "answer_extension", granted="no").status_code == 409
    assert chief.send(now(doc), "answer_extension", granted="yes").status_code == 302
    assert tasks(doc, "handle")[0].due_version == 2


def test_rework_waive_and_reopen_through_the_pages(office: Office) -> None:
    doc = reported(office)
    handler = Page(office.handler)
    assert handler.send(doc, "rework", reason="不全", due="昨天").status_code == 422
    row = part(doc, office.unit).pk
    assert handler.send(doc, "rework", parts=[row], reason="不全。", due="+3").status_code == 302
    assert Page(office.chief).send(now(doc), "waive", reason="不再需要。").status_code == 302
    assert part(doc, office.unit).status == "waived"
    other = closed(office)
    assert Page(office.chief).send(other, "reopen", reason="补充。", due="+10").status_code == 302
    assert now(other).round == 2


def test_a_reply_is_found_by_its_number_as_typed(office: Office) -> None:
    from tests.office import registered

    doc = reported(office)
    reply = registered(office, source_doc_number="江政办函〔2026〕88号")
    assert Page(office.handler).send(doc, "set_reply", number="江政办函[2026]88号").status_code == 302
    assert now(doc).reply_to == reply
    assert Page(office.handler).send(now(doc), "set_reply", number="外单位 12 号").status_code == 302
    assert (now(doc).reply_to, now(doc).reply_note) == (None, "外单位 12 号")


def test_an_oral_instruction_is_confirmed_with_its_scan(office: Office) -> None:
    from documents.actions.instruct import record

    doc = submitted(office)
    record(doc, by=office.secretary, leader=office.leader, text="请办。", kind="oral")
    page = Page(office.secretary)
    assert page.send(now(doc), "confirm_oral").status_code == 422
    paper = ContentFile(pdf(), name="确认.pdf")
    assert page.send(now(doc), "confirm_oral", scan=paper).status_code == 302
    assert not Instruction.objects.get().unconfirmed


def test_a_state_secret_file_is_refused(office: Office) -> None:
    doc = at_units(office)
    secret = ContentFile(pdf("机密★10年"), name="报告.pdf")
    answer = Page(office.unit_clerk).send(doc, "report", result="已办。", evidence=secret)
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_a_file_beside_secret_words_is_not_kept(office: Office) -> None:
    doc = at_units(office)
    paper = ContentFile(pdf("一切正常。"), name="报告.pdf")
    answer = Page(office.unit_clerk).send(doc, "report", result="机密★5年", evidence=paper)
    assert (answer.status_code, Attachment.objects.count(), Blob.objects.count()) == (422, 0, 0)
    assert "国家秘密标志" in errors(answer)


STAGES: dict[str, Callable[[Office], Document]] = {
    "assign": instructed, "circulate_only": instructed, "accept": at_units, "misdirected": at_units,
    "progress": at_units, "report": at_units, "extend": at_units, "answer_extension": asked_for_time,
    "rework": reported, "waive": at_units, "set_reply": at_units, "ask_to_close": reported, "close": asked,
    "not_yet": asked, "reopen": closed, "confirm_oral": instructed,
}  # fmt: skip
WHO = {"assign": "handler", "circulate_only": "handler", "rework": "handler", "set_reply": "handler",
       "ask_to_close": "handler", "answer_extension": "chief", "waive": "chief", "close": "chief", "not_yet": "chief",
       "reopen": "chief", "confirm_oral": "clerk"}  # fmt: skip


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_every_page_draws_and_an_outsider_gets_404(office: Office, verb: str) -> None:
    doc = STAGES[verb](office)
    who = getattr(office, WHO.get(verb, "unit_clerk"))
    answer = Page(who).get(doc, verb)
    assert answer.status_code == 200
    assert f"documents/act_{verb}.html" in [t.name for t in answer.templates]
    for stranger in (office.outsider, office.admin, office.auditor):
        assert Page(stranger).get(doc, verb).status_code == 404
    empty = Page(who).client.post(f"/documents/{doc.ref}/do/{verb}/", {})
    assert empty.status_code == 422
    assert Page(office.supervisor).get(doc, verb).status_code == (200 if verb == "set_reply" else 403)


@pytest.mark.parametrize(
    "bad", ["\x00", "\ud800", "²", "9" * 30, "0230", "2026-02-30", "<script>", "x" * 5000]
)
def test_bad_input_is_never_an_accident(office: Office, bad: str) -> None:
    doc = instructed(office)
    page = Page(office.handler)
    typed = {
        "content_0": bad,
        "lead_0": bad,
        "co_0": bad,
        "due_0": bad,
        "for_0": bad,
        "rows": bad,
        "task": bad,
    }
    try:
        answer = page.send(doc, "assign", **typed)
    except UnicodeEncodeError:
        return  # the client cannot send half a character; the field refuses it (docflow.web.forms)
    assert answer.status_code == 422
    unit = at_units(office)
    answer = Page(office.unit_clerk).send(unit, "report", task=bad, result="x", version=bad)
    assert answer.status_code in (409, 422)


def test_entries_carry_what_was_done(office: Office) -> None:
    doc = asked(office, answered(office))
    assert list(Entry.objects.filter(subject_pk=doc.pk).order_by("seq").values_list("verb", flat=True)) == [
        "register", "propose", "approve", "instruct", "assign", "report", "set_reply", "ask_to_close",
    ]  # fmt: skip
    assert circulating(office).state == "circulating"


def test_one_more_thing_starts_from_empty_rows(office: Office) -> None:
    doc = reported(office)
    page = Page(office.handler)
    drawn = page.get(doc, "assign")
    assert not any(row["content"].value() for row in drawn.context["form"].row_fields)
    assert "不交办，送传阅" not in drawn.content.decode()
    assert page.send(doc, "assign").status_code == 409
    typed = {"content_0": "补充核查", "lead_0": "省财政厅", "due_0": "+3"}
    assert page.send(doc, "assign", **typed).status_code == 302
    assert [t.kind for t in tasks(doc)] == ["handle"]


def test_other_words_with_a_used_form_are_shown_back(office: Office) -> None:
    """Back in the browser after 报结, another text typed and sent: what stands is named, what he typed is there."""
    doc = at_units(office)
    page = Page(office.unit_clerk)
    drawn = page.get(doc, "progress").context["form"]
    data = {"version": doc.version, "key": drawn["key"].value(), "task": drawn["task"].value(),
            "text": "已到现场核实。"}  # fmt: skip
    address = f"/documents/{doc.ref}/do/progress/"
    assert page.client.post(address, data).status_code == 302
    assert page.client.post(address, data).status_code == 302  # a double click
    answer = page.client.post(address, {**data, "text": "已约谈负责人。"})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "已提交过：" in body
    assert "已到现场核实。" in body
    assert "已约谈负责人。" in body
    assert Entry.objects.filter(subject_pk=doc.pk, verb="progress").count() == 1
    again = {**data, "text": "已约谈负责人。", "key": answer.context["form"].data["key"]}
    assert page.client.post(address, again).status_code == 302
    assert Entry.objects.filter(subject_pk=doc.pk, verb="progress").count() == 2
