"""What was asked for a seal is over: nobody works on it any more."""

from __future__ import annotations

from workflow.act import Act
from workflow.models import Task


def over(a: Act) -> None:
    """From now on it is something done (已办), no longer in hand (在办)."""
    a.flush()
    Task.objects.about(a.subject).update(subject_live=False)
