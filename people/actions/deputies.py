"""Deputies: who, for whom, from, to, which kinds. Given by the person himself or an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from people import drawn
from people.actions.guard import keeps_people, overtaken, unchanged
from people.models import Delegation, Person
from people.queries import has_seat
from people.rules import kinds_fit, refuse, term_fits
from workflow.act import Act
from workflow.spine import act


@act("deputise", exclusive=False)
def deputise(
    a: Act,
    *,
    principal: Person,
    deputy: Person,
    since: date,
    until: date | None,
    kinds: Sequence[str] = (),
    reason: str = "",
    seen: str = "",
) -> str:
    """`deputy` stands in for `principal` on these days (both included).

    Nothing is passed on: a deputy's deputy gets only the deputy's own work. Circles are refused.
    """
    if a.by.pk != principal.pk and not keeps_people(a.by.hats):
        raise NotAllowed(_("只能给自己设代理；他人的代理由管理员办理。"))
    unchanged(drawn.of_deputies(principal), seen, principal=principal.pk, person=principal.pk)
    principal, deputy = (Person.objects.get(pk=who.pk) for who in (principal, deputy))
    if principal.pk == deputy.pk:
        raise BadInput(_("不能代理自己。"), "deputy")
    refuse(term_fits(kinds, until), "until")
    refuse(kinds_fit(kinds), "kinds")
    if not (deputy.is_active and principal.is_active):
        raise BadInput(_("该人员已停用。"), "deputy")
    if deputy.hats.is_admin or principal.hats.is_admin:
        raise BadInput(_("管理员不代理他人的工作，也不由他人代理。"), "deputy")
    if not has_seat(deputy):
        raise BadInput(_("%(name)s 现在没有职务，不能代理。") % {"name": deputy.name}, "deputy")
    if until is not None and until < max(since, timezone.localdate()):
        raise BadInput(_("结束日期不能早于开始日期，也不能早于今天。"), "until")
    back = Delegation.objects.filter(principal=deputy, deputy=principal, ended_at__isnull=True)
    if back.exclude(kinds=["record"]).filter(since__lte=until or date.max).exclude(until__lt=since).exists():
        raise BadInput(_("%(name)s 同期已由您代理，不能互相代理。") % {"name": deputy.name}, "deputy")
    row = Delegation.objects.create(
        principal=principal,
        deputy=deputy,
        since=since,
        until=until,
        kinds=list(kinds),
        reason=reason,
        created_by=a.by,
    )
    a.data |= {"delegation": row.pk, "principal": principal.pk, "deputy": deputy.pk, "kinds": list(kinds)}
    a.reason = reason
    return _("%(who)s 自 %(day)s 起代理 %(whom)s。") % {
        "who": deputy.name,
        "day": since,
        "whom": principal.name,
    }


@act("deputy_end", exclusive=False)
def end_deputy(a: Act, *, delegation: Delegation, seen: str = "") -> str:
    """Ends now: the next request of the deputy no longer acts for him."""
    if a.by.pk != delegation.principal_id and not keeps_people(a.by.hats):
        raise NotAllowed(_("只能收回自己设的代理。"))
    about = {"delegation": delegation.pk, "principal": delegation.principal_id}
    unchanged(drawn.of_delegation(delegation), seen, **about)
    if not Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True).update(ended_at=a.now):
        raise overtaken(delegation=delegation.pk, person=delegation.principal_id)
    a.data |= about
    return _("代理已收回。")
