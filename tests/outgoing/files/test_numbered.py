"""A numbered copy (份号): where the number stands (GB/T 9704-2012 7.2.1, 7.2.3, 10.1), and that all else is the kept file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageChops

from documents.files.errors import CannotShow
from outgoing.files.numbered import numbered
from outgoing.files.original import Original, original_pdf

from .measuring import AT, LEFT, MM, PITCH, TOP, Char, pages_of
from .papers import LETTER, LINE, ORDER, REQUEST

NO = "000012"


@pytest.fixture
def made(tmp_path):
    """The kept file and its copy 000012."""

    def make(original: Original) -> tuple[bytes, bytes]:
        kept = tmp_path / "kept.pdf"
        kept.write_bytes(original_pdf(original, at=AT))
        return kept.read_bytes(), numbered(kept, NO, letter=original.format == "letter")

    return make


def number(pdf: bytes) -> list[Char]:
    found = pages_of(pdf)[0].find(NO)
    assert len(found) == 6
    return found


@pytest.mark.parametrize("original", [REQUEST, replace(LETTER, numbered=True), replace(ORDER, numbered=True)])
def test_the_copy_is_the_kept_file_and_the_number(made, original):
    kept, copy = made(original)
    assert copy.startswith(kept)
    digits = number(copy)
    assert {c.size for c in digits} == {16}
    assert not any(c.red for c in digits)
    with pypdfium2.PdfDocument(kept) as old, pypdfium2.PdfDocument(copy) as new:
        assert len(old) == len(new)
        for n in range(len(old)):
            before, after = (pdf[n].render(scale=3).to_pil() for pdf in (old, new))
            box = ImageChops.difference(before, after).getbbox()
            if n:
                assert box is None
                continue
            assert box is not None
            left, top, right, bottom = (edge / 3 * MM for edge in box)
            assert left > digits[0].left - 1
            assert right < digits[-1].right + 1
            assert top > digits[0].top - 1
            assert bottom < digits[0].bottom + 1


@pytest.mark.parametrize("original", [REQUEST, replace(ORDER, numbered=True, urgency="特急")])
def test_upper_left_on_the_first_line_over_the_urgency(made, original):
    _kept, copy = made(original)
    digits, urgency = number(copy), pages_of(copy)[0].find(original.urgency)
    assert digits[0].left == pytest.approx(LEFT, abs=0.6)
    assert TOP < digits[0].top < TOP + PITCH < urgency[0].top < TOP + 2 * PITCH


def test_of_a_letter_below_the_red_rule_at_the_height_of_its_number(made):
    """7/8 of a 3号 character below the first double rule, flush left; the 发文字号 stands there flush right."""
    for urgency in ("", "特急"):
        _kept, copy = made(replace(LETTER, numbered=True, urgency=urgency, body=((0, LINE),)))
        page, digits = pages_of(copy)[0], number(copy)
        assert digits[0].left == pytest.approx(LEFT, abs=0.6)
        assert digits[0].base == pytest.approx(page.find("云政办函〔2026〕7号")[0].base, abs=0.1)
        if urgency:
            assert page.find(urgency)[0].base - digits[0].base == pytest.approx(PITCH, abs=1)


def test_words_that_stand_there_are_not_overprinted(made):
    """A file that kept no line free: the number takes the next one."""
    _kept, copy = made(replace(REQUEST, numbered=False))
    digits, urgency = number(copy), pages_of(copy)[0].find("加急")
    assert digits[0].base - urgency[0].base == pytest.approx(PITCH, abs=0.5)


@pytest.mark.parametrize("junk", [b"", b"no PDF", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_original_gets_a_sentence(tmp_path: Path, junk: bytes):
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(junk)
    with pytest.raises(CannotShow, match="份号没有印上"):
        numbered(kept, NO, letter=False)
