"""What the pages of an OFD look like as SVG (GB/T 33190-2016)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from documents.files.inside.limits import BadFile
from documents.files.inside.ofd_svg import pages
from documents.files.inside.webp import drawing_name

from . import make, make_ofd

TAGS = {"svg", "g", "defs", "clipPath", "rect", "path", "text", "image", "use"}
ATTRIBUTES = {
    "width", "height", "viewBox", "preserveAspectRatio", "id", "d", "x", "y", "href", "transform", "opacity",
    "clip-path", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "font-size", "font-family",
    "font-weight", "font-style", "text-anchor", "rotate", "{http://www.w3.org/XML/1998/namespace}space",
}  # fmt: skip


def drawn(content: bytes, folder: Path, number: int = 1) -> Element:
    """The SVG of a page, after it has been seen that nothing is in it but what we put there."""
    source = folder / "a.ofd"
    source.write_bytes(content)
    pages.render(str(source), folder, [number])
    return checked((folder / drawing_name(number)).read_text("utf-8"))


def checked(svg: str) -> Element:
    assert "<!" not in svg
    assert "<?" not in svg
    root: Element = fromstring(svg)
    for one in root.iter():
        assert one.tag.removeprefix("{http://www.w3.org/2000/svg}") in TAGS
        assert set(one.attrib) <= ATTRIBUTES, one.attrib
        for name, value in one.attrib.items():
            if name == "href":
                assert re.fullmatch(r"#k\d+|data:image/webp;base64,[A-Za-z0-9+/=]+", value)
            elif "url" in value:
                assert re.fullmatch(r"url\(#k\d+\)", value)
            assert "nan" not in value.lower() or name == "font-family"
            assert name == "href" or "e-" not in value
    return root


def found(root: Element, tag: str) -> list[Element]:
    """In drawing order, without the white paper and without what is kept for repeating."""
    return [one for one in _seen(root) if one.tag.endswith("}" + tag)][1 if tag == "rect" else 0 :]


def _seen(root: Element) -> Iterator[Element]:
    for one in root:
        if not one.tag.endswith("}defs"):
            yield one
            yield from _seen(one)


def words(root: Element) -> list[str]:
    return [one.text or "" for one in found(root, "text")]


def test_a_page_has_its_own_size_or_that_of_the_document(tmp_path: Path) -> None:
    wide = "<ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area>"
    odd = "<ofd:Area><ofd:PhysicalBox>0 0 0 NaN</ofd:PhysicalBox></ofd:Area>"
    sheet = make_ofd.page(make_ofd.text("字"))
    three = [sheet, sheet.replace("<ofd:Content>", wide + "<ofd:Content>", 1), make_ofd.page(before=odd)]
    content = make_ofd.Package(three).bytes()
    (tmp_path / "a.ofd").write_bytes(content)
    assert pages.sizes(str(tmp_path / "a.ofd")) == [(953, 1348), (1348, 953), (953, 1348)]
    root = drawn(content, tmp_path, 2)
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == ("0 0 297 210", "1348", "953")


def test_each_character_stands_where_the_file_puts_it(tmp_path: Path) -> None:
    said = make_ofd.text("公 文运转", code='DeltaX="g 2 6 5.5 4" DeltaY="0 1 0 0"', Font="1")
    (text,) = found(drawn(make_ofd.simple(said), tmp_path), "text")
    assert text.text == "公文运转", "a blank has a place, but no mark"
    assert (text.get("x"), text.get("y")) == ("0 12 17.5 21.5", "5 6 6 6")
    assert text.get("font-size") == "5"


def test_a_list_of_steps_that_ends_early_goes_on(tmp_path: Path) -> None:
    (text,) = found(drawn(make_ofd.simple(make_ofd.text("一二三", code='DeltaX="6"')), tmp_path), "text")
    assert text.get("x") == "0 6 12"


def test_without_steps_the_words_flow(tmp_path: Path) -> None:
    (text,) = found(drawn(make_ofd.simple(make_ofd.text("a &lt;b&gt; c")), tmp_path), "text")
    assert (text.get("x"), text.text) == ("0", "a <b> c")
    assert text.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_text_is_changed_as_the_file_says(tmp_path: Path) -> None:
    red = '<ofd:FillColor Value="220 0 0" Alpha="51"/>'
    said = make_ofd.text(
        "变", inner=red, CTM="0 1 -1 0 3 4", HScale="0.5", Weight="700", Italic="true", Alpha="127.5"
    )
    root = drawn(make_ofd.simple(said), tmp_path)
    (text,), (group,) = found(root, "text"), found(root, "g")
    assert group.get("transform") == "matrix(0 1 -1 0 23 24)", "its CTM, then its boundary"
    assert group.get("opacity") == "0.5"
    assert (text.get("fill"), text.get("fill-opacity")) == ("#dc0000", "0.2")
    assert (text.get("transform"), text.get("font-weight"), text.get("font-style")) == (
        "matrix(0.5 0 0 1 0 0)", "700", "italic",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "face"),
    [("方正小标宋_GBK", "FZXiaoBiaoSong"), ("仿宋_GB2312", "FangSong_GB2312"), ("KaiTi", "KaiTi_GB2312"),
     ("黑体", "SimHei"), ("宋体", "SimSun"), ("Courier New", "'Courier New'"), ("无此字体", "SimSun"),
     ("x;url(//evil)'\"&gt;", "SimSun")],
)  # fmt: skip
def test_a_font_that_is_not_in_the_file_is_replaced_by_one_like_it(
    tmp_path: Path, name: str, face: str
) -> None:
    name = name.replace('"', "&quot;")
    package = make_ofd.Package(
        [make_ofd.page(make_ofd.text("字", Font="40"))],
        common="<ofd:PublicRes>P.xml</ofd:PublicRes>",
        parts={"Doc_0/P.xml": make_ofd.resources(make_ofd.fonts(make_ofd.font("40", name, Bold="true")))},
    )
    (text,) = found(drawn(package.bytes(), tmp_path), "text")
    assert (text.get("font-family") or "").startswith(face)
    assert "evil" not in (text.get("font-family") or "")
    assert text.get("font-weight") == "700"


def embedded(*objects: str, file: bytes | None = None) -> bytes:
    return make_ofd.Package(
        [make_ofd.page(*objects)],
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        parts={
            "Doc_0/PublicRes.xml": make_ofd.resources(
                make_ofd.fonts(make_ofd.font("40", "Tiny", "tiny.ttf"))
            ),
            "Doc_0/Res/tiny.ttf": make_ofd.tiny_font() if file is None else file,
        },
    ).bytes()


def test_an_embedded_font_becomes_outlines(tmp_path: Path) -> None:
    root = drawn(embedded(make_ofd.text("甲A甲", Font="40", size=10, code='DeltaX="10 8"')), tmp_path)
    uses = found(root, "use")
    assert [u.get("transform") for u in uses] == [
        f"matrix(0.01 0 0 -0.01 {x} 10)" for x in ("0", "10", "18")
    ]  # fmt: skip
    assert uses[0].get("href") == uses[2].get("href") != uses[1].get("href"), "each glyph is kept once"
    assert words(root) == []


def test_a_glyph_named_by_its_number_wins_over_the_character(tmp_path: Path) -> None:
    """Subset fonts often have no usable table of characters (clause 11.4)."""
    change = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>2 1</ofd:Glyphs></ofd:CGTransform>'
    by_number = drawn(embedded(make_ofd.text("公文", Font="40", inner=change)), tmp_path)
    by_char = drawn(embedded(make_ofd.text("甲A", Font="40")), tmp_path)
    assert [u.get("href") for u in found(by_number, "use")] == [u.get("href") for u in found(by_char, "use")]
    assert found(by_number, "use")[1].get("transform") == "matrix(0.005 0 0 -0.005 5 5)", (
        "its own width moves on"
    )


def test_what_the_embedded_font_lacks_is_left_to_the_browser(tmp_path: Path) -> None:
    root = drawn(embedded(make_ofd.text("甲乙", Font="40", code='DeltaX="5"')), tmp_path)
    assert len(found(root, "use")) == 1
    assert [(t.text, t.get("x")) for t in found(root, "text")] == [("乙", "5")]


@pytest.mark.parametrize("file", [b"", b"no font", make_ofd.tiny_font()[:300], b"\0" * 4_000])
def test_a_broken_font_leaves_the_words(tmp_path: Path, file: bytes) -> None:
    root = drawn(embedded(make_ofd.text("甲乙", Font="40"), file=file), tmp_path)
    assert "".join(words(root)) == "甲乙"


def test_lines_and_areas(tmp_path: Path) -> None:
    data = "S 1 1 M 0 0 L 10 0 Q 1 2 3 4 B 1 2 3 4 5 6 A 5 5 0 0 1 9 9 C"
    colours = '<ofd:FillColor Value="#ff 128 0"/><ofd:StrokeColor Value="0 0 255"/>'
    said = make_ofd.line(data, "5 6 10 10", inner=colours, Fill="true", Rule="Even-Odd", LineWidth="0.5",
                         Cap="Round", Join="Bevel", DashPattern="2 1", DashOffset="1")  # fmt: skip
    (path,) = found(drawn(make_ofd.simple(said), tmp_path), "path")
    assert path.get("d") == "M1 1M0 0L10 0Q1 2 3 4C1 2 3 4 5 6A5 5 0 0 1 9 9Z"
    assert (path.get("fill"), path.get("stroke"), path.get("fill-rule")) == ("#ff8000", "#0000ff", "evenodd")
    assert [path.get(f"stroke-{name}") for name in ("width", "linecap", "linejoin", "dasharray", "dashoffset")] == [
        "0.5", "round", "bevel", "2 1", "1",
    ]  # fmt: skip


def test_an_area_without_a_colour_is_clear_and_a_line_black(tmp_path: Path) -> None:
    said = [make_ofd.line("M 0 0 L 1 1", Fill="true"), make_ofd.line("M 0 0 L 1 1", Stroke="false")]
    (path,) = found(drawn(make_ofd.simple(*said), tmp_path), "path")
    assert (path.get("fill"), path.get("stroke"), path.get("stroke-width")) == ("none", "#000000", "0.353")


@pytest.mark.parametrize(
    ("said", "hue"),
    [('Value="128"', "#808080"), ('Value="0 255 255 0"', "#ff0000"), ('Value="300 -5 x"', "#ff0000"),
     ('ColorSpace="7" Index="1"', "#0a0b0c"), ('ColorSpace="7" Index="9"', "#000000"), ("", "#000000")],
)  # fmt: skip
def test_colours(tmp_path: Path, said: str, hue: str) -> None:
    space = '<ofd:ColorSpaces><ofd:ColorSpace ID="7" Type="RGB"><ofd:Palette><ofd:CV>1 2 3</ofd:CV><ofd:CV>10 11 12</ofd:CV></ofd:Palette></ofd:ColorSpace></ofd:ColorSpaces>'
    package = make_ofd.Package(
        [make_ofd.page(make_ofd.line("M 0 0 L 1 1", inner=f"<ofd:StrokeColor {said}/>"))],
        common="<ofd:DocumentRes>D.xml</ofd:DocumentRes>", parts={"Doc_0/D.xml": make_ofd.resources(space)},
    )  # fmt: skip
    (path,) = found(drawn(package.bytes(), tmp_path), "path")
    assert path.get("stroke") == hue


def test_drawing_parameters_go_down_from_layer_to_object(tmp_path: Path) -> None:
    params = (
        '<ofd:DrawParams><ofd:DrawParam ID="5" LineWidth="2"><ofd:StrokeColor Value="255 0 0"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="6" Relative="5" Cap="Square"/><ofd:DrawParam ID="8" Relative="8" LineWidth="3"/></ofd:DrawParams>'
    )
    objects = [make_ofd.line("M 0 0 L 1 1", **said) for said in ({}, {"LineWidth": "1"}, {"DrawParam": "8"})]
    package = make_ofd.Package(
        [make_ofd.page(*objects, layer=' DrawParam="6"')],
        common="<ofd:DocumentRes>D.xml</ofd:DocumentRes>", parts={"Doc_0/D.xml": make_ofd.resources(params)},
    )  # fmt: skip
    lines = found(drawn(package.bytes(), tmp_path), "path")
    assert [(p.get("stroke-width"), p.get("stroke"), p.get("stroke-linecap")) for p in lines] == [
        (width, "#ff0000", "square") for width in ("2", "1", "3")
    ]


def test_clips_cut(tmp_path: Path) -> None:
    area = '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="1 2 5 5"><ofd:AbbreviatedData>M 0 0 L 5 0 L 5 5 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>'
    root = drawn(make_ofd.simple(make_ofd.line("M 0 0 L 9 9", inner=area)), tmp_path)
    (group,) = found(root, "g")
    assert group.get("clip-path") == "url(#k0)"
    assert 'd="M0 0L5 0L5 5Z"' in (tmp_path / drawing_name(1)).read_text()


def with_image(file: bytes, *objects: str) -> bytes:
    return make_ofd.Package(
        [make_ofd.page(*objects)],
        common="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>",
        parts={
            "Doc_0/DocumentRes.xml": make_ofd.resources(make_ofd.media("50", "a.bin")),
            "Doc_0/Res/a.bin": file,
        },
    ).bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF"])
def test_an_image_is_encoded_anew(tmp_path: Path, kind: str) -> None:
    root = drawn(
        with_image(make.image(kind), make_ofd.image(CTM="40 0 0 30 0 0"), make_ofd.image()), tmp_path
    )
    uses = found(root, "use")
    assert [u.get("transform") for u in uses] == ["matrix(40 0 0 30 0 0)"] * 2
    svg = (tmp_path / drawing_name(1)).read_text()
    assert svg.count("data:image/webp;base64,") == 1, "drawn twice, kept once"


def test_a_large_scan_is_made_smaller(tmp_path: Path) -> None:
    drawn(with_image(make.image("JPEG", (5_000, 7_000)), make_ofd.image(at="0 0 210 297")), tmp_path)
    assert (tmp_path / drawing_name(1)).stat().st_size < 200_000


@pytest.mark.parametrize(
    "file", [b"", b"<svg onload='alert(1)'/>", make.image("PNG")[:60], make.pixel_flood()]
)
def test_an_image_that_cannot_be_shown_leaves_its_frame(tmp_path: Path, file: bytes) -> None:
    root = drawn(with_image(file, make_ofd.image()), tmp_path)
    (frame,) = found(root, "rect")
    assert (frame.get("width"), frame.get("stroke-dasharray")) == ("40", "1 1")


def test_templates_lie_below_and_above(tmp_path: Path) -> None:
    sheet = make_ofd.page(
        make_ofd.text("正文"),
        before='<ofd:Template TemplateID="8" ZOrder="Foreground"/><ofd:Template TemplateID="7"/><ofd:Template TemplateID="99"/>',
    )
    package = make_ofd.Package(
        [sheet],
        common='<ofd:TemplatePage ID="7" BaseLoc="Tpls/7.xml"/><ofd:TemplatePage ID="8" BaseLoc="Tpls/8.xml"/>',
        parts={"Doc_0/Tpls/7.xml": make_ofd.page(make_ofd.text("底")), "Doc_0/Tpls/8.xml": make_ofd.page(make_ofd.text("顶"))},
    )  # fmt: skip
    assert words(drawn(package.bytes(), tmp_path)) == ["底", "正文", "顶"]


def test_blocks_composites_and_hidden_things(tmp_path: Path) -> None:
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="60"><ofd:Content>{make_ofd.text("合")}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    package = make_ofd.Package(
        [make_ofd.page(
            f"<ofd:PageBlock>{make_ofd.text('块')}</ofd:PageBlock>",
            make_ofd.text("隐", Visible="false"),
            '<ofd:CompositeObject Boundary="1 2 3 4" ResourceID="60"/><ofd:CompositeObject Boundary="1 2 3 4" ResourceID="9"/>',
        )],
        common="<ofd:DocumentRes>D.xml</ofd:DocumentRes>", parts={"Doc_0/D.xml": make_ofd.resources(unit)},
    )  # fmt: skip
    assert words(drawn(package.bytes(), tmp_path)) == ["块", "合"]


def test_annotations_are_shown(tmp_path: Path) -> None:
    look = f'<ofd:Appearance Boundary="5 5 50 50">{make_ofd.text("批注")}</ofd:Appearance>'
    package = make_ofd.Package(
        [make_ofd.page()],
        document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        parts={
            "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {make_ofd.NS}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
            "Doc_0/Annots/A.xml": f'<ofd:PageAnnot {make_ofd.NS}><ofd:Annot Type="Stamp">{look}</ofd:Annot><ofd:Annot Visible="false">{look}</ofd:Annot></ofd:PageAnnot>',
        },
    )  # fmt: skip
    assert words(drawn(package.bytes(), tmp_path)) == ["批注"]


@pytest.mark.parametrize("inside", [False, True])
def test_a_seal_is_shown_and_called_unchecked(tmp_path: Path, inside: bool) -> None:
    """Alone, or inside the signed value: that is where it is when the seal has no file of its own."""
    seal = make_ofd.esl(make_ofd.seal_png())
    content = make_ofd.der(0x30, make_ofd.der(0x30, make_ofd.der(2, b"\1"), seal)) if inside else seal
    root = drawn(make_ofd.sealed(content, inside=inside).bytes(), tmp_path)
    (use,) = found(root, "use")
    assert use.get("transform") == "matrix(42 0 0 42 0 0)"
    assert words(root) == ["已盖章的通知", "未验签"]


def test_a_seal_across_pages_shows_its_part(tmp_path: Path) -> None:
    stamp = '<ofd:StampAnnot ID="1" PageRef="1" Boundary="200 100 42 42" Clip="0 0 10 42"/>'
    root = drawn(make_ofd.sealed(make_ofd.esl(make_ofd.seal_png()), stamp).bytes(), tmp_path)
    assert 'rect x="0" y="0" width="10" height="42"' in (tmp_path / drawing_name(1)).read_text()
    assert [t.get("x") for t in found(root, "text")][-1] == "5", "the words stand on the part that is seen"


def test_a_seal_drawn_as_an_ofd(tmp_path: Path) -> None:
    inner = make_ofd.sealed(make_ofd.esl(b"x")).bytes()  # its own seal is not shown again
    root = drawn(make_ofd.sealed(make_ofd.esl(inner, b"ofd")).bytes(), tmp_path)
    assert words(root) == ["已盖章的通知", "已盖章的通知", "未验签"]
    assert any((g.get("transform") or "").startswith("matrix(0.2 0 0 0.14141") for g in found(root, "g"))


@pytest.mark.parametrize("content", [b"", b"\x30\x84\xff", b"\x30\x80" * 500, make_ofd.esl(b"no picture"),
                                     make_ofd.esl(b"PK\x03\x04", b"ofd"), b"\x30\x82\x27\x10" + b"\x05\x00" * 5_000])  # fmt: skip
def test_a_seal_that_cannot_be_shown_has_a_frame_and_the_words(tmp_path: Path, content: bytes) -> None:
    root = drawn(make_ofd.sealed(content).bytes(), tmp_path)
    assert "未验签" in words(root)
    assert len(found(root, "rect")) == 2, "frame and the ground of the words"


def test_a_broken_page_shows_its_words_or_says_so(tmp_path: Path) -> None:
    package = make_ofd.Package([make_ofd.page(make_ofd.text("好")), "<ofd:Page><unclosed>"])
    assert words(drawn(package.bytes(), tmp_path, 1)) == ["好"]
    assert words(drawn(package.bytes(), tmp_path, 2)) == ["本页版面无法显示，请看文字版或下载原件。"]
    unsized = make_ofd.Package([make_ofd.page(make_ofd.text("只有文字").replace('Size="5"', 'Size="0"'))])
    assert words(drawn(unsized.bytes(), tmp_path)) == [
        "本页版面无法显示，以下仅为文字，以原件为准。",
        "只有文字",
    ]


def test_a_blank_page_stays_blank(tmp_path: Path) -> None:
    root = drawn(make_ofd.Package([make_ofd.page(make_ofd.text("有")), make_ofd.page()]).bytes(), tmp_path, 2)
    assert len(list(root)) == 1


def test_a_file_without_anything_to_draw_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "a.ofd").write_bytes(make_ofd.simple())
    with pytest.raises(BadFile, match="no_layout"):
        pages.sizes(str(tmp_path / "a.ofd"))


def test_chinese_names_and_encodings_of_old_producers(tmp_path: Path) -> None:
    sheet = make_ofd.page(make_ofd.text("国标"))
    package = make_ofd.Package(['<?xml version="1.0" encoding="GBK"?>' + sheet])
    package.pages[0] = package.pages[0].encode("gbk")  # type: ignore[call-overload]
    assert words(drawn(package.bytes(), tmp_path)) == ["国标"]


def test_several_documents_in_one_package_follow_one_another(tmp_path: Path) -> None:
    package = make_ofd.Package([make_ofd.page(make_ofd.text("其一"))], body=(
        "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>"), parts={
        "Doc_1/Document.xml": f'<ofd:Document {make_ofd.NS}><ofd:CommonData/><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
        "Doc_1/P.xml": make_ofd.page(make_ofd.text("其二")),
    })  # fmt: skip
    assert words(drawn(package.bytes(), tmp_path, 2)) == ["其二"]
