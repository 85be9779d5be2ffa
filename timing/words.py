"""Words of the room."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from documents.words import TaskKind
from outgoing.words import TaskKind as OutgoingKind
from seals.words import TaskKind as SealKind

# Code of a figure to its name and its definition (domain.md §5.7).
PAPER_FIGURES = {
    "received": (_("收文量"), _("收文时间在期内的公文")),
    "before": (_("期初在办"), _("期前收到、期初还没有办结的公文；期初以前退文、作废的不计")),
    "closed": (_("期内办结"), _("办结时间在期内的公文")),
    "in_time": (_("按期办结"), _("办结时间不晚于原定时限")),
    "put_off": (_("延期后按期"), _("过了原定时限，但不晚于现时限")),
    "late": (_("超期办结"), _("过了原定时限，也过了现时限")),
    "dateless": (_("未定时限"), _("办结时没有时限的公文")),
    "late_now": (_("在途超期"), _("现在还在办、已过时限的公文；暂停的不计")),
    "near": (_("临近时限"), _("现在还在办、剩余不超过一个工作日的公文；暂停的不计")),
    "open": (_("期末在办"), _("期末以前收到、到期末还没有办结的公文；期末以前退文、作废的不计")),
    "owed": (_("应办"), _("期初在办的和期内收到的公文")),
}
PART_FIGURES = {
    "reported": (_("期内报结"), _("报结时间在期内的承办事项")),
    "in_time": (_("按期报结"), _("报结时间不晚于原定时限")),
    "put_off": (_("延期后按期"), _("过了原定时限，但不晚于现时限")),
    "late": (_("超期报结"), _("过了原定时限，也过了现时限")),
    "late_now": (_("承办事项超期"), _("现在还没有报结、已过时限的承办事项；暂停的不计")),
}

KINDS = {"document": TaskKind, "outgoing": OutgoingKind, "seal_request": SealKind, "seal_takeout": SealKind}
# Why dates move, as the record has it.
WHY = [gettext_noop("日历更新"), gettext_noop("时限规则更新"), gettext_noop("期限复核")]


def step_word(subject_kind: str, task_kind: str) -> str:
    """What a date is for: the kind of work; without one the limit of the paper as a whole."""
    kinds: Any = KINDS[subject_kind]
    if task_kind in kinds.values:
        return str(kinds(task_kind).label)
    return gettext("办结时限") if subject_kind == "document" else gettext("签收")
