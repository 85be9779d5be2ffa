"""What a unit is to do: split from an instruction or the proposal; exactly one lead, co-units answer to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Unit

from .document import Document
from .instruction import Instruction


class Assignment(models.Model):
    """One unit's part of one item. Items are numbered per paper; each has one lead row and its co rows."""

    class Role(models.TextChoices):
        LEAD = "lead", _("主办")
        CO = "co", _("协办")

    class Status(models.TextChoices):
        GIVEN = "given", _("待接收")
        ACCEPTED = "accepted", _("办理中")
        REPORTED = "reported", _("已报结")
        WAIVED = "waived", _("免办")
        MISDIRECTED = "misdirected", _("错办退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="assignments")
    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, null=True, related_name="assignments"
    )
    item = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=4, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=120)
    content = models.TextField(_("办理要求"))
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GIVEN)
    due_at = models.DateTimeField()
    due_first = models.DateTimeField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    reworks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["item", "-role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "round", "item"],
                condition=Q(role="lead") & ~Q(status__in=["misdirected", "withdrawn"]),
                name="assignment_one_lead",
            ),
            models.UniqueConstraint(
                fields=["document", "round", "item", "unit"],
                condition=~Q(status__in=["misdirected", "withdrawn"]),
                name="assignment_unit_once",
            ),
            models.CheckConstraint(condition=Q(role__in=["lead", "co"]), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["given", "accepted", "reported", "waived", "misdirected", "withdrawn"]
                ),
                name="assignment_status_known",
            ),
        ]
        indexes = [  # what is asked for by date wherever all papers are looked at
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status__in=["given", "accepted", "misdirected"]),
                name="assignment_due",
            ),
            models.Index(
                fields=["-reported_at", "-id"],
                condition=Q(role="lead", status="reported"),
                name="assignment_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.unit_name}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.GIVEN, self.Status.ACCEPTED)


class Extension(models.Model):
    """Asked for before expiry, with a reason and a new date; the original date is never lost."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    reason = models.TextField()
    progress = models.TextField(blank=True)
    due_before = models.DateTimeField()
    due_wanted = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(granted__isnull=True), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, answered_at__isnull=True, answered_by_name="")
                | Q(granted__isnull=False, answered_at__isnull=False) & ~Q(answered_by_name=""),
                name="extension_answered_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:40]
