"""Colours keep their contrast (WCAG 2.2 AA), pictures exist, and the floor browser understands the sheets."""

import re

import pytest

from tests.look.test_grep import ROOT

SHEET = (ROOT / "static/tokens.css").read_text()
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b", SHEET))
TEXT = [  # words on their ground: 4.5
    ("ink", "card"), ("ink2", "card"), ("ink3", "card"), ("ink3", "page"), ("ink3", "dim"), ("blue", "card"), ("blue", "blue-s"),
    ("red", "card"), ("red", "red-s"), ("amber", "amber-s"), ("amber", "card"), ("green", "card"), ("green", "green-s"),
    ("violet", "violet-s"), ("card", "blue"), ("card", "red"), ("card", "green"), ("card", "desk"), ("card", "desk-d"),
    ("ink2", "amber-s"), ("ink2", "green-s"), ("ink2", "red-s"), ("ink2", "blue-s"),
]  # fmt: skip
SHAPES = [
    ("lamp-g", "card"),
    ("lamp-y", "card"),
    ("lamp-r", "card"),
    ("edge", "card"),
    ("focus", "card"),
    ("focus", "page"),
]


def light(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(TOKENS[one]), light(TOKENS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_counted_right() -> None:
    TOKENS.update(black="#000", white="#fff")
    assert contrast("black", "white") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_are_readable(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_and_borders_are_seen(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3


def test_every_token_used_is_named() -> None:
    named = set(re.findall(r"--([a-z0-9-]+):", SHEET))
    for path in (ROOT / "static").glob("*.css"):
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", path.read_text())) <= named, path.name


def test_the_floor_browser_understands_the_sheets() -> None:
    """Chromium 90 drops a rule with any of these."""
    newer = re.compile(
        r":has\(|@layer|oklch\(|color-mix\(|@container|:is\(.*:has|\binset-inline|aspect-ratio|\bdvh\b|@property|&\s*[.:{]"
    )
    for path in (ROOT / "static").glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert not newer.search(rules), path.name


def test_the_floor_browser_understands_the_scripts() -> None:
    newer = re.compile(
        r"\.at\(|structuredClone|Object\.groupBy|\.findLast|\.toSorted|\.replaceAll\(|\?\?=|\|\|=|showPopover|\binert\b|Object\.hasOwn"
    )
    for path in (ROOT / "static").glob("*.js"):
        assert not newer.search(path.read_text()), path.name


def test_every_icon_that_is_named_is_drawn_once() -> None:
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text())
    assert len(drawn) == len(set(drawn))
    for path in (ROOT / "templates").rglob("*.html"):
        named = set(re.findall(r"""\{% icon ["']([^"']+)["'] %\}""", path.read_text()))
        assert named <= set(drawn), path


def test_every_width_class_is_there() -> None:
    sheet = (ROOT / "static/widths.css").read_text()
    assert re.findall(r"\.w-(\d+) \{ width: (\d+)%; \}", sheet) == [(str(n), str(n)) for n in range(101)]
