"""Every character of a rare name in every face an original has: in the words, and drawn by the face of that role itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from documents.files.fonts import ROLES, faces
from outgoing.files.original import Original
from tests.golden.papers import NAMES, REQUEST
from tests.golden.test_golden import said

LACKING = "\U0001fae0"
ROLE = {"小标宋": "song", "仿宋": "fang", "楷体": "kai", "黑体": "hei"}
# The words whose characters are looked at, and in which face they are to be.
WHERE = {"小标宋": "关于表彰{}", "仿宋": "拟表彰{}", "黑体": "一、{}"}


@cache
def drawings(path: str) -> dict[str, tuple[Any, ...]]:
    """What the face draws for each of the names, and for a character it lacks; not where that is nothing or its box."""
    found = {}
    with TTFont(path, lazy=True) as font:
        known, glyphs = font.getBestCmap(), font.getGlyphSet()
        box = strokes(glyphs, ".notdef")
        for char in NAMES + LACKING:
            name = known.get(ord(char))
            drawn = strokes(glyphs, name) if name and font.getGlyphID(name) else ()
            if drawn and drawn != box:
                found[char] = drawn
    return found


def strokes(glyphs: Any, name: str) -> tuple[Any, ...]:
    pen = RecordingPen()
    glyphs[name].draw(pen)
    return tuple(pen.value)


@pytest.mark.parametrize("role", ROLES)
def test_the_face_of_the_role_draws_each_and_no_two_the_same(role: str) -> None:
    [face] = [face for face in faces() if face.role == role]
    assert "".join(drawings(face.path)) == NAMES
    assert len(set(drawings(face.path).values())) == len(NAMES)


def by_run(pdf: bytes) -> list[tuple[str, str, float]]:
    """Each run of the first page: its words, the face in the file, its size."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        words = page.get_textpage()
        runs = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=words)
        return [(run.extract(), run.get_font().get_base_name(), run.get_font_size()) for run in runs]
    finally:
        document.close()


def test_each_stands_in_the_file_in_the_face_of_its_place(original: Callable[[Original], bytes]) -> None:
    """Title, text and heading hold all ten in a row; the signers' names, of which two are spread, each of theirs."""
    pdf = original(REQUEST)
    runs = by_run(pdf)
    flat = "".join(said(pdf).split())
    assert flat.count(NAMES) == 4
    for place, words in WHERE.items():
        assert words.format(NAMES) in flat
        family = next(face.family for face in faces() if face.role == ROLE[place]).replace(" ", "")
        size = 22 if place == "小标宋" else 16
        here = "".join(text for text, name, points in runs if family in name and round(points) == size)
        assert set(NAMES) <= set(here), place
    assert f"签发人：{NAMES}" in flat
    kai = next(face.family for face in faces() if face.role == "kai").replace(" ", "")
    signed = [name for text, name, _points in runs if text.strip() and set(text) <= {*NAMES, " "}]
    assert signed
    assert all(kai in name for name in signed)
