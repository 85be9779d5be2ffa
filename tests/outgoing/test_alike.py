"""A draft that says something else than the register is not sent; what is printed comes from the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from docflow.web.errors import Incomplete
from outgoing.actions import issuing, texts
from outgoing.actions.addressing import Entry
from outgoing.models import Outgoing
from outgoing.queries.original import as_original, unlike
from outgoing.queries.plan import missing
from outgoing.rules.alike import (
    annex_name,
    full_day,
    same_names,
    same_note,
    same_organs,
    same_signature,
    same_title,
)
from outgoing.views.new import _opening
from tests.outgoing.desk import RECHECKED, Desk, drafted, numbering, printing, sent, signed, text, to
from tests.outgoing.papers import drafted_before, now, scan


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


TODAY = timezone.localdate()
EXPECTED = written(TODAY + timedelta(days=1))  # the day on which the drafter thinks it will be signed
WATER, MONEY = ("江东省水利厅", "", "省水利厅"), ("江东省财政厅", "", "省财政厅")
CITIES = [(f"{name}市人民政府", "各市、县（市、区）人民政府", f"{name}市政府") for name in ("云川", "临湖")]


@pytest.mark.parametrize(("said", "rows"), [
    ("江东省水利厅、江东省财政厅", (WATER, MONEY)),
    ("省财政厅，省水利厅：", (WATER, MONEY)),
    ("省水利厅和 江东省财政厅", (WATER, MONEY)),
    ("各市、县(市、区)人民政府，省水利厅", (*CITIES, WATER)),
    ("云川市人民政府、临湖市政府", CITIES),
    ("市人民政府", CITIES[:1]),
    ("广州市水利局", (("广州市水利局", "", ""),)),
])  # fmt: skip
def test_the_same_organs_by_other_names(said: str, rows: Any) -> None:
    assert same_organs(said, rows)


@pytest.mark.parametrize(("said", "rows"), [
    ("省水利厅", (WATER, MONEY)), ("省水利厅、省财政厅、省教育厅", (WATER, MONEY)), ("各有关单位", (WATER, MONEY)),
    ("省水利厅水库处", (WATER,)), ("各市、县（市、区）人民政府", (*CITIES, WATER)), ("省水利厅", ()),
    ("北原省水利厅", (WATER,)),
])  # fmt: skip
def test_other_organs(said: str, rows: Any) -> None:
    assert not same_organs(said, rows)


def test_names_of_annexes_and_notes() -> None:
    assert same_names(["《方案》", "经费 测算表"], ["方案", "经费测算表"])
    assert not same_names(["方案", "经费测算表"], ["经费测算表", "方案"])
    assert not same_names(["方案"], [])
    assert same_note("联系人：冯二二，联系电话：0900-0000001", "联系人：冯二二 0900-0000001")
    assert not same_note("此件不公开", "此件公开发布")
    names = ("附件1：方案", "附件 2 方案", "1. 方案", "附件-方案", "方案")
    assert {annex_name(name) for name in names} == {"方案"}
    assert [annex_name(n) for n in ("附件", "附件目录", "3.5公里范围")] == ["附件", "附件目录", "3.5公里范围"]


OFFICE = "江东省人民政府办公厅"
TITLE = f"{OFFICE}关于做好汛期工作的通知"


@pytest.mark.parametrize("said", [
    TITLE, "关于做好汛期工作的通知", "关于做好 汛期工作的通知", "省人民政府办公厅关于做好汛期工作的通知",
    f"{TITLE}（送审稿）", f"{TITLE}(征求意见稿)", f"{TITLE}。", "江东省水利厅江东省人民政府办公厅关于做好汛期工作的通知",
])  # fmt: skip
def test_the_same_title(said: str) -> None:
    assert same_title(said, TITLE, [OFFICE, "江东省水利厅"])
    assert same_title(TITLE, said, [OFFICE, "江东省水利厅"])


@pytest.mark.parametrize("said", [
    "关于做好汛期工作的通告", f"{TITLE}（试行）", "关于做好汛期防御工作的通知", "江东省财政厅关于做好汛期工作的通知",
    "关于做好2026年汛期工作的通知", "", OFFICE,
])  # fmt: skip
def test_another_title(said: str) -> None:
    assert not same_title(said, TITLE, [OFFICE])


def test_titles_that_differ_in_a_figure_or_a_name_inside_quotes_are_two() -> None:
    assert not same_title("关于印发第1批名单的通知", "关于印发第2批名单的通知", [OFFICE])
    assert same_title("关于印发《管理办法》的通知", "关于印发管理办法的通知", [OFFICE])
    assert same_title(f"转发{OFFICE}意见的通知", f"转发{OFFICE}意见的通知", [OFFICE])


@pytest.mark.parametrize(("said", "same"), [
    ((OFFICE,), True), (("省人民政府办公厅",), True), (("省政府办公厅",), True), ((f"{OFFICE}（印章）",), True),
    ((f"{OFFICE}（盖章）",), True), (("江东省水利厅",), False), ((OFFICE, "江东省水利厅"), False), (("办公厅",), False),
])  # fmt: skip
def test_the_same_signature(said: tuple[str, ...], same: bool) -> None:
    assert same_signature(said, [(OFFICE, "省政府办公厅")]) is same


def test_both_organs_of_a_joint_paper_sign_in_any_order() -> None:
    both = [(OFFICE, "省政府办公厅"), ("江东省水利厅", "省水利厅")]
    assert same_signature(("江东省水利厅", OFFICE), both)
    assert not same_signature((OFFICE,), both)


@pytest.mark.parametrize(("said", "day"), [
    ("2026年3月5日", date(2026, 3, 5)), ("2026 年 3 月 5 日", date(2026, 3, 5)), ("2026-03-05", date(2026, 3, 5)),
    ("二〇二六年三月五日", date(2026, 3, 5)), ("二○二六年十二月三十一日", date(2026, 12, 31)), ("2026.10.20", date(2026, 10, 20)),
    ("二〇二六年十月二十日", date(2026, 10, 20)), ("二零二六年十一月十日", date(2026, 11, 10)), ("二〇二六年一月二十九日", date(2026, 1, 29)),
    ("2026年3月", None), ("2026年3月　日", None), ("", None), ("2026年2月30日", None), ("2026年X月X日", None),
])  # fmt: skip
def test_a_whole_day(said: str, day: date | None) -> None:
    assert full_day(said) == day


def ended(*names: str, day: str = EXPECTED) -> tuple[str, ...]:
    return ("现通知如下。", "请认真贯彻落实。", *(names or (OFFICE,)), day)


def test_title_and_signature_of_the_text_are_compared(d: Desk) -> None:
    assert (
        said(
            drafted(d, title=TITLE, words=text("关于做好汛期工作的通知", "各有关方面要高度重视。", *ended()))
        )
        == ""
    )
    paper = drafted(
        d, title=TITLE, words=text("关于做好春耕工作的通知", "各有关方面要高度重视。", *ended("江东省水利厅"))
    )
    assert f"文稿里的标题与栏目不一致（文稿：关于做好春耕工作的通知；栏目：{TITLE}）" in said(paper)
    assert f"文稿里的落款与发文机关不一致（文稿：江东省水利厅；发文机关：{OFFICE}）" in said(paper)
    with pytest.raises(Incomplete) as refused:
        sent(d, now(paper))
    assert len(refused.value.reasons) == 2


@pytest.mark.parametrize("words", [
    ("为做好汛期工作，现通知如下。", "请认真贯彻落实。"),  # the body alone
    ("现将有关事项通知如下：", "一、提高认识", "（一）加强领导"),
    ("一、总体要求", "按照省委、省政府部署。", "特此通知。"),
    ("省水利厅、省财政厅：", "现通知如下。", "特此通知。"),
    ("现通知如下。", OFFICE, "2026年11月　日"),  # a day left open
    ("现通知如下。", "联系人：冯二二，联系电话：0900-0000001"),
])  # fmt: skip
def test_what_a_text_does_not_say_is_not_compared(d: Desk, words: tuple[str, ...]) -> None:
    assert said(drafted(d, title=TITLE, words=text(*words))) == ""


def test_an_order_is_signed_by_a_person(d: Desk) -> None:
    words = text("现公布《办法》，自公布之日起施行。", "省长　李四", EXPECTED)
    assert (
        said(drafted(d, kind="order", layout="order", title="江东省人民政府办公厅令", main=[], words=words))
        == ""
    )


def test_a_day_before_the_text_was_there_cannot_become_true(d: Desk) -> None:
    early = written(TODAY - timedelta(days=2))
    paper = drafted(d, words=text(*ended(day=early)))
    assert said(paper).startswith(f"文稿里的成文日期早于存稿日期（文稿：{early}；存稿：")
    assert said(drafted_before(paper, 2)) == ""  # saved on that very day
    assert said(drafted(d, words=text(*ended()))) == ""


def test_the_day_is_that_of_the_signature(d: Desk) -> None:
    """Known once it is signed; a text that was changed since waits for another signature and another day."""
    paper = signed(d, drafted(d, words=text(*ended(day=written(TODAY)))))
    assert said(paper) == ""
    paper = signed(d, drafted(d, words=text(*ended())))
    assert f"文稿里的成文日期与签发日期不一致（文稿：{EXPECTED}；签发：{written(TODAY)}）" in said(paper)
    with pytest.raises(Incomplete, match="成文日期与签发日期不一致.*删去文稿里的落款和日期.*重新签发"):
        issuing.recheck(now(paper), by=d.o.deputy, checked=RECHECKED)
    assert now(paper).state == "rechecking"
    texts.save(now(paper), by=d.drafter, text=text("现通知如下。"))
    assert said(paper) == ""


def renamed(d: Desk, paper: Outgoing) -> Outgoing:
    """The organ was renamed after it was signed: the text still has its former name."""
    d.organ.name = d.organ.short_name = d.organ.mark = d.organ.letterhead = "江东省人民政府秘书厅"
    d.organ.save()
    return now(paper)


@pytest.mark.parametrize(("make", "act"), [
    (signed, lambda p, d: issuing.recheck(p, by=d.o.deputy, checked=RECHECKED)),
    (numbering, lambda p, d: issuing.number(p, by=d.o.clerk)),
    (printing, lambda p, d: issuing.print_run(p, by=d.o.clerk, copies=10)),
], ids=["recheck", "number", "print_run"])  # fmt: skip
def test_it_is_asked_again_before_it_is_issued(d: Desk, make: Any, act: Any) -> None:
    day = written(TODAY)
    paper = make(d, drafted(d, words=text(*ended(day=day))))
    good = make(d, drafted(d, words=text("现通知如下。")))
    with pytest.raises(Incomplete, match="文稿里的落款与发文机关不一致"):
        act(renamed(d, paper), d)
    title = good.title.replace(OFFICE, d.organ.name)
    Outgoing.objects.filter(pk=good.pk).update(title=title)
    assert now(paper).version == paper.version
    assert act(now(good), d).subject.version == good.version + 1


def said(paper: Outgoing) -> str:
    return "".join(unlike(now(paper)))


def test_another_addressee_in_the_text_keeps_it_from_being_sent(d: Desk) -> None:
    paper = drafted(d, words=text("各有关单位：", "现通知如下。"))
    with pytest.raises(
        Incomplete, match="文稿里的主送与分发单位不一致（文稿：各有关单位；分发单位：江东省水利厅、"
    ) as refused:
        sent(d, paper)
    assert len(refused.value.reasons) == 1
    assert as_original(now(paper)).main_to == "江东省水利厅、江东省财政厅"
    texts.save(now(paper), by=d.drafter, text=text("省水利厅、江东省财政厅：", "现通知如下。"))
    assert missing(now(paper)) != []  # nobody was chosen yet
    assert said(paper) == ""
    assert sent(d, now(paper)).state == "reviewing"


def test_a_groups_name_stands_for_its_organs(d: Desk) -> None:
    units = (d.o.unit, d.o.unit2)
    main = [Entry(u, u.name, u.relation, "main", 1, "省政府有关部门") for u in units]
    paper = drafted(d, main=main, words=text("省政府有关部门：", "现通知如下。"))
    assert said(paper) == ""
    assert sent(d, now(paper)).state == "reviewing"


def test_copies_and_note_are_compared(d: Desk) -> None:
    end = ("江东省人民政府办公厅", EXPECTED, "（此件不公开）", "抄送：省教育厅。")
    paper = drafted(d, words=text("现通知如下。", *end))
    assert "文稿里的抄送与分发单位不一致（文稿：省教育厅；分发单位：无）" in said(paper)
    assert "文稿里的附注与栏目不一致（文稿：此件不公开；栏目：此件公开发布）" in said(paper)
    printed = as_original(now(paper))
    assert (printed.note, printed.cc) == ("此件公开发布", "")
    same = ("（此件公开发布）", "抄送：省财政厅。")
    main = [to(d.o.unit), to(d.o.unit2, "copy")]
    assert said(drafted(d, main=main, words=text("现通知如下。", *end[:2], *same))) == ""


def test_the_texts_list_of_annexes_is_that_of_the_register(d: Desk) -> None:
    paper = drafted(d, words=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单"))
    assert "文稿里的附件说明与附件不一致（文稿：任务分工表；联系名单；附件：无）" in said(paper)
    files = [(scan(d.drafter, 1), "附件1：任务分工表.pdf"), (scan(d.drafter, 2), "联系名单（新）.pdf")]
    texts.annex(now(paper), by=d.drafter, blobs=files)
    assert "附件：任务分工表；联系名单（新）" in said(paper)
    texts.save(
        now(paper), by=d.drafter, text=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单（新）")
    )
    assert said(paper) == ""
    assert as_original(now(paper)).attachments == ("任务分工表", "联系名单（新）")


def test_an_annex_in_the_text_itself_is_listed_by_its_number(d: Desk) -> None:
    inside = ("江东省人民政府办公厅", EXPECTED, "附件2", "联系名单", "张三。")
    paper = drafted(d, words=text("现通知如下。", "附件：1. 任务分工表", "2. 联系名单", *inside))
    assert "附件：联系名单" in said(paper)
    texts.annex(now(paper), by=d.drafter, blobs=[(scan(d.drafter, 1), "任务分工表.pdf")])
    assert said(paper) == ""
    assert as_original(now(paper)).attachments == ("任务分工表", "联系名单")


def test_how_an_answer_begins() -> None:
    class Asked:
        source_doc_number, title = "云政〔2026〕15号", "关于设立中心的请示"

    assert _opening(Asked, "reply") == "你单位《关于设立中心的请示》（云政〔2026〕15号）收悉。现批复如下："
    assert _opening(Asked, "letter") == "贵单位《关于设立中心的请示》（云政〔2026〕15号）收悉。现函复如下："
