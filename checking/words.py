"""The closed lists of checking, with their screen words. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(TextChoices):
    """Which flow: also the kind of the subject."""

    INCOMING = "document", pgettext_lazy("part", "收文")
    OUTGOING = "outgoing", pgettext_lazy("part", "发文")


class Gate(TextChoices):
    """The three checks of every paper (domain.md §1, rows 25 to 27)."""

    BEFORE = "before", _("报批前复核")
    DURING = "during", _("运转中检查")
    CLOSING = "closing", _("办结前复核")


class Replied(TextChoices):
    """What a person said to a finding: an error is waived with a reason, a hint is put aside with a reason."""

    WAIVED = "waived", _("放行")
    IGNORED = "ignored", _("忽略")


class Result(TextChoices):
    """How one item of a check list stands."""

    OK = "ok", _("通过")
    TICKED = "ticked", _("已核")
    WAIVED = "waived", _("放行")
    OPEN = "open", _("未通过")


class SweepMark(TextChoices):
    """Why a paper is on the list of the day."""

    STILL = "still", _("当日未动")
    NEAR = "near", _("临近时限")
    LATE = "late", _("已超期")
    NOBODY = "nobody", _("无人经办")
    AWAY = "away", _("经办人不在岗")
    LOST = "lost", _("去向不明")
