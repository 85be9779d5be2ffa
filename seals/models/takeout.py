"""外带 (domain.md §6.6): a seal leaves the building by exception, with two approvals and two persons."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from documents.models import Blob
from seals.words import TakeoutState
from workflow.models import Subject

from .seal import Seal

T = TakeoutState
PERSON = settings.AUTH_USER_MODEL


class SealTakeout(Subject):
    """`since`–`until`: when it may be out. Two approvers, two travellers, two different persons each. Checked out and in by a
    chief; what was stamped is counted on return."""

    subject_kind = "seal_takeout"

    state = FSMField(_("状态"), default=T.ASKING, choices=T.choices, editable=False)
    number = models.CharField(max_length=40, unique=True, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="takeouts", verbose_name=_("印章"))
    reason = models.CharField(_("事由"), max_length=200)
    where = models.CharField(_("地点"), max_length=120)
    far = models.BooleanField(_("在本市以外"), default=False)
    since = models.DateTimeField(_("带出时间"))
    until = models.DateTimeField(_("归还时间"))
    planned = models.PositiveIntegerField(_("预计用印次数"))

    applicant = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    applicant_name = models.CharField(max_length=60, editable=False)
    unit_name = models.CharField(max_length=120, editable=False)
    traveller1 = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("随带人甲")
    )
    traveller1_name = models.CharField(max_length=60, editable=False)
    traveller2 = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("随带人乙")
    )
    traveller2_name = models.CharField(max_length=60, editable=False)
    approver1 = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("审批人")
    )
    approver1_name = models.CharField(max_length=60, editable=False)
    approved1_at = models.DateTimeField(null=True, editable=False)
    approver2 = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("第二审批人")
    )
    approver2_name = models.CharField(max_length=60, editable=False)
    approved2_at = models.DateTimeField(null=True, editable=False)

    out_at = models.DateTimeField(null=True, editable=False)
    out_by_name = models.CharField(max_length=60, blank=True, editable=False)
    back_at = models.DateTimeField(null=True, editable=False)
    back_by_name = models.CharField(max_length=60, blank=True, editable=False)
    made = models.PositiveIntegerField(_("实际用印次数"), null=True, editable=False)
    made_why = models.CharField(max_length=200, blank=True, editable=False)
    second_name = models.CharField(max_length=60, blank=True, editable=False)
    photo = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    alarmed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=T.values), name="takeout_state_known"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="takeout_in_order"),
            models.CheckConstraint(condition=~Q(traveller1=F("traveller2")), name="takeout_two_travellers"),
            models.CheckConstraint(condition=~Q(approver1=F("approver2")), name="takeout_two_approvers"),
            models.CheckConstraint(
                condition=~Q(approver1=F("applicant")) & ~Q(approver2=F("applicant")), name="takeout_not_own"
            ),
            models.CheckConstraint(
                condition=~Q(approver1=F("traveller1"))
                & ~Q(approver1=F("traveller2"))
                & ~Q(approver2=F("traveller1"))
                & ~Q(approver2=F("traveller2")),
                name="takeout_approvers_stay",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "out", "back"])
                | Q(approved1_at__isnull=False, approved2_at__isnull=False),
                name="takeout_approved_twice",
            ),
            models.CheckConstraint(
                condition=~Q(state="back") | Q(back_at__isnull=False, made__isnull=False),
                name="takeout_back_counted",
            ),
            models.UniqueConstraint(fields=["seal"], condition=Q(state="out"), name="takeout_one_out"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.where}"

    def card(self) -> dict[str, Any]:
        return {
            "title": self.reason,
            "number": self.number,
            "urgency": "normal",
            "urgency_rank": 9,
            "source": self.unit_name,
        }

    @transition(state, source=T.ASKING, target=T.APPROVED)
    def approve(self) -> None:
        """Both have approved."""

    @transition(state, source=T.ASKING, target=T.REJECTED)
    def reject(self) -> None:
        """One of them did not."""

    @transition(state, source=[T.ASKING, T.APPROVED], target=T.WITHDRAWN)
    def withdraw(self) -> None:
        """Not needed any more."""

    @transition(state, source=T.APPROVED, target=T.OUT)
    def go_out(self, now: Any) -> None:
        self.out_at = now

    @transition(state, source=T.OUT, target=T.BACK)
    def come_back(self, now: Any) -> None:
        self.back_at = now


class TakeoutPhoto(models.Model):
    """What was stamped outside, photographed: handed in on return, never changed."""

    takeout = models.ForeignKey(SealTakeout, on_delete=models.PROTECT, related_name="photos")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["takeout", "id"]
        constraints = [models.UniqueConstraint(fields=["takeout", "blob"], name="takeout_photo_once")]

    def __str__(self) -> str:
        return self.name
