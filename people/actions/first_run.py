"""The first act of an empty office: itself and its first administrator, together or not at all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import Faster
from people.models import Appointment, Person, Post, Roster, Unit
from people.roles import Role
from people.rules import columns_fit, password_fits, refuse
from workflow.act import Act
from workflow.spine import act, locked


def open_office(*, office: Unit, person: Person, password: str, key: str) -> Person:
    """Write the office, the person and his post as system administrator.

    Raises `Faster` when somebody did so first: of two browsers at once one wins.
    """
    with transaction.atomic(), locked(Roster.the()) as roster:
        if Person.objects.exists():
            raise Faster(_("第一位管理员刚刚已由别人建立，请用该账号登录。"))
        columns_fit(person, ("username", "name"))
        refuse(password_fits(password, person), "password")
        person.set_password(password)
        person.save()
        _found(roster, by=person, key=key, office=office)
    return person


@act("first_run", exclusive=False)
def _found(a: Act, *, office: Unit) -> str:
    office.kind, office.relation, office.order = Unit.Kind.OFFICE, Unit.Relation.SELF, 1
    office.save()
    post = Post.objects.create(unit=office, title=_("系统管理员"), role=Role.SYSADMIN, rank=90)
    Appointment.objects.create(person=a.by, post=post, since=timezone.localdate(a.now))
    a.data |= {"unit": office.pk, "person": a.by.pk, "post": post.pk}
    return _("「%(name)s」已建立。") % {"name": office.name}
