"""What pages refer to by id: fonts, images, drawing parameters, colour spaces, composite units (clause 7.9)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from documents.files.inside.limits import BadFile

from .parts import Parts
from .values import children, local

MAX_ITEMS = 20_000
_LISTS = ("Fonts", "MultiMedias", "DrawParams", "ColorSpaces", "CompositeGraphicUnits")


@dataclass
class Resources:
    """By kind and id, the element and the place its file names count from. Later files win over earlier ones."""

    parts: Parts
    items: dict[tuple[str, str], tuple[Element, str]] = field(default_factory=dict)

    def add(self, location: str | None, base: str) -> None:
        """Take a resource file in. One that is missing or broken leaves its items missing, nothing more."""
        name = self.parts.find(location, base)
        if name is None:
            return
        try:
            root = self.parts.xml(name)
        except BadFile as error:
            if error.code == "too_large":
                raise
            return
        # BaseLoc is a folder: what is named below counts from inside it.
        place = posixpath.join(
            posixpath.dirname(name), (root.get("BaseLoc") or "").strip().replace("\\", "/")
        )
        for item in children(root, *_LISTS):
            for one in item:
                self._keep(one, posixpath.join(place, "x"))

    def _keep(self, one: Element, place: str) -> None:
        kind = {"CompositeGraphicUnit": "Composite"}.get(local(one), local(one))
        self.items[kind, (one.get("ID") or "").strip()] = (one, place)
        if len(self.items) > MAX_ITEMS:
            raise BadFile("too_large")

    def with_more(self, locations: list[str | None], base: str) -> Resources:
        """A page's own resources above those of the document."""
        if not locations:
            return self
        own = Resources(self.parts, dict(self.items))
        for location in locations:
            own.add(location, base)
        return own

    def get(self, kind: str, key: str | None) -> Element | None:
        found = self.items.get((kind, (key or "").strip()))
        return found[0] if found else None

    def file(self, kind: str, key: str | None, tag: str) -> str | None:
        """The part that holds a font or an image; None where it is named nowhere, or not there."""
        found = self.items.get((kind, (key or "").strip()))
        if not found:
            return None
        for named in children(found[0], tag):
            return self.parts.find(named.text, found[1]) or self.parts.find(
                posixpath.basename((named.text or "").strip().replace("\\", "/")), found[1]
            )
        return None
