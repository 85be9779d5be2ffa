"""Why somebody cannot do a verb now: what stands in the way, who can, what to do next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.words import FINAL, State
from people.roles import Role

MOST = 3  # names in one sentence


def names(holders: Iterable[str]) -> str:
    """Up to three names, each once; 等 when there are more."""
    each = list(dict.fromkeys(h for h in holders if h))
    shown = _("、").join(each[:MOST])
    return _("%(names)s等 %(n)s 人") % {"names": shown, "n": len(each)} if len(each) > MOST else shown


def wrong_state(verb: Any, state: str, tasks: Iterable[Any]) -> str:
    """The paper is not where this is done: where it is, and with whom."""
    now = {"state": State(state).label, "verb": verb.label}
    if state == State.RETURNED:
        return _("本件已退来文单位，不能再%(verb)s；来文单位重报后另行登记。") % now
    if state == State.VOIDED:
        return _("本件已作废，不能再%(verb)s；确需办理，请重新登记。") % now
    if state in FINAL:
        return _("本件%(state)s，不能再%(verb)s；确需再办，请处长重新办理。") % now
    waiting = names(t.holder_name for t in tasks if t.status == "open" and t.lane == "main")
    if not waiting:
        return _("本件现在是「%(state)s」，还不能%(verb)s。") % now
    return _("本件现在是「%(state)s」，在%(who)s手里，还不能%(verb)s。") % {**now, "who": waiting}


def already(verb: Any, at: datetime) -> str:
    """He has done this himself: when."""
    words = {"at": timezone.localtime(at).strftime("%m-%d %H:%M"), "verb": verb.label}
    if verb.code == "read":
        return _("您已于 %(at)s 阅过，本件不再等您办理。") % words
    return _("您已于 %(at)s 办过这一步，现在没有等您「%(verb)s」的事项。") % words


def accepted(who: str, at: datetime) -> str:
    """His unit has taken it on: who and when, and what comes next."""
    words = {"who": who, "at": timezone.localtime(at).strftime("%m-%d %H:%M")}
    return _("%(who)s %(at)s 已接收；接下来报进展、报结或申请延期。") % words


def recorded(leader: str, at: datetime) -> str:
    """The leader's instruction is on the paper: nothing is left to record for him."""
    words = {"who": leader, "at": timezone.localtime(at).strftime("%m-%d %H:%M")}
    return _("%(who)s的批示已于 %(at)s 录入，现在没有等您代录的批示。") % words


def not_his(verb: Any, others: Sequence[str], *, has_role: bool = False) -> str:
    """Somebody else's to do: who, or which roles (where he has none of them); else nobody was asked."""
    if others:
        return _("这一步由%(who)s办理；需要时请与其联系，或请其转办给您。") % {"who": names(others)}
    if verb.roles and not has_role:
        who = [_("本件登记人")] if verb.registrar else []
        roles = _("、").join([*who, *(str(role.label) for role in Role if role in verb.roles)])
        return _("「%(verb)s」由%(who)s办理，您没有这个职务。") % {"verb": verb.label, "who": roles}
    return _("现在没有等您%(verb)s的事项。") % {"verb": verb.label}
