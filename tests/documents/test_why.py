"""'Why can't I?' names what stands in the way, who can, and what comes next (row 99)."""

from __future__ import annotations

import pytest

from documents.models import Document
from documents.rules.verbs import VERBS, offer
from documents.rules.why import names
from people.models import Person
from tests.office import Office, fresh, handling, make_office, registered, reviewing
from workflow.models import Task


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def why(code: str, who: Person, doc: Document) -> str:
    return offer(code, fresh(who).hats, doc.state, Task.objects.about(doc).live()).why_not


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


def test_no_refusal_is_bare(office: Office) -> None:
    for doc in (registered(office), reviewing(office), handling(office)):
        for code in VERBS:
            for who in (office.clerk, office.leader2, office.outsider):
                sentence = why(code, who, doc)
                assert not sentence or len(sentence) > 10, (code, sentence)


def test_many_names_are_three() -> None:
    assert names(["甲", "乙", "甲"]) == "甲、乙"
    assert names(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等 4 人"
