"""Pages as small grey pictures, and how far two of them are apart.

Neither the edges of characters, which every release of a renderer smooths a little otherwise, nor the depth of a grey
count; a stroke that is missing, is new or stands elsewhere does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

FINE = 3  # pixels per point drawn; the picture has the mean of so many by so many: 2.8 pixels to a millimetre
SHADES = 16
BLUR = 1.0  # pixels
GREY = 60  # of 255, after the blur: more is no matter of smoothing
MOST = 4  # pixels of a page that may be so


@dataclass(frozen=True)
class Apart:
    """How many pixels differ, and in which box (left, top, right, bottom in pixels)."""

    pixels: int
    box: tuple[int, int, int, int] | None

    @property
    def same(self) -> bool:
        return self.pixels <= MOST


def pages(pdf: bytes) -> list[Image.Image]:
    """Each page, in so few greys that the file stays small."""
    return [_few(page.reduce(FINE)) for page in drawn(pdf)]


def drawn(pdf: bytes, **how: Any) -> Iterator[Image.Image]:
    """Each page, finely and in colour if `how` says so."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.render(**{"scale": FINE, "grayscale": True, **how}).to_pil()
            page.close()
    finally:
        document.close()


def _few(page: Image.Image) -> Image.Image:
    step = 255 / (SHADES - 1)
    return page.point([round(round(grey / step) * step) for grey in range(256)])


def png(page: Image.Image) -> bytes:
    """The bytes of the file: with a palette of the greys, four bits to the pixel."""
    small = page.quantize(SHADES, dither=Image.Dither.NONE)
    made = io.BytesIO()
    small.save(made, "PNG", optimize=True, bits=4)
    return made.getvalue()


def apart(one: Image.Image, other: Image.Image) -> Apart:
    """Of different sizes every pixel counts."""
    if one.size != other.size:
        return Apart(one.width * one.height, (0, 0, *one.size))
    seen = _differing(one, other)
    return Apart(seen.histogram()[255], seen.getbbox())


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where they are apart."""
    soft = [page.convert("L").filter(ImageFilter.GaussianBlur(BLUR)) for page in (one, other)]
    return ImageChops.difference(*soft).point([0] * (GREY + 1) + [255] * (255 - GREY))


def shown(golden: Image.Image, actual: Image.Image) -> Image.Image:
    """What differs: red is gone, blue is new, the rest is pale, around all of it a frame."""
    size = (max(golden.width, actual.width), max(golden.height, actual.height))
    old, new = (_on_white(page, size) for page in (golden, actual))
    pale = Image.blend(old, Image.new("L", size, 255), 0.6)
    gone, fresh = ImageChops.subtract(new, old), ImageChops.subtract(old, new)
    bands = (ImageChops.subtract(pale, fresh), ImageChops.subtract(ImageChops.subtract(pale, fresh), gone),
             ImageChops.subtract(pale, gone))  # fmt: skip
    picture = Image.merge("RGB", bands)
    if box := _differing(old, new).getbbox():
        ImageDraw.Draw(picture).rectangle((box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3), outline="orange")
    return picture


def _on_white(page: Image.Image, size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("L", size, 255)
    canvas.paste(page.convert("L"))
    return canvas
