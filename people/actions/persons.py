"""Persons: added, changed, leaving, coming back. Never deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.errors import BadInput, NotAllowed
from people import drawn
from people.actions.guard import allow, overtaken, unchanged
from people.actions.leaving import refuse_orphans
from people.models import Delegation, Person
from people.rules import columns_fit, password_fits, refuse
from workflow.act import Act
from workflow.spine import act

PUBLIC = lazy("演示账号的密码是公开的，人人可用，不能改；要试改密码，请新增一个人员。")
FIELDS = ("username", "name", "phone", "rank")
SECRET = ("password", "must_change_password")


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
    unchanged(before, seen, person=person.pk)
    if password and person.is_demo:
        raise BadInput(str(PUBLIC), "password")
    columns_fit(person, FIELDS)
    if password:
        refuse(password_fits(password, person), "password")
        person.set_password(password)
        person.must_change_password = person.pk != a.by.pk
    elif not before:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            if before:  # what a form shows, and no more: the rest may have changed since the row was read
                person.save(update_fields=[*FIELDS, "initials", *(SECRET if password else ())])
            else:
                person.save()
    except IntegrityError as error:
        raise BadInput(_("登录名已被使用。"), "username") from error
    a.data |= {"person": person.pk, "added": not before, "name": person.name, "password": bool(password)}
    a.data["changed"] = {k: [v, getattr(person, k)] for k, v in before.items() if v != getattr(person, k)}
    return _("已保存「%(name)s」。") % {"name": person.name}


@act("deactivate", exclusive=False)
def deactivate(a: Act, *, person: Person, left_on: date, seen: str = "") -> str:
    """A person leaves: cannot log in, is offered nowhere; history keeps his name.

    Refused while work is in his own name, or would be left with nobody: it must be handed over first.
    """
    allow(a)
    if person.pk == a.by.pk:
        raise NotAllowed(_("不能停用自己，请由另一位管理员办理。"))
    person = _as_it_is(person, seen)
    if not person.is_active:
        raise overtaken(person=person.pk)
    today = timezone.localdate()
    if left_on > today:
        raise BadInput(_("离任日期不能晚于今天；将来离任的，先填写各项任职的最后一天。"), "left_on")
    current = [row for row in person.appointments.select_related("post__unit") if not ended(row, left_on)]
    if any(left_on < row.since <= today for row in current):
        raise BadInput(_("离任日期早于现任职务的开始日期，请核对。"), "left_on")
    refuse_orphans(current, today, person, bare=person)
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


def _as_it_is(person: Person, seen: str) -> Person:
    """The row under the roster's lock, after a look whether it is still what the form was drawn from."""
    unchanged(drawn.of_person(person), seen, person=person.pk)
    return Person.objects.get(pk=person.pk)


@act("reactivate", exclusive=False)
def reactivate(a: Act, *, person: Person, seen: str = "") -> str:
    """He is back, or was stopped by mistake: may log in again, holds no post until appointed."""
    allow(a)
    person = _as_it_is(person, seen)
    if person.is_active:
        raise overtaken(person=person.pk)
    person.is_active, person.left_on = True, None
    person.save(update_fields=["is_active", "left_on"])
    a.data["person"] = person.pk
    return _("「%(name)s」已恢复，请重新任职。") % {"name": person.name}
