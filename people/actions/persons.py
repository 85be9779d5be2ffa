"""Persons: added, changed, leaving, coming back. Never deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from people.actions.guard import allow, unchanged
from people.actions.leaving import refuse_orphans, wait_for_givers
from people.models import Delegation, Person
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act

FIELDS = ("username", "name", "phone", "rank")


def as_saved(person: Person) -> dict[str, Any]:
    """The row's own values now; empty for a new person."""
    return Person.objects.filter(pk=person.pk).values(*FIELDS).first() or {}


@act("person_save", exclusive=False)
def save_person(a: Act, *, person: Person, password: str = "", seen: str = "") -> str:
    """Add a person or save his changed fields; the values before stay in the entry.

    A `password` set by somebody else must be changed at the first login and ends his sessions.
    """
    allow(a)
    before = as_saved(person)
    unchanged(before, seen)
    if password:
        person.set_password(password)
        person.must_change_password = person.pk != a.by.pk
    elif not before:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise BadInput(_("登录名已被使用。"), "username") from error
    a.data |= {"person": person.pk, "added": not before, "name": person.name, "password": bool(password)}
    a.data["changed"] = {k: [v, getattr(person, k)] for k, v in before.items() if v != getattr(person, k)}
    return _("已保存「%(name)s」。") % {"name": person.name}


@act("deactivate", exclusive=False)
def deactivate(a: Act, *, person: Person, left_on: date) -> str:
    """A person leaves: cannot log in, is offered nowhere; history keeps his name.

    Refused while work is in his own name, or would be left with nobody: it must be handed over first.
    """
    allow(a)
    if person.pk == a.by.pk:
        raise NotAllowed(_("不能停用自己，请由另一位管理员办理。"))
    today = timezone.localdate()
    if left_on > today:
        raise BadInput(_("离任日期不能晚于今天；将来离任的，先填写各项任职的最后一天。"), "left_on")
    wait_for_givers()
    own = Task.objects.live().filter(holder=person.principal)
    names = {"name": person.name, "n": own.filter(lane=Lane.MAIN).count()}
    if names["n"]:
        raise Incomplete(_("「%(name)s」名下还有 %(n)s 件未办，请先由本人转办，或由处长改派。") % names)
    names["n"] = own.count()
    if names["n"]:
        raise Incomplete(_("「%(name)s」名下还有 %(n)s 件待阅，请先由本人阅过，或由送阅的人撤回。") % names)
    current = [row for row in person.appointments.select_related("post__unit") if not ended(row, left_on)]
    if any(left_on < row.since <= today for row in current):
        raise BadInput(_("离任日期早于现任职务的开始日期，请核对。"), "left_on")
    refuse_orphans(current, today, person)
    for appointment in current:
        if appointment.since > today:
            appointment.delete()  # never began
            continue
        appointment.until = left_on
        appointment.save()
    Delegation.objects.filter(principal=person, ended_at__isnull=True).update(ended_at=a.now)
    Delegation.objects.filter(deputy=person, ended_at__isnull=True).update(ended_at=a.now)
    person.is_active, person.left_on, person.searches = False, left_on, []
    person.save(update_fields=["is_active", "left_on", "searches"])
    a.data |= {"person": person.pk, "left_on": str(left_on), "posts": [row.post_id for row in current]}
    return _("「%(name)s」已停用。") % {"name": person.name}


def ended(appointment: Any, day: date) -> bool:
    return appointment.until is not None and appointment.until <= day


@act("reactivate", exclusive=False)
def reactivate(a: Act, *, person: Person) -> str:
    """He is back, or was stopped by mistake: may log in again, holds no post until appointed."""
    allow(a)
    person.is_active, person.left_on = True, None
    person.save(update_fields=["is_active", "left_on"])
    a.data["person"] = person.pk
    return _("「%(name)s」已恢复，请重新任职。") % {"name": person.name}
