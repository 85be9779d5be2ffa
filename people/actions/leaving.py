"""What may not be left behind: work without hands, an office without an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from people.models import Appointment, Person
from people.queries import in_office
from people.roles import ADMINS, Role
from workflow.models import Task


def wait_for_givers() -> None:
    """Until this transaction ends no paper passes its holder's check; those under way have passed it.

    Called before the tasks are counted: work given at this very moment is counted, or refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('docflow.leaving'))")


def refuse_orphans(going: Sequence[Appointment], day: date, person: Person | None = None) -> None:
    """A post or unit with open work keeps somebody; the office keeps a system administrator.

    `day` is the first one without the appointments in `going`; `person` leaves altogether. Raises
    `Incomplete` with every reason.
    """
    wait_for_givers()
    left = in_office(day).exclude(pk__in=[row.pk for row in going])
    if person is not None:
        left = left.exclude(person=person)
    posts = {row.post for row in going}
    reasons = []
    for holder, name, staffed in [
        *((post.principal, f"{post.unit.short}{post.title}", left.filter(post=post)) for post in posts),
        *(
            (unit.principal, unit.short, left.filter(post__unit=unit).exclude(post__role__in=list(ADMINS)))
            for unit in {p.unit for p in posts}
        ),
    ]:
        count = Task.objects.live().filter(holder=holder).count()
        if count and not staffed.exists():
            reasons.append(
                _("「%(where)s」名下还有 %(n)s 件未办，这样办理后将无人承办，请先安排接任或转办。")
                % {"where": name, "n": count}
            )
    keeps = Role.SYSADMIN in {post.role for post in posts}
    if keeps and not left.filter(post__role=Role.SYSADMIN).exists():
        reasons.append(_("这是最后一位系统管理员，请先任命另一位。"))
    if reasons:
        raise Incomplete(reasons)
