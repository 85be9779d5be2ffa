"""批示 and 代录批示 through the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from documents.actions.instruct import record
from documents.models import Attachment, Blob, Document, Instruction
from documents.rules.feedback import wants_feedback
from people.models import Delegation
from tests.documents.page.browser import Form, Page, text
from tests.documents.page.conftest import pdf
from tests.office import SINCE, Office, fresh, make_office, submitted


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def scan(name: str = "批示.pdf", data: bytes | None = None) -> ContentFile:
    return ContentFile(data or pdf("领导批示原件。"), name=name)


def only(doc: Document) -> Instruction:
    return Instruction.objects.get(document=doc)


@pytest.mark.parametrize(
    ("words", "wants"),
    [
        ("请水利厅阅处。", False),
        ("请水利厅办理，月底前报结果。", True),
        ("请研究，情况报我。", True),
        ("请及时反馈。", True),
        ("参阅。", False),
        ("同意。", False),
        ("请财政厅专报省政府。", True),
        ("请报社配合宣传。", False),
    ],
)
def test_words_that_ask_for_an_answer(words: str, wants: bool) -> None:
    assert wants_feedback(words) is wants


def test_a_leader_writes(office: Office) -> None:
    doc = submitted(office)
    assert Page(office.leader).press(doc, text="请水利厅办理，月底前报结果。").status_code == 302
    row = only(doc)
    assert (row.kind, row.meaning, row.needs_feedback, row.by_another) == ("written", "words", True, False)
    shown = text(Page(office.handler).open(doc))
    assert "要求反馈" in shown
    assert "现在在「交办」" in shown


def test_no_words_are_a_tick(office: Office) -> None:
    doc = submitted(office)
    assert Page(office.leader).press(doc, text="   ").status_code == 302
    assert (only(doc).kind, only(doc).meaning) == ("tick", "agreed")


def test_the_kind_may_be_said(office: Office) -> None:
    doc = submitted(office)
    page = Page(office.leader)
    assert page.send(doc, "instruct", text="", kind="written").status_code == 422
    assert page.send(doc, "instruct", text="同意", kind="nonsense").status_code == 422
    assert (
        page.send(doc, "instruct", text="请李四同志阅处。", kind="pass_on", feedback="no").status_code == 302
    )
    assert only(doc).kind == "pass_on"


def test_an_open_blank_is_no_instruction(office: Office) -> None:
    doc = submitted(office)
    answer = Page(office.leader).press(doc, text="请{单位}研究。")
    assert answer.status_code == 422
    assert "请{单位}研究。" in text(answer)


def test_leaders_in_order_one_after_another(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    shown = text(Page(office.leader).open(doc))
    assert "李四（批示）" in shown
    assert Page(office.leader2).get(doc, "instruct").status_code == 403
    assert Page(office.leader).press(doc, text="请李四同志审定。").status_code == 302
    assert Page(office.leader2).press(doc, text="同意。").status_code == 302
    numbers = list(Instruction.objects.filter(document=doc).values_list("number", "leader_name"))
    assert numbers == [(1, "赵六"), (2, "李四")]


def test_side_by_side_both_are_counted(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    assert "已回 0/2" in text(Page(office.chief).open(doc))
    old = Page(office.leader2)
    drawn = old.open(doc)
    assert Page(office.leader).press(doc, text="同意。").status_code == 302
    assert "已回 1/2" in text(Page(office.chief).open(doc))
    assert old.post(drawn, text="同意。").status_code == 302  # beside, not after: no version is asked for
    assert Document.objects.get(pk=doc.pk).state == "instructed"


def test_the_secretary_records_with_the_scan(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    shown = text(page.open(doc))
    assert "代录批示" in shown
    written = timezone.localtime() - timedelta(hours=3)
    answer = page.send(
        doc,
        "record",
        text="请水利厅抓紧办理，及时反馈。",
        given_at=written.strftime("%Y-%m-%dT%H:%M"),
        scan=scan(),
    )
    assert answer.status_code == 302
    row = only(doc)
    assert (row.leader_name, row.recorded_by_name, row.needs_feedback, row.scan_pending) == (
        "赵六",
        "陶七八",
        True,
        False,
    )
    assert abs(row.given_at - written) < timedelta(minutes=1)
    assert row.scan is not None
    assert row.scan.role == "instruction"
    assert "陶七八 代录" in text(Page(office.handler).open(doc))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"leader": "999"}, 422),
        ({"leader": "²"}, 422),
        ({"given_at": "昨天"}, 422),
        ({"given_at": "0001-01-01T00:00"}, 422),
        ({"given_at": "2026-02-30T10:00"}, 422),
        ({"given_at": "2099-01-01T00:00"}, 422),
        ({"kind": "oral", "text": ""}, 422),
        ({"text": "请{同志}阅处。"}, 422),
        ({"scan": ContentFile(b"MZ not a scan", name="x.exe")}, 422),
        ({"version": ""}, 422),
    ],
)
def test_bad_records_are_refused_and_kept_in_the_form(
    office: Office, wrong: dict[str, Any], code: int
) -> None:
    doc = submitted(office)
    answer = Page(fresh(office.secretary)).send(doc, "record", **{"text": "请水利厅办理。", **wrong})
    assert answer.status_code == code
    assert wrong.get("text", "请水利厅办理。") in text(answer)
    assert not Instruction.objects.exists()
    assert not Attachment.objects.filter(document=doc).exists()


def test_a_scan_survives_another_fault(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    answer = page.send(doc, "record", text="请办理。", given_at="昨天", scan=scan())
    assert answer.status_code == 422
    assert "已收下文件：批示.pdf" in text(answer)
    assert page.post(answer, given_at="", scan=None).status_code == 302
    assert only(doc).scan is not None


def test_another_persons_file_cannot_be_claimed(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    answer = page.send(doc, "record", text="请办理。", given_at="昨天", scan=scan())
    token = Form(text(answer)).fields["kept"]
    answer = Page(office.clerk).send(doc, "record", text="请办理。", scan=None, kept=token)
    assert answer.status_code == 422
    assert "不是您在本页上传" in text(answer)


def test_a_secret_marking_is_refused_and_nothing_is_kept(office: Office) -> None:
    doc = submitted(office)
    data = pdf("机密★10年", "内容。")
    answer = Page(fresh(office.secretary)).send(doc, "record", text="请办理。", scan=scan(data=data))
    assert answer.status_code == 422
    assert not Blob.objects.exists()


def test_without_a_scan_it_is_marked_as_wanting(office: Office) -> None:
    doc = submitted(office)
    assert (
        Page(fresh(office.secretary))
        .send(doc, "record", text="请办理。", scan=None, scan_pending="on")
        .status_code
        == 302
    )
    assert only(doc).scan_pending
    shown = text(Page(office.handler).open(doc))
    assert "扫描件待补" in shown
    assert "补确认" in shown


def test_oral_words_wait_for_their_confirmation(office: Office) -> None:
    doc = submitted(office)
    Page(office.clerk).send(doc, "record", text="请水利厅到现场。", kind="oral", scan=None)
    assert only(doc).unconfirmed
    assert "待书面确认" in text(Page(office.handler).open(doc))


def test_who_may_record(office: Office) -> None:
    doc = submitted(office)
    assert Page(office.clerk).get(doc, "record").status_code == 200
    assert Page(office.chief).get(doc, "record").status_code == 403
    other = submitted(office, leaders=[office.leader2])
    assert Page(fresh(office.secretary)).get(other, "record").status_code == 404  # not his leader's


def test_leaders_are_chosen_by_their_initials(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    shown = text(Page(office.clerk).get(doc, "record"))
    assert "zl 赵六" in shown
    assert "ls 李四" in shown


def test_a_second_person_checks_the_transcription(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=fresh(office.secretary), leader=office.leader, text="请水利厅阅处。")
    own, other = Page(fresh(office.secretary)), Page(office.clerk)
    shown = text(other.open(doc))
    assert "/do/check_record/?number=1" in shown
    assert "/do/check_record/" not in text(own.open(doc))
    assert other.send(doc, "check_record").status_code == 422  # not ticked
    assert other.send(doc, "check_record", number="7", compared="on").status_code == 422
    drawn = Form(text(other.get(doc, "check_record"))).fields
    answer = own.client.post(
        f"/documents/{doc.ref}/do/check_record/", {**drawn, "number": "1", "compared": "on"}
    )
    assert answer.status_code == 422  # he is not offered his own
    assert other.send(doc, "check_record", compared="on").status_code == 302
    assert only(doc).checked_by_name == office.clerk.name
    assert "陈三三 已核" in text(own.open(doc))
    assert "核对代录的批示" in text(own.open(doc, "?tab=log"))


def test_the_check_stands_beside_what_the_leader_wrote_on(office: Office) -> None:
    """The scan of the instruction the link names, not the incoming paper; unless another file is asked for."""
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    writer = Page(office.handler)
    for leader in (office.leader, office.leader2):
        sent = {"leader": str(leader.pk), "text": "请水利厅阅处。", "scan": scan(data=pdf(leader.name))}
        assert writer.send(doc, "record", **sent).status_code == 302
    first, second = Instruction.objects.filter(document=doc).order_by("number")
    other = Page(office.clerk)
    for row in (first, second):
        shown = other.get(doc, "check_record", f"?number={row.number}")
        assert shown.context["viewer"].file["id"] == row.scan_id
        assert Form(text(shown)).fields["number"] == str(row.number)
    assert other.get(doc, "check_record", "?number=9").context["viewer"].file["id"] == first.scan_id
    asked = other.get(doc, "check_record", f"?number={first.number}&file={second.scan_id}")
    assert asked.context["viewer"].file["id"] == second.scan_id


def test_a_leaders_own_words_need_no_check(office: Office) -> None:
    doc = submitted(office)
    Page(office.leader).press(doc, text="同意。")
    assert "/do/check_record/" not in text(Page(office.clerk).open(doc))


def test_a_deputy_of_two_leaders_chooses(office: Office) -> None:
    for principal in (office.leader, office.leader2):
        Delegation.objects.create(principal=principal, deputy=office.supervisor, since=SINCE, kinds=[])
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    page = Page(fresh(office.supervisor))
    for _ in range(2):
        assert page.press(doc, text="同意。").status_code == 302
    assert set(Instruction.objects.values_list("leader_name", flat=True)) == {"赵六", "李四"}
