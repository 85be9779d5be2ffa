"""What is printed of the issuing organ is part of what was signed: it stays while signed papers are not yet sent."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.web.errors import BadInput
from outgoing.actions import route, signing
from outgoing.actions.content import rehash
from outgoing.actions.organs import save_organ
from outgoing.models import NumberBook, Organ, Outgoing
from outgoing.queries.agreed import not_agreed
from outgoing.queries.original import as_original
from tests.outgoing.desk import (
    CHECKED,
    Desk,
    dispatched,
    dispatching,
    drafted,
    make_desk,
    sent,
    signed,
    signing_,
    text,
)
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def change(d: Desk, **fields: Any) -> Any:
    """The organ as its form would send it, with these fields."""
    organ = Organ.objects.get(pk=d.organ.pk)
    for name, value in fields.items():
        setattr(organ, name, value)
    return save_organ(NumberBook.the(), by=d.o.chief, organ=organ, rules=[])


def again(paper: Outgoing) -> Outgoing:
    return Outgoing.objects.get(pk=paper.pk)


@pytest.mark.parametrize("field", ["name", "letterhead", "mark", "printed_by"])
def test_what_is_printed_stays_while_a_signed_paper_is_not_sent(desk: Desk, field: str) -> None:
    paper, other = signed(desk), dispatching(desk)
    with pytest.raises(BadInput, match="还有 2 件") as refused:
        change(desk, **{field: "江东省人民政府"})
    assert other.number in str(refused.value)
    assert getattr(Organ.objects.get(pk=desk.organ.pk), field) != "江东省人民政府"
    change(desk, short_name="办公厅", order=3)  # neither is printed
    assert not again(paper).is_stale


def test_one_of_two_signatures_is_enough(desk: Desk) -> None:
    paper = signing_(desk, signers=[desk.o.leader2.pk, desk.o.leader.pk])
    change(desk, printed_by="省政府办公厅文电处")
    signing.sign(again(paper), by=desk.o.leader2, checked=CHECKED)
    with pytest.raises(BadInput, match="还有 1 件"):
        change(desk, printed_by="省政府办公厅")


def test_unsigned_papers_carry_the_new_words_and_keep_their_answers(desk: Desk) -> None:
    gone, draft = dispatched(desk), drafted(desk)
    paper = sent(desk, units=[desk.o.unit.pk, desk.o.unit2.pk])
    route.countersign(paper, by=desk.o.unit_clerk, result="agreed")
    before = again(paper).content_hash
    done = change(desk, letterhead="江东省人民政府文件")
    assert {ref for ref, _old, _new in done.entry.data["papers"]} == {draft.ref, paper.ref}
    assert again(paper).content_hash != before
    assert [unit.pk for unit in not_agreed(again(paper))] == [desk.o.unit2.pk]
    assert not again(gone).is_stale
    assert list(differences(Outgoing)) == []
    assert not signed(desk, again(draft)).is_stale


def test_a_group_stands_in_the_paper_by_its_name(desk: Desk) -> None:
    paper = drafted(desk, words=text("现将有关事项通知如下。"))
    before = again(paper).content_hash
    paper.addressees.update(text="各有关厅局")
    assert as_original(paper).main_to == "各有关厅局"
    rehash(paper)
    assert paper.content_hash != before
    paper.addressees.filter(order=1).update(text="")
    assert as_original(paper).main_to == "江东省水利厅、各有关厅局"
