"""The calendar and the limit rules as data. What counts with them is pure: days, engine, lamps."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What a limit is for (glossary)."""

    REGISTER = "register", _("登记")
    PROPOSE = "propose", _("拟办")
    REVIEW = "review", _("审核")
    INSTRUCT = "instruct", _("领导阅批")
    ASSIGN = "assign", _("批示转办")
    HANDLE = "handle", _("承办")
    ASSIST = "assist", _("协办")
    COUNTERSIGN = "countersign", _("会签")
    READ = "read", _("传阅")
    CIRCULATE = "circulate", _("传阅完毕")
    FOLLOW = "follow", _("跟办")
    FEEDBACK = "feedback", _("批示反馈")
    SEND_BACK = "send_back", _("退回交办")
    RETURN = "return", _("退文")
    CLOSE_CHECK = "close_check", _("办结审核")
    DRAFT = "draft", _("拟稿")
    LEGAL = "legal", _("合法性审核")
    SIGN = "sign", _("签发")
    RECHECK = "recheck", _("发文复核")
    ISSUE = "issue", _("签发后印发")
    RECEIPTS = "receipts", _("回执")
    RECEIVE = "receive", _("签收")
    SEAL_APPROVE = "seal_approve", _("用印审批")
    SEAL = "seal", _("用印")


class Urgency(models.TextChoices):
    """Both lists of 条例 第九条（三）; papers and telegrams share 特急 and 加急. Empty fits all."""

    FLASH = "flash", _("特提")
    TOP_URGENT = "top_urgent", _("特急")
    URGENT = "urgent", _("加急")
    NORMAL = "normal", _("平件")
    ROUTINE = "routine", _("平急")


class Unit(models.TextChoices):
    WORKING_DAY = "working_day", _("工作日")
    CALENDAR_DAY = "calendar_day", _("自然日")
    MONTH = "month", _("月")
    WORKING_HOUR = "working_hour", _("工作小时")
    CLOCK_HOUR = "clock_hour", _("小时")


class CalendarNotice(models.Model):
    """What says which days of a year are worked; a correction is a new `version`, of which the newest counts.

    `national` is the yearly notice of the State Council's office. `local` days (《全国年节及纪念日放假办法》第四条) lie over it
    and leave a year without a national notice provisional.
    """

    class Scope(models.TextChoices):
        NATIONAL = "national", _("全国")
        LOCAL = "local", _("本地")

    year = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.NATIONAL)
    version = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    issued_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "scope", "version"], name="deadlines_notice_once"),
            models.CheckConstraint(
                condition=Q(scope__in=["national", "local"]), name="deadlines_notice_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lt=2200), name="deadlines_notice_year_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} v{self.version}"


class CalendarDay(models.Model):
    """A day that differs from the weekend rule. Days not listed follow it."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        MAKE_UP = "make_up", _("调休上班")

    date = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=40)
    statutory = models.BooleanField(default=False)
    notice = models.ForeignKey(CalendarNotice, on_delete=models.PROTECT, related_name="days")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "date"], name="deadlines_day_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "make_up"]), name="deadlines_day_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="make_up", statutory=True), name="deadlines_day_make_up_not_statutory"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class OfficeHours(models.Model):
    """From `month`/`day` of every year these spans are worked, until the next table of the year begins (冬令、夏令).

    `spans` is [["08:30", "12:00"], ["14:00", "17:30"]]. A row counts for the days from `since` to `until` (None: open).
    """

    name = models.CharField(max_length=40)
    month = models.PositiveSmallIntegerField(default=1)
    day = models.PositiveSmallIntegerField(default=1)
    spans = models.JSONField()
    source = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="deadlines_hours_say_their_source"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31),
                name="deadlines_hours_begin_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="deadlines_hours_dates_in_order",
            ),
            ExclusionConstraint(
                name="deadlines_hours_one_at_a_time",
                expressions=[
                    ("month", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    (
                        DateRange("since", "until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.month:02}-{self.day:02}"


class StageRule(models.Model):
    """When a stage of a running date is reached, by urgency (empty: all that have no row of their own).

    `amount` of `unit` before the date for `due_soon`, after it for `overdue`, `second` and `escalated`; `due_today` is
    the date's own day and asks no amount. A stage that is not `on` is passed over.
    """

    class Stage(models.TextChoices):
        DUE_SOON = "due_soon", _("将到期")
        DUE_TODAY = "due_today", _("今日到期")
        OVERDUE = "overdue", _("已超期")
        SECOND = "second", _("二次催办")
        ESCALATED = "escalated", _("升级督办")

    urgency = models.CharField(max_length=12, blank=True, choices=Urgency.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.WORKING_DAY)
    amount = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    on = models.BooleanField(default=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urgency", "stage"], name="deadlines_stage_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="deadlines_stage_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(unit__in=[u for u in Unit.values if u != "month"]),
                name="deadlines_stage_unit_known",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["due_soon", "due_today", "overdue", "second", "escalated"]),
                name="deadlines_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=["", *Urgency.values]), name="deadlines_stage_urgency_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}/{self.urgency or '*'}: {self.amount:g} {self.unit}"


class LimitPolicy(models.Model):
    """How long a step may take. An empty flow, category, kind or urgency fits all; the closest rule counts.

    A rule is never edited: the database lets only `effective_to` be set (once), and a new row follows.
    """

    flow = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=12, blank=True, choices=Urgency.choices)
    step = models.CharField(max_length=20, choices=Step.choices)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    amount = models.DecimalField(max_digits=9, decimal_places=4)
    source = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadlines_policy_amount_positive"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="deadlines_policy_unit_known"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="deadlines_policy_step_known"),
            models.CheckConstraint(
                condition=Q(urgency__in=["", *Urgency.values]), name="deadlines_policy_urgency_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="deadlines_policy_says_its_source"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="deadlines_policy_dates_in_order",
            ),
            ExclusionConstraint(
                name="deadlines_policy_one_at_a_time",
                expressions=[
                    *(
                        (field, RangeOperators.EQUAL)
                        for field in ("flow", "category", "kind", "urgency", "step")
                    ),
                    (
                        DateRange("effective_from", "effective_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}/{self.urgency or '*'}: {self.amount:g} {self.unit}"
