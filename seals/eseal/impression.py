"""The picture of the reference adapter's seals: a red ring, a star, the name along the ring (国发〔1999〕25号 一)."""

from __future__ import annotations

import math

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

SIDE = 480  # pixels; it is drawn 42 mm wide
RED = (204, 0, 0, 255)
FONT = f"{pylopdf_fonts_zh_cn.__path__[0]}/NotoSerifSC-Regular.otf"
FIRST, LAST = 200, 340  # degrees of the arc that a name takes, clockwise from the east, over the top


def drawn(name: str) -> Image.Image:
    """Transparent beside the ring: what it stands on stays readable."""
    image = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((6, 6, SIDE - 6, SIDE - 6), outline=RED, width=12)
    pen.polygon(_star(SIDE / 2, SIDE / 2, SIDE * 0.15), fill=RED)
    span = min(LAST - FIRST + 40, 22 * len(name))
    for n, letter in enumerate(name):
        turn = 270 - span / 2 + span * (n + 0.5) / len(name)
        _letter(image, letter, turn, max(28, min(58, 900 // max(len(name), 1))))
    return image


def _star(x: float, y: float, size: float) -> list[tuple[float, float]]:
    corners = []
    for n in range(10):
        reach = size if n % 2 == 0 else size * 0.382
        angle = math.radians(-90 + 36 * n)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def _letter(image: Image.Image, letter: str, turn: float, size: int) -> None:
    tile = Image.new("RGBA", (size * 2, size * 2), (0, 0, 0, 0))
    font = ImageFont.truetype(FONT, size)
    ImageDraw.Draw(tile).text((size, size), letter, font=font, fill=RED, anchor="mm")
    tile = tile.rotate(270 - turn, resample=Image.Resampling.BICUBIC)
    reach = SIDE / 2 - 24 - size * 0.6
    x = SIDE / 2 + reach * math.cos(math.radians(turn))
    y = SIDE / 2 + reach * math.sin(math.radians(turn))
    image.alpha_composite(tile, (max(0, int(x - size)), max(0, int(y - size))))
