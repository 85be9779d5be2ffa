"""Image objects (clause 10): decoded and encoded anew, so that only pixels reach the picture."""

from __future__ import annotations

import base64
from io import BytesIO
from xml.etree.ElementTree import Element

from PIL import Image

from documents.files.inside.limits import BadFile

from .canvas import Canvas, element, transform
from .resources import Resources
from .shapes import clip_box, frame
from .values import Box, matrix

MAX_PIXELS = 50_000_000
MAX_TOGETHER = 150_000_000  # pixels decoded for one page
WIDE, HIGH = 1_700, 2_400  # about 200 dots an inch on A4: scans stay readable when zoomed
_FORMATS = ["PNG", "JPEG", "BMP", "TIFF"]


class Images:
    """The images of one page, each decoded once."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._left = MAX_TOGETHER

    def draw(self, said: Element, place: Box, resources: Resources) -> None:
        """Draw an ImageObject: a unit square that its CTM makes as large as it is; without one it fills `place`."""
        name = resources.file("MultiMedia", said.get("ResourceID"), "MediaFile")
        kept = self._kept(resources, name) if name else None
        wide, high = place[2], place[3]
        if kept is None:
            frame(self._canvas, wide, high)
            return
        cut = clip_box(self._canvas, id(said), 0, 0, wide, high) if wide and high else None
        self._canvas.open("g", clip_path=f"url(#{cut})" if cut else None)
        by = matrix(said.get("CTM")) or (wide, 0.0, 0.0, high, 0.0, 0.0)
        self._canvas.mark("use", href=f"#{kept}", transform=transform(by))
        self._canvas.close("g")

    def _kept(self, resources: Resources, name: str) -> str | None:
        key = ("image", id(resources.parts), name)
        if found := self._canvas.kept(key):
            return found
        try:
            return self.keep(key, resources.parts.read(name))
        except BadFile as error:
            if error.code == "too_large":
                raise
            return None

    def keep(self, key: object, content: bytes) -> str | None:
        """Keep an image as a unit square; its id, or None where it is no picture that can be read."""
        data = self._encoded(content)
        if data is None:
            return None
        return self._canvas.keep(
            key,
            element("image", id="{id}", width=1.0, height=1.0, preserveAspectRatio="none", href=data),
        )

    def _encoded(self, content: bytes) -> str | None:
        try:
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                pixels = image.width * image.height
                self._left -= pixels
                if pixels > MAX_PIXELS or self._left < 0:
                    return None
                image.draft("RGB", (WIDE, HIGH))
                small = _small(image)
                out = BytesIO()
                small.save(out, "WEBP", quality=82, method=2)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - decoders raise whatever a broken image makes them raise
            return None
        return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _small(image: Image.Image) -> Image.Image:
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    flat = image.convert("RGBA" if see_through else "RGB")
    scale = min(1.0, WIDE / min(flat.size), HIGH / max(flat.size))
    if scale == 1.0:
        return flat
    size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
    return flat.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
