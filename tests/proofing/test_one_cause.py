"""One cause, one finding; the severity an office may set, and the one it may not."""

from __future__ import annotations

import pytest

from proofing import proof as engine
from proofing.catalogue import RULES
from proofing.finding import Hit
from proofing.meta import Organ
from proofing.registry import CHECKS
from tests.proofing.papers import OFFICE, THIN, found, meta, paper, read


@pytest.mark.parametrize(
    ("text", "kind", "there", "silent"),
    [
        (paper(number="江政办发[2026]12号"), "通知", {"NUM-02"}, {"NUM-01"}),
        (paper(number="江政办发2026-12"), "通知", {"NUM-01"}, set()),
        (paper("江东省人民政府办公厅关于拨款的请示报告"), "请示", {"TTL-03"}, {"TTL-01", "TTL-08", "TTL-10"}),
        (
            paper("江东省人民政府办公厅\n关于拨款的申请\n报告"),
            "请示",
            {"TTL-03"},
            {"TTL-01", "TTL-08", "TTL-10"},
        ),
        (paper("关于江东省人民政府办公厅搬迁的通知"), "通知", {"TTL-02", "TTL-11"}, set()),
        (paper(to="张三同志："), "请示", {"RTE-04"}, {"KIND-04", "RCP-04"}),
        (paper(to="江东省人民政府:"), "通知", {"RCP-02"}, {"PUN-01"}),
        (paper(number="江政办〔2026〕3号　　　签发人:张三"), "请示", {"HDR-09"}, {"PUN-01"}),
        (paper(cc="抄送:省委办公厅。"), "通知", {"CC-01"}, {"PUN-01"}),
        (paper(dated="2026年03月05日"), "通知", {"SIG-02"}, {"SIG-01"}),
        (paper(dated="二〇二六年三月五日"), "通知", {"SIG-03"}, {"SIG-01"}),
        (paper(dated="2026年3月5号"), "通知", {"SIG-01", "DIG-04"}, set()),  # as the given drafts have it
        (paper(dated="2026年03月5号"), "通知", {"SIG-02"}, {"SIG-01", "DIG-04"}),
        (
            paper(cc=f"抄送：省委办公厅。\n{THIN}\n{OFFICE}　　2026年3月6号印发"),
            "通知",
            {"CC-03"},
            {"DIG-04"},
        ),
        (paper(number="江政办发〔2026〕　号"), "通知", {"NUM-01"}, {"NUM-12"}),
        (paper(number="江政办发 [2026] 12号"), "通知", {"NUM-02", "NUM-12"}, {"NUM-01"}),
        (paper(body="　　按照《关于检查的通知》（国办发〔2018]37号）执行。"), "通知", {"QUO-02"}, {"PUN-02"}),
        (paper(body="　　按照《关于检查的通知（国办发〔2018〕37号）执行。"), "通知", {"PUN-02"}, {"QUO-02"}),
    ],
)
def test_pairs(text: str, kind: str, there: set[str], silent: set[str]) -> None:
    known = meta(kind, recipients=(Organ("张三同志", "other"),) if "同志" in text else ())
    rules = {one.rule for one in found(text, known)}
    assert there <= rules
    assert not silent & rules


def test_the_same_rule_on_two_lines_is_two_findings_and_on_one_line_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hits = [
        Hit(2, 9, "乙"),
        Hit(2, 3, "甲"),
        Hit(1, 1, "丙"),
        Hit(0, 1, "", field="cc"),
        Hit(0, 1, "", field="title"),
    ]
    monkeypatch.setattr(engine, "CHECKS", {"WRD-01": lambda draft, meta: hits})
    shown = engine.proof(read("", meta()), meta())
    assert [(one.line, one.column, one.field) for one in shown] == [
        (0, 1, "cc"),
        (0, 1, "title"),
        (1, 1, ""),
        (2, 3, ""),
    ]


def test_another_cause_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    where = {"PUN-01": [Hit(4, 1, ","), Hit(5, 1, ",")], "RCP-02": [Hit(4, 9, ":")]}
    monkeypatch.setattr(
        engine, "CHECKS", {rule: lambda draft, meta, rule=rule: where[rule] for rule in where}
    )
    shown = engine.proof(read("", meta()), meta())
    assert [(one.rule, one.line) for one in shown] == [("RCP-02", 4), ("PUN-01", 5)]


def test_every_rule_that_is_named_exists() -> None:
    for silence in engine.ONE_CAUSE:
        assert silence.rules | silence.by <= set(RULES)
        assert not silence.rules & silence.by


def test_every_rule_over_text_and_fields_is_asked() -> None:
    assert {rule for rule in RULES if not rule.startswith("LAY-")} - set(CHECKS) == set()


def test_an_office_sets_what_is_practice_and_nothing_else() -> None:
    text = paper("江东省人民政府办公厅关于值班工作的紧急通知。", number="江政办发[2026]12号")
    own = {"TTL-04": "warn", "TTL-06": "error", "NUM-02": "warn"}
    shown = {one.rule: one.severity for one in engine.proof(read(text, meta()), meta(), severities=own)}
    assert (RULES["TTL-04"].mark, RULES["NUM-02"].mark) == ("P", "V")
    assert shown["TTL-04"] == "warn"
    assert shown["NUM-02"] == "error"
    assert shown["TTL-06"] == ("error" if RULES["TTL-06"].mark == "P" else "warn")
