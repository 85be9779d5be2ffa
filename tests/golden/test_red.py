"""What is red, and where, seen on the picture itself: the mark, the rules; and nothing else (GB/T 9704-2012 5.2.4).

The other tests of the layout ask the file where it says that things stand; these look at the ink.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from outgoing.files.original import Original
from tests.golden import forms
from tests.golden.conftest import Printed
from tests.golden.papers import JOINT, LETTER, NOTICE, ORDER
from tests.golden.picture import drawn

pytestmark = pytest.mark.django_db
Made = Callable[[Original], bytes]
FINE = 3
MM = 72 / 25.4 * FINE


def red(page: Image.Image) -> Image.Image:
    """White where the ink is red."""
    r, g, b = page.convert("RGB").split()
    strong = r.point([0] * 170 + [255] * 86)
    for other in (g, b):
        strong = Image.composite(strong, Image.new("L", page.size), other.point([255] * 90 + [0] * 166))
    return strong


def coloured(page: Image.Image) -> int:
    """Pixels that are no grey."""
    h, s, v = page.convert("HSV").split()
    return sum(s.histogram()[60:])


def bands(page: Image.Image) -> list[tuple[float, float, float, float]]:
    """The red of a page from top to bottom, parted where a row has none: left, top, right, bottom in mm."""
    ink = red(page)
    rows = [0, *ink.getprojection()[1], 0]
    starts = [y for y in range(ink.height) if rows[y + 1] and not rows[y]]
    ends = [y + 1 for y in range(ink.height) if rows[y + 1] and not rows[y + 2]]
    found = []
    for top, bottom in zip(starts, ends, strict=True):
        box = ink.crop((0, top, ink.width, bottom)).getbbox()
        assert box
        found.append((box[0] / MM, top / MM, box[2] / MM, bottom / MM))
    return found


def sheets(pdf: bytes) -> list[Image.Image]:
    return list(drawn(pdf, scale=FINE, grayscale=False))


def test_ordinary(original: Made) -> None:
    """7.2.4: the mark 35 mm below the type area's top; 7.2.7: one rule, as wide as the type area."""
    first, *others = sheets(original(NOTICE))
    mark, rule = bands(first)
    assert mark[1] == pytest.approx(37 + 35, abs=1)
    assert (mark[0] + mark[2]) / 2 == pytest.approx(28 + 78, abs=1)
    assert (rule[0], rule[2]) == (pytest.approx(28, abs=0.3), pytest.approx(184, abs=0.3))
    assert 0.3 < rule[3] - rule[1] < 1
    assert [bands(page) for page in others] == [[], []]
    assert not any(coloured(page) for page in others)


def test_several_organs(original: Made) -> None:
    *marks, rule = bands(sheets(original(JOINT))[0])
    assert marks[0][1] == pytest.approx(37 + 35, abs=1)
    assert marks[0][0] >= 28
    assert (rule[0], rule[2]) == (pytest.approx(28, abs=0.3), pytest.approx(184, abs=0.3))


def test_letter(original: Made) -> None:
    """10.1: the mark 30 mm below the sheet's edge, double rules of 170 mm, the second 20 mm above the lower edge; the
    heavy ones outside."""
    mark, heavy, light, low_light, low_heavy = bands(sheets(original(LETTER))[0])
    assert mark[1] == pytest.approx(30, abs=1)
    assert heavy[1] - mark[3] == pytest.approx(4, abs=1)
    assert low_heavy[3] == pytest.approx(297 - 20, abs=0.5)
    for rule in (heavy, light, low_light, low_heavy):
        assert (rule[0], rule[2]) == (pytest.approx(20, abs=0.3), pytest.approx(190, abs=0.3))
    assert heavy[3] - heavy[1] > light[3] - light[1]
    assert low_heavy[3] - low_heavy[1] > low_light[3] - low_light[1]


def test_order(original: Made) -> None:
    """10.2: the mark 20 mm below the type area's top, in its middle; no rule."""
    [mark] = bands(sheets(original(ORDER))[0])
    assert mark[1] == pytest.approx(37 + 20, abs=1)
    assert (mark[0] + mark[2]) / 2 == pytest.approx(28 + 78, abs=1)


@pytest.mark.parametrize("name", forms.CASES)
def test_a_form_has_its_red_title_and_red_lines(printed: Printed, name: str) -> None:
    page = sheets(printed(name))[0]
    title = bands(page)[0]
    assert title[1] < 25
    assert (title[0] + title[2]) / 2 == pytest.approx(105, abs=2)


def test_a_black_head_is_no_red_one(original: Made) -> None:
    """The control: the same page without its colour."""
    page = sheets(original(NOTICE))[0]
    assert coloured(page)
    assert bands(page.convert("L")) == []
    assert coloured(page.convert("L").convert("RGB")) == 0
