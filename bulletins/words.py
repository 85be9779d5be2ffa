"""The closed lists of error book, reports and pack, with their screen words. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where an error was found (domain.md §1.1)."""

    BEFORE = "before", _("报批前")
    DURING = "during", _("运转中")
    CLOSING = "closing", _("办结前")
    AFTER = "after", _("事后")


class Category(TextChoices):
    """What kind of error (domain.md §1.1)."""

    KIND = "kind", _("文种")
    FORMAT = "format", _("格式")
    WORDING = "wording", _("文字")
    DIGITS = "digits", _("数字")
    NUMBER = "number", _("字号")
    ATTACHMENT = "attachment", _("附件")
    ROUTING = "routing", pgettext_lazy("part", "路径")
    TIME = "time", _("时限")
    DELIVERY = "delivery", _("漏送误送")
    SEAL = "seal", _("用印")
    SECRECY = "secrecy", _("保密")
    OTHER = "other", _("其他")


# As the office calls them where one key picks one (S15), in that order.
QUICK_WORDS = {
    Category.NUMBER: _("字号"), Category.ROUTING: _("行文"), Category.FORMAT: _("格式"), Category.WORDING: _("错别字"),
    Category.TIME: _("时限"), Category.SEAL: _("用印"),
}  # fmt: skip


class Consequence(TextChoices):
    NONE = "none", _("无")
    REDONE = "redone", _("退改")
    RETURNED = "returned", pgettext_lazy("source", "退文")
    DELAYED = "delayed", _("延误")
    HARM = "harm", _("不良影响")


class Source(TextChoices):
    """What made the entry: a row of the record, or a person."""

    HAND = "hand", _("手工登记")
    GATE = "gate", _("核稿、复核未通过")
    WAIVER = "waiver", pgettext_lazy("source", "放行")
    RETURN_INSIDE = "return_inside", _("内部退回")
    RETURN_SENDER = "return_sender", pgettext_lazy("source", "退文")
    MISSED = "missed", _("超过时限")
    RENUMBER = "renumber", _("字号作废")
    SEAL = "seal", _("用印不符")
    REOPEN = "reopen", pgettext_lazy("source", "重新办理")
    CORRECTION = "correction", pgettext_lazy("source", "更正")
    REPORT = "report", pgettext_lazy("source", "报错")


class ReportState(TextChoices):
    REPORTED = "reported", _("待核实")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已了结")


REPORT_LIVE = (ReportState.REPORTED, ReportState.ANSWERED)


class ReportAnswer(TextChoices):
    CORRECTED = "corrected", _("已更正")
    NOTED = "noted", _("属实，不改原记录")
    NO_ERROR = "no_error", _("经核实无误")


class ActionState(TextChoices):
    OPEN = "open", _("未完成")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("不再办")


class PackState(TextChoices):
    DRAFT = "draft", _("草稿")
    ISSUED = "issued", _("已印发")


class Word(TextChoices):
    """The six words of the office (domain.md §1, row 18)."""

    FAST = "fast", _("快")
    STEADY = "steady", _("稳")
    STRICT = "strict", _("严")
    EXACT = "exact", _("准")
    CAREFUL = "careful", _("细")
    SOLID = "solid", _("实")


class TaskKind(TextChoices):
    ANSWER_REPORT = "answer_report", _("核实报错")
    MEETING_ACTION = "meeting_action", _("例会事项")
