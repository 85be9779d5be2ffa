"""Who had the power to approve on a day: by the posts as they were held then, never by those of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from deadlines.days import local
from outgoing.models import SigningRule, SignOff
from outgoing.rules.authority import Seated, entitled, rule_for
from people.models import Appointment, Delegation, Unit
from people.roles import CHIEFS, LEADERS, Role
from seals.words import Basis, SealKind, TaskKind

# §6.2: 秘书长、副秘书长、主任 (and the leaders above them) for the seals that bear the organ's name.
OF_THE_OFFICE = LEADERS - {Role.DUTY_LEADER}
OF_A_UNIT = OF_THE_OFFICE | CHIEFS | {Role.UNIT_HEAD, Role.SUPERVISOR}


@dataclass(frozen=True)
class Powers:
    """All that is asked about some lines, read at once."""

    held: dict[int, list[Appointment]]
    lent: Sequence[Delegation]
    above: dict[int, int | None]
    rules: dict[int, list[SigningRule]]
    signed: dict[int, list[SignOff]]

    def missing(self, line: Any) -> str:
        """What his power lacks; empty where it was there."""
        if line.basis == Basis.DRAFT:
            return self._unsigned(line)
        if line.approver_id is None:
            return _("没有审批人")
        if line.approver_for_id and not self._lent(line):
            return _("代批当日没有代理授权")
        if not self._has(line, line.approver_for_id or line.approver_id, local(line.used).date()):
            return _("审批人用印当日没有这一职权")
        return ""

    def _has(self, line: Any, person: int, day: date) -> bool:
        posts = [
            a.post
            for a in self.held.get(person, ())
            if a.since <= day and (a.until is None or a.until >= day)
        ]
        roles = {post.role for post in posts}
        seal = line.seal
        if seal.kind == SealKind.SIGNATURE:
            return person == seal.signer_id or bool(roles & OF_THE_OFFICE)
        if seal.kind in (SealKind.SPECIAL, SealKind.STAMP):
            over = self._over(seal.unit_id)
            return any(post.role in OF_A_UNIT and post.unit_id in over for post in posts)
        duty = {Role.DUTY_LEADER} if line.request and line.request.off_hours else set()
        return bool(roles & (OF_THE_OFFICE | duty))

    def _over(self, unit: int) -> set[int]:
        """The unit and those above it."""
        found: set[int] = set()
        here: int | None = unit
        while here is not None and here not in found:
            found.add(here)
            here = self.above.get(here)
        return found

    def _lent(self, line: Any) -> bool:
        pair, at = (line.approver_id, line.approver_for_id), line.approved_at
        able = self._has(line, line.approver_id, local(at).date())
        return any(
            (d.deputy_id, d.principal_id) == pair and _ran(d, at) and covers(d, able=able) for d in self.lent
        )

    def _unsigned(self, line: Any) -> str:
        """Of a signed draft: the last signature before the use, by whoever may sign for the organ of the paper."""
        paper = line.request.paper if line.request else None
        if paper is None:
            return _("没有发文")
        signed = [s for s in self.signed.get(paper.pk, ()) if s.at <= line.used and s.signer_id]
        if not signed:
            return _("用印前没有签发")
        last = signed[-1]
        rule = rule_for(self.rules.get(paper.organ_id, ()), paper.direction, paper.kind)
        if last.signer_id in entitled(rule, self._seated(last.signed_on)):
            return ""
        return _("签发人签发当日没有这一职权")

    def _seated(self, day: date) -> Iterable[Seated]:
        for person, posts in self.held.items():
            for a in posts:
                if a.since <= day and (a.until is None or a.until >= day):
                    yield Seated(person, a.post.role, a.post.rank)


def covers(d: Delegation, *, able: bool) -> bool:
    """It names this kind of work; or is for every kind, and the deputy could have approved it himself (`requests.approve`)."""
    return TaskKind.APPROVE in d.kinds or not d.kinds and able


def _ran(d: Delegation, at: datetime) -> bool:
    day = local(at).date()
    return d.since <= day and (d.until is None or d.until >= day) and (d.ended_at is None or d.ended_at > at)


def powers(lines: Sequence[Any]) -> Powers:
    """Six statements, however many lines."""
    persons = {pk for line in lines for pk in (line.approver_id, line.approver_for_id) if pk}
    papers = {line.request.paper_id for line in lines if line.request and line.request.paper_id}
    signed = defaultdict(list)
    for one in SignOff.objects.filter(paper__in=papers).order_by("at", "id"):
        signed[one.paper_id].append(one)
        persons |= {one.signer_id} - {None}
    held = defaultdict(list)
    leaders = Appointment.objects.filter(post__role__in=LEADERS) | Appointment.objects.filter(
        person__in=persons
    )
    for a in leaders.select_related("post").distinct():
        held[a.person_id].append(a)
    rules = defaultdict(list)
    for rule in SigningRule.objects.all():
        rules[rule.organ_id].append(rule)
    lent = list(Delegation.objects.filter(deputy__in=persons)) if persons else []
    above: dict[int, int | None] = dict(Unit.objects.values_list("pk", "parent_id"))
    return Powers(held, lent, above, rules, signed)
