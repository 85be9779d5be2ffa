"""The document page: what it shows, to whom, and at which cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.actions.files import add_file
from documents.actions.handling import accept
from documents.actions.handover import assign
from documents.actions.instruct import instruct, record
from documents.actions.reading import read
from documents.actions.review import give_back
from documents.actions.uploads import keep
from documents.models import Attachment, Document, Phrase
from people.models import Delegation
from tests.office import (
    SINCE,
    Office,
    circulating,
    fresh,
    handling,
    instructed,
    item,
    registered,
    reviewing,
    submitted,
)
from workflow.clock import database_now
from workflow.models import Task

from .browser import Page, text
from .conftest import pdf, upload


def statements(page: Page, doc: Document, query: str = "") -> int:
    """Statements of one drawing, all of them: session, person, rights, counts and the page's own."""
    page.open(doc, query)  # settles caches and the first opening
    with CaptureQueriesContext(connection) as seen:
        assert page.open(doc, query).status_code == 200
    return len(seen)


def test_the_paper_and_where_it_stands(office: Office, paper: Document) -> None:
    doc = reviewing(office, paper)
    shown = text(Page(office.chief).open(doc))
    for words in (doc.title, doc.receipt_no, "云川市人民政府", "正文 1页", "现在在「审核」", "拟转省水利厅办理",
                  "怎么算的", "同意并送出", "下一位办理前可以撤回", "未了事项"):  # fmt: skip
        assert words in shown, words
    assert re.search(
        r'<li class="done".*?登记.*?<li class="done".*?拟办.*?<li class="now" aria-current="step"',
        shown,
        re.S,
    )
    assert "赵六（批示）" in shown  # where it goes next


def test_a_leader_whose_words_are_awaited_sees_paper_opinions_and_box(office: Office) -> None:
    """The rest is one link away; whoever else looks at the paper has all of it at once (S09)."""
    doc = submitted(office)
    page = Page(office.leader)
    shown = text(page.open(doc))
    for words in ("拟转省水利厅办理", "时限、流程与记录", "原文", "批示"):
        assert words in shown, words
    for words in ("怎么算的", "现在在「", "流转记录 "):
        assert words not in shown, words
        assert words in text(page.open(doc, "?tab=log")), words
        assert words in text(Page(office.chief).open(doc)), words
    by_time = text(page.open(doc, "?order=time"))
    assert "怎么算的" not in by_time  # another order asks for nothing more
    asked = text(page.open(doc, "?tab=opinions"))  # where the tab of the opinions leads from there
    assert "tab=opinions" in text(page.open(doc, "?tab=log"))
    assert "怎么算的" in asked
    assert "拟转省水利厅办理" in asked
    instruct(doc, by=office.leader, text="请办。")
    assert "流转记录 " in text(Page(fresh(office.leader)).open(doc))


def test_the_unit_has_its_result_at_hand(office: Office) -> None:
    """Accepting comes first; then the result is written on the page itself, not behind 更多."""
    doc = handling(office)
    page = Page(office.unit_clerk)
    assert re.search(r'btn-primary" type="submit"[^>]*>接收', page.open(doc).content.decode())
    accept(doc, by=office.unit_clerk)
    shown = page.open(doc).content.decode()
    assert re.search(r'btn-primary" type="submit"[^>]*>报结', shown)
    assert '<textarea class="form-control" id="op" name="result"' in shown


