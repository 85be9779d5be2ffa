"""Every verb and every act of a paper has a sentence; the sentences carry what the entry keeps."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import Any

import pytest
from django.utils import timezone, translation

from documents import actions
from documents.queries.timeline import details, line, names
from documents.rules.did import DID
from documents.rules.verbs import VERBS

ELSEWHERE = {"sender_add"}  # about the roster, not about a paper


def acts() -> set[str]:
    """The verbs of every act in documents.actions; of those on many papers at once, too (`spine.each`)."""
    found = set()
    for each in pkgutil.iter_modules(actions.__path__, "documents.actions."):
        module = importlib.import_module(each.name)
        found |= set(re.findall(r'\beach\(under, "(\w+)", Document,', inspect.getsource(module)))
        for value in vars(module).values():
            verb = getattr(value, "verb", None)
            if callable(value) and isinstance(verb, str):
                found.add(verb)
    return found - ELSEWHERE


def test_every_verb_of_the_table_has_its_words() -> None:
    assert set(VERBS) - set(DID) == set()


def test_every_act_has_its_words() -> None:
    assert len(acts()) > 30
    others = {"export", "export_made", "reader_group_save", "reader_group_drop"}  # not about a paper
    assert acts() - set(DID) == others


def test_no_words_without_an_act() -> None:
    assert set(DID) - acts() == set()


def entry(verb: str, **fields: Any) -> dict[str, Any]:
    plain = {"seq": 1, "at": timezone.now(), "actor_id": 1, "actor": "吴十", "post": "处长", "unit": "公文运转处", "rank": 8,
             "behalf_id": None, "behalf": "", "behalf_post": "", "verb": verb, "from": "", "to": "", "round": 1,
             "reason": "", "kind": "", "opinion": "", "data": {}}  # fmt: skip
    return plain | fields


def test_why_docflow_itself_moved_dates_is_said_in_the_readers_language() -> None:
    with translation.override("en"):
        assert line(entry("redate", reason="日历更新"), {}).more == ["Note: Calendar updated"]
        assert line(entry("void", reason="日历更新"), {}).more == ["Note: 日历更新"], "a person's words stay"


@pytest.mark.parametrize("verb", sorted(DID))
def test_each_verb_makes_a_line(verb: str) -> None:
    made = line(entry(verb), {})
    assert made.did
    assert made.did != verb
    assert made.more == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"data": {"tasks": [["open", 7, "review", "main", "p1", "open"]]}}, "送 冯二二。"),
        ({"data": {"tasks": [["release", 7, ""]]}}, "送 冯二二。"),
        ({"data": {"copies": 3}}, "补收 3 份。"),
        ({"data": {"twins": ["收〔2026〕1号"]}}, "与 收〔2026〕1号 不是同一件。"),
        ({"data": {"readers": ["甲", "乙"]}}, "传阅 2 人：甲、乙。"),
        (
            {"data": {"readers": list("甲乙丙丁戊己庚辛壬癸子丑寅"), "reader_count": 2000}},
            "传阅 2000 人：甲、乙、丙、丁、戊、己、庚、辛、壬、癸、子、丑 等。",
        ),
        ({"data": {"recalled": ["甲"]}}, "撤回 甲 的传阅。"),
        ({"data": {"files": [["body", "请示.pdf", "ab"]]}}, "文件 1 个：请示.pdf。"),
        ({"data": {"straight": True}}, "改后直接送回。"),
        ({"data": {"straight": False}}, "改后重走流程。"),
        ({"data": {"urged": [7]}}, "催办 冯二二。"),
        (
            {"data": {"changes": {"title": ["旧", "新"], "nonsense": [None, 1]}}},
            "更正 标题：旧 → 新；nonsense：— → 1。",
        ),
        ({"from": "reviewing", "to": "submitted"}, "审核 → 送批。"),
        ({"reason": "请补充。"}, "说明：请补充。"),
        (
            {"data": {"due": ["2026-11-20T09:30:00+00:00", "2026-11-24T09:30:00+00:00"]}},
            "时限由 11-20 17:30 改为 11-24 17:30。",
        ),
        ({"data": {"due": [None, "坏"]}}, "时限定为 坏。"),
        ({"data": {"due": ["旧", None]}}, "时限 旧 取消。"),
        ({"data": {"dates": [["省水利厅", "旧", "新"]]}}, "省水利厅期限由 旧 改为 新。"),
        (
            {"data": {"items": [[1, "lead", "省水利厅", "甲日"], [1, "co", "省财政厅", "乙日"]]}},
            "第 1 项 主办 省水利厅，限 甲日；第 1 项 协办 省财政厅，限 乙日。",
        ),
        ({"data": {"note": "建议转水利厅。"}}, "登记时附言：建议转水利厅。"),
        ({"data": {"closure": {"closed_at": None, "result": ""}}}, "原办结时间 ，结果：—"),
    ],
)
def test_details(fields: dict[str, Any], says: str) -> None:
    if "11-20" in says and timezone.localdate().year != 2026:
        says = says.replace("11-2", "2026-11-2")
    assert says in details(entry("register", **fields), {7: "冯二二"})


def test_outcomes_that_the_verb_does_not_say() -> None:
    closed = {"tasks": [["close", 7, "refused"]]}
    assert details(entry("answer_extension", data=closed), {}) == ["不同意延期。"]
    assert details(entry("report", data=closed), {}) == []


def test_both_names_of_a_deputy() -> None:
    assert names(entry("approve", behalf_id=2, behalf="甲")) == "吴十 代 甲"
    assert names(entry("approve")) == "吴十"


def test_an_opinion_is_not_repeated_as_a_reason() -> None:
    made = line(entry("give_back", reason="请核。", opinion="请核。"), {})
    assert made.opinion == "请核。"
    assert made.more == []
