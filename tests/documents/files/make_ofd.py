"""OFD packages made on the spot: pages, resources, fonts, images, seals; honest ones and hostile ones."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageDraw

from . import make

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
DOC = "Doc_0/Document.xml"
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def text(
    words: str, at: str = "20 20 170 10", *, size: float = 5, inner: str = "", code: str = "", **said: str
) -> str:
    """A TextObject; `code` are attributes of its TextCode, `inner` elements before it."""
    more = "".join(f' {name}="{value}"' for name, value in said.items())
    return (
        f'<ofd:TextObject ID="10" Boundary="{at}" Size="{size}"{more}>{inner}'
        f'<ofd:TextCode X="0" Y="{size}" {code}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(data: str, at: str = "0 0 210 297", *, inner: str = "", **said: str) -> str:
    """A PathObject."""
    more = "".join(f' {name}="{value}"' for name, value in said.items())
    return (
        f'<ofd:PathObject ID="11" Boundary="{at}"{more}>{inner}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def image(key: str = "50", at: str = "20 200 40 30", **said: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in said.items())
    return f'<ofd:ImageObject ID="12" Boundary="{at}" ResourceID="{key}"{more}/>'


def page(*objects: str, before: str = "", layer: str = "") -> str:
    """The content of a page: `before` stands above Content (Area, Template)."""
    return (
        f'<ofd:Page {NS}>{before}<ofd:Content><ofd:Layer ID="2"{layer}>{"".join(objects)}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )


@dataclass
class Package:
    """What goes into an OFD; every part can be replaced in `parts` before `bytes` are asked for."""

    pages: list[str]
    common: str = ""
    document: str = ""
    body: str = ""
    parts: dict[str, bytes | str] = field(default_factory=dict)

    def bytes(self) -> bytes:
        names = [f"Pages/Page_{n}/Content.xml" for n in range(len(self.pages))]
        listed = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="{name}"/>' for n, name in enumerate(names))
        own: dict[str, bytes | str] = {
            "OFD.xml": f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
            f"</ofd:DocInfo><ofd:DocRoot>{DOC}</ofd:DocRoot>{self.body}</ofd:DocBody></ofd:OFD>",
            DOC: f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>"
            f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{self.common}</ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages>{self.document}</ofd:Document>",
        }
        own |= {f"Doc_0/{name}": content for name, content in zip(names, self.pages, strict=True)}
        return make.zipped({**own, **self.parts})


def simple(*objects: str) -> bytes:
    """One page with these objects."""
    return Package([page(*objects)]).bytes()


def resources(inner: str, base: str = "Res") -> str:
    return f'<ofd:Res {NS} BaseLoc="{base}">{inner}</ofd:Res>'


def fonts(*said: str) -> str:
    return f"<ofd:Fonts>{''.join(said)}</ofd:Fonts>"


def font(key: str, name: str, file: str = "", **said: str) -> str:
    more = "".join(f' {attribute}="{value}"' for attribute, value in said.items())
    inner = f"<ofd:FontFile>{file}</ofd:FontFile>" if file else ""
    return f'<ofd:Font ID="{key}" FontName="{name}"{more}>{inner}</ofd:Font>'


def media(key: str, file: str) -> str:
    return (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="{key}" Type="Image"><ofd:MediaFile>{file}</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias>"
    )


def tiny_font() -> bytes:
    """A TrueType font of three glyphs: .notdef, a square for A (advance 600), a triangle for 甲 (advance 1000)."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "jia"])
    builder.setupCharacterMap({ord("A"): "A", ord("甲"): "jia"})
    builder.setupGlyf({
        ".notdef": TTGlyphPen(None).glyph(),
        "A": _outline((100, 0), (100, 700), (500, 700), (500, 0)),
        "jia": _outline((100, 0), (500, 800), (900, 0)),
    })  # fmt: skip
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (600, 100), "jia": (1000, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _outline(*points: tuple[int, int]) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def seal_png() -> bytes:
    """A red ring on a clear ground."""
    picture = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 310, 310), outline=(210, 0, 0, 255), width=14)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def der(tag: int, *inner: bytes) -> bytes:
    content = b"".join(inner)
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x84]) + size.to_bytes(4, "big")
    return bytes([tag]) + length + content


def esl(picture: bytes, kind: bytes = b"png") -> bytes:
    """An electronic seal as far as its picture goes (GB/T 38540: SESeal, eSealInfo, picture)."""
    header = der(0x30, der(0x16, b"ES"), der(0x02, b"\4"), der(0x16, b"Vendor"))
    drawn = der(0x30, der(0x16, kind), der(0x04, picture), der(0x02, b"\x2a"), der(0x02, b"\x2a"))
    named = der(0x30, der(0x02, b"\1"), der(0x0C, "印章".encode()), der(0x05))
    return der(0x30, der(0x30, header, der(0x16, b"1"), named, drawn), der(0x04, b"certificate"))


def sealed(content: bytes, *stamps: str, inside: bool = False) -> Package:
    """One page with words and a signature; `stamps` are StampAnnot elements; `inside`: only the signed value has it."""
    said = "".join(stamps) or '<ofd:StampAnnot ID="1" PageRef="1" Boundary="120 180 42 42"/>'
    seal = "" if inside else "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>"
    folder = "Doc_0/Signs/Sign_0"
    return Package(
        [page(text("已盖章的通知"))],
        body="<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        parts={
            "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" Type="Seal" '
            f'BaseLoc="/{folder}/Signature.xml"/></ofd:Signatures>',
            f"{folder}/Signature.xml": f"<ofd:Signature {NS}><ofd:SignedInfo>{said}{seal}</ofd:SignedInfo>"
            "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>",
            f"{folder}/SignedValue.dat" if inside else f"{folder}/Seal.esl": content,
        },
    )
