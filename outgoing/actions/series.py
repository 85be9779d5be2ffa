"""The rules of document numbers, and numbers reserved ahead. Each act is an entry of the one book of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from documents.files.secrecy import check_fields
from outgoing.actions.guard import need
from outgoing.actions.number_guard import allow, unchanged
from outgoing.actions.slots import take
from outgoing.models import NumberSeries, NumberYear, Organ
from outgoing.rules import number_rights as rights
from outgoing.rules.numbering import LAST_SERIAL, code_fits, pattern_fits, shape
from people.rules import columns_fit, refuse
from workflow.act import Act
from workflow.spine import act

RULE = ("organ_id", "code", "pattern", "first")  # what stays once a number was taken
FIELDS = (*RULE, "kinds", "layouts", "is_active", "note")
MOST = 20  # numbers at once


def of_series(series: NumberSeries) -> dict[str, Any]:
    """What a form of this series is drawn from: its rule, and whether it has given a number."""
    return {name: getattr(series, name) for name in FIELDS} | {"used": is_used(series)}


def is_used(series: NumberSeries) -> bool:
    return series.pk is not None and NumberYear.objects.filter(series_id=series.pk).exists()


@act("series_save", exclusive=False)
def save_series(
    a: Act,
    *,
    series: NumberSeries | None = None,
    organ: Organ,
    code: str,
    pattern: str,
    kinds: Sequence[str] = (),
    layouts: Sequence[str] = (),
    first: int = 1,
    is_active: bool = True,
    note: str = "",
    seen: str = "",
) -> str:
    """Add a series, or change one. Once it has given a number its organ, code, pattern and first number stay.

    Raises `BadInput` for what no number may look like, or what another series prints already; `Faster` when the rule
    is not what the form was drawn from.
    """
    allow(a, rights.rules, _("编号规则由处长或系统管理员维护。"))
    row = NumberSeries() if series is None else NumberSeries.objects.select_for_update().get(pk=series.pk)
    if series is not None:
        unchanged(of_series(row), seen, series=row.pk)
    before = {name: getattr(row, name) for name in FIELDS}
    row.organ, row.code, row.pattern, row.first = organ, code, pattern, first
    row.kinds, row.layouts, row.is_active, row.note = list(kinds), list(layouts), is_active, note
    _fits(row, before)
    row.save()
    changed = {name: getattr(row, name) for name in FIELDS if getattr(row, name) != before[name]}
    a.data |= {"series": row.pk, "code": code, "now": changed}
    if series is None:
        return _("已新增编号规则「%(code)s」。") % {"code": code}
    a.data["before"] = {name: before[name] for name in changed}
    return _("已保存编号规则「%(code)s」。") % {"code": code}


def _fits(row: NumberSeries, before: dict[str, Any]) -> None:
    check_fields({"code": row.code, "pattern": row.pattern, "note": row.note})
    columns_fit(row, ("code", "pattern", "kinds", "layouts", "first", "note"))
    refuse(code_fits(row.code), "code")
    refuse(pattern_fits(row.pattern), "pattern")
    if not 1 <= row.first <= LAST_SERIAL:
        raise BadInput(_("起始号为 1 至 %(most)s。") % {"most": LAST_SERIAL}, "first")
    if is_used(row):
        for name in RULE:
            if getattr(row, name) != before[name]:
                words = _("「%(code)s」已经编过号，机关、代字、样式和起始号不能再改；新规则请另建。")
                raise BadInput(words % {"code": before["code"]}, name.removesuffix("_id"))
    elif not row.organ.is_active:
        raise BadInput(_("该发文机关已停用。"), "organ")
    _alone(row)


def _alone(row: NumberSeries) -> None:
    """No other series prints the same numbers. The book's lock makes this hold."""
    mine = shape(row.code, row.pattern)
    for other in NumberSeries.objects.exclude(pk=row.pk).select_related("organ"):
        if shape(other.code, other.pattern) == mine:
            words = _("与%(organ)s的「%(code)s」会编出同样的字号，请另取机关代字。")
            raise BadInput(words % {"organ": other.organ.short_name, "code": other.code}, "code")


@act("number_reserve", exclusive=False)
def reserve(a: Act, *, series: NumberSeries, n: int, reason: str) -> str:
    """The next `n` numbers of this year are kept for papers to come, with the reason why.

    Raises `BadInput` for a number of numbers that is none, `Incomplete` where the series is closed.
    """
    allow(a, rights.reserves, _("预留字号由文书或处长办理。"))
    if not 1 <= n <= MOST:
        raise BadInput(_("一次预留 1 至 %(most)s 个。") % {"most": MOST}, "n")
    a.reason = need(reason, _("请写明为什么预留。"))
    check_fields({"reason": a.reason})
    series = NumberSeries.objects.get(pk=series.pk)
    if not series.is_active:
        raise Incomplete(_("「%(code)s」已停用，不能再取号。") % {"code": series.code})
    year = timezone.localtime(a.now).year
    taken = [take(series, year, by=a.by, now=a.now, paper=None, reason=a.reason[:200]) for _n in range(n)]
    a.data |= {"series": series.pk, "year": taken[0].year, "numbers": [slot.number for slot in taken]}
    if n == 1:
        return _("已预留 %(no)s。") % {"no": taken[0].number}
    return _("已预留 %(no)s 至 %(last)s，共 %(n)s 个。") % {
        "no": taken[0].number,
        "last": taken[-1].number,
        "n": n,
    }
