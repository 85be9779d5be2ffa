"""Charts as SVG, drawn here: bars, stacked bars, a line, many small ones, a strip of lamps. Pure.

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
LAMPS = {"green": ("●", "#1a6b3a"), "yellow": ("▲", "#8a5100"), "red": ("◆", RED), "done": ("○", GREY)}


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


def line(title: str, data: Sequence[tuple[str, float | None, str]]) -> str:
    """Points joined in their order; where there is no value the line is broken."""
    known = [value for _label, value, _url in data if value is not None]
    if not known:
        return ""
    frame = Frame(_ceiling(max(known)))
    path, dots, pen = "", "", "M"
    for x, (label, value, url) in zip(frame.slots(len(data)), data, strict=True):
        if value is None:
            pen = "M"
            continue
        y = frame.y(value)
        path, pen = f"{path}{pen}{x:.1f} {y:.1f}", "L"
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{BLUE}"/>' + _text(x, y - 8, number(value), INK)
        dots += _linked(url, dot, f"{label} {number(value)}")
    drawn = f'<path d="{path}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
    return _picture(title, _axis(frame) + drawn + dots + _labels(frame, [label for label, *_rest in data]))


def multiples(title: str, charts: Sequence[tuple[str, Sequence[float]]], columns: int = 3) -> str:
    """Many small rows of bars under one scale, each with its name: to be compared by shape."""
    highest = max((value for _name, values in charts for value in values), default=0)
    if highest <= 0:
        return ""
    wide, high = (WIDTH - 10 * (columns - 1)) / columns, 84
    drawn = ""
    for i, (name, values) in enumerate(charts):
        left, top = (i % columns) * (wide + 10), (i // columns) * high
        room = wide / max(len(values), 1)
        floor = top + high - 12
        drawn += _text(left, top + 14, _short(name, wide / 12), INK, anchor="start")
        drawn += f'<line x1="{left:.1f}" x2="{left + wide:.1f}" y1="{floor}" y2="{floor}" stroke="{RULE}"/>'
        for j, value in enumerate(values):
            tall = 48 * value / highest
            drawn += _rect(left + room * (j + 0.5), floor - tall, room * 0.7, tall, BLUE)
    rows = -(-len(charts) // columns)
    return _picture(title, drawn, height=rows * high)


def lamps(title: str, data: Sequence[tuple[str, str, int, str]]) -> str:
    """A strip of (lamp, words, how many, address): the shape says the colour."""
    if not any(n for _lamp, _words, n, _url in data):
        return ""
    room = WIDTH / len(data)
    drawn = ""
    for i, (lamp, words, n, url) in enumerate(data):
        shape, colour = LAMPS[lamp]
        middle = room * (i + 0.5)
        text = _text(middle, 26, f"{shape} {n}", colour, size=20) + _text(middle, 46, words, GREY)
        drawn += _linked(url, text, f"{words} {n}")
    return _picture(title, drawn, height=60)


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


def _picture(title: str, body: str, height: float = HEIGHT) -> str:
    name = f"c{_key(title)}"
    role = "group" if "<a " in body else "img"  # a picture may hold nothing that can be followed
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="{role}" aria-labelledby="{name}"'
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


def _text(
    x: float, y: float, text: str, fill: str, ground: str = "", *, anchor: str = "middle", size: int = 12
) -> str:
    under = ""
    if ground:
        wide = 8 * len(text) + 6
        under = f'<rect x="{x - wide / 2:.1f}" y="{y - 11:.1f}" width="{wide}" height="14" fill="{ground}"/>'
    big = f' font-size="{size}"' if size != 12 else ""
    return f'{under}<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{big}>{escape(text)}</text>'


def _linked(url: str, shape: str, said: str) -> str:
    """A bar leads to its list; what it says stands in its title."""
    inner = f"<title>{escape(said)}</title>{shape}"
    return f'<a href="{escape(url)}">{inner}</a>' if url else f"<g>{inner}</g>"
