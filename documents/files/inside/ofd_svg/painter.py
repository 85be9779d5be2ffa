"""Draws what lies on a page: layers, objects, annotations, seals."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from xml.etree.ElementTree import Element

from documents.files.inside.limits import BadFile

from .book import Book, Page, layers, size_of
from .canvas import Canvas, moved, transform
from .glyphs import Faces
from .images import Images
from .resources import Resources
from .seals import UNCHECKED, Seal
from .shapes import clip_box, clips, draw_path, frame
from .style import Style
from .texts import draw_text, family
from .values import Box, box, child, children, local, matrix, number, yes

OBJECTS = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
_DEEP = 12  # blocks within blocks, composites within composites
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)


class Painter:
    """Draws pages on one canvas; a seal that is an OFD itself is drawn by a painter one deeper."""

    def __init__(
        self, canvas: Canvas, faces: Faces, images: Images | None = None, *, seals: bool = True
    ) -> None:
        self._canvas = canvas
        self._faces = faces
        self._images = images or Images(canvas)
        self._seals = seals
        self._end = 0.0  # height of the page

    def page(self, page: Page, content: Element) -> None:
        self._end = size_of(content, page.body)[1]
        for layer, resources in layers(content, page.body):
            self._canvas.count()
            self._block(layer, Style().under(layer, resources), resources, 0)
        for name in page.body.notes.get(page.key, ()):
            self._notes(page, name)
        for number_, seal in enumerate(page.body.seals.get(page.key, ()) if self._seals else ()):
            self._seal(seal, (id(page.body), page.key, number_))

    def _block(self, block: Iterable[Element], style: Style, resources: Resources, deep: int) -> None:
        if deep > _DEEP:
            return
        for said in block:
            name = local(said)
            if name == "PageBlock":
                self._canvas.count()
                self._block(said, style, resources, deep + 1)
            elif name in OBJECTS:
                self._canvas.count()
                if yes(said.get("Visible"), True):
                    self._object(name, said, style, resources, deep)

    def _object(self, name: str, said: Element, style: Style, resources: Resources, deep: int) -> None:
        """Clause 8.5: its boundary moves it, its CTM changes it, its clips cut it, its Alpha thins it."""
        place = box(said.get("Boundary")) or _NOWHERE
        own = style.under(said, resources)
        alpha = number(said.get("Alpha"))
        # An image has its CTM for itself: there it makes a unit square as large as the image is.
        by = moved(place[0], place[1], None if name == "ImageObject" else matrix(said.get("CTM")))
        cuts = clips(self._canvas, said)
        self._canvas.open(
            "g",
            transform=transform(by),
            opacity=None if alpha is None else min(max(alpha, 0.0), 255.0) / 255,
            clip_path=f"url(#{cuts[0]})" if cuts else None,
        )
        for cut in cuts[1:]:
            self._canvas.open("g", clip_path=f"url(#{cut})")
        if name == "TextObject":
            draw_text(self._canvas, said, own, resources, self._faces)
        elif name == "PathObject":
            draw_path(self._canvas, said, own)
        elif name == "ImageObject":
            self._images.draw(said, place, resources)
        else:
            unit = child(resources.get("Composite", said.get("ResourceID")), "Content")
            self._block(unit if unit is not None else (), own, resources, deep + 1)
        for _cut in cuts[1:]:
            self._canvas.close("g")
        self._canvas.close("g")

    def _notes(self, page: Page, name: str) -> None:
        """Annotations with an appearance: stamps, watermarks, lines (clause 15)."""
        try:
            root = page.body.parts.xml(name)
        except BadFile as error:
            if error.code == "too_large":
                raise
            return
        for note in children(root, "Annot"):
            self._canvas.count()
            if not yes(note.get("Visible"), True):
                continue
            for look in children(note, "Appearance"):
                place = box(look.get("Boundary")) or _NOWHERE
                self._canvas.open("g", transform=transform(moved(place[0], place[1], None)))
                self._block(look, Style(), page.body.resources, 0)
                self._canvas.close("g")

    def _seal(self, seal: Seal, key: object) -> None:
        x, y, wide, high = seal.place
        if not wide or not high:
            return
        self._canvas.count()
        self._canvas.open("g", transform=transform(moved(x, y, None)))
        if cut := seal.clip:
            self._canvas.open("g", clip_path=f"url(#{clip_box(self._canvas, key, *cut)})")
        if not self._picture(seal):
            frame(self._canvas, wide, high)
        if cut:
            self._canvas.close("g")
        seen = cut or (0.0, 0.0, wide, high)
        self._say_unchecked(seen, below=y + seen[1] + seen[3])
        self._canvas.close("g")

    def _say_unchecked(self, seen: Box, below: float) -> None:
        """The words under the seal, on white, so that they can be read on any ground; on it at the page's end."""
        size = min(max(seen[3] / 8, 2.2), 4.0)
        room = below + size * 1.4 <= self._end
        x, y = seen[0] + seen[2] / 2, seen[1] + seen[3] + (size * 1.4 if room else 0.0)
        width = size * (len(UNCHECKED) + 0.6)
        self._canvas.mark(
            "rect", x=x - width / 2, y=y - size * 1.2, width=width, height=size * 1.3, fill="#ffffff",
            fill_opacity=0.85,
        )  # fmt: skip
        self._canvas.mark(
            "text", UNCHECKED, x=x, y=y - size * 0.2, font_size=size, font_family=family("黑"), fill="#555555",
            text_anchor="middle",
        )  # fmt: skip

    def _picture(self, seal: Seal) -> bool:
        """Draw the seal's appearance over its whole place; False where there is none that can be drawn."""
        if not seal.picture:
            return False
        wide, high = seal.place[2], seal.place[3]
        if seal.kind == "ofd" or seal.picture.startswith(b"PK\x03\x04"):
            return self._sheet(seal.picture, wide, high)
        key = ("seal", seal.picture)
        kept = self._canvas.kept(key) or self._images.keep(key, seal.picture)
        if kept:
            self._canvas.mark("use", href=f"#{kept}", transform=transform((wide, 0, 0, high, 0, 0)))
        return kept is not None

    def _sheet(self, content: bytes, wide: float, high: float) -> bool:
        """A seal drawn as an OFD of its own: its first page, without seals of its own."""
        try:
            book = Book(content)
            page = next(islice(book.pages, 1))
            said = page.content()
        except BadFile as error:
            if error.code == "too_large":
                raise
            return False
        width, height = size_of(said, page.body)
        before = self._canvas.drawn
        self._canvas.open("g", transform=transform((wide / width, 0, 0, high / height, 0, 0)))
        Painter(self._canvas, self._faces, self._images, seals=False).page(page, said)
        self._canvas.close("g")
        book.close()
        return self._canvas.drawn > before
