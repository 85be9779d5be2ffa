"""The number of a paper and its dispatch: never before sign-off and recheck, one for one paper, and what answers what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from docflow.web.errors import BadInput, Faster, Incomplete
from documents.actions.answering import answered
from documents.models import Document
from documents.queries.open_matters import open_matters
from outgoing.actions import after, drafting, issuing, returning, signing, slots
from outgoing.actions.addressing import Entry as To
from outgoing.actions.addressing import replace_addressees
from outgoing.actions.content import refresh_content
from outgoing.models import Addressee, NumberSeries, NumberSlot, NumberYear, Outgoing
from outgoing.queries.lists import matching
from people.models import Unit
from tests.office import fresh, instructed, registered
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    dispatched,
    dispatching,
    drafted,
    numbering,
    printing,
    sealing,
    signing_,
    to,
)
from tests.outgoing.papers import again, drafted_before, entry, now, stale_print, voided
from workflow.clock import database_now
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import act


def of_last_year(d: Desk) -> Outgoing:
    """Signed on the last day of the year before."""
    paper = signing_(d)
    year = paper.drafted_at.year - 1
    paper = drafted_before(paper, (paper.drafted_at.date() - date(year, 12, 1)).days)
    paper = signing.sign(paper, by=d.o.leader2, signed_on=date(year, 12, 31)).subject
    return issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject


def reserved(d: Desk, year: int, *, series: NumberSeries | None = None) -> NumberSlot:
    return slots.take(
        series or d.series, year, by=d.o.chief, now=database_now(), paper=None, reason="会议公报留号"
    )


# -- the number --------------------------------------------------------------------------------------


def test_the_year_is_that_of_the_paper_s_date(d: Desk) -> None:
    paper = of_last_year(d)
    assert paper.document_date is not None
    year = paper.document_date.year
    assert issuing.number(paper, by=d.o.clerk).subject.number == f"江政办发〔{year}〕1号"
    assert printing(d).number == f"江政办发〔{year + 1}〕1号"
    assert printing(d).number == f"江政办发〔{year + 1}〕2号"
    assert printing(d, drafted(d, layout="letter")).number == f"江政办函〔{year + 1}〕1号"


def test_the_work_that_follows_shows_the_number(d: Desk) -> None:
    paper = printing(d)
    [task] = Task.objects.about(paper).open()
    assert (task.kind, task.number, task.title) == ("print", paper.number, paper.title)
    assert entry(paper, "number").data["number"] == paper.number


def test_a_reserved_number_is_taken_once_and_only_where_it_fits(d: Desk) -> None:
    paper = numbering(d)
    assert paper.document_date is not None
    year = paper.document_date.year
    slot, other = reserved(d, year), reserved(d, year - 1)
    letter = reserved(d, year, series=d.letters)
    for wrong in (other, letter):
        with pytest.raises(BadInput, match="不是本件适用的预留号"):
            issuing.number(paper, by=d.o.clerk, slot=wrong)
    done = issuing.number(paper, by=d.o.clerk, slot=slot).subject
    slot.refresh_from_db()
    assert (done.number, slot.status, slot.paper_id) == (slot.number, "used", paper.pk)
    with pytest.raises(BadInput, match="刚刚已被使用或作废，请另选"):
        issuing.number(numbering(d), by=d.o.clerk, slot=slot)
    assert printing(d).number == f"江政办发〔{year}〕2号"


@pytest.mark.parametrize("typed", ["江政办发〔2026〕99号", "99", "' OR 1=1", "٣", "9" * 30])
def test_a_number_typed_by_hand_is_refused(d: Desk, typed: str) -> None:
    paper = numbering(d)
    client = Client()
    client.force_login(d.o.clerk)
    sent = {"version": paper.version, "key": f"hand{typed[:9]}", "slot": typed}
    answer = client.post(f"/outgoing/{paper.ref}/do/number/", sent)
    assert answer.status_code == 422
    assert "字号由系统按顺序取，不能手填" in answer.content.decode()
    assert now(paper).number == ""


def test_one_number_for_one_paper_whatever_it_walks_through(d: Desk) -> None:
    """Sent to sign again, taken back, and the whole way once more: the number it got first."""
    paper = returning.take_back(again(d), by=d.drafter).subject
    number = paper.number
    paper = signing_(d, paper)
    paper = signing.sign(paper, by=d.o.leader2).subject
    paper = issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject
    assert (paper.state, paper.number) == ("printing", number)
    assert NumberSlot.objects.filter(paper=paper).count() == 1
    with pytest.raises(Faster, match="还不能编号"):
        issuing.number(paper, by=d.o.clerk)


def test_never_before_sign_off_and_recheck(d: Desk) -> None:
    """Neither by the act nor behind its back."""
    for paper in (signing_(d), numbering(d)):
        if paper.state == "signing":
            with pytest.raises(Faster, match="还不能编号"):
                issuing.number(paper, by=d.o.clerk)
            with pytest.raises(IntegrityError, match="outgoing_number_after_signing"), transaction.atomic():
                Outgoing.objects.filter(pk=paper.pk).update(
                    number="江政办发〔2026〕9号", numbered_on=date(2026, 1, 1)
                )
    with pytest.raises(IntegrityError, match="do not go back or change"), transaction.atomic():
        Outgoing.objects.filter(pk=printing(d).pk).update(number="江政办发〔2026〕9号")
    with pytest.raises(IntegrityError, match="not signed as it stands"), transaction.atomic():
        behind(stale_print(d), "sealing")
    with pytest.raises(IntegrityError, match="state_guard: drafting to numbering"), transaction.atomic():
        behind(drafted(d), "numbering")


def behind(paper: Outgoing, state: str) -> None:
    rows = Outgoing.objects.filter(pk=paper.pk)
    rows.update(state=state, version=paper.version + 1, entry_count=paper.entry_count + 1)


def test_a_voided_number_stays_void_with_the_reason(d: Desk) -> None:
    paper = voided(d)
    slot = NumberSlot.objects.get(paper=paper)
    assert (slot.status, slot.reason, slot.changed_by_name) == ("void", "内容有误", "吴十")
    assert paper.number == slot.number
    assert printing(d).number != slot.number
    with pytest.raises(IntegrityError, match="number_guard"), transaction.atomic():
        NumberSlot.objects.filter(pk=slot.pk).update(status="used")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        slot.delete()
    with pytest.raises(Incomplete, match="说明作废理由"):
        issuing.void(printing(d), by=d.o.chief, reason="  ")


def test_a_certified_year_or_no_series_gives_none(d: Desk) -> None:
    paper = numbering(d)
    printing(d)
    NumberYear.objects.filter(series=d.series).update(certified_at=database_now(), certified_by_name="吴十")
    with pytest.raises(Incomplete, match="已经封存"):
        issuing.number(paper, by=d.o.clerk)
    NumberSeries.objects.filter(pk=d.series.pk).update(is_active=False)
    with pytest.raises(Incomplete, match="没有适用于通知的编号规则，请处长在「发文字号」中设置"):
        issuing.number(paper, by=d.o.clerk)
    assert (now(paper).state, now(paper).number) == ("numbering", "")


@pytest.mark.parametrize(
    "typed", ["江政办发〔{y}〕1号", "江政办发{y} 1号", "江政办发[{y}]1", "江政办发（{y}）１号"]
)
def test_loose_typing_finds_it(d: Desk, typed: str) -> None:
    paper = printing(d)
    assert paper.document_date is not None
    found = matching(Outgoing.objects.all(), typed.format(y=paper.document_date.year))
    assert [p.pk for p in found] == [paper.pk]


# -- seal and dispatch -------------------------------------------------------------------------------


def rewritten(a: Any, copies: int) -> None:
    rows = Addressee.objects.filter(paper=a.subject)
    replace_addressees(a, [To(r.unit, r.name, r.relation, r.role, copies) for r in rows])
    refresh_content(a)


def test_as_many_are_stamped_as_are_sent_at_least(d: Desk) -> None:
    paper = sealing(d)
    with pytest.raises(BadInput, match="用印 11 份，多于印数 10"):
        issuing.lift_seal(paper, by=d.keeper, copies=11)
    with pytest.raises(BadInput, match="用印共 1 份，少于分发的 2 份；印数不够的请先「加印」1 份"):
        issuing.lift_seal(paper, by=d.keeper, copies=1, reason="缺纸")
    with pytest.raises(Incomplete, match="用印份数与印数不同，请说明原因"):
        issuing.lift_seal(paper, by=d.keeper, copies=8)
    done = issuing.lift_seal(paper, by=d.keeper, copies=8, reason="废两份")
    assert (done.subject.sealed, done.subject.sealed_by_name, done.entry.reason) == (8, "褚四四", "废两份")


def test_no_more_are_sent_than_were_stamped(d: Desk) -> None:
    paper = dispatching(d)
    act("addressees")(rewritten)(paper, by=d.o.clerk, copies=6)
    with pytest.raises(Incomplete, match="要发 12 份，只用印 10 份；请先「加印」2 份，或改分发份数"):
        issuing.dispatch(paper, by=d.o.clerk, channel="exchange")
    act("addressees")(rewritten)(paper, by=d.o.clerk, copies=5)
    done = issuing.dispatch(paper, by=d.o.clerk, channel="exchange")
    assert done.said == "已发 2 个单位、10 份，等候签收。"


def test_without_addressees_nothing_is_printed(d: Desk) -> None:
    paper = printing(
        d, drafted(d, kind="announcement", title="江东省人民政府办公厅关于有关事项的公告", main=[])
    )
    with pytest.raises(Incomplete, match="没有分发单位，请拟稿人或文书在「分发单位」中填写"):
        issuing.print_run(paper, by=d.o.clerk, copies=5)


NOBODY = "没有分发单位，请拟稿人或文书在「分发单位」中填写。"


def pressed(who: Any, paper: Outgoing, verb: str, **typed: str) -> Any:
    """His form of this verb, sent as the page drew it but for what he typed."""
    client = Client()
    client.force_login(fresh(who))
    address = f"/outgoing/{paper.ref}/do/{verb}/"
    drawn = client.get(address).context["form"]
    key = drawn["key"].value() if drawn is not None else ""
    return client.post(address, {"key": key, "version": now(paper).version, **typed})


def test_a_list_emptied_after_printing_is_filled_in_before_it_is_dispatched(d: Desk) -> None:
    """Whoever empties it before the seal changes what was signed: it is neither stamped nor dispatched, goes to its signer
    once more, and at the printing the desk reads who fills the list in."""
    paper = sealing(
        d,
        drafted(d, kind="announcement", title="江东省人民政府办公厅关于有关事项的公告", main=[to(d.o.unit)]),
    )
    assert pressed(d.o.clerk, paper, "addressees", main="", cc="", internal="").status_code == 302
    assert not Addressee.objects.filter(paper=paper).exists()
    with pytest.raises(Incomplete, match="签发后文稿有改动，须先送 李四 重新签发"):
        issuing.lift_seal(now(paper), by=d.keeper, copies=10)
    signing.resign(now(paper), by=d.drafter)
    signing.sign(now(paper), by=d.o.leader2, checked=CHECKED)
    issuing.recheck(now(paper), by=d.o.deputy, checked=RECHECKED)
    refused = pressed(d.o.clerk, paper, "print_run", copies="10")
    assert (refused.status_code, now(paper).state) == (409, "printing")
    assert NOBODY in refused.content.decode()


def test_without_addressees_nothing_is_dispatched(d: Desk) -> None:
    """No act empties the list of a stamped paper; where its rows are gone all the same, it stays where it is."""
    paper = dispatching(d)
    refused = pressed(d.o.clerk, paper, "addressees", main="", cc="", internal="")
    assert refused.status_code == 409
    assert "已印制用印，主送、抄送单位不能再改" in refused.content.decode()
    assert Addressee.objects.filter(paper=paper).count() == 2
    Addressee.objects.filter(paper=paper).delete()
    refused = pressed(d.o.clerk, paper, "dispatch", channel="exchange")
    assert refused.status_code == 409
    assert NOBODY in refused.content.decode()
    with pytest.raises(Incomplete, match=NOBODY):
        issuing.dispatch(now(paper), by=d.o.clerk, channel="exchange")
    assert (now(paper).state, now(paper).dispatched_at) == ("dispatching", None)
    assert [t.kind for t in Task.objects.about(paper).open()] == ["dispatch"]


def test_dispatched_it_waits_for_receipts(d: Desk) -> None:
    paper = dispatched(d)
    rows = list(Addressee.objects.filter(paper=paper).values_list("receipt", "channel", "sent_at"))
    assert rows == [("sent", "exchange", paper.dispatched_at)] * 2
    assert [t.kind for t in Task.objects.about(paper).open().filter(lane="main")] == ["receipts"]
    with pytest.raises(Faster):
        issuing.void(paper, by=d.o.chief, reason="晚了")


# -- what it answers ---------------------------------------------------------------------------------


def reply(d: Desk, asked: Document) -> Outgoing:
    sender = Unit.objects.get(pk=asked.source_id)
    title = f"江东省人民政府办公厅关于{asked.title[:12]}的批复"
    return drafted(d, kind="reply", layout="letter", title=title, answers=asked, main=[to(sender)])


def test_a_reply_and_what_it_answers_know_each_other(d: Desk) -> None:
    asked = registered(d.o)
    paper = reply(d, asked)
    asked.refresh_from_db()
    assert (paper.answers, asked.answer_ref, asked.answer_number) == (asked, paper.ref, "")
    paper = dispatched(d, paper)
    asked.refresh_from_db()
    assert (asked.answer_ref, asked.answer_number, asked.reply_note) == (
        paper.ref,
        paper.number,
        paper.number,
    )
    verbs = Entry.objects.filter(subject_kind="document", subject_pk=asked.pk).values_list("verb", flat=True)
    assert list(verbs.order_by("seq"))[-2:] == ["answered", "answered"]
    assert list(differences(Document)) == list(differences(Outgoing)) == []


def test_the_dispatched_reply_lets_the_incoming_paper_close(d: Desk) -> None:
    asked = instructed(d.o)
    paper = reply(d, asked)
    assert lacking(asked)
    dispatched(d, paper)
    assert not lacking(asked)


def lacking(doc: Document) -> list[str]:
    """What closing asks for of a reply."""
    return [
        line for line in open_matters(Document.objects.get(pk=doc.pk)) if "答复" in line or "复文" in line
    ]


@pytest.mark.parametrize("end", ["withdrawn", "voided"])
def test_a_reply_given_up_leaves_the_incoming_paper_to_another(d: Desk, end: str) -> None:
    asked = registered(d.o)
    paper = reply(d, asked)
    if end == "voided":
        issuing.void(printing(d, paper), by=d.o.chief, reason="有误")
    else:
        drafting.withdraw(paper, by=d.drafter, reason="另行答复")
    asked.refresh_from_db()
    assert (asked.answer_ref, asked.answer_number) == ("", "")
    other = reply(d, asked)
    asked.refresh_from_db()
    assert asked.answer_ref == other.ref


@pytest.mark.parametrize("make", [lambda d, paper: paper, dispatched])
def test_a_second_reply_waits_until_the_first_is_given_up(d: Desk, make: Callable[..., Outgoing]) -> None:
    asked = registered(d.o)
    first = make(d, reply(d, asked))
    with pytest.raises(
        BadInput, match=f"已在拟复文：{first.name}（拟稿人 冯二二）；要另拟的，请先撤稿或作废那一件"
    ):
        reply(d, asked)
    asked.refresh_from_db()
    assert (asked.answer_ref, asked.answer_number) == (first.ref, first.number)
    with pytest.raises(BadInput, match="刚有人拟了复文"):
        answered(asked, by=d.drafter, ref="another", number="", title="另一件")


def test_a_recalled_reply_gives_way_when_the_next_is_dispatched(d: Desk) -> None:
    asked = registered(d.o)
    first = after.recall(dispatched(d, reply(d, asked)), by=d.o.chief, reason="有误").subject
    second = reply(d, asked)
    asked.refresh_from_db()
    assert asked.answer_ref == first.ref
    dispatched(d, second)
    asked.refresh_from_db()
    assert (asked.answer_ref, asked.answer_number) == (second.ref, now(second).number)


def test_nobody_answers_what_he_may_not_see(d: Desk) -> None:
    asked = registered(d.o, work_secret=True)
    who = fresh(d.keeper)
    with pytest.raises(BadInput, match="没有这件来文，或您无权查看"):
        drafted(d, by=who, kind="reply", answers=asked)
