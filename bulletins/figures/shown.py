"""A figure's value as a screen and a pack say it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bulletins.figures.base import COUNT, HOURS, MEAN, NINE, RATE, UNKNOWN, Figure

NOTHING = "—"


def shown(measure: str, value: float | None) -> str:
    """With its unit; a dash where there is nothing to divide by."""
    if value is None:
        return NOTHING
    if measure in (COUNT, UNKNOWN):  # its value of another week: what is of the present is a number of things
        return f"{value:.0f}"
    if measure == RATE:
        return f"{value:.1%}"
    if measure in (HOURS, NINE):
        return _("%(n)s 小时") % {"n": f"{value:.1f}"}
    return _("%(n)s 天") % {"n": f"{value:.1f}"} if measure == MEAN else f"{value:.2f}"


def compared(figure: Figure, now: float | None, then: float | None) -> str:
    """How it moved, by shape and words, and whether that is good where the figure says which way is."""
    if now is None or then is None:
        return NOTHING
    if (same := shown(figure.measure, now)) == shown(figure.measure, then) and same:
        return f"＝ {_('持平')}"
    up = now > then
    by = abs(now - then)
    if figure.measure == RATE:
        size = _("%(n)s 个百分点") % {"n": f"{by * 100:.1f}"}
    else:
        size = shown(figure.measure, by)
    moved = f"▲ {_('增')} {size}" if up else f"▼ {_('减')} {size}"
    if not figure.better:
        return moved
    good = (figure.better == "up") == up
    return f"{moved} · {_('变好') if good else _('变差')}"
