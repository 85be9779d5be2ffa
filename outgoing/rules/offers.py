"""May this person do this verb now, and if not, why. The guard asks this, and the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.rules.known import MOVED, ROLE
from documents.rules.why import names
from outgoing.rules import standing
from outgoing.rules.known import Known
from outgoing.rules.verbs import VERBS, Offer, Verb
from outgoing.words import FINAL, State
from people.roles import Role


def offer(code: str, hats: Any, known: Known) -> Offer:
    """The verb for him: `why_not` is empty where he may."""
    verb = VERBS[code]
    if known.state not in verb.states:
        return Offer(verb, wrong_state(verb, known), bar=MOVED)
    others: list[str] = []
    task, entitled = _entitled(verb, hats, known, others)
    if not entitled:
        early = waiting(verb, hats, known.tasks)
        return Offer(verb, not_yet(early, others) if early else not_his(verb, others), bar=ROLE)
    bar = None if verb.paused else standing.paused(known, hats)
    bar = bar or (verb.bar(known, hats) if verb.bar else None)
    return Offer(verb, bar.words, task, bar.kind) if bar else Offer(verb, task=task)


def offers(hats: Any, known: Known) -> list[Offer]:
    """All verbs he may use now, primary ones first."""
    found = [
        o for o in (offer(code, hats, known) for code, v in VERBS.items() if known.state in v.states) if o.ok
    ]
    if any(o.verb.code == "sign" for o in found):  # who can sign does not record for himself
        found = [o for o in found if o.verb.code != "record_sign"]
    return sorted(found, key=lambda o: not o.primary)


def _entitled(verb: Verb, hats: Any, known: Known, others: list[str]) -> tuple[Any, bool]:
    """His task, or None where the right comes from a role or from having drafted it."""
    stood_in = None
    for task in known.tasks:
        if task.kind not in verb.task or task.lane != verb.lane or task.status != "open":
            continue
        mine, stand_in = hats.acts_for(task.holder, task.kind)
        if verb.code == "record_sign":
            if not any(task.holder in s.principals and s.covers("record") for s in hats.stand_ins):
                others.append(task.holder_name)
                continue
            return task, True
        if mine and stand_in is None:
            return task, True
        if mine:
            stood_in = stood_in or task
        else:
            others.append(task.holder_name)
    if stood_in is not None:
        return stood_in, True
    drafted = verb.drafter and known.paper.drafter_id == hats.person_id and f"p{hats.person_id}" in hats.own
    return None, drafted or bool(hats.office_roles & verb.roles)


def waiting(verb: Verb, hats: Any, tasks: list[Any]) -> Any:
    """His task of this verb whose turn has not come; None where there is none."""
    mine = (t for t in tasks if t.kind in verb.task and t.lane == verb.lane and t.status == "waiting")
    return next((task for task in mine if hats.acts_for(task.holder, task.kind)[0]), None)


def not_yet(task: Any, others: list[str]) -> str:
    """Asked one after the other: whose turn it is now, and that his comes by itself."""
    words = {"whom": task.holder_name, "who": names(others)}
    return _("还没有轮到%(whom)s：现在由%(who)s办理，办完后依次送到%(whom)s。") % words


def wrong_state(verb: Verb, known: Known) -> str:
    """The paper is not where this is done: where it is, and with whom."""
    now = {"state": State(known.state).label, "verb": verb.label}
    if known.state in FINAL:
        return _("本件%(state)s，不能再%(verb)s。") % now
    waiting = names(t.holder_name for t in known.tasks if t.status == "open" and t.lane == "main")
    if not waiting:
        return _("本件现在是「%(state)s」，还不能%(verb)s。") % now
    return _("本件现在是「%(state)s」，在%(who)s手里，还不能%(verb)s。") % {**now, "who": waiting}


def not_his(verb: Verb, others: list[str]) -> str:
    """Somebody else's to do: who, or which roles."""
    if others:
        return _("这一步由%(who)s办理；需要时请与其联系，或请其转办给您。") % {"who": names(others)}
    found = [str(role.label) for role in Role if role in verb.roles]
    if verb.drafter:
        found.insert(0, _("拟稿人"))
    if found:
        return _("「%(verb)s」由%(who)s办理，您没有这个职务。") % {
            "verb": verb.label,
            "who": _("、").join(found),
        }
    return _("现在没有等您%(verb)s的事项。") % {"verb": verb.label}
