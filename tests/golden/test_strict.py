"""The comparison lets pass how strokes are smoothed, and nothing that is wrong with a paper: each is done on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from outgoing.files.original import Original
from tests.golden import test_golden as golden
from tests.golden.papers import NOTICE
from tests.golden.picture import FINE, Apart, apart, drawn, pages

pytestmark = pytest.mark.django_db
Made = Callable[[Original], bytes]
MM = 72 / 25.4  # pixels
HEAD, LAST = 0, 2  # the pages with the head and with the imprint


def differ(made: Made, other: Original) -> list[Apart]:
    """The notice as it is kept against another, page by page."""
    kept = [Image.open(golden.PICTURES / f"notice-{n}.png") for n in (1, 2, 3)]
    return [apart(one, now) for one, now in zip(kept, pages(made(other)), strict=True)]


def wrong(made: Made, other: Original) -> list[int]:
    return [n for n, found in enumerate(differ(made, other)) if not found.same]


def band(page: Image.Image, top: float, bottom: float) -> tuple[int, int, int, int]:
    """A strip over the whole page, from `top` to `bottom` mm."""
    return (0, round(top * MM), page.width, round(bottom * MM))


def moved(page: Image.Image, top: float, bottom: float, by: float) -> Image.Image:
    """The strip, so many mm further down."""
    made, box = page.copy(), band(page, top, bottom)
    strip = page.crop(box)
    made.paste(255, box)
    made.paste(strip, (0, round((top + by) * MM)))
    return made


def without(page: Image.Image, top: float, bottom: float) -> Image.Image:
    made = page.copy()
    made.paste(255, band(page, top, bottom))
    return made


def test_what_is_printed_today_is_the_same(original: Made) -> None:
    assert wrong(original, NOTICE) == []


@pytest.mark.parametrize(
    "how", [{"scale": 4}, {"no_smoothtext": True, "no_smoothpath": True}, {"optimize_mode": "lcd"}]
)
def test_another_smoothing_is_no_difference(original: Made, how: dict[str, Any]) -> None:
    for kept, page in zip(pages(original(NOTICE)), drawn(original(NOTICE), **how), strict=True):
        assert apart(kept, page.convert("L").reduce(how.get("scale", FINE))).same


CHANGED: dict[str, tuple[dict[str, Any], int]] = {
    "a copy to nobody": ({"cc": ""}, LAST),
    "one organ of the copies is missing": ({"cc": "市委办公室，市人大常委会办公室"}, LAST),
    "printed a day later": ({"printed_on": "2026年3月9日"}, LAST),
    "not printed by anybody": ({"printed_by": "", "printed_on": ""}, LAST),
    "another number": ({"number": "云政办发〔2026〕13号"}, HEAD),
    "no 文件 in the head": ({"with_file": False}, HEAD),
    "without its date": ({"dated": ""}, 1),
    "without the note": ({"note": ""}, 1),
    "without its seal's room": ({"sealed": False}, 1),
}


@pytest.mark.parametrize("name", CHANGED)
def test_other_words_are_seen(original: Made, name: str) -> None:
    change, page = CHANGED[name]
    assert page in wrong(original, replace(NOTICE, **change))


@pytest.mark.parametrize("rare", "堃祎喆珺璟昇垚燚骉龑")
def test_a_name_that_prints_as_a_box_is_seen(original: Made, rare: str) -> None:
    """With a character that no face has in its place: the box of a face that lacks it."""
    body = tuple((level, text.replace(rare, "\U0001fae0")) for level, text in NOTICE.body)
    assert wrong(original, replace(NOTICE, body=body)) == [1]


@pytest.mark.parametrize(
    ("page", "top", "bottom"),
    [
        (HEAD, 70, 92),
        (HEAD, 107, 116),
        (HEAD, 118, 121),
        (HEAD, 268, 275),
        (LAST, 240, 245),
        (LAST, 256, 261),
        (1, 38, 46),
    ],
    ids=["mark", "number", "red rule", "page number", "copies", "printed", "text"],
)
def test_a_millimetre_is_seen(original: Made, page: int, top: float, bottom: float) -> None:
    was = pages(original(NOTICE))[page]
    for by in (-1.0, 1.0):
        assert not apart(was, moved(was, top, bottom, by)).same


def test_a_missing_rule_is_seen(original: Made) -> None:
    head, _between, last = pages(original(NOTICE))
    assert not apart(head, without(head, 118.5, 120.5)).same
    lines = [y / MM for y in range(last.height) if _dark(last, y)]
    assert len({round(y) for y in lines}) >= 3
    for y in lines:
        assert not apart(last, without(last, y - 0.6, y + 0.6)).same


def _dark(page: Image.Image, y: int) -> bool:
    """Is this row of pixels a rule as wide as the type area?"""
    row = page.crop((round(30 * MM), y, round(180 * MM), y + 1)).getextrema()
    return int(row[1]) < 200  # type: ignore[arg-type]


def test_a_page_more_or_another_size_is_seen(original: Made) -> None:
    page = pages(original(NOTICE))[HEAD]
    assert not apart(page, page.resize((page.width, page.height + 1))).same


def test_who_fails_is_told_where_to_look_and_nothing_is_renewed(
    original: Made, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = {path: path.read_bytes() for path in golden.PICTURES.iterdir()}
    with pytest.raises(pytest.fail.Exception) as told:
        golden.test_it_looks_as_it_did(
            "notice", lambda _name: original(replace(NOTICE, cc="")), tmp_path, request
        )
    assert f"Page 3 looks otherwise: {tmp_path}/notice-3.png" in str(told.value)
    assert f"{tmp_path}/notice-3-differs.png" in str(told.value)
    assert "make golden" in str(told.value)
    assert not (tmp_path / "notice-1.png").exists()
    with Image.open(tmp_path / "notice-3-differs.png") as picture:
        red, _green, blue = picture.split()
        assert sum(ImageChops.subtract(red, blue).histogram()[100:])  # what is gone
    with pytest.raises(AssertionError, match="reads otherwise"):
        golden.test_it_reads_as_it_did(
            "notice", lambda _name: original(replace(NOTICE, cc="")), tmp_path, request
        )
    assert before == {path: path.read_bytes() for path in golden.PICTURES.iterdir()}
