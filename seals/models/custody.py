"""专人负责制 (domain.md §6.4): who has a seal, from when to when; how it changed hands; who is away."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from .seal import Seal

PERSON = settings.AUTH_USER_MODEL


class SealCustody(models.Model):
    """A period in which one person has the seal. Periods of a seal cannot overlap; the present one has no end.

    Opened and closed by `actions.handover` alone, under the lock of the seal. `temporary`: the stand-in has it.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="custodies")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    during = DateTimeRangeField()
    temporary = models.BooleanField(default=False)

    class Meta:
        ordering = ["seal", "during"]
        constraints = [
            ExclusionConstraint(
                name="custody_one_at_a_time",
                expressions=[("seal", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="custody_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.during}"


class Handover(models.Model):
    """印章交接: one seal changes hands, with what was counted and three signatures. Never changed.

    `sheet` is shared by the seals of one 交接单. `from_person` is None for the first keeper. `in_stead`: who had it could not
    sign (left, ill), so his superior did, with the reason.
    """

    sheet = models.CharField(max_length=20, db_index=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="handovers")
    from_person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    from_name = models.CharField(max_length=60, blank=True)
    to_person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=60)
    supervised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    supervised_by_name = models.CharField(max_length=60)
    signed_for_from = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    in_stead = models.CharField(max_length=200, blank=True)
    temporary = models.BooleanField(default=False)
    at = models.DateTimeField()
    counted = models.PositiveIntegerField()  # lines of the ledger when it changed hands
    head = models.CharField(max_length=16, blank=True)  # the ledger's head then, as printed
    condition = models.CharField(max_length=200)
    register_pages = models.PositiveIntegerField()
    open_requests = models.PositiveIntegerField()
    keys = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_person=F("to_person")), name="handover_two"),
            models.CheckConstraint(
                condition=~Q(supervised_by=F("to_person"))
                & (Q(from_person__isnull=True) | ~Q(supervised_by=F("from_person"))),
                name="handover_supervised_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(in_stead="")
                | Q(signed_for_from__isnull=False) & ~Q(signed_for_from=F("from_person")),
                name="handover_in_stead_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_name} {self.at:%Y-%m-%d}"


class Absence(models.Model):
    """A keeper is away for whole days, the first and the last included: a seal he has is not set until it was handed over."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # came back earlier

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_in_order")]

    def __str__(self) -> str:
        return f"{self.person_name} {self.since}"


class SealSitting(models.Model):
    """监印: a supervisor has signed in at the keeper's desk and watches until he leaves or the day ends."""

    keeper = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    supervisor_name = models.CharField(max_length=60)
    since = models.DateTimeField()
    day = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keeper"], condition=Q(ended_at__isnull=True), name="sitting_one"
            ),
            models.CheckConstraint(condition=~Q(keeper=F("supervisor")), name="sitting_two"),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_name} {self.day}"


class Stocktake(models.Model):
    """盘点 (A19): a seal was looked at by two persons; once a quarter each. Never changed."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="stocktakes")
    at = models.DateTimeField()
    present = models.BooleanField()
    place = models.CharField(max_length=80, blank=True)
    condition = models.CharField(max_length=200)
    by_person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    second_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(by_person=F("second")), name="stocktake_two")]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at:%Y-%m-%d}"
