"""Document numbers (发文字号): their series, and what became of each of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outgoing.rules.numbering import is_yearly, printed
from outgoing.words import KINDS, Layout, Slot
from workflow.models import Subject

from .organ import Organ

PATTERN = "{code}〔{year}〕{serial}号"


class NumberSeries(models.Model):
    """江政办发: which papers of which organ are numbered in it (条例 第二十五条（二）, NUM-09).

    `pattern` has {code}, {year} and {serial}; without {year} it never starts anew. Empty `kinds` or `layouts`: any.
    A series that has given a number keeps its code and pattern: a new rule is a new series.
    """

    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="series", verbose_name=_("发文机关")
    )
    code = models.CharField(_("机关代字"), max_length=20)
    pattern = models.CharField(_("字号样式"), max_length=60, default=PATTERN)
    kinds = ArrayField(
        models.CharField(max_length=16, choices=KINDS), verbose_name=_("文种"), default=list, blank=True
    )
    layouts = ArrayField(
        models.CharField(max_length=10, choices=Layout.choices),
        verbose_name=_("格式"),
        default=list,
        blank=True,
    )
    first = models.PositiveIntegerField(_("起始号"), default=1)
    is_active = models.BooleanField(_("启用"), default=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["organ", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "pattern"], name="series_code_once"),
            models.CheckConstraint(condition=Q(first__gte=1), name="series_first_positive"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_yearly(self) -> bool:
        return is_yearly(self.pattern)

    def number(self, year: int, serial: int) -> str:
        """The number as printed: no leading zero, no 第, no space (NUM-01…07, NUM-12)."""
        return printed(self.code, self.pattern, year, serial)


class NumberYear(models.Model):
    """How far a series has come in a year (0 where it never starts anew): the row that is locked to take a number.

    `first` is where it began: the series' own first number in its first year, 1 in every later one.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField(default=1)
    last = models.PositiveIntegerField()
    certified_at = models.DateTimeField(null=True)
    certified_by_name = models.CharField(max_length=60, blank=True)
    certificate = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="number_year_once"),
            models.CheckConstraint(
                condition=Q(certified_at__isnull=True, certified_by_name="")
                | Q(certified_at__isnull=False) & ~Q(certified_by_name=""),
                name="number_year_certified_pair",
            ),
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="number_year_order"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.year} {self.last}"


class NumberSlot(models.Model):
    """One number: reserved, used or void, with its reason. Never deleted, never given twice.

    `paper` keeps pointing at the paper whose number was voided.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="slots")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=80, unique=True)
    status = models.CharField(max_length=8, choices=Slot.choices)
    paper = models.OneToOneField(
        "outgoing.Outgoing", on_delete=models.PROTECT, null=True, related_name="slot"
    )
    reason = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_by_name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["series", "year", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="slot_serial_once"),
            models.CheckConstraint(condition=Q(status__in=Slot.values), name="slot_status_known"),
            models.CheckConstraint(
                condition=Q(status="used", paper__isnull=False) | ~Q(status="used") & ~Q(reason=""),
                name="slot_explained",
            ),
            models.CheckConstraint(condition=Q(changed_at__gte=F("taken_at")), name="slot_order"),
        ]

    def __str__(self) -> str:
        return self.number


class NumberBook(Subject):
    """The one subject whose entries tell every change of the series and every number reserved, voided or certified
    by hand: a single row; locking it puts these one after another."""

    subject_kind = "numbers"
    state = ""

    def card(self) -> dict[str, Any]:
        return {}

    @classmethod
    def the(cls) -> NumberBook:
        """The row, made when it is not there yet."""
        return cls.objects.get_or_create(pk=1)[0]
