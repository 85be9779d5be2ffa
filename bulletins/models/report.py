"""报错: anybody says that a record is wrong; somebody looks, corrects or explains; both values stay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from bulletins.words import ReportAnswer, ReportState
from workflow.models import Subject

S = ReportState
PERSON = settings.AUTH_USER_MODEL


class ErrorReport(Subject):
    """About one record (`about_kind`, `about_ref`, `about_name`) or a page (`page`). `old` is what stood there when it was
    reported, `proposed` what he thinks it should be, `new` what stands there after the answer."""

    subject_kind = "error_report"

    state = FSMField(_("状态"), default=S.REPORTED, choices=S.choices, editable=False)
    number = models.CharField(max_length=20, unique=True, editable=False)
    about_kind = models.CharField(max_length=20, blank=True)
    about_ref = models.CharField(max_length=40, blank=True)
    about_name = models.CharField(_("所报记录"), max_length=120)
    page = models.CharField(max_length=200, blank=True)
    secret = models.BooleanField(default=False)
    field = models.CharField(_("栏目"), max_length=60, blank=True)
    old = models.CharField(_("现在的内容"), max_length=500, blank=True)
    proposed = models.CharField(_("应为"), max_length=500, blank=True)
    what = models.CharField(_("哪里不对"), max_length=500)
    reporter = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=ReportAnswer.choices, blank=True)
    new = models.CharField(_("更正为"), max_length=500, blank=True)
    said = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(answer__in=["", *ReportAnswer.values]), name="report_answer_known"
            ),
        ]
        indexes = [models.Index(fields=["about_kind", "about_ref"], name="report_about")]

    def __str__(self) -> str:
        return f"{self.number} {self.about_name}"

    def card(self) -> dict[str, Any]:
        return {
            "title": self.what[:300], "number": self.number, "urgency": "normal", "urgency_rank": 0,
            "source": self.reporter_name,
        }  # fmt: skip

    @transition(state, source=S.REPORTED, target=S.ANSWERED)
    def give_answer(self) -> None:
        """Looked at: corrected, or explained."""

    @transition(state, source=S.ANSWERED, target=S.REPORTED)
    def ask_again(self) -> None:
        """The reporter does not agree: once more."""

    @transition(state, source=S.ANSWERED, target=S.CLOSED)
    def settle(self) -> None:
        """The reporter has read the answer."""
