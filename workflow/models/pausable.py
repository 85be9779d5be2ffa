"""A subject whose clock may stand still: who stopped it, when, why, and when it is looked at again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PauseCode(models.TextChoices):
    """What a clock may be stopped for: nothing else is a reason (domain.md §2.10)."""

    SUPPLEMENT = "supplement", _("补件")
    AGREEMENT = "agreement", _("书面同意")
    HIGHER = "higher", _("等上级答复")


class Pausable(models.Model):
    """Abstract, beside `Subject`. Set and cleared by acts alone, together with `Act.stop_clock` and `Act.start_clock`."""

    paused_at = models.DateTimeField(null=True, editable=False)
    paused_by_name = models.CharField(max_length=60, blank=True, editable=False)
    paused_code = models.CharField(max_length=12, choices=PauseCode.choices, blank=True, editable=False)
    paused_why = models.TextField(blank=True, editable=False)
    look_again_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def paused_for(self) -> str:
        """What it waits for, to stand within a sentence."""
        return self.paused_why.rstrip("。. ")

    def begin_pause(self, at: datetime, by_name: str, *, code: str, why: str, look_on: date) -> None:
        """It stands still from `at` on, and is looked at again on `look_on`."""
        self.paused_at, self.look_again_on = at, look_on
        self.paused_by_name, self.paused_code, self.paused_why = by_name, code, why

    def clear_pause(self) -> None:
        """It goes on, or is over."""
        self.paused_at, self.look_again_on = None, None
        self.paused_by_name = self.paused_code = self.paused_why = ""


def pause_checks(table: str) -> list[models.CheckConstraint]:
    """For the child's `Meta.constraints`: known reasons; all of it or nothing."""
    none = Q(
        paused_at__isnull=True, paused_by_name="", paused_code="", paused_why="", look_again_on__isnull=True
    )
    all_ = (
        Q(paused_at__isnull=False, look_again_on__isnull=False) & ~Q(paused_by_name="") & ~Q(paused_code="")
    )
    return [
        models.CheckConstraint(
            condition=Q(paused_code__in=["", *PauseCode.values]), name=f"{table}_pause_known"
        ),
        models.CheckConstraint(condition=none | all_ & ~Q(paused_why=""), name=f"{table}_pause_whole"),
    ]
