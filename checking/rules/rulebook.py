"""The rules of the draft check as a book: in groups, searched by a word. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from proofing.catalogue import ERROR, RULES, WARN, Rule

PRACTICE = "P"  # what offices do, which no regulation says
GROUPS: dict[str, Any] = {
    "NUM": _("发文字号"), "HDR": _("版头"), "TTL": _("标题"), "KIND": _("文种"), "RTE": _("行文规则"), "RCP": _("主送机关"),
    "BODY": _("正文"), "SEQ": _("层次序数"), "ATT": _("附件"), "SIG": pgettext_lazy("part", "落款"), "NOTE": _("附注"), "CC": _("版记"),
    "PUN": _("标点"), "DIG": _("数字"), "QUO": _("引文"), "WRD": _("用词"), "PROC": _("程序"), "SEC": _("安全"),
    "LAY": _("版面"),
}  # fmt: skip
MARKS: dict[str, Any] = {
    "V": _("条款已核"),
    "K": _("公知标准"),
    PRACTICE: _("通行做法（不是规定）"),
}
LEVELS: dict[str, Any] = {"T": _("看文字"), "M": _("看登记事项"), "L": _("看版面")}
SEVERITIES: dict[str, Any] = {ERROR: _("错误"), WARN: _("提示")}


def group_of(rule: Rule) -> str:
    return rule.id.partition("-")[0]


def sentence(rule: Rule) -> str:
    """In the language of the screen; the rules carry both themselves."""
    return rule.text if (get_language() or "zh").startswith("zh") else rule.english


def found(words: str, keep: Callable[[Rule], bool] = lambda rule: True) -> list[tuple[str, list[Rule]]]:
    """The groups with those of their rules that hold every word somewhere: in id, sentence, basis or example."""
    wanted = words.casefold().split()
    rows: dict[str, list[Rule]] = {}
    for rule in RULES.values():
        said = " ".join(
            (rule.id, rule.text, rule.english, rule.basis, rule.good, rule.bad, str(GROUPS[group_of(rule)]))
        )
        if keep(rule) and all(word in said.casefold() for word in wanted):
            rows.setdefault(group_of(rule), []).append(rule)
    return [(group, rows[group]) for group in GROUPS if group in rows]
