"""The weekly meeting (例会): minutes, and actions with owner and date, followed to the next week."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from bulletins.words import ActionState
from workflow.models import Subject
from workflow.models.subject import new_ref

from .pack import Pack

A = ActionState
PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """It goes through one pack. `version` counts edits of the minutes; the text of every edit stays in `MinutesVersion`."""

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, related_name="meeting")
    held_on = models.DateField(_("开会日期"))
    chair = models.CharField(_("主持"), max_length=60, blank=True)
    attendees = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    minutes = models.TextField(_("会议纪要"), blank=True)
    version = models.PositiveIntegerField(default=1)
    kept_by_name = models.CharField(max_length=60)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return str(self.held_on)


class MinutesVersion(models.Model):
    """The minutes as they were once saved."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    minutes = models.TextField(blank=True)
    attendees = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"


class MeetingAction(Subject):
    """What a meeting decided: who does it, by when. A task in his inbox until it is done or no longer wanted."""

    subject_kind = "meeting_action"

    state = FSMField(_("状态"), default=A.OPEN, choices=A.choices, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(_("事项"), max_length=300)
    owner = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("action", "责任人")
    )
    owner_name = models.CharField(max_length=60)
    due_on = models.DateField(_("完成期限"))
    due_first = models.DateField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=60)
    result = models.CharField(_("结果"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=A.values), name="meeting_action_state_known")
        ]

    def __str__(self) -> str:
        return self.text

    def card(self) -> dict[str, Any]:
        return {
            "title": self.text, "number": "", "urgency": "normal", "urgency_rank": 0,
            "source": self.made_by_name,
        }  # fmt: skip

    @transition(state, source=A.OPEN, target=A.DONE)
    def finish(self) -> None:
        """Done by its owner."""

    @transition(state, source=A.OPEN, target=A.DROPPED)
    def drop(self) -> None:
        """No longer wanted, with a reason."""

    @transition(state, source=[A.DONE, A.DROPPED], target=A.OPEN)
    def take_up(self) -> None:
        """Not good enough: once more."""
