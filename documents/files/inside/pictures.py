"""PNG, JPEG, TIFF (many frames) as pages."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from .limits import BadFile
from .webp import fitting_scale, on_white, write

MAX_FRAMES = 300
MAX_FRAME_PIXELS = 50_000_000
WIDE, HIGH = 1_400, 2_000  # a scan is shown at about the size of a PDF page, with some room to zoom

warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is the stricter one


def _fit(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, WIDE / width, HIGH / height, fitting_scale(width, height, 1.0))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _turned(image: Image.Image) -> tuple[int, int]:
    """Size after the camera's orientation mark is applied."""
    sideways = image.getexif().get(0x0112) in (5, 6, 7, 8)
    return (image.height, image.width) if sideways else image.size


def _checked(image: Image.Image) -> Image.Image:
    if image.width * image.height > MAX_FRAME_PIXELS:
        raise BadFile("too_large")
    return image


def sizes(source: str) -> list[tuple[int, int]]:
    with Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as image:
        if getattr(image, "n_frames", 1) > MAX_FRAMES:
            raise BadFile("too_large")
        return [_fit(_turned(_checked(frame))) for frame in _frames(image)]


def _frames(image: Image.Image) -> ImageSequence.Iterator | list[Image.Image]:
    """Only a TIFF has pages; further frames of a PNG or JPEG are animation or the camera's own."""
    return ImageSequence.Iterator(image) if image.format == "TIFF" else [image]


def render(source: str, folder: Path, pages: list[int]) -> None:
    with Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as image:
        for number in pages:
            if image.format == "TIFF":
                image.seek(number - 1)
            target = _fit(_turned(_checked(image)))
            image.draft("RGB", (WIDE * 2, HIGH * 2))  # JPEG decodes straight to a smaller picture
            write(_resized(ImageOps.exif_transpose(image), target), folder, number)


def _resized(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    if image.size == target:
        return image
    if image.mode == "1":
        image = image.convert("L")  # black and white scans need greys to be readable when small
    elif image.mode not in ("L", "RGB", "CMYK", "YCbCr"):
        image = on_white(image)
    return image.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
