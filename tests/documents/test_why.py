"""'Why can't I?' names what stands in the way, who can, and what comes next (row 99)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from docflow.web.errors import Refusal
from documents.actions.instruct import record
from documents.actions.reading import read
from documents.models import Document
from documents.queries.known import known
from documents.rules.verbs import VERBS, offer
from documents.rules.why import names
from people.models import Person
from tests.documents.page.browser import Page, text
from tests.office import Office, circulating, fresh, handling, make_office, registered, reviewing, submitted
from workflow.models import Task


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def why(code: str, who: Person, doc: Document) -> str:
    return offer(code, fresh(who).hats, known(doc)).why_not


def test_who_has_it_and_what_next(office: Office) -> None:
    doc = reviewing(office)
    assert why("approve", office.clerk, doc) == "这一步由吴十办理；需要时请与其联系，或请其转办给您。"
    assert why("approve", office.chief, doc) == ""
    assert why("assign", office.handler, doc) == "本件现在是「审核」，在吴十手里，还不能交办。"
    assert why("void", office.clerk, doc) == "「作废」由处长、副处长办理，您没有这个职务。"
    assert why("countersign", office.deputy, doc) == "现在没有等您会签的事项。"


def test_a_closed_paper_says_the_way_back(office: Office) -> None:
    doc = registered(office)
    doc.state = "closed"
    assert "请处长重新办理" in why("urge", office.clerk, doc)


def test_a_paper_that_went_back_or_is_void_says_what_next(office: Office) -> None:
    doc = registered(office)
    doc.state = "returned"
    assert why("reopen", office.chief, doc) == "本件已退来文单位，不能再重新办理；来文单位重报后另行登记。"
    doc.state = "voided"
    assert why("reopen", office.chief, doc) == "本件已作废，不能再重新办理；确需办理，请重新登记。"


def test_a_reader_who_has_read_is_told_when(office: Office) -> None:
    doc = circulating(office)
    read(doc, by=fresh(office.leader2))
    at = timezone.localtime(Task.objects.get(subject_pk=doc.pk, kind="read", status="done").done_at)
    says = f"您已于 {at:%m-%d %H:%M} 阅过"
    with pytest.raises(Refusal, match=says):
        read(doc, by=fresh(office.leader2))
    assert says in text(Page(office.leader2).get(doc, "read"))


def test_who_has_done_it_himself_is_told_when(office: Office) -> None:
    doc = submitted(office)
    assert "办过这一步，现在没有等您「同意并送出」的事项。" in text(Page(office.chief).get(doc, "approve"))
    assert "办过这一步" not in text(Page(office.deputy).get(doc, "approve"))


def test_what_is_recorded_is_not_to_be_recorded_again(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=fresh(office.secretary), leader=office.leader, text="请办。")
    again = text(Page(office.secretary).get(doc, "record"))
    assert "赵六的批示已于 " in again
    assert "您没有这个职务" not in again
    assert why("record", office.clerk, Document.objects.get(pk=doc.pk)) == "现在没有等您代录批示的事项。"


def test_no_refusal_is_bare(office: Office) -> None:
    for doc in (registered(office), reviewing(office), handling(office)):
        for code in VERBS:
            for who in (office.clerk, office.leader2, office.outsider):
                sentence = why(code, who, doc)
                assert not sentence or len(sentence) > 10, (code, sentence)


def test_many_names_are_three() -> None:
    assert names(["甲", "乙", "甲"]) == "甲、乙"
    assert names(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等 4 人"
