"""Limit rules change: a new one takes over from a day on, or one that is not in force yet is taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deadlines import store
from deadlines.limits import Limit
from deadlines.models import LimitPolicy, Step
from docflow.web.errors import BadInput, Faster
from timing.actions.moving import RULES, move_all
from timing.queries.limits import drawn, table, would_be
from timing.rules.limits import DAY, SAYS, WHICH, NewLimit, allow, before_of, place, takes_back
from workflow.act import Act
from workflow.models import Entry
from workflow.spine import act

VALUES = (*WHICH, *SAYS)


@act("supersede_limit", exclusive=False)
def supersede_limit(a: Act, *, new: NewLimit, seen: str, moved: str) -> str:
    """The rule takes over from its day on; what of its kind was in force ends the day before, and stays as it was.

    `seen`: which table the form was drawn from; `moved`: which running dates its rehearsal listed. Exactly those move.
    """
    allow(a.by.hats)
    rows = _as_seen(a, seen)
    at = place(rows, new, timezone.localdate(a.now))
    found = move_all(a, would_be(rows, new, at), moved, why=RULES)
    if at.goes is not None:
        LimitPolicy.objects.filter(pk=at.goes.policy_id).delete()
    if at.ends is not None:
        LimitPolicy.objects.filter(pk=at.ends.policy_id).update(effective_to=new.effective_from - DAY)
    row = LimitPolicy.objects.create(**vars(new))
    a.data |= {"limit": row.pk, "new": _plain(new), "moved": sum(m.moved for m in found)}
    a.data["old"] = _plain(at.ends) if at.ends else None
    transaction.on_commit(store.reset)
    n = a.data["moved"]
    words = {"step": Step(new.step).label, "day": new.effective_from.isoformat()}
    said = _("“%(step)s”的新规则自%(day)s起执行") % words
    dates = ngettext("，%(n)s 个期限随之变动。", "，%(n)s 个期限随之变动。", n) % {"n": n}
    return said + (dates if n else _("，没有期限变动。"))


@act("take_back_limit", exclusive=False)
def take_back_limit(a: Act, *, limit: int, seen: str) -> str:
    """A rule that is not in force yet goes; the one it was to follow goes on from that day. No date was counted by it."""
    allow(a.by.hats)
    rows = _as_seen(a, seen)
    row = next((one for one in rows if one.policy_id == limit), None)
    if row is None:
        raise _overtaken(a)
    if words := takes_back(rows, row, timezone.localdate(a.now)):
        raise BadInput(words)
    before = before_of(rows, row)
    LimitPolicy.objects.filter(pk=limit).delete()
    a.data |= {"limit": limit, "old": _plain(row)}
    if before is not None:
        again = {name: getattr(before, name) for name in VALUES} | {"effective_from": row.effective_from}
        a.data["limit_again"] = LimitPolicy.objects.create(**again).pk
    transaction.on_commit(store.reset)
    named = {"step": Step(row.step).label, "day": row.effective_from.isoformat()}
    if before is not None:
        return _("已收回“%(step)s”定于%(day)s执行的规则，原规则继续执行。") % named
    return _("已收回“%(step)s”定于%(day)s执行的规则。") % named


def _as_seen(a: Act, seen: str) -> list[Limit]:
    """The table under the timetable's lock; `Faster` where it is not any more what the form was drawn from."""
    rows = table()
    if seen != drawn(rows):
        raise _overtaken(a)
    return rows


def _overtaken(a: Act) -> Faster:
    last = Entry.objects.filter(subject_kind="timetable", verb__endswith="_limit").order_by("-seq").first()
    if last is None:
        return Faster(_("时限规则刚有变化，请重新核对。"))
    words = {
        "who": last.actor_name,
        "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"),
        "said": last.data.get("said", ""),
    }
    text = _("%(who)s %(when)s 已先更新：%(said)s请核对现在的规则，需要时再存一次。") % words
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)


def _plain(row: Limit | NewLimit) -> dict[str, str]:
    """As the entry keeps it."""
    end = getattr(row, "effective_to", None)
    values = {name: str(getattr(row, name)) for name in VALUES}
    return values | {"from": row.effective_from.isoformat(), "to": end.isoformat() if end else ""}
