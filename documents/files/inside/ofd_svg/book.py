"""The way from OFD.xml to the pages, and what belongs to each of them (clauses 7.4 to 7.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from documents.files.inside.limits import MAX_PAGES, BadFile

from .parts import Parts
from .resources import Resources
from .seals import Seal, seals
from .values import box, child, children

A4 = (210.0, 297.0)
SMALLEST, LARGEST = 1.0, 10_000.0  # millimetres of a side that can be meant
MAX_TEMPLATES = 2_000


@dataclass
class Body:
    """One document of the package: what its pages share. Names are names of parts."""

    parts: Parts
    root: str
    resources: Resources
    area: Element | None
    templates: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)  # page id → files with annotations (clause 15)
    seals: dict[str, list[Seal]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    key: str
    name: str | None
    body: Body

    def content(self) -> Element:
        """The page as the file describes it; BadFile where it is missing or broken."""
        if self.name is None:
            raise BadFile("broken")
        return self.body.parts.xml(self.name)


class Book:
    """An OFD file opened for drawing. BadFile where it is none."""

    def __init__(self, source: str | bytes) -> None:
        self.parts = Parts(source)
        name = self.parts.find("/OFD.xml")
        if name is None:
            raise BadFile("broken")
        self.pages: list[Page] = []
        for said in children(self.parts.xml(name), "DocBody"):
            self._take(said, name)
        if not self.pages:
            raise BadFile("broken")

    def close(self) -> None:
        self.parts.close()

    def _take(self, said: Element, base: str) -> None:
        where = child(said, "DocRoot")
        name = self.parts.find(where.text if where is not None else None, base)
        if name is None:
            raise BadFile("broken")
        root = self.parts.xml(name)
        body = _body(self.parts, name, root)
        body.notes = _notes(self.parts, name, child(root, "Annotations"))
        signatures = child(said, "Signatures")
        body.seals = seals(self.parts, signatures.text if signatures is not None else None, base)
        for page in children(child(root, "Pages"), "Page"):
            key = (page.get("ID") or "").strip()
            self.pages.append(Page(key, self.parts.find(page.get("BaseLoc"), name), body))
            if len(self.pages) > MAX_PAGES:
                raise BadFile("too_large")


def _body(parts: Parts, name: str, root: Element) -> Body:
    common = child(root, "CommonData")
    resources = Resources(parts)
    for tag in ("PublicRes", "DocumentRes"):
        for one in children(common, tag):
            resources.add(one.text, name)
    body = Body(parts, name, resources, child(common, "PageArea"))
    for template in children(common, "TemplatePage"):
        if (found := parts.find(template.get("BaseLoc"), name)) and len(body.templates) < MAX_TEMPLATES:
            body.templates[(template.get("ID") or "").strip()] = found
    return body


def _notes(parts: Parts, base: str, said: Element | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = parts.find(said.text, base) if said is not None else None
    try:
        pages = list(children(parts.xml(name), "Page")) if name else []
    except BadFile:
        return found
    for page in pages[:MAX_PAGES]:
        for where in children(page, "FileLoc"):
            if file := parts.find(where.text, name or ""):
                found.setdefault((page.get("PageID") or "").strip(), []).append(file)
    return found


def size_of(content: Element | None, body: Body) -> tuple[float, float]:
    """Width and height in millimetres: the page's own PhysicalBox, else the document's, else A4."""
    own = child(content, "Area") if content is not None else None
    for area in (own, body.area):
        for tag in ("PhysicalBox", "ApplicationBox"):
            found = child(area, tag)
            place = box(found.text) if found is not None else None
            if place and all(SMALLEST <= side <= LARGEST for side in place[2:]):
                return place[2], place[3]
    return A4


def layers(content: Element, body: Body) -> Iterator[tuple[Element, Resources]]:
    """The layers of a page and of its templates with their resources, from the bottom to the top (clause 7.7)."""
    found: list[tuple[int, Element, Resources]] = []
    for used in children(content, "Template"):
        name = body.templates.get((used.get("TemplateID") or "").strip())
        try:
            template = body.parts.xml(name) if name else None
        except BadFile as error:
            if error.code == "too_large":
                raise
            continue
        if template is not None:
            height = 2 * _height(used.get("ZOrder"), 0)
            found += [(height, layer, own) for layer, own in _own(template, body, name or "")]
        if len(found) > MAX_TEMPLATES:
            raise BadFile("too_large")
    for layer, own in _own(content, body, ""):
        found.append((2 * _height(layer.get("Type"), 1) + 1, layer, own))
    for _place, layer, own in sorted(found, key=lambda one: one[0]):
        yield layer, own


def _height(order: str | None, default: int) -> int:
    return {"Background": 0, "Body": 1, "Foreground": 2}.get(order or "", default)


def _own(content: Element, body: Body, base: str) -> list[tuple[Element, Resources]]:
    named = [one.text for one in children(content, "PageRes")]
    own = body.resources.with_more(named, base or body.root)
    return [(layer, own) for layer in children(child(content, "Content"), "Layer")]
