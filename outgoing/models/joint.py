"""联合行文: the organs that issue a paper with us, and what came back from them on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.models import Blob
from outgoing.words import Sheet
from people.models import Unit

from .paper import Outgoing


class Joint(models.Model):
    """An organ that issues the paper with us: it signs, too, and the number is the lead's alone (NUM-11).

    `unit` is None for a name outside the roster. The row stays the same as long as the organ is on the paper.
    """

    paper = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="joints")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["paper", "order"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit"], name="joint_once"),
            models.UniqueConstraint(fields=["paper", "name"], name="joint_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """How a sentence calls it."""
        return self.unit.short if self.unit else self.name


class JointSheet(models.Model):
    """签回的送签稿: what another organ signed on paper, written down from the scan by one person (条例 第二十二条).

    It counts for nothing until a second person has compared it with the scan: then a sign-off is made of it. The
    database refuses every change but that one answer (migration 0017).
    """

    paper = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="joint_sheets")
    organ_name = models.CharField(max_length=120)
    task_id = models.BigIntegerField()  # the waiting that it answers
    round = models.PositiveSmallIntegerField()
    content_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()

    signer_name = models.CharField(max_length=60)
    signer_title = models.CharField(max_length=120)
    opinion = models.TextField(blank=True)  # empty: 圈阅
    signed_on = models.DateField()
    scan = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    scan_name = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    status = models.CharField(max_length=8, choices=Sheet.choices, default=Sheet.WAITING)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_by_name = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True)
    check_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["paper", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Sheet.values), name="joint_sheet_status_known"),
            models.CheckConstraint(
                condition=~Q(signer_name="") & ~Q(signer_title=""), name="joint_sheet_signer_named"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", checked_by__isnull=True, checked_at__isnull=True)
                | ~Q(status="waiting") & Q(checked_by__isnull=False, checked_at__isnull=False),
                name="joint_sheet_checked_pair",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("recorded_by")),
                name="joint_sheet_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(check_note=""), name="joint_sheet_refused_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ_name} {self.signer_name} {self.status}"
