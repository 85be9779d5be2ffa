"""拟办 and 拟退文 through the page."""

from __future__ import annotations

from typing import Any

import pytest

from documents.actions.review import give_back
from documents.forms.propose import ProposeForm, ProposeReturnForm
from documents.models import Document, Draft, Proposal, ReaderGroup, ReturnSlip
from documents.rules.phrases import SHIPPED
from documents.rules.returns import BASIS
from documents.words import ReturnCode
from people.models import Delegation
from tests.documents.page.browser import Page, text
from tests.documents.sheets.test_handling_sheet import words as words_of
from tests.office import SINCE, Office, appoint, fresh, make_office, registered, reviewing
from workflow.models import Task


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


GOOD = {"text": "拟转{主办}牵头，会同{协办}落实，{日期}前报结果，请{领导}阅示。", "lead_unit": "省水利厅", "co_units": "省财政厅、",
        "leaders": "赵六、李四", "readers": "陶七八", "due": "+5"}  # fmt: skip


def newest(doc: Document) -> Proposal:
    return Proposal.objects.get(document=doc, latest=True)


def test_blanks_are_filled_from_what_was_picked(office: Office) -> None:
    doc = registered(office)
    assert Page(office.handler).press(doc, **GOOD).status_code == 302
    made = newest(doc)
    assert made.text.startswith("拟转省水利厅牵头，会同省财政厅落实，")
    assert made.text.endswith("前报结果，请赵六、李四同志阅示。")
    assert "{" not in made.text
    assert made.leader_ids == [office.leader.pk, office.leader2.pk]
    assert made.reader_ids == [office.secretary.pk]
    assert list(made.co_units.all()) == [office.unit2]
    assert made.limit_text == "+5"
    doc = Document.objects.get(pk=doc.pk)
    assert doc.due_source == "经办人填写"
    assert Task.objects.about(doc).open().get(lane="main").holder == office.chief.principal


def test_the_review_goes_to_the_chief_unless_another_is_chosen(office: Office) -> None:
    doc = registered(office)
    Page(office.handler).press(doc, **GOOD, reviewer=str(office.deputy.pk))
    assert Task.objects.about(doc).open().get(lane="main").holder == office.deputy.principal


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "请"),
        ({"text": "拟转{主办}办理，{依据}。"}, "还有空白未填：{依据}"),
        ({"lead_unit": "没有这个厅"}, "没有「没有这个厅」"),
        ({"lead_unit": "省水利厅、省财政厅"}, "只能填一个"),
        ({"leaders": "张外人"}, "没有「张外人」"),
        ({"due": "0101x"}, ""),
        ({"due": "-3"}, ""),
        ({"reviewer": "999999"}, ""),
        ({"reviewer": "²"}, ""),
        ({"route_mode": "zigzag"}, ""),
        ({"version": "x"}, ""),
        ({"text": "长" * 5000}, "4000"),
    ],
)
def test_bad_input_stays_in_the_form(office: Office, wrong: dict[str, str], says: str) -> None:
    doc = registered(office)
    page = Page(office.handler)
    drawn = page.open(doc)
    answer = page.post(drawn, **{**GOOD, **wrong})
    assert answer.status_code == 422
    shown = text(answer)
    assert says in shown
    assert "赵六、李四" in shown or "leaders" in wrong
    assert not Proposal.objects.filter(document=doc).exists()


def test_what_the_act_refuses_is_listed_and_nothing_is_lost(office: Office) -> None:
    doc = registered(office)
    answer = Page(office.handler).press(doc, text="拟办。", co_units="省财政厅")
    assert answer.status_code == 409
    shown = text(answer)
    assert "请选择主办单位、阅批领导或传阅人员中的至少一项" in shown
    assert "有协办单位时必须有一个主办单位" in shown
    assert "省财政厅" in shown


def test_readers_come_in_groups_too(office: Office) -> None:
    """As 传阅 takes them; the words that go with the paper are the proposer's, not the chief's who approved."""
    group = ReaderGroup.objects.create(owner=office.handler, name="厅领导")
    group.persons.set([office.leader, office.leader2])
    doc = registered(office, kind="report", category="reading")
    sent = {
        **GOOD,
        "text": "拟送阅。",
        "lead_unit": "",
        "co_units": "",
        "leaders": "",
        "readers": "厅领导、何明远",
    }
    assert Page(office.handler).press(doc, **sent).status_code == 302
    Page(office.chief).press(doc, opinion="同意。")
    given = Task.objects.about(doc).filter(lane="circulation")
    assert {t.holder_name for t in given} == {"赵六", "李四", "何明远"}
    assert {t.given_by_name for t in given} == {"冯二二"}
    shown = text(Page(office.head).open(doc))
    assert "冯二二：拟送阅。" in shown
    assert "吴十：拟送阅。" not in shown


def test_a_unit_is_named_by_the_initials_it_has_in_its_own_town(office: Office) -> None:
    doc = registered(office)
    assert Page(office.handler).press(doc, **{**GOOD, "lead_unit": "slt"}).status_code == 302
    assert Proposal.objects.get(document=doc).lead_unit == office.unit


def test_an_urgent_paper_must_say_by_when(office: Office) -> None:
    doc = registered(office, urgency="urgent")
    assert (
        Page(office.handler).press(doc, **{**GOOD, "due": "", "text": "拟转省水利厅办理。"}).status_code
        == 422
    )
    assert Page(office.handler).press(doc, **{**GOOD, "due": "+2"}).status_code == 302


