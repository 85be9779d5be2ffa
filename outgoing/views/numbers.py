"""发文字号: the series with how far each has come, the ledger of one of them, on the screen and on paper."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.ledger import table_html
from documents.files.ledger_pdf import ledger_pdf
from documents.views.printing import shown
from outgoing.actions.certify import obstacles
from outgoing.forms.numbers import LedgerQuery
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, Organ
from outgoing.queries import numbers as query
from outgoing.queries.numbers import Count
from outgoing.rules import number_rights as rights
from outgoing.rules.certificate import is_whole
from outgoing.views import number_rows
from outgoing.views.number_doing import who_may
from workflow.models import Entry

log = logging.getLogger("documents.exports")
A_PAGE, ON_PAPER, MOST_YEAR = 100, 2_000, 32_767


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """`/numbers/`: every series of every organ by year, what waits for a second person, what was done last."""
    person = who_may(request, rights.sees_series)
    hats, this_year = person.hats, timezone.localdate().year
    counted = query.counts()
    organs: dict[Organ, list[tuple[NumberSeries, list[dict[str, Any]]]]] = {}
    for series in query.every_series():
        mine = [count for (pk, _year), count in counted.items() if pk == series.pk]
        organs.setdefault(series.organ, []).append((series, _years(series, mine, this_year)))
    clerk = rights.sees_numbers(hats)
    context = {
        "organs": list(organs.items()),
        "waiting": list(query.waiting()) if clerk else [],
        "entries": _entries() if clerk else [],
        "may_see": clerk,
        "may_rule": rights.rules(hats),
        "may_reserve": rights.reserves(hats),
    }
    return render(request, "outgoing/numbers.html", context)


def _years(series: NumberSeries, counts: list[Count], this_year: int) -> list[dict[str, Any]]:
    """The running year, taken from or not, and every earlier one, newest first."""
    now = this_year if series.is_yearly else 0
    by_year = {count.year: count for count in counts}
    by_year.setdefault(now, Count(series.pk, now))
    found = []
    for year in sorted(by_year, reverse=True):
        count = by_year[year]
        last = series.number(year, count.last) if count.last is not None else ""
        found.append({"count": count, "last": last, "lamp": number_rows.lamp(count, this_year)})
    return found


def _entries() -> list[Entry]:
    return list(Entry.objects.filter(subject_kind=NumberBook.subject_kind).order_by("-seq")[:20])


def found_or_404(pk: int, year: int) -> tuple[NumberSeries, Count]:
    """A series and how far it has come in a year; the running year is there before its first number."""
    series = get_object_or_404(NumberSeries.objects.select_related("organ"), pk=pk)
    now = timezone.localdate().year if series.is_yearly else 0
    count = query.counts(series, min(year, MOST_YEAR)).get((pk, year))
    if count is None and year != now:
        raise Http404
    return series, count or Count(pk, year)


@require_safe
def number_ledger(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """`/numbers/<series>/<year>/?page=&only=`: every number with what became of it, newest first."""
    person = who_may(request, rights.sees_numbers)
    series, count = found_or_404(pk, year)
    asked = LedgerQuery(request.GET)
    if not asked.is_valid():
        return HttpResponseBadRequest(asked.errors.as_text(), content_type="text/plain; charset=utf-8")
    page, only = asked.cleaned_data["page"] or 1, asked.cleaned_data["only"]
    lines, more = _page(series, count, person, page, only)
    cols = number_rows.columns(rights.reserves(person.hats) and count.certified_at is None)
    name = _("%(code)s %(year)s年字号") if year else _("%(code)s字号")
    title = name % {"code": series.code, "year": year}
    context: dict[str, Any] = {
        "series": series, "count": count, "title": title, "lamp": number_rows.lamp(count, timezone.localdate().year),
        "lines": lines, "only": only, "by_page": False, "note": _("共 %(n)s 个号") % {"n": count.expected},
        "newer": _address(page - 1, only) if page > 1 else "", "older": _address(page + 1, only) if more else "",
        "table": table_html(lines, cols, label=title, row_url=str, row_class=number_rows.row_class, css="slim"),
        "may_reserve": rights.reserves(person.hats) and series.is_active, "may_rule": rights.rules(person.hats),
        "is_running": year in (0, timezone.localdate().year),
    }  # fmt: skip
    return render(request, "outgoing/numbers_ledger.html", context | _closing(series, count, person))


def _address(page: int, only: str) -> str:
    return f"?page={page}" + (f"&only={only}" if only else "")


def _page(
    series: NumberSeries, count: Count, person: Any, page: int, only: str
) -> tuple[list[query.Line], bool]:
    """The lines of a page, newest first, and whether there are older ones."""
    if only:
        found = query.gaps(series, count, person)[::-1]
        start = (page - 1) * A_PAGE
        return found[start : start + A_PAGE], len(found) > start + A_PAGE
    low, high = count.bounds
    high -= (page - 1) * A_PAGE
    if high < low:
        return [], False
    start = max(low, high - A_PAGE + 1)
    return query.lines(series, count, person, start, high)[::-1], start > low


def _closing(series: NumberSeries, count: Count, person: Any) -> dict[str, Any]:
    """What the page says about certifying the year: the certificate, or what stands in its way."""
    row = NumberYear.objects.filter(series=series, year=count.year, certified_at__isnull=False).first()
    if row is not None:
        facts = row.certificate
        slots = NumberSlot.objects.filter(series=series, year=count.year)
        now = dict(slots.values_list("serial", "status"))
        since = [line for line in facts["lines"] if now.get(line[0]) != line[2]]
        return {"row": row, "facts": facts, "whole": is_whole(facts), "since": since}
    past = series.is_yearly and count.year < timezone.localdate().year
    reasons = obstacles(series, count, timezone.now()) if past else []
    return {
        "row": None, "past": past, "obstacles": reasons, "may_certify": past and rights.decides(person.hats),
    }  # fmt: skip


@require_safe
def number_print(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """`/numbers/<series>/<year>/print/`: the ledger as PDF, in order; logged."""
    person = who_may(request, rights.sees_numbers)
    series, count = found_or_404(pk, year)
    low, high = count.bounds
    lines = query.lines(series, count, person, low, min(high, low + ON_PAPER - 1))
    cols, now = number_rows.columns(False), timezone.localtime()
    title = _("发文字号台账")
    rest = _("共 %(all)s 个号，这里只有前 %(n)s 个。") % {"all": f"{count.expected:,}", "n": f"{ON_PAPER:,}"}
    about = series.number(year, high) if count.last else series.code
    pdf = ledger_pdf(
        organ=series.organ.name,
        title=title,
        about=_("%(code)s　%(year)s年　至 %(last)s") % {"code": series.code, "year": year, "last": about},
        count=_("已用 %(used)s　预留 %(reserved)s　作废 %(void)s　空号不明 %(troubles)s") % _figures(count),
        more=rest if high - low >= ON_PAPER else "",
        foot=_("打印：%(who)s %(when)s")
        % {"who": f"{person.name}（{person.username}）", "when": f"{now:%Y-%m-%d %H:%M}"},
        page=_("第 {n} 页，共 {of} 页"),
        heads=[(str(col.label), col.chars) for col in cols],
        rows=number_rows.printed(lines, cols),
        at=now,
    )
    if request.method == "GET":
        log.info("number ledger printed", extra={"person": person.pk, "series": pk, "year": year})
    return shown(pdf, f"{title}-{series.code}-{year}.pdf")


def _figures(count: Count) -> dict[str, int]:
    return {"used": count.used, "reserved": count.reserved, "void": count.void, "troubles": count.troubles}


def ledger_url(series: NumberSeries, year: int) -> str:
    return reverse("number_ledger", args=[series.pk, year])
