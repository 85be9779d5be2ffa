"""What is printed looks and reads as it did when somebody last looked at it and said that it was right.

A test that fails has put what is printed now, and what differs, where its message says. Where the change is meant:
`make golden`, then look at every picture that git shows as changed before committing it.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tests.golden import forms
from tests.golden.conftest import Printed
from tests.golden.papers import ORIGINALS
from tests.golden.picture import apart, pages, png, shown
from tests.golden.seals import SHEETS

HERE = Path(__file__).resolve().parent
PICTURES, WORDS = HERE / "pictures", HERE / "words"
pytestmark = pytest.mark.django_db  # the forms come from papers that went their way
ALL = (*ORIGINALS, "numbered", *forms.CASES, *SHEETS)
RENEW = "Where this is meant: `make golden`, and look at what has changed."
LARGEST, TOGETHER = 60_000, 1_500_000  # bytes


def said(pdf: bytes) -> str:
    """Its words page by page, as they stand in the file: the order in which a reader of the screen hears them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        read = [page.get_textpage().get_text_range().splitlines() for page in document]
    finally:
        document.close()
    lines = [["", f"== {n} ==", *(line.strip() for line in page)] for n, page in enumerate(read, 1)]
    return "\n".join(line for page in lines for line in page).strip() + "\n"


@pytest.mark.parametrize("name", ALL)
def test_it_looks_as_it_did(
    name: str, printed: Printed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    now = pages(printed(name))
    known = sorted(PICTURES.glob(f"{name}-*.png"))
    golden = [Image.open(path) for path in known]
    wrong = [n for n, page in enumerate(now) if n >= len(golden) or not apart(golden[n], page).same]
    if not wrong and len(golden) == len(now):
        return
    if request.config.getoption("--renew-golden"):
        for n in wrong:
            (PICTURES / f"{name}-{n + 1}.png").write_bytes(png(now[n]))
        for path in known[len(now) :]:
            path.unlink()
        pytest.skip(f"renewed: {name}, pages {[n + 1 for n in wrong]} of {len(now)}")
    told = [f"{name} has {len(now)} pages, not {len(golden)}." if len(golden) != len(now) else ""]
    for n in wrong:
        (actual := tmp_path / f"{name}-{n + 1}.png").write_bytes(png(now[n]))
        told.append(f"Page {n + 1} looks otherwise: {actual}")
        if n < len(golden):
            shown(golden[n], now[n]).save(tmp_path / f"{name}-{n + 1}-differs.png")
            found = apart(golden[n], now[n])
            told.append(
                f"  {found.pixels} pixels, see {tmp_path}/{name}-{n + 1}-differs.png (red: gone, blue: new)"
            )
    pytest.fail("\n".join(filter(None, [*told, RENEW])), pytrace=False)


@pytest.mark.parametrize("name", ALL)
def test_it_reads_as_it_did(
    name: str, printed: Printed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    now, path = said(printed(name)), WORDS / f"{name}.txt"
    golden = path.read_text("utf-8") if path.is_file() else ""
    if now != golden and request.config.getoption("--renew-golden"):
        path.write_text(now, "utf-8")
        pytest.skip(f"renewed: the words of {name}")
    (tmp_path / f"{name}.txt").write_text(now, "utf-8")
    assert now == golden, f"{name} reads otherwise: {tmp_path}/{name}.txt. {RENEW}"


def test_no_picture_is_left_over_and_all_are_small(request: pytest.FixtureRequest) -> None:
    """A name that is printed no more leaves nothing behind; the tree is no album."""
    if request.config.getoption("--renew-golden"):
        pytest.skip("the pictures are being renewed")
    files = [*PICTURES.iterdir(), *WORDS.iterdir()]
    assert {path.stem.rsplit("-", 1)[0] if path.suffix == ".png" else path.stem for path in files} == set(ALL)
    sizes = [path.stat().st_size for path in files]
    assert max(sizes) < LARGEST
    assert sum(sizes) < TOGETHER


def test_a_kept_picture_is_the_picture(printed: Printed) -> None:
    """Few greys and a palette change nothing that is compared."""
    for page in pages(printed("notice")):
        assert apart(Image.open(io.BytesIO(png(page))), page).pixels == 0