def test_who_may_not_see_it_gets_404_everywhere(office: Office, paper: Document) -> None:
    doc = reviewing(office, paper, leaders=[], lead_unit=office.unit)
    file = Attachment.objects.get(document=doc)
    stranger = Page(office.outsider)
    addresses = ["", "?view=text", "?tab=log", "do/approve/", f"files/{file.pk}/pages/1.webp",
                 f"files/{file.pk}/original/", "return-slip/"]  # fmt: skip
    for address in addresses:
        assert stranger.client.get(f"/documents/{doc.ref}/{address}").status_code == 404, address
    assert stranger.client.post(f"/documents/{doc.ref}/do/approve/", {}).status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_statements_do_not_grow(office: Office, paper: Document, times: int) -> None:
    """Seven, with one of everything and with three; eight for whom the list of a gate is drawn."""
    for n in range(times):
        blob, name = upload(office, pdf(f"第{n}件附件。"), f"附件{n}.pdf")
        add_file(paper, by=office.clerk, blobs=[(blob, name, "annex")])
        Phrase.objects.create(person=office.chief, situation="review", text=f"我的常用语{n}。", order=n)
    doc = paper
    for n in range(times):
        doc = reviewing(
            office, doc, leaders=[office.leader, office.leader2][: 1 + n % 2], readers=[office.secretary]
        )
        if n + 1 < times:
            doc = give_back(doc, by=office.chief, reason="再核。").subject
    assert statements(Page(office.chief), doc) == 8
    assert statements(Page(office.chief), doc, "?from=todo") == 8
    assert statements(Page(office.chief), doc, "?from=register&tab=log") == 8
    assert statements(Page(office.clerk), doc, "?view=text") == 7


@pytest.mark.parametrize("times", [1, 3])
def test_statements_with_units_and_readers(office: Office, times: int) -> None:
    units = [office.unit, office.unit2, office.unit3][:times]
    doc = handling(office, items=[item(office, lead=u, content=f"事项{u}") for u in units])
    assert statements(Page(office.unit_clerk), doc) == 7
    assert statements(Page(office.handler), doc, "?tab=readers") == 7
    many = circulating(office, [office.leader, office.leader2, office.secretary][:times])
    assert statements(Page(office.leader), many, "?from=toread") == 7


def test_the_holder_opens_his_task_once(office: Office, paper: Document) -> None:
    doc = reviewing(office, paper)
    task = Task.objects.about(doc).get(kind="review")
    Page(office.clerk).open(doc)
    ahead = Page(office.chief)
    ahead.client.get(f"/documents/{doc.ref}/", HTTP_SEC_PURPOSE="prefetch;prerender")
    ahead.client.head(f"/documents/{doc.ref}/")
    task.refresh_from_db()
    assert task.opened_at is None
    with CaptureQueriesContext(connection) as seen:
        ahead.open(doc)
    assert len(seen) == 10  # his task is stamped, what he was told is read
    task.refresh_from_db()
    first = task.opened_at
    assert first is not None
    Page(office.chief).open(doc)
    task.refresh_from_db()
    assert task.opened_at == first
    assert Document.objects.get(pk=doc.pk).version == doc.version


def test_opinions_by_rank_and_by_time(office: Office) -> None:
    doc = instructed(office)
    shown = text(Page(office.handler).open(doc))
    order = [shown.index(f"<p>{w}") for w in ("请水利厅抓紧办理。", "同意。", "拟转省水利厅办理")]
    assert order == sorted(order)
    assert '<article class="op rank0">' in shown
    later = text(Page(office.handler).open(doc, "?order=time"))
    assert (
        later.index("<p>拟转省水利厅办理") < later.index("<p>同意。") < later.index("<p>请水利厅抓紧办理。")
    )


def test_a_recorded_instruction_says_by_whom_and_links_its_scan(office: Office) -> None:
    doc = submitted(office)
    blob, name = upload(office, pdf("批示原件。"), "批示.pdf")
    done = record(
        doc, by=fresh(office.secretary), leader=office.leader, text="请水利厅阅处。", scan=(blob, name)
    )
    scan = Attachment.objects.get(document=doc, role="instruction")
    shown = text(Page(office.handler).open(done.subject))
    assert f"{office.secretary.name} 代录" in shown
    assert f"?file={scan.pk}" in shown
    assert f"<b>{office.leader.name}</b>" in shown


def test_a_deputy_stands_with_both_names(office: Office) -> None:
    Delegation.objects.create(principal=office.leader, deputy=office.leader2, since=SINCE, kinds=[])
    doc = submitted(office)
    page = Page(fresh(office.leader2))
    assert page.press(doc, text="请水利厅办理。").status_code == 302
    shown = text(Page(office.handler).open(doc))
    assert "<b>李四 代 赵六</b>" in shown
    assert "李四 代 赵六" in text(Page(office.handler).open(doc, "?tab=log"))


