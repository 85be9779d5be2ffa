"""The kind of a paper by its title's last words (条例 第八条, fifteen kinds). Pure; also for typed titles."""

from __future__ import annotations

import re

# Last words → code name. Longer endings first where one ends with another.
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("请示报告", "request"),  # two kinds at once (rule KIND-03): what it wants is an answer
    ("决议", "resolution"),
    ("决定", "decision"),
    ("命令", "order"),
    ("公报", "communique"),
    ("公告", "announcement"),
    ("通告", "public_notice"),
    ("意见", "opinion"),
    ("通知", "notice"),
    ("通报", "bulletin"),
    ("报告", "report"),
    ("请示", "request"),
    ("批复", "reply"),
    ("议案", "motion"),
    ("纪要", "minutes"),
    ("函", "letter"),
)
_ORDER = re.compile(r"(?:政府|国务院|主席|委员会|[部署厅局]|嘉奖|任免|通缉)令$")
# Ordinary phrases that end like a kind and are none.
_NOT_A_KIND = re.compile(
    r"(?:(?:征求|征集|听取|反馈|修改|补充|书面|拟办|审查|审核|批示)意见|[来去信密邮]函)$"
)
_STATE = re.compile(r"[（(【\[〔](?:[^（）()【】\[\]〔〕]{0,20})[)）】\]〕]$")
LONGEST = 300
_QUOTES = "\"'“”‘’。．.;；,，!！ "


def kind_of_title(title: str) -> str | None:
    """Code name of the kind the title ends with, or None when it says none of the fifteen.

    A state in brackets at the end (征求意见稿, 试行) is passed over. 「请示报告」 gives 'request';
    `is_mixed_kind` tells that it names two kinds.
    """
    text = _core(title)
    if _NOT_A_KIND.search(text):
        return None
    for ending, kind in _ENDINGS:
        if text.endswith(ending):
            return kind
    return "order" if _ORDER.search(text) else None


def is_mixed_kind(title: str) -> bool:
    """Does the title name two kinds at once (请示报告, 报告请示, 函请示)? A reason to send it back."""
    return bool(re.search(r"(?:请示报告|报告请示|请示函|报告函|意见报告|通知请示)$", _core(title)))


def _core(title: str) -> str:
    text = re.sub(r"\s+", "", title[-LONGEST:]).strip(_QUOTES)
    while found := _STATE.search(text):
        text = text[: found.start()].rstrip(_QUOTES)
    return text
