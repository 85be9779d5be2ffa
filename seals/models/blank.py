"""空白文件头、空白介绍信: numbered sheets, each written off by its number."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from seals.words import BlankEnd, BlankKind
from workflow.models import Subject

from .request import SealRequest

PERSON = settings.AUTH_USER_MODEL


class BlankBook(Subject):
    """A lot of numbered blank sheets, from `first` to `last`, with one keeper."""

    subject_kind = "blank_book"
    state = ""

    kind = models.CharField(_("种类"), max_length=12, choices=BlankKind.choices)
    name = models.CharField(_("名称"), max_length=80)
    prefix = models.CharField(_("号码前缀"), max_length=20, blank=True)
    first = models.PositiveIntegerField(_("起号"))
    last = models.PositiveIntegerField(_("止号"))
    received_on = models.DateField(_("收到日期"))
    keeper = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("保管人"))
    keeper_name = models.CharField(max_length=60, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BlankKind.values), name="blank_kind_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first"), first__gte=1), name="blank_in_order"),
            models.UniqueConstraint(fields=["kind", "prefix", "first"], name="blank_book_once"),
            ExclusionConstraint(
                name="blank_books_apart",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("prefix", RangeOperators.EQUAL),
                    (
                        Func(
                            F("first"),
                            F("last"),
                            Value("[]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}{self.first}–{self.last}"

    @property
    def total(self) -> int:
        return int(self.last - self.first + 1)

    def card(self) -> dict[str, Any]:
        return {
            "title": self.name,
            "number": self.prefix,
            "urgency": "normal",
            "urgency_rank": 9,
            "source": "",
        }


class BlankSheet(models.Model):
    """One sheet that is no longer there: used for what, spoiled (destroyed before whom), given back, missing. Never changed."""

    book = models.ForeignKey(BlankBook, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    end = models.CharField(max_length=8, choices=BlankEnd.choices)
    matter = models.CharField(max_length=200)
    given_to = models.CharField(max_length=120, blank=True)
    request = models.ForeignKey(SealRequest, on_delete=models.PROTECT, null=True, related_name="sheets")
    by_person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["book", "number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="blank_sheet_once"),
            models.CheckConstraint(condition=Q(end__in=BlankEnd.values), name="blank_end_known"),
            models.CheckConstraint(
                condition=Q(end="used") | Q(second__isnull=False) & ~Q(second=F("by_person")),
                name="blank_ended_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.number} {self.end}"