def test_units_answers_stand_below_the_map(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    shown = text(Page(office.chief).open(doc))
    assert "已回 0/2" in shown
    assert shown.count("待接收，限") == 2
    assert "主办" in shown
    assert "协办" in shown


def test_circulation_says_given_opened_and_read(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2])
    Page(office.leader2).open(doc)
    read(doc, by=fresh(office.leader), opinion="已阅，请关注进展。")
    shown = text(Page(office.handler).open(doc, "?tab=readers"))
    assert "送 2 人，打开 2 人，已阅 1 人" in shown
    assert shown.count("打开 1") >= 1
    assert "传阅 1/2" in shown
    assert "已阅，请关注进展。" in text(Page(office.handler).open(doc))


def test_the_timeline_tells_everything_newest_first(office: Office) -> None:
    doc = handling(office)
    shown = text(Page(office.clerk).open(doc, "?tab=log"))
    did = ["交办", "批示", "审核同意", "提出拟办意见", "登记来文"]
    places = [shown.index(f"</span> {word}") for word in did]
    assert places == sorted(places)
    assert "送 省水利厅。" in shown
    assert "审核 → 送批。" in shown


def test_neighbours_in_the_list_he_came_from(office: Office) -> None:
    papers = [reviewing(office) for _ in range(3)]
    page = Page(office.chief)
    shown = text(page.open(papers[1], "?from=todo"))
    order = list(
        Task.objects.open()
        .filter(kind="review")
        .order_by("due_at", "id")
        .values_list("subject_ref", flat=True)
    )
    at = order.index(papers[1].ref)
    assert f"待办 {at + 1} / 3" in shown
    around = [order[i] for i in (at - 1, at + 1) if 0 <= i < 3]
    for ref in around:
        assert re.search(rf'href="/documents/{ref}/\?from=todo&amp;task=\d+" data-key="Key', shown)
    shown = text(Page(office.clerk).open(papers[1], "?from=register"))
    assert f'/documents/{papers[2].ref}/?from=register" data-key="KeyK"' in shown
    assert f'/documents/{papers[0].ref}/?from=register" data-key="KeyJ"' in shown


def test_neighbours_for_who_was_given_papers(office: Office) -> None:
    papers = [handling(office) for _ in range(3)]
    registered(office)
    shown = text(Page(office.unit_clerk).open(papers[1], "?from=register"))
    assert f'/documents/{papers[2].ref}/?from=register" data-key="KeyK"' in shown
    assert f'/documents/{papers[0].ref}/?from=register" data-key="KeyJ"' in shown


@pytest.mark.parametrize("query", ["?file=x", "?file=99999999999999999999", "?view=nonsense", "?p=0", "?tab=%C2%B2",
                                   "?order=up", "?p=1e9"])  # fmt: skip
def test_a_bad_address_is_told(office: Office, paper: Document, query: str) -> None:
    assert Page(office.clerk).open(paper, query).status_code == 400


@pytest.mark.parametrize(
    "query", ["?from=%3Cscript%3E", "?from=" + "x" * 500, "?file=1", "?all=on", "?from=done"]
)
def test_an_odd_address_is_harmless(office: Office, paper: Document, query: str) -> None:
    answer = Page(office.clerk).open(paper, query)
    assert answer.status_code == 200
    assert "<script>" not in text(answer)


def test_what_is_typed_by_others_is_escaped(office: Office) -> None:
    doc = registered(office, title="关于<b>测试</b>的请示", source_doc_number="云政〔2026〕<i>1</i>号")
    doc = reviewing(office, doc, text="<script>alert(1)</script>请阅示。")
    shown = text(Page(office.chief).open(doc)) + text(Page(office.chief).open(doc, "?tab=log"))
    assert "<script>alert" not in shown
    assert "<b>测试" not in shown