def test_the_author_is_never_offered_as_reviewer(office: Office) -> None:
    appoint(office.handler, office.section, "section_chief", 8)
    doc = registered(office)
    page = Page(fresh(office.handler))
    shown = text(page.open(doc))
    select = shown[shown.index('name="reviewer"') :].split("</select>")[0]
    assert office.handler.name not in select
    assert page.press(doc, **GOOD, reviewer=str(office.handler.pk)).status_code == 422


def test_straight_back_goes_to_who_returned_it(office: Office) -> None:
    doc = reviewing(office, reviewer=office.deputy)
    give_back(doc, by=office.deputy, reason="请核。", straight=True)
    page = Page(office.handler)
    shown = text(page.open(doc))
    select = shown[shown.index('name="reviewer"') :].split("</select>")[0]
    assert office.deputy.name in select
    assert office.chief.name not in select
    assert "请核。" in shown
    assert page.press(doc, **GOOD).status_code == 302
    assert Task.objects.about(doc).open().get(lane="main").holder == office.deputy.principal
    doc.refresh_from_db()
    assert doc.straight_to == ""


def test_what_came_back_is_mended_not_written_anew(office: Office) -> None:
    doc = registered(office)
    page = Page(office.handler)
    page.press(doc, **GOOD)
    doc = give_back(Document.objects.get(pk=doc.pk), by=office.chief, reason="请核。").subject
    form = ProposeForm(doc=doc, person=office.handler)
    shown = {name: form[name].value() for name in GOOD}
    assert shown == {**GOOD, "text": newest(doc).text, "co_units": "省财政厅"}
    assert newest(doc).text in text(page.open(doc))
    assert form["reviewer"].value() == str(office.chief.pk)
    back = ProposeReturnForm(doc=doc, person=office.handler)
    assert not back["text"].value()


def test_walking_the_way_again_chooses_anew(office: Office) -> None:
    doc = reviewing(office, reviewer=office.deputy)
    give_back(doc, by=office.deputy, reason="请核。")
    assert Page(office.handler).press(doc, **GOOD).status_code == 302
    assert Task.objects.about(doc).open().get(lane="main").holder == office.chief.principal


def test_a_draft_comes_back_and_goes_with_the_act(office: Office) -> None:
    doc = registered(office)
    page = Page(office.handler)
    page.client.post(
        f"/documents/drafts/propose-{doc.ref}/",
        {"text": "拟转水利厅草稿", "lead_unit": "省水利厅", "version": "9"},
    )
    shown = text(page.open(doc))
    assert "拟转水利厅草稿" in shown
    assert "已恢复上次未送出的草稿" in shown
    assert page.press(doc, **GOOD).status_code == 302
    assert not Draft.objects.exists()


def test_templates_and_wordings_are_offered(office: Office) -> None:
    shown = text(Page(office.handler).open(registered(office)))
    for stock in SHIPPED["propose"]:
        assert stock.label in shown
    assert 'data-phrase="请{领导}阅知。"' in shown
    assert "直接答复云川市政府" in shown  # the sender is known


def test_returning_to_the_sender_with_coded_reasons(office: Office) -> None:
    doc = registered(office)
    page = Page(office.handler)
    drawn = text(page.get(doc, "propose_return"))
    for code in ReturnCode:
        assert str(code.label) in drawn
        assert BASIS[code.value] in drawn
    assert page.send(doc, "propose_return", text="缺会签。").status_code == 422  # no reason ticked
    assert page.send(doc, "propose_return", text="缺会签。", codes=["R99"]).status_code == 422
    answer = page.send(
        doc,
        "propose_return",
        codes=["R06", "R11"],
        text="{来文单位}未附会签意见，不符合{依据}。",
        advice="请会签。",
    )
    assert answer.status_code == 302
    made = newest(doc)
    assert made.return_codes == ["R06", "R11"]
    assert made.text.startswith("云川市政府未附会签意见，不符合《条例》第十九条")
    doc = Document.objects.get(pk=doc.pk)
    shown = text(Page(office.chief).open(doc))
    assert "云川市政府（退文）" in shown
    assert Page(office.chief).press(doc, opinion="同意退文。").status_code == 302
    slip = words_of(page.client.get(f"/documents/{doc.ref}/return-slip/").content)
    for words in ("退文单", doc.receipt_no, "云川市人民政府", "R06", "R11", "实务惯例", "请会签。", office.handler.name,
                  office.chief.name, "对方签收", "重报件"):  # fmt: skip
        assert words in slip, words
    assert ReturnSlip.objects.get(document=doc).advice == "请会签。"
    assert "打印退文单" in text(page.open(doc))


def test_no_slip_before_it_is_returned(office: Office) -> None:
    assert (
        Page(office.clerk).client.get(f"/documents/{registered(office).ref}/return-slip/").status_code == 404
    )


def test_whoever_has_not_this_step_is_told_why_and_what_next(office: Office) -> None:
    doc = registered(office)
    answer = Page(office.chief).get(doc, "propose")
    assert answer.status_code == 403
    shown = text(answer)
    assert "现在不能送审" in shown
    assert office.handler.name in shown
    assert "返回公文" in shown
    assert Page(office.chief).client.post(f"/documents/{doc.ref}/do/propose/", {"version": doc.version, "key": "k", **GOOD,
                                          "reviewer": str(office.deputy.pk), "route_mode": "sequential"}).status_code == 403  # fmt: skip


def test_a_deputy_proposes_for_the_handler_with_both_names(office: Office) -> None:
    Delegation.objects.create(principal=office.handler, deputy=office.clerk2, since=SINCE, kinds=[])
    doc = registered(office)
    assert Page(fresh(office.clerk2)).press(doc, **GOOD).status_code == 302
    assert "<b>陈小四 代 冯二二</b>" in text(Page(office.chief).open(doc))
