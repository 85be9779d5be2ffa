"""Text objects (clause 11): each character where the file puts it, in the embedded font or in one like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from .canvas import Canvas, Value, transform
from .glyphs import Face, Faces, kept_glyph
from .resources import Resources
from .style import BLACK, Style, area
from .values import children, number, shown, steps, yes

MAX_CHARACTERS = 20_000  # of one text object
_SERIF = "SimSun,NSimSun,STSong,'Noto Serif CJK SC','Noto Serif SC','Source Han Serif SC',serif"
_SANS = "SimHei,'Microsoft YaHei',STHeiti,'Noto Sans CJK SC','Noto Sans SC','WenQuanYi Micro Hei',sans-serif"
# Words in a font's name → faces like it. A closed list: no name out of a file becomes CSS.
_FAMILIES = (
    (("小标宋", "xiaobiaosong", "xbs"), f"FZXiaoBiaoSong-B05S,FZXiaoBiaoSong-B05,STZhongsong,{_SERIF}"),
    (("仿宋", "fangsong", "fang"), f"FangSong_GB2312,FangSong,STFangsong,{_SERIF}"),
    (("楷", "kai"), f"KaiTi_GB2312,KaiTi,STKaiti,'LXGW WenKai',{_SERIF}"),
    (("courier", "mono", "consol", "ocr"), f"'Courier New',monospace,{_SANS}"),
    (("黑", "圆", "hei", "arial", "helvetica", "gothic", "sans", "calibri", "等线", "dengxian"), _SANS),
    (("times", "roman"), f"'Times New Roman',{_SERIF}"),
)


@dataclass(frozen=True)
class Type:
    """How the characters of one object look. `size` in millimetres, `wide` stretches across, `turn` in degrees."""

    size: float
    wide: float
    turn: float
    weight: int
    slanted: bool
    family: str
    face: Face | None
    paint: dict[str, Value]


@dataclass(frozen=True)
class Spot:
    """A character, its glyph where the file names one, its place; None: it follows the one before."""

    char: str
    glyph: int | None
    at: tuple[float, float] | None


def draw_text(canvas: Canvas, said: Element, style: Style, resources: Resources, faces: Faces) -> None:
    """Draw a TextObject; the canvas is in its coordinates already."""
    size = number(said.get("Size"))
    if not size or size < 0:
        return
    how = _type(said, size, style, resources, faces)
    for line in _lines(said):
        if how.face is None:
            _letters(canvas, line, how)
        else:
            _outlines(canvas, line, how, how.face)


def _type(said: Element, size: float, style: Style, resources: Resources, faces: Faces) -> Type:
    key = said.get("Font")
    font = resources.get("Font", key)
    named = font if font is not None else Element("none")
    weight = number(said.get("Weight"), 400.0)
    bold = yes(named.get("Bold"), False) and weight == 400
    return Type(
        size=size,
        wide=number(said.get("HScale"), 1.0) or 1.0,
        turn=number(said.get("CharDirection"), 0.0),
        weight=700 if bold else round(min(max(weight, 100), 900) / 100) * 100,
        slanted=yes(said.get("Italic"), yes(named.get("Italic"), False)),
        family=family(f"{named.get('FontName', '')} {named.get('FamilyName', '')}"),
        face=faces.of(resources.parts, resources.file("Font", key, "FontFile")),
        paint=_paint(said, style),
    )


def _paint(said: Element, style: Style) -> dict[str, Value]:
    filled = yes(said.get("Fill"), True)
    paint = area((style.fill or BLACK) if filled else None)
    return {**paint, **style.lines()} if yes(said.get("Stroke"), False) else paint


def family(name: str) -> str:
    """Faces for a font that is not embedded, by what its name says."""
    name = name.casefold()
    return next((faces for words, faces in _FAMILIES if any(word in name for word in words)), _SERIF)


def _lines(said: Element) -> Iterator[list[Spot]]:
    """The TextCodes, each with the places of its characters (clause 11.3); X and Y go on from the one before."""
    glyphs = _named_glyphs(said)
    x, y, done = 0.0, 0.0, 0
    for code in islice(children(said, "TextCode"), MAX_CHARACTERS):
        text = (code.text or "")[: MAX_CHARACTERS - done]
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        across, down = steps(code.get("DeltaX")), steps(code.get("DeltaY"))
        yield [
            Spot(char, glyphs.get(done + i), at)
            for i, (char, at) in enumerate(zip(text, _places(len(text), x, y, across, down), strict=True))
        ]
        done += len(text)


def _places(
    count: int, x: float, y: float, across: list[float] | None, down: list[float] | None
) -> Iterator[tuple[float, float] | None]:
    """Without steps only the first place is known. A list that ends early goes on with its last step."""
    for i in range(count):
        yield (x, y) if i == 0 or across or down else None
        x += across[min(i, len(across) - 1)] if across else 0.0
        y += down[min(i, len(down) - 1)] if down else 0.0


def _named_glyphs(said: Element) -> dict[int, int]:
    """Character position → glyph number (clause 11.4)."""
    found: dict[int, int] = {}
    for change in islice(children(said, "CGTransform"), MAX_CHARACTERS):
        start = number(change.get("CodePosition"), 0.0)
        words = next((one.text or "" for one in children(change, "Glyphs")), "").split(None, MAX_CHARACTERS)
        for i, word in enumerate(words[: MAX_CHARACTERS - len(found)]):
            if word.isascii() and word.isdecimal() and len(word) < 7:
                found[int(start) + i] = int(word)
    return found


def _letters(canvas: Canvas, line: list[Spot], how: Type) -> None:
    """Through a font of the browser. Blanks have a place but no mark; xml:space keeps them where words flow."""
    placed = [(s.char, s.at) for s in line if s.at and not s.char.isspace()]
    flows = len(line) > 1 and line[1].at is None
    text = "".join(s.char for s in line) if flows else "".join(char for char, _at in placed)
    if not text.strip():
        return
    first = [at for _char, at in placed if at] if not flows else [line[0].at or (0.0, 0.0)]
    canvas.count(len(text))
    attributes: dict[str, Value] = {
        "x": " ".join(shown(x / how.wide) for x, _y in first),
        "y": " ".join(shown(y) for _x, y in first),
        "font_size": how.size,
        "font_family": how.family,
        "font_weight": str(how.weight) if how.weight != 400 else None,
        "font_style": "italic" if how.slanted else None,
        "rotate": shown(how.turn) if how.turn else None,
        "transform": transform((how.wide, 0, 0, 1, 0, 0)) if how.wide != 1 else None,
        "xml:space": "preserve" if flows else None,
    }
    canvas.mark("text", text, **attributes, **how.paint)


def _outlines(canvas: Canvas, line: list[Spot], how: Type, face: Face) -> None:
    """Through the embedded font; a character it lacks is left to the browser."""
    x, y = 0.0, 0.0
    for spot in line:
        x, y = spot.at or (x, y)
        canvas.count()
        name = face.by_number(spot.glyph) if spot.glyph is not None else face.by_char(spot.char)
        kept = kept_glyph(canvas, face, name) if name is not None else None
        if kept:
            scale = how.size / face.em
            by = transform((scale * how.wide, 0, 0, -scale, x, y))
            turn = f" rotate({shown(-how.turn)})" if how.turn else ""
            canvas.mark("use", href=f"#{kept}", transform=by + turn, **how.paint)
        elif kept is None:
            _letters(canvas, [Spot(spot.char, None, (x, y))], how)
        x += (face.advance(name) if name else 1.0) * how.size * how.wide
