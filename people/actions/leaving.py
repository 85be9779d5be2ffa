"""What may not be left behind: work without hands, an office without an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from people.models import Appointment, Person
from people.queries import in_office, keeping
from people.roles import ADMINS, Role
from workflow.models import Lane, Task


def wait_for_givers() -> None:
    """Until this transaction ends no paper passes its holder's check; those under way have passed it.

    Called before the tasks are counted: work given at this very moment is counted, or refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('docflow.leaving'))")


def own_work(person: Person) -> list[str]:
    """What stands in his own name, in words: one sentence for the main flow, one for what he is to read, and what he has in
    his keeping."""
    held = Task.objects.live().filter(holder=person.principal)
    main, reading = held.filter(lane=Lane.MAIN).count(), held.filter(lane=Lane.CIRCULATION).count()
    said = []
    if main:
        said.append(_("「%(name)s」名下还有 %(n)s 件未办，请先由本人转办，或由处长改派。"))
    if reading:
        said.append(_("「%(name)s」名下还有 %(n)s 件待阅，请先由本人阅过，或由送阅的人撤回。"))
    counts = [n for n in (main, reading) if n]
    told = [text % {"name": person.name, "n": n} for text, n in zip(said, counts, strict=True)]
    return [*told, *keeping(person.principal)]


def refuse_orphans(
    going: Sequence[Appointment], day: date, person: Person | None = None, *, bare: Person | None = None
) -> None:
    """A post or unit with open work keeps somebody; the office keeps a system administrator.

    `day` is the first one without the appointments in `going`; `person` leaves altogether; `bare` is left without
    a seat, and so must hold nothing himself. Raises `Incomplete` with every reason.
    """
    wait_for_givers()
    left = in_office(day).exclude(pk__in=[row.pk for row in going])
    if person is not None:
        left = left.exclude(person=person)
    posts = {row.post for row in going}
    reasons = own_work(bare) if bare is not None else []
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
