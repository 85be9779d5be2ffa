"""核稿 on the screen: beside the text while it is typed, on the page of the paper, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checking.models import ProofReply, ProofRun
from checking.queries.proofing import seen
from documents.models import Draft
from outgoing.files import layout
from outgoing.models import Outgoing
from outgoing.queries.proofing import proofed
from outgoing.views import viewer as viewer_view
from outgoing.views.proofing import Panel
from people.models import Person
from proofing.finding import Finding
from tests.office import fresh
from tests.outgoing.desk import Desk, drafted, sent
from tests.outgoing.faults import CLEAN, COMMA, REASON, VAGUE, answer, faulty
from tests.outgoing.papers import changed, now, one_desk
from workflow.models import Entry

NEW = {
    "kind": "notice",
    "title": "江东省人民政府办公厅关于做好防汛工作的通知",
    "main": "省水利厅",
    "publicity": "active",
}
SCRIPT: Any = {"HTTP_X_PROOF": "1"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with one_desk(django_db_blocker) as desk:
        yield desk


@pytest.fixture
def d(made: Desk, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Desk:
    settings.DEMO = False
    monkeypatch.setattr(viewer_view, "folder", lambda paper: None)
    monkeypatch.setattr(layout, "sizes", lambda folder: [(794, 1123)])
    return made


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def page(answer: Any) -> str:
    return unescape(answer.content.decode())


def reply(client: Client, paper: Outgoing, rule: str, verb: str, **typed: Any) -> Any:
    one = next(s for s in proofed(now(paper)).findings if s.finding.rule == rule)
    words = {
        "version": paper.version,
        "key": f"{paper.pk}{rule}",
        "finding": f"{rule}.{one.place}",
        "reason": REASON,
    }
    return client.post(f"/outgoing/{paper.ref}/do/{verb}/", {**words, **typed})


# -- while it is typed -------------------------------------------------------------------------------


def kept() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (ProofRun, ProofReply, Outgoing, Entry, Draft))


def test_a_new_paper_is_looked_at_as_it_is_typed_and_nothing_is_kept(d: Desk) -> None:
    before, client = kept(), browser(d.drafter)
    answer = client.post(
        "/outgoing/check/", {**NEW, "organ": d.organ.pk, "words": f"{COMMA}\r\n{VAGUE}"}, **SCRIPT
    )
    said = page(answer)
    assert answer.status_code == 200
    assert "<html" not in said
    assert all(words in said for words in ("PUN-01", "WRD-01", COMMA, "定位", "采纳", "公知标准"))
    assert "写明理由放行" not in said
    assert kept() == before


def test_before_anything_was_looked_at_nothing_is_said_to_be_right(d: Desk) -> None:
    client = browser(d.drafter)
    refused = client.post("/outgoing/new/", {**NEW, "organ": d.organ.pk, "title": ""})
    for said in (page(client.get("/outgoing/new/")), page(refused)):
        assert "边写边核" in said
        assert "没有未处理的错误和提示" not in said


def test_its_fields_are_looked_at_and_lead_to_themselves(d: Desk) -> None:
    typed = {
        **NEW,
        "organ": d.organ.pk,
        "words": CLEAN,
        "title": f"{NEW['title']}。",
        "main": "",
        "publicity": "",
    }
    said = page(browser(d.drafter).post("/outgoing/check/", typed, **SCRIPT))
    for rule, inside in (("TTL-04", "id_title"), ("RCP-01", "id_main"), ("PROC-05", "id_publicity")):
        assert re.search(rf"{rule}.*?data-find=\"{inside}\"", said, re.DOTALL), rule


def test_half_a_form_is_enough(d: Desk) -> None:
    """Whatever cannot be read is not looked at; nothing of it is an error of the form."""
    client = browser(d.drafter)
    for typed in (
        {},
        {"words": COMMA},
        {**NEW, "organ": "x", "main": "没有这个单位", "answers": "0", "words": COMMA},
    ):
        answer = client.post("/outgoing/check/", typed, **SCRIPT)
        assert answer.status_code == 200, typed
    assert "PUN-01" in page(answer)
    assert "字" in page(client.post("/outgoing/check/", {**NEW, "words": "长" * 200_001}, **SCRIPT))


def test_a_mark_of_secrecy_is_said_at_once_and_nothing_of_it_is_kept(d: Desk) -> None:
    before = kept()
    for typed in ({"words": "机密★5年\n正文。"}, {"title": "关于某事的通知（机密）", "words": CLEAN}):
        said = page(browser(d.drafter).post("/outgoing/check/", {**NEW, **typed}, **SCRIPT))
        assert "发现国家秘密标志" in said
        assert "机密" not in said
    assert kept() == before


def test_without_script_the_form_comes_back_as_it_was_typed(d: Desk) -> None:
    client, paper = browser(d.drafter), drafted(d)
    said = page(client.post("/outgoing/check/", {**NEW, "organ": d.organ.pk, "words": COMMA, "key": "k1"}))
    assert all(words in said for words in ("<html", "PUN-01", NEW["title"], 'value="k1"'))
    assert COMMA in said.split("<textarea")[2]
    said = page(
        client.post(f"/outgoing/{paper.ref}/check/", {"words": COMMA, "note": "改了标点", "key": "k2"})
    )
    assert all(words in said for words in ("<html", "PUN-01", "改了标点", f"{COMMA}</textarea>"))


def test_the_text_of_a_paper_is_looked_at_with_its_answers(d: Desk) -> None:
    """What was answered stays answered; what stands in the saved text can be answered, what was just typed not yet."""
    paper = answer(faulty(d), d.o.chief, "PUN-01")
    before = kept()
    words = "\n".join((COMMA, VAGUE, "另外,还有。"))
    said = page(browser(d.drafter).post(f"/outgoing/{paper.ref}/check/", {"words": words}, **SCRIPT))
    assert "已放行、已忽略" in said
    open_ones = said.split("已放行、已忽略")[0]
    assert COMMA not in open_ones
    assert open_ones.count("写明理由忽略") == 1
    assert "另外,还有。" in open_ones
    assert kept() == before


@pytest.mark.parametrize(
    ("who", "status"), [("drafter", 200), ("clerk", 403), ("auditor", 404), ("outsider", 404)]
)
def test_who_may_have_a_text_looked_at(d: Desk, who: str, status: int) -> None:
    paper = drafted(d)
    client = browser(d.drafter if who == "drafter" else getattr(d.o, who))
    assert client.post(f"/outgoing/{paper.ref}/check/", {"words": COMMA}, **SCRIPT).status_code == status
    assert client.get(f"/outgoing/{paper.ref}/check/").status_code == {200: 302}.get(status, status)


def test_who_may_have_a_new_paper_looked_at(d: Desk) -> None:
    assert browser(d.o.outsider).post("/outgoing/check/", NEW, **SCRIPT).status_code == 403
    assert browser(d.drafter).get("/outgoing/check/")["Location"] == "/outgoing/new/"
    assert Client().post("/outgoing/check/", NEW, **SCRIPT).status_code in (302, 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_costs_as_much_for_many_findings(d: Desk, rows: int) -> None:
    paper, client = faulty(d), browser(d.drafter)
    typed = {"words": "\n".join(f"第{n}项,抓紧办。" for n in range(rows * 10))}
    client.post(f"/outgoing/{paper.ref}/check/", typed, **SCRIPT)
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/outgoing/{paper.ref}/check/", typed, **SCRIPT)
    assert len(asked) == 17, "\n".join(q["sql"] for q in asked.captured_queries)


# -- where it stands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "found", "wanted"),
    [(6, "乙,", "乙,"), (1, "没有的", "甲😀字，乙,丙"), (5, "", "甲😀字，乙,丙")],
)
def test_where_it_stands_as_a_browser_counts(column: int, found: str, wanted: str) -> None:
    """A character outside the first plane counts twice; words that do not stand there mark the line."""
    lines = ["😀第一行", "甲😀字，乙,丙"]
    panel = Panel(url="/x/")
    panel.show(
        [(seen([Finding(2, column if found != "乙," else 5, "PUN-01", found, "error")], lines)[0], False)],
        lines,
    )
    [row] = panel.rows
    units = "\n".join(lines).encode("utf-16-le")
    assert units[row.start * 2 : row.end * 2].decode("utf-16-le") == wanted


# -- on the page of the paper ------------------------------------------------------------------------


def test_the_page_says_what_is_open_and_does_not_look(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = faulty(d)
    for name in ("checking.actions.proofing.proof", "outgoing.views.checking.proof"):
        monkeypatch.setattr(name, lambda *a, **k: pytest.fail("the page looks itself"))
    client = browser(d.drafter)
    said = page(client.get(f"/outgoing/{paper.ref}/"))
    assert "核稿 ◆1 ▲1" in said
    assert "核稿有 1 处错误" in said
    said = page(client.get(f"/outgoing/{paper.ref}/?tab=proof"))
    assert all(words in said for words in ("PUN-01", COMMA, "WRD-01", VAGUE, "写明理由忽略", "可放行："))
    assert "写明理由放行" not in said
    assert "写明理由放行" in page(browser(d.o.chief).get(f"/outgoing/{paper.ref}/?tab=proof"))
    assert "错误1 提示1" in page(client.get(f"/outgoing/{paper.ref}/?tab=text"))


def test_every_finding_leads_to_its_line(d: Desk) -> None:
    paper = faulty(d)
    said = page(browser(d.drafter).get(f"/outgoing/{paper.ref}/?view=text&tab=proof"))
    assert f'<span id="line-1">{COMMA}</span>' in said
    assert f'href="/outgoing/{paper.ref}/?tab=proof&view=text#line-1"' in said, "and the list stays"
    assert f'href="/outgoing/{paper.ref}/?tab=proof&view=text#proof"' in said
    said = page(browser(d.drafter).get(f"/outgoing/{paper.ref}/?view=text"))
    assert f'href="/outgoing/{paper.ref}/?tab=proof&view=text#proof"' in said, "the text stays beside it"


@pytest.mark.parametrize("tab", ["", "?tab=proof", "?tab=text"])
def test_the_page_costs_as_much_with_many_findings(d: Desk, tab: str) -> None:
    counts = []
    for n in (1, 3):
        paper = faulty(d, *(f"第{i}项,抓紧办。" for i in range(n)), VAGUE)
        for i in range(n):
            paper = changed(paper, d.drafter, f"第{i}项,再办。", VAGUE)
        client = browser(d.o.chief)
        client.get(f"/outgoing/{paper.ref}/{tab}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/outgoing/{paper.ref}/{tab}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_answers_are_given_on_the_page(d: Desk) -> None:
    paper = faulty(d)
    done = reply(browser(d.drafter), paper, "WRD-01", "ignore_finding")
    assert done["Location"] == f"/outgoing/{paper.ref}/?tab=proof#proof"
    reply(browser(d.o.chief), paper, "PUN-01", "waive_finding")
    said = page(browser(d.drafter).get(f"/outgoing/{paper.ref}/?tab=proof"))
    assert "核稿 ✓" in said
    assert all(words in said for words in ("没有未处理的错误和提示", "吴十", REASON))
    log = page(browser(d.drafter).get(f"/outgoing/{paper.ref}/?tab=log"))
    assert f"核稿 PUN-01：“{COMMA}”" in log
    late = reply(browser(d.o.deputy), paper, "PUN-01", "waive_finding", key="late")
    assert late.status_code == 409
    assert "吴十" in page(late)


@pytest.mark.parametrize(("typed", "said"), [
    ({"reason": ""}, "理由"), ({"reason": "理" * 201}, "理由"), ({"finding": "PUN-01.x"}, "已经没有这一处"),
    ({"reason": "机密★5年"}, "发现国家秘密标志"), ({"finding": ""}, "哪一处"),
])  # fmt: skip
def test_an_answer_that_does_not_do_says_why(d: Desk, typed: dict[str, str], said: str) -> None:
    paper = faulty(d)
    answer = reply(browser(d.o.chief), paper, "PUN-01", "waive_finding", **typed)
    assert answer.status_code == 422
    assert said in page(answer)
    assert not ProofReply.objects.filter(subject_pk=paper.pk).exists()


def test_nobody_else_answers(d: Desk) -> None:
    paper = faulty(d)
    assert reply(browser(d.drafter), paper, "PUN-01", "waive_finding").status_code == 403
    assert reply(browser(d.o.clerk), paper, "WRD-01", "ignore_finding").status_code == 403
    assert reply(browser(d.o.outsider), paper, "PUN-01", "waive_finding").status_code == 404
    assert browser(d.o.outsider).get(f"/outgoing/{paper.ref}/?tab=proof").status_code == 404


def test_the_send_form_says_what_stands_in_the_way(d: Desk) -> None:
    paper = faulty(d)
    typed = {
        "version": paper.version,
        "key": "s",
        "reviewers": "吴十",
        "signers": "李四",
        "rechecker": "郑一一",
    }
    answer = browser(d.drafter).post(f"/outgoing/{paper.ref}/do/send/", typed)
    assert answer.status_code == 409
    assert "核稿 PUN-01：" in page(answer)
    assert COMMA in page(answer)


def test_in_english(d: Desk) -> None:
    paper, client = faulty(d), browser(d.o.chief)
    client.cookies["django_language"] = "en"
    said = page(client.get(f"/outgoing/{paper.ref}/?tab=proof"))
    assert "Chinese text uses full-width punctuation" in said


def test_who_only_received_it_sees_nothing_of_it(d: Desk) -> None:
    paper = sent(d, faulty(d, CLEAN, VAGUE))
    said = page(browser(d.o.auditor).get(f"/outgoing/{paper.ref}/?tab=proof"))
    assert "WRD-01" not in said
