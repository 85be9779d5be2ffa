"""Of one instruction: who may check its transcription (核对), who may confirm it (补确认). For act, form and link. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.rules.known import LACKING, ROLE, Bar
from people.roles import Role

RECORDERS = frozenset({Role.CLERK, Role.HANDLER})


def bar_to_check(hats: Any, *, leader: int, recorder: int, checked_by: str) -> Bar | None:
    """Recorded for the leader, not checked yet, and not by himself."""
    if recorder == leader or checked_by:
        return Bar(_("这条批示不需要核对。"), LACKING)
    if recorder == hats.person_id:
        return Bar(_("代录人不能核对自己录入的批示。"), ROLE)
    return None


def bar_to_confirm(hats: Any, *, leader: int, wanting: bool) -> Bar | None:
    """`wanting`: of this round, and without its written confirmation or its scan."""
    if not wanting:
        return Bar(_("这条批示不需要补确认。"), LACKING)
    if leader == hats.person_id or stands_in(hats, leader) or hats.office_roles & RECORDERS:
        return None
    return Bar(_("只有该领导本人、他的秘书或文书可以补确认。"), ROLE)


def stands_in(hats: Any, leader: int) -> Any:
    """As whose secretary or deputy he brings the paper the leader signed."""
    return next((s for s in hats.stand_ins if s.person_id == leader and s.covers("record")), None)
