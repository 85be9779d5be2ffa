"""Charts as SVG, drawn here: bars and stacked bars. Pure.

Presentation attributes only, so that the strictest content policy lets them be drawn and the typesetter takes the same picture. What
is late is hatched: paper is black and white. Where there is nothing to draw there is no picture; `chart_table` has the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2s
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 18, 34
INK, GREY, RULE, BLUE, RED, PALE = "#1b2230", "#4b5565", "#d6dbe3", "#1c4e8f", "#b5121b", "#f6d5d6"
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"
FILLS = (BLUE, "#8fb0d9", "#5a3e9b", "#98a2b0")


class Bar(NamedTuple):
    """One bar: its words, how high, where it leads."""

    label: str
    value: float
    url: str = ""


class Part(NamedTuple):
    """One layer of stacked bars; `late`: hatched."""

    name: str
    late: bool = False


class Stack(NamedTuple):
    """One stacked bar: a value and an address for each part."""

    label: str
    values: Sequence[float]
    urls: Sequence[str] = ()


@dataclass(frozen=True)
class Frame:
    """Where values lie on the paper."""

    top: float
    width: float = WIDTH
    height: float = HEIGHT

    def y(self, value: float) -> float:
        room = self.height - TOP - BOTTOM
        return self.height - BOTTOM - (room * value / self.top if self.top else 0)

    def slots(self, n: int) -> list[float]:
        """The middles of `n` bars."""
        room = (self.width - LEFT - RIGHT) / n
        return [LEFT + room * (i + 0.5) for i in range(n)]


def number(value: float) -> str:
    """As short as it can be said."""
    return f"{value:.1f}".removesuffix(".0")


def bars(title: str, data: Sequence[tuple[str, float, str]]) -> str:
    """One bar for each (words, value, address)."""
    rows = [Bar(*one) for one in data]
    if not any(row.value > 0 for row in rows):
        return ""
    frame = Frame(_ceiling(max(row.value for row in rows)))
    width = _bar_width(len(rows))
    drawn = ""
    for x, row in zip(frame.slots(len(rows)), rows, strict=True):
        y = frame.y(row.value)
        shape = _rect(x, y, width, frame.y(0) - y, BLUE) + _text(x, y - 5, number(row.value), INK)
        drawn += _linked(row.url, shape, f"{row.label} {number(row.value)}")
    labels = [row.label for row in rows]
    return _picture(title, _axis(frame) + drawn + _labels(frame, labels))


def stacked(title: str, parts: Sequence[Part], data: Sequence[Stack]) -> str:
    """Bars of several parts, one upon the other; the legend names them. What is late is hatched."""
    if not any(value > 0 for row in data for value in row.values):
        return ""
    frame = Frame(_ceiling(max(sum(row.values) for row in data)))
    width, hatch = _bar_width(len(data)), f"h{_key(title)}"
    drawn = ""
    for x, row in zip(frame.slots(len(data)), data, strict=True):
        below = 0.0
        for i, (part, value) in enumerate(zip(parts, row.values, strict=True)):
            if value <= 0:
                continue
            low, high = frame.y(below), frame.y(below + value)
            shape = _rect(
                x, high, width, low - high, f"url(#{hatch})" if part.late else FILLS[i % len(FILLS)]
            )
            if low - high >= 14 and width >= 16:
                shape += _text(x, (low + high) / 2 + 4, number(value), *_inside(part, i))
            url = row.urls[i] if i < len(row.urls) else ""
            drawn += _linked(url, shape, f"{row.label} {part.name} {number(value)}")
            below += value
    defs = _hatch(hatch) if any(part.late for part in parts) else ""
    legend = _legend(parts, hatch)
    return _picture(title, defs + _axis(frame) + drawn + _labels(frame, [r.label for r in data]) + legend)


def _inside(part: Part, i: int) -> tuple[str, str]:
    """Colour of a number within a bar, and of what lies under it: hatching is no ground to read from."""
    return (RED, "#fff") if part.late else ("#fff" if i % 2 == 0 else INK, "")


def chart_table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, summary: str) -> str:
    """The numbers of a chart, folded up under it."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(str(one))}</th>' for one in heads)
    body = ""
    for first, *others in rows:
        cells = "".join(f"<td>{escape(number(c) if isinstance(c, float) else str(c))}</td>" for c in others)
        body += f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>'
    table = f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<details><summary>{escape(summary)}</summary><div class="tw">{table}</div></details>'