def test_versions_are_reachable(office: Office, paper: Document) -> None:
    blob, name = upload(office, pdf("改过的正文。"), "改后.pdf")
    old = Attachment.objects.get(document=paper)
    add_file(paper, by=office.clerk, blobs=[(blob, name, "body")], replaces=old)
    shown = text(Page(office.clerk).open(paper))
    assert "第 2 版（最新）" in shown
    assert f"file={old.pk}" in shown
    assert "正文第一段。" in text(Page(office.clerk).open(paper, f"?file={old.pk}&view=text"))


def test_a_file_that_cannot_be_shown_says_why(office: Office, paper: Document) -> None:
    from tests.documents.files.make import docx

    sent = keep(ContentFile(docx("会议方案一览"), name="方案.docx"), office.clerk)
    add_file(paper, by=office.clerk, blobs=[(sent.blob, sent.name, "annex")])
    annex = Attachment.objects.get(document=paper, role="annex")
    shown = text(Page(office.clerk).open(paper, f"?file={annex.pk}"))
    assert "仅显示文字内容" in shown
    assert "会议方案一览" in shown
    assert f"/files/{annex.pk}/original/" in shown


def test_without_a_file(office: Office) -> None:
    doc = registered(office, physical_location="文书柜3")
    shown = text(Page(office.clerk).open(doc))
    assert "本件没有电子原件" in shown
    assert "文书柜3" in shown


def test_every_tab_draws(office: Office) -> None:
    doc = instructed(office)
    assign(doc, by=office.handler, expected_version=doc.version, items=[item(office)])
    for person in (office.clerk, office.chief, office.leader, office.unit_clerk, office.supervisor):
        for query in ("", "?tab=log", "?tab=readers", "?tab=facts", "?order=time&view=text"):
            assert Page(person).open(doc, query).status_code == 200, (person, query)


def test_the_older_entries_are_one_link_away(office: Office, paper: Document) -> None:
    blob, _name = upload(office, pdf())
    for n in range(65):
        add_file(paper, by=office.clerk, blobs=[(blob, f"{n}.pdf", "annex")])
    page = Page(office.clerk)
    assert "登记来文" not in text(page.open(paper, "?tab=log")).split('class="tl"')[1].split("</ol>")[0]
    assert "登记来文" in text(page.open(paper, "?tab=log&all=1")).split('class="tl"')[1].split("</ol>")[0]


def test_a_leader_ticks_or_writes_on_the_page(office: Office) -> None:
    doc = submitted(office)
    shown = text(Page(office.leader).open(doc))
    assert "不写文字送出即为圈阅（同意）" in shown
    assert Page(office.leader).press(doc).status_code == 302
    assert instruct.verb == "instruct"  # type: ignore[attr-defined]
    assert "圈阅" in text(Page(office.clerk).open(doc))


def test_each_limit_has_its_name_and_lamp_and_mine_comes_first(office: Office, paper: Document) -> None:
    """The paper is three days late, my task one: the title has the lamp of my list, the rail names both."""
    doc = reviewing(office, paper)
    now = database_now()
    Document.objects.filter(pk=doc.pk).update(due_at=now - timedelta(days=30))
    Task.objects.about(doc).open().update(due_at=now + timedelta(minutes=1))
    shown = text(Page(office.chief).open(doc))
    mine, whole = shown.index("本环节 审核限"), shown.rindex("本件 办结限")
    limits = re.findall(r"<li>(<span class=\"lamp.*?)</li>", shown, re.S)
    assert mine < whole
    assert ["本环节 审核限" in limits[0], "本件 办结限" in limits[1]] == [True, True]
    assert ("lamp-red" in limits[0], "lamp-red" in limits[1]) == (False, True)
    assert "lamp-red" not in shown[shown.index('class="meta"') : shown.index('class="nav"')]
    other = text(Page(office.clerk).open(doc))  # no task of his: the step first, then the paper
    assert other.index("本环节 审核限") < other.rindex("本件 办结限")
