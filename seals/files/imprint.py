"""The impression of a seal as it is shown: small, grey and covered by who looks at it and when (D17)."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from documents.files.fonts import faces

MOST = 40_000_000  # pixels of what is sent in
FINE = 150  # pixels on the longer side that are left of it
SIDE = 360  # of the picture that is shown
EVERY = 42  # one row of words below the other


class NotAPicture(Exception):
    """It cannot be read as a picture, or is too large."""


def look_at(path: Path) -> None:
    """Raises `NotAPicture` where it cannot be shown."""
    _read(path)


def shown(path: Path, words: str) -> bytes:
    """A PNG: what a stamp could be cut from is gone, and `words` lie over all of it."""
    small = _read(path).convert("L")
    small.thumbnail((FINE, FINE))
    coarse = ImageOps.contain(small, (SIDE, SIDE), Image.Resampling.BILINEAR).convert("RGB")
    page = Image.new("RGB", (SIDE, SIDE), "white")
    page.paste(coarse, ((SIDE - coarse.width) // 2, (SIDE - coarse.height) // 2))
    made = Image.composite(Image.new("RGB", page.size, (96, 96, 96)), page, _mask(words))
    out = BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _mask(words: str) -> Image.Image:
    """The words again and again, aslant, half seen through."""
    wide = SIDE * 2
    sheet = Image.new("L", (wide, wide), 0)
    pen, font = ImageDraw.Draw(sheet), _font()
    step = int(pen.textlength(words, font=font)) + 24
    for row, y in enumerate(range(0, wide, EVERY)):
        for x in range(-(row % 2) * step // 2, wide, step):
            pen.text((x, y), words, font=font, fill=150)
    cut = (wide - SIDE) // 2
    return sheet.rotate(24).crop((cut, cut, cut + SIDE, cut + SIDE))


def _read(path: Path) -> Image.Image:
    try:
        with Image.open(path) as found:
            if found.width * found.height > MOST:
                raise NotAPicture
            whole = ImageOps.exif_transpose(found).convert("RGBA")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotAPicture from error
    white = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(white, whole)


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    """The plain face of the printed forms: it has the names of persons."""
    face = next(face for face in faces() if face.role in ("hei", "fang") and face.path)
    return ImageFont.truetype(face.path, 15)
