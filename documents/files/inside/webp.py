"""Page pictures: names, scales, quality (measured: WebP q80 at 1.6 gives 24 to 70 kB a page)."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image

SCALE = 1.6  # pixels per PDF point: A4 becomes 953 x 1348
THUMB = 0.22 / SCALE
QUALITY = 80
MAX_PIXELS = 12_000_000
MAX_SIDE = 8_000


def page_name(number: int) -> str:
    return f"p{number}-160.webp"


def thumb_name(number: int) -> str:
    return f"p{number}-22.webp"


def drawing_name(number: int) -> str:
    """An OFD page. The figure changes with the way of drawing, so that pages kept from before are drawn anew."""
    return f"p{number}-1.svg"


def fitting_scale(width: float, height: float, wanted: float) -> float:
    """`wanted`, or less where the page would become more than 12 megapixels or 8,000 pixels long."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(wanted, math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height))


def write(picture: Image.Image, folder: Path, number: int) -> None:
    """Write the page picture and its thumbnail."""
    picture = on_white(picture)
    picture.save(folder / page_name(number), "WEBP", quality=QUALITY, method=2)
    small = picture.resize(
        (max(1, math.ceil(picture.width * THUMB)), max(1, math.ceil(picture.height * THUMB))),
        Image.Resampling.BILINEAR,
        reducing_gap=2.0,
    )
    small.save(folder / thumb_name(number), "WEBP", quality=QUALITY, method=2)


def on_white(picture: Image.Image) -> Image.Image:
    """RGB as it would look on paper: transparent parts are white."""
    if picture.mode == "RGB":
        return picture
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        low, high = picture.getextrema()
        span = float(high - low) or 1.0  # type: ignore[operator]
        picture = picture.convert("F").point(lambda value: value * (255.0 / span) - low * (255.0 / span))  # type: ignore[operator]
        return picture.convert("L").convert("RGB")
    return picture.convert("RGB")