# -- pieces ----------------------------------------------------------------------------------------


def _key(title: str) -> str:
    """The same title gives the same ids; two charts of a page have different ones."""
    return blake2s(title.encode(), digest_size=4).hexdigest()


def _picture(title: str, body: str) -> str:
    name = f"c{_key(title)}"
    role = "group" if "<a " in body else "img"  # a picture may hold nothing that can be followed
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="{role}" aria-labelledby="{name}"'
        f' font-family="{FONT}" font-size="12"><title id="{name}">{escape(title)}</title>{body}</svg>'
    )


def _ceiling(highest: float) -> float:
    """The least of 1, 2, 5 and their tens with which five steps reach beyond it."""
    step = 1.0
    while step * 5 < highest:
        step *= 2.5 if str(step)[0] == "2" else 2
    return step * 5


def _axis(frame: Frame) -> str:
    drawn = ""
    for i in range(6):
        value = frame.top * i / 5
        y = frame.y(value)
        drawn += f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}"/>'
        drawn += _text(LEFT - 8, y + 4, number(value), GREY, anchor="end")
    return drawn


def _labels(frame: Frame, labels: Sequence[str]) -> str:
    """Words under the bars, as many as have room: each as wide as its slot allows."""
    room = (WIDTH - LEFT - RIGHT) / len(labels)
    every = max(1, round(40 / room + 0.49)) if room < 40 else 1
    wide = room * every / 12
    return "".join(
        _text(x, HEIGHT - BOTTOM + 16, _short(label, wide), INK)
        for i, (x, label) in enumerate(zip(frame.slots(len(labels)), labels, strict=True))
        if i % every == 0
    )


def _short(text: str, wide: float) -> str:
    """Cut to so many Chinese characters' room; the table has it whole."""
    used = 0.0
    for i, sign in enumerate(text):
        used += 1 if east_asian_width(sign) in "WFA" else 0.6
        if used > wide:
            return f"{text[: max(1, i - 1)]}…"
    return text


def _legend(parts: Sequence[Part], hatch: str) -> str:
    drawn, x = "", LEFT
    for i, part in enumerate(parts):
        fill = f"url(#{hatch})" if part.late else FILLS[i % len(FILLS)]
        drawn += f'<rect x="{x}" y="{HEIGHT - 12}" width="10" height="10" fill="{fill}"/>'
        drawn += _text(x + 14, HEIGHT - 3, part.name, GREY, anchor="start")
        x += 30 + 12 * len(part.name)
    return drawn


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{PALE}"/><rect width="3" height="6" fill="{RED}"/></pattern></defs>'
    )


def _bar_width(n: int) -> float:
    return min(54.0, (WIDTH - LEFT - RIGHT) / n * 0.7)


def _rect(middle: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{middle - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0):.1f}" fill="{fill}"/>'


def _text(x: float, y: float, text: str, fill: str, ground: str = "", *, anchor: str = "middle") -> str:
    under = ""
    if ground:
        wide = 8 * len(text) + 6
        under = f'<rect x="{x - wide / 2:.1f}" y="{y - 11:.1f}" width="{wide}" height="14" fill="{ground}"/>'
    return f'{under}<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def _linked(url: str, shape: str, said: str) -> str:
    """A bar leads to its list; what it says stands in its title."""
    inner = f"<title>{escape(said)}</title>{shape}"
    return f'<a href="{escape(url)}">{inner}</a>' if url else f"<g>{inner}</g>"
