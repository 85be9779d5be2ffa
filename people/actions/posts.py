"""Posts: seats in a unit, with the role that rights come from; who sits in them from when to when."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from people import drawn
from people.actions.guard import allow, mixes, overtaken, unchanged
from people.actions.leaving import own_work, refuse_orphans, wait_for_givers
from people.models import Appointment, Person, Post, Unit
from people.queries import at_work, in_office
from people.roles import ADMINS
from people.rules import columns_fit, refuse
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act


@act("post_save", exclusive=False)
def save_post(a: Act, *, post: Post) -> str:
    """Add a post. Its role never changes afterwards: another role is another post."""
    allow(a)
    columns_fit(post, ("unit", "title", "role", "rank"))
    unit = Unit.objects.filter(pk=post.unit_id, is_active=True).first()
    refuse("" if unit is not None else _("该单位已停用，请先恢复。"), "unit")
    post.save()
    a.data |= {"post": post.pk, "unit": post.unit_id, "role": post.role}
    return _("已设「%(post)s」。") % {"post": f"{post.unit.short}{post.title}"}


@act("post_close", exclusive=False)
def close_post(a: Act, *, post: Post, seen: str = "") -> str:
    """No longer offered. Refused while somebody sits in it or work is held by it."""
    allow(a)
    unchanged(drawn.of_post(post), seen, post=post.pk)
    post = Post.objects.select_related("unit").get(pk=post.pk)
    if not post.is_active:
        raise overtaken(post=post.pk)
    wait_for_givers()
    today = timezone.localdate()
    if post.appointments.filter(person__is_active=True).exclude(until__lt=today).exists():
        raise Incomplete(_("「%(post)s」还有人任职，请先结束任职。") % {"post": post.title})
    if Task.objects.live().filter(holder=post.principal).exists():
        raise Incomplete(_("「%(post)s」名下还有未办工作，请先转办。") % {"post": post.title})
    post.is_active = False
    post.save()
    a.data["post"] = post.pk
    return _("已撤「%(post)s」。") % {"post": f"{post.unit.short}{post.title}"}


@act("appoint", exclusive=False)
def appoint(
    a: Act, *, person: Person, post: Post, since: date, until: date | None = None, seen: str = ""
) -> str:
    """Put a person into a post; one person may hold several, an administrator only his one."""
    allow(a)
    unchanged(drawn.of_person(person), seen, person=person.pk)
    person = Person.objects.get(pk=person.pk)
    post = Post.objects.select_related("unit").get(pk=post.pk)
    if person.pk == a.by.pk:
        raise NotAllowed(_("不能给自己任职，请由另一位管理员办理。"))
    if not person.is_active:
        raise BadInput(_("该人员已停用，请先恢复。"), "post")
    if not (post.is_active and post.unit.is_active):
        raise BadInput(_("该职务或单位已停用。"), "post")
    if until is not None and until < since:
        raise BadInput(_("结束日期不能早于开始日期。"), "until")
    held = person.appointments.exclude(until__lt=since).filter(since__lte=until or date.max)
    if mixes({post.role, *held.values_list("post__role", flat=True)}):
        raise BadInput(_("系统、安全、审计管理员各由一人专任，不能兼任其他职务。"), "post")
    try:
        with transaction.atomic():
            row = Appointment.objects.create(person=person, post=post, since=since, until=until)
    except IntegrityError as error:
        raise BadInput(_("该人员在这一时段已任此职。"), "since") from error
    a.data |= {"person": person.pk, "post": post.pk, "appointment": row.pk, "since": str(since)}
    return _("「%(name)s」已任%(post)s。") % {"name": person.name, "post": f"{post.unit.short}{post.title}"}


@act("appointment_end", exclusive=False)
def end_appointment(a: Act, *, appointment: Appointment, until: date, seen: str = "") -> str:
    """The last day in a post. Refused when work of the post, the unit or his own would be left with nobody.

    A last day to come may be planned over his own work: he has until then, and is told how much it is.
    """
    allow(a)
    unchanged(drawn.of_person(appointment.person), seen, person=appointment.person_id)
    row = Appointment.objects.select_related("person", "post__unit").get(pk=appointment.pk)
    if until < row.since:
        raise BadInput(_("结束日期不能早于开始日期。"), "until")
    if row.until is not None and until > row.until:
        raise BadInput(_("任职已定于 %(day)s 结束；要延长请重新任职。") % {"day": row.until}, "until")
    today, after = timezone.localdate(), until + timedelta(days=1)
    open_work = []
    if in_office().filter(pk=row.pk).exists():
        bare = row.person if _last_seat(row, max(after, today)) else None
        refuse_orphans([row], max(after, today), bare=bare if until <= today else None)
        open_work = own_work(bare) if bare is not None else []
    row.until = until
    row.save()
    a.data |= {"appointment": row.pk, "person": row.person_id, "until": str(until)}
    return "".join([_("任职已结束于 %(day)s。") % {"day": until}, *open_work])


def _last_seat(row: Appointment, day: date) -> bool:
    """Is he a pair of hands by this appointment, and by no other on that day?"""
    others = at_work(day).filter(person=row.person_id).exclude(pk=row.pk)
    return row.post.role not in ADMINS and not others.exists()
