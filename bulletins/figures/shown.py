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


def number(measure: str, value: float) -> float:
    """The number that `shown` writes."""
    if measure in (COUNT, UNKNOWN):
        return round(value)
    if measure == RATE:
        return round(100 * value, 1)
    return round(value, 1 if measure in (HOURS, NINE, MEAN) else 2)


def moved(measure: str, now: float, then: float) -> tuple[int, str]:
    """Which way it went (-1, 0, 1), and by how much: the difference of the numbers that stand there, of rates in percentage points."""
    by = number(measure, now) - number(measure, then)
    size = _("%(n)s 个百分点") % {"n": f"{abs(by):.1f}"} if measure == RATE else shown(measure, abs(by))
    return (by > 0) - (by < 0), size


def compared(figure: Figure, now: float | None, then: float | None) -> str:
    """How it moved, by shape and words, and whether that is good where the figure says which way is."""
    if now is None or then is None:
        return NOTHING
    way, size = moved(figure.measure, now, then)
    if not way:
        return f"＝ {_('持平')}"
    said = f"▲ {_('增')} {size}" if way > 0 else f"▼ {_('减')} {size}"
    if not figure.better:
        return said
    good = (figure.better == "up") == (way > 0)
    return f"{said} · {_('变好') if good else _('变差')}"
