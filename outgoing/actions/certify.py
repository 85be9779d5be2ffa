"""年度封存: every number of a past year is used or void with its reason, and stays so on record (lead 13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from outgoing.actions.number_guard import allow, overtaken, unchanged
from outgoing.models import NumberSeries, NumberSlot, NumberYear, Outgoing
from outgoing.queries.numbers import Count, counts, missing
from outgoing.rules import number_rights as rights
from outgoing.rules.certificate import certificate
from outgoing.rules.numbering import Ambiguous, series_for
from outgoing.words import AFTER_SIGNED, Slot
from workflow.act import Act
from workflow.spine import act

NAMED = 20  # numbers in a sentence


def figures(count: Count) -> dict[str, Any]:
    """What the form of a certificate is drawn from."""
    return {
        "series": count.series_id, "year": count.year, "first": count.first, "last": count.last, "used": count.used,
        "reserved": count.reserved, "void": count.void, "troubles": count.troubles,
        "certified": count.certified_at is not None,
    }  # fmt: skip


def obstacles(series: NumberSeries, count: Count, now: datetime) -> list[str]:
    """What stands in the way of certifying this year, as sentences."""
    if not series.is_yearly:
        return [_("「%(code)s」不按年编号，没有年度封存。") % {"code": series.code}]
    if count.year >= timezone.localtime(now).year:
        return [_("%(year)s年还没有过完，只能封存往年的字号。") % {"year": count.year}]
    if not count.expected and not count.stray:
        return [_("「%(code)s」在%(year)s年没有取过号。") % {"code": series.code, "year": count.year}]
    found = []
    if holes := missing(count):
        found.append(
            _("有说不清去向的空号：%(list)s。")
            % {"list": _listed([series.number(count.year, n) for n in holes])}
        )
    if count.stray or count.twice:
        found.append(_("有 %(n)s 个字号与计数不符，请系统管理员查明。") % {"n": count.stray + count.twice})
    if count.reserved:
        rows = NumberSlot.objects.filter(series=series, year=count.year, status=Slot.RESERVED)
        numbers = list(rows.order_by("serial").values_list("number", flat=True))
        found.append(_("预留的字号要先使用或作废：%(list)s。") % {"list": _listed(numbers)})
    if late := _without_number(series, count.year):
        found.append(_("有 %(n)s 件%(year)s年签发的公文还没有编号。") % {"n": late, "year": count.year})
    return found


def _without_number(series: NumberSeries, year: int) -> int:
    """Papers signed in that year that would take their number from it: once it is frozen they could not."""
    rows = Outgoing.objects.filter(
        organ=series.organ_id, number="", state__in=sorted(AFTER_SIGNED), document_date__year=year
    )
    waiting = list(rows.values_list("kind", "layout"))
    rules = list(NumberSeries.objects.filter(organ=series.organ_id)) if waiting else []
    return sum(_is_numbered_in(series, rules, *one) for one in waiting)


def _is_numbered_in(series: NumberSeries, rules: list[NumberSeries], kind: str, layout: str) -> bool:
    try:
        return series_for(rules, kind, layout) == series
    except Ambiguous:  # nobody can tell yet: it may be this one
        return True


@act("number_certify", exclusive=False)
def certify_year(a: Act, *, series: NumberSeries, year: int, seen: str = "") -> str:
    """Freeze a past year of a series: its figures, its whole list, a SHA-256 over both. No number is taken in it again.

    The year's row is locked, so that nobody takes or reserves one beside this. Raises `Incomplete` with everything
    that stands in the way, `Faster` when it was certified already or the figures are not those of the form.
    """
    allow(a, rights.decides, _("年度封存由处长办理。"))
    series = NumberSeries.objects.select_related("organ").get(pk=series.pk)
    row = NumberYear.objects.select_for_update().filter(series=series, year=year).first()
    if row is not None and row.certified_at is not None:
        raise overtaken(certified=row.pk)
    count = counts(series, year).get((series.pk, year), Count(series.pk, year))
    if reasons := obstacles(series, count, a.now):
        raise Incomplete(reasons)
    unchanged(figures(count), seen, series=series.pk, year=year)
    assert row is not None  # obstacles() has refused a year without one
    row.certificate = certificate(
        organ=series.organ.name, code=series.code, pattern=series.pattern, year=year, first=row.first, last=row.last,
        lines=frozen(series, year),
    )  # fmt: skip
    row.certified_at, row.certified_by_name = a.now, a.by.name
    row.save(update_fields=["certificate", "certified_at", "certified_by_name"])
    facts = row.certificate
    a.data |= {"series": series.pk, "year": year, "certified": row.pk, "sha256": facts["sha256"]}
    return (
        _("已封存「%(code)s」%(year)s年字号：%(first)s 至 %(last)s，已用 %(used)s，作废 %(void)s。") % facts
    )


def frozen(series: NumberSeries, year: int) -> list[list[Any]]:
    """Every number of the year as a certificate lists it; no titles, which not everybody may read."""
    rows = NumberSlot.objects.filter(series=series, year=year).order_by("serial")
    return [[*row] for row in rows.values_list("serial", "number", "status", "reason", "paper__ref")]


def _listed(numbers: list[str]) -> str:
    text = _("、").join(numbers[:NAMED])
    return text if len(numbers) <= NAMED else _("%(list)s 等 %(n)s 个") % {"list": text, "n": len(numbers)}
