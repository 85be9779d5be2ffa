"""A keeper is away for whole days: from the first day on his seals are in doubt until they were handed over (§6.4)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from alerts.tell import tell
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, NotAllowed
from people.models import Person
from seals.models import Absence
from seals.queries.custody import in_hand_of, keeping
from seals.queries.reminders import concerned
from seals.rules.custody import PERIOD, tells_of_others
from workflow.act import Act
from workflow.spine import act


@act("seal_away", exclusive=False)
def away(a: Act, *, person: Person, since: date, until: date, reason: str = "") -> str:
    """`person` is away on these days, the first and the last included. By himself or a chief. On the roster, like all that
    is known of people. Whoever has to do with his seals is told at once; stand-ins are not given them by it."""
    _may(a, person)
    today = local(a.now).date()
    if since < today:
        raise BadInput(_("只能登记今天起的日子。"), "since")
    if until < since:
        raise BadInput(_("最后一天不能早于第一天。"), "until")
    if until - since > timedelta(days=PERIOD):
        raise BadInput(_("一次最多登记一年。"), "until")
    if not keeping().filter(pk=person.pk).exists():
        raise BadInput(_("%(who)s 没有保管或代管印章。") % {"who": person.name}, "person")
    rows = Absence.objects.filter(person=person, ended_at=None, since__lte=until, until__gte=since)
    if (other := rows.first()) is not None:
        said = _("%(since)s 至 %(until)s 已登记不在岗，请先销假再改。")
        raise BadInput(said % {"since": other.since, "until": other.until}, "since")
    row = Absence.objects.create(
        person=person, person_name=person.name, since=since, until=until, reason=reason[:120],
        made_by_name=a.by.name, made_at=a.now,
    )  # fmt: skip
    a.data |= {"absence": row.pk, "person": person.pk, "since": str(since), "until": str(until)}
    a.reason = reason
    words = {"who": person.name, "since": since, "until": until}
    said = _("%(who)s %(since)s 至 %(until)s 不在岗。") % words
    seals = list(in_hand_of(person).order_by("pk"))
    if seals:
        names = "、".join(f"「{seal.name}」" for seal in seals)
        said += _("其间%(seals)s不能用印，请在离岗前办理临时交接。") % {"seals": names}
        tell(concerned(seals, person), said=said, by=a.by, now=a.now, title="")
    return said


@act("seal_back", exclusive=False)
def come_back(a: Act, *, absence: Absence) -> str:
    """He is back earlier, or did not go: from now on he counts as there."""
    row = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    _may(a, row.person)
    if row.ended_at is not None or row.until < local(a.now).date():
        raise Faster(_("这次不在岗已经结束，不用再销假。"))
    row.ended_at = a.now
    row.save(update_fields=["ended_at"])
    a.data |= {"absence": row.pk, "person": row.person_id}
    return _("%(who)s 已销假。") % {"who": row.person_name}


def _may(a: Act, person: Person) -> None:
    if a.by.pk != person.pk and not tells_of_others(a.by.hats):
        raise NotAllowed(_("只能登记自己不在岗；他人的由处长或办公厅主任登记。"))
