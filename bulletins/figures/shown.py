"""A figure's value as a screen and a pack say it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bulletins.figures.base import COUNT, HOURS, MEAN, NINE, RATE

NOTHING = "—"


def shown(measure: str, value: float | None) -> str:
    """With its unit; a dash where there is nothing to divide by."""
    if value is None:
        return NOTHING
    if measure == COUNT:
        return f"{value:.0f}"
    if measure == RATE:
        return f"{value:.1%}"
    if measure in (HOURS, NINE):
        return _("%(n)s 小时") % {"n": f"{value:.1f}"}
    return _("%(n)s 天") % {"n": f"{value:.1f}"} if measure == MEAN else f"{value:.2f}"
