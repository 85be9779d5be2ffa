"""Who may ask for figures, and what they count for him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from bulletins.figures.base import Scope
from bulletins.forms.statistics import PeriodQuery
from bulletins.rules.reading import counts_whole, reads_figures
from deadlines.days import local
from docflow.web.errors import NotAllowed
from people.queries import handling_units
from workflow.clock import database_now


def admitted(person: Any) -> None:
    """404 for outsiders, 403 for administrators and for who works here but leads nothing and keeps no register."""
    if reads_figures(person.hats):
        return
    if person.hats.is_admin:
        raise PermissionDenied
    if not any(seat.internal for seat in person.hats.seats):
        raise Http404
    raise NotAllowed(_("统计对领导、处长、文书和各单位负责人开放。"))


def asked(request: HttpRequest, form: type[PeriodQuery]) -> tuple[PeriodQuery, Any]:
    """The form of the address and the clock it is read by; an empty address asks for this month."""
    person: Any = request.user
    now = database_now()
    today = local(now).date()
    units = handling_units()
    if not counts_whole(person.hats):
        units = units.filter(pk__in=person.hats.units)
    data = request.GET.copy()
    if not data.get("first") and not data.get("last"):
        data["first"], data["last"] = today.replace(day=1).isoformat(), today.isoformat()
    return form(data, today=today, units=units), now


def scope_of(data: Mapping[str, Any], person: Any, now: Any) -> Scope:
    """What is counted for him: the whole office, or what he sees."""
    whole = counts_whole(person.hats)
    return Scope(
        data["first"], data["last"], now, data["unit"], data["kind"], data["side"], None if whole else person
    )


def too_wide() -> str:
    """Said where a period holds more than can be counted at once."""
    return _("这段期间的公文太多，没有算完，请缩短期间。")
