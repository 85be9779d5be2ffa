"""OFD files that mean harm, or make none of it by mistake: only the module's own errors ever come out."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.files import pages as shown
from documents.files import store
from documents.files.errors import CannotShow, Refused
from documents.files.inside.limits import BadFile
from documents.files.inside.ofd_svg import canvas, pages, parts, values
from documents.files.inside.webp import drawing_name
from documents.files.kinds import KINDS

from . import make, make_ofd
from .test_ofd_pages import checked, drawn, embedded, found, with_image, words

OFD = KINDS["ofd"]


def through_the_sandbox(content: bytes) -> str:
    """As the site does it: kept, drawn in the other process. The SVG of page 1."""
    stored = store.save(make.upload(content, "a.ofd"))
    (path,) = shown.render_pages(stored.sha256, stored.kind, 1, 1)
    return path.read_text("utf-8")


HOSTILE_WORDS = [
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\"'&gt;&lt;image href='http://evil/x.png'/&gt;",
    "]]&gt;&lt;!--",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("words_", HOSTILE_WORDS)
def test_words_stay_words_wherever_they_stand(tmp_path: Path, words_: str) -> None:
    quoted = words_.replace('"', "&quot;")
    package = make_ofd.Package(
        [make_ofd.page(
            make_ofd.text(words_, Font=quoted, Name=quoted),
            make_ofd.text("字", Font="40", CTM=quoted, HScale=quoted, Weight=quoted, code=f'DeltaX="{quoted}"'),
            make_ofd.line("M 0 0 L 1 1", Cap=quoted, Join=quoted, Rule=quoted, DashPattern=quoted, LineWidth=quoted,
                          inner=f'<ofd:StrokeColor Value="{quoted}" ColorSpace="{quoted}"/>'),
            make_ofd.line(words_),
            make_ofd.image(quoted),
            layer=f' Type="{quoted}" DrawParam="{quoted}"',
        )],
        common="<ofd:PublicRes>P.xml</ofd:PublicRes>",
        parts={"Doc_0/P.xml": make_ofd.resources(make_ofd.fonts(make_ofd.font("40", quoted, quoted)) + make_ofd.media(quoted, words_))},
    )  # fmt: skip
    svg = drawn(package.bytes(), tmp_path)
    assert len(found(svg, "text")) == 2
    assert "evil" not in " ".join(v for one in svg.iter() for v in one.attrib.values())


@pytest.mark.parametrize("place", ["http://evil/x.png", "file:///etc/passwd", "//evil/x", "../../../../etc/passwd",
                                   "C:\\Windows\\win.ini", "/etc/passwd", "data:image/svg+xml,x", "a" * 5_000, "\n", "."])  # fmt: skip
def test_no_name_leads_out_of_the_package(tmp_path: Path, place: str) -> None:
    package = make_ofd.Package(
        [make_ofd.page(make_ofd.image(), make_ofd.text("字", Font="40"), before=f"<ofd:PageRes>{place}</ofd:PageRes>")],
        common=f'<ofd:PublicRes>P.xml</ofd:PublicRes><ofd:DocumentRes>{place}</ofd:DocumentRes><ofd:TemplatePage ID="9" BaseLoc="{place}"/>',
        document=f"<ofd:Annotations>{place}</ofd:Annotations>",
        body=f"<ofd:Signatures>{place}</ofd:Signatures>",
        parts={"Doc_0/P.xml": make_ofd.resources(make_ofd.media("50", place) + make_ofd.fonts(make_ofd.font("40", "x", place)), base=place)},
    )  # fmt: skip
    root = drawn(package.bytes(), tmp_path)
    assert words(root) == ["字"]
    assert len(found(root, "rect")) == 1, "the frame of the missing image"


def test_a_name_climbing_up_ends_at_the_root(tmp_path: Path) -> None:
    package = make_ofd.Package([make_ofd.page(make_ofd.text("字"))])
    (tmp_path / "a.ofd").write_bytes(package.bytes())
    opened = parts.Parts(str(tmp_path / "a.ofd"))
    assert opened.find("../../../OFD.xml", make_ofd.PAGE) == "OFD.xml"
    assert opened.find("..\\..\\Document.XML", make_ofd.PAGE) == make_ofd.DOC
    assert opened.find("../../../../etc/passwd", make_ofd.PAGE) is None


DTD = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("name", ["OFD.xml", make_ofd.DOC, make_ofd.PAGE])
def test_a_dtd_is_refused_in_every_part(tmp_path: Path, name: str) -> None:
    plain = make_ofd.Package([make_ofd.page(make_ofd.text("&amp;"))])
    (tmp_path / "plain.ofd").write_bytes(plain.bytes())
    with zipfile.ZipFile(tmp_path / "plain.ofd") as archive:
        members: dict[str, bytes | str] = {one: archive.read(one) for one in archive.namelist()}
    members[name] = DTD.encode() + bytes(members[name]).replace(b"&amp;", b"&f;")  # type: ignore[arg-type]
    content = make.zipped(members)
    with pytest.raises(Refused, match="DTD"):
        store.save(make.upload(content, "a.ofd"))
    source = tmp_path / "a.ofd"
    source.write_bytes(content)
    if name == make_ofd.PAGE:  # the rest of the paper stays to be seen
        assert words(drawn(content, tmp_path)) == ["本页版面无法显示，请看文字版或下载原件。"]
    else:
        with pytest.raises(BadFile, match="broken"):
            pages.render(str(source), tmp_path, [1])


NUMBERS = ["NaN", "INF", "-INF", "1e999", "1e300", "9" * 400, "-1e7", "", "x", "0x10", "1 2", "１２", "1_000"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_without_sense_are_passed_over(tmp_path: Path, number: str) -> None:
    said = [
        make_ofd.text("字", at=f"{number} 1 2 3", CTM=f"1 0 0 1 {number} 0", HScale=number, Weight=number,
                      CharDirection=number, Alpha=number, code=f'DeltaX="g {number} 5" DeltaY="{number}"'),
        make_ofd.text("字", size=5).replace('Size="5"', f'Size="{number}"').replace('X="0"', f'X="{number}"'),
        make_ofd.line(f"M 0 0 L {number} 0", LineWidth=number, MiterLimit=number, DashOffset=number,
                      DashPattern=f"{number} 1", inner=f'<ofd:StrokeColor Value="{number} 0 0" Alpha="{number}" Index="{number}"/>'),
        make_ofd.image(at=f"0 0 {number} 5", CTM=f"{number} 0 0 1 0 0"),
    ]  # fmt: skip
    box = f"<ofd:Area><ofd:PhysicalBox>0 0 {number} 297</ofd:PhysicalBox></ofd:Area>"
    content = make_ofd.Package([make_ofd.page(*said, before=box)]).bytes()
    root = drawn(content, tmp_path)
    width, height = (float(side) for side in (root.get("viewBox") or "").split()[2:])
    assert 1 <= width <= 10_000
    assert 1 <= height <= 10_000


@pytest.mark.parametrize("data", ["M", "M 0", "L 1 1", "M 0 0 X 1 1", "M 0 0 L 1", "M 0 0 B 1 2 3", "0 0", "C", "M 0 0 L 1 NaN",
                                  "M 0 0 L url(#x) 1", "M0 0L1 1ZM<", "m 0 0"])  # fmt: skip
def test_a_figure_that_cannot_be_read_whole_is_not_drawn(tmp_path: Path, data: str) -> None:
    said = make_ofd.line(data.replace("<", "&lt;"))
    assert found(drawn(make_ofd.simple(said, make_ofd.text("字")), tmp_path), "path") == []


def test_a_million_objects(tmp_path: Path) -> None:
    one = '<ofd:TextObject Boundary="0 0 1 1" Size="1"/>'
    content = make_ofd.simple(one * 1_000_000)
    with pytest.raises(Refused, match="炸弹"):
        store.save(make.upload(content, "a.ofd"))
    before = time.monotonic()
    assert words(drawn(content, tmp_path)) == ["本页版面无法显示，请看文字版或下载原件。"]
    assert time.monotonic() - before < 15


def test_more_objects_than_anybody_sees(tmp_path: Path) -> None:
    content = make_ofd.simple(*["<ofd:PageBlock/>"] * (canvas.MAX_OBJECTS + 1))
    assert words(drawn(content, tmp_path)) == ["本页版面无法显示，请看文字版或下载原件。"]


def test_steps_that_unfold_to_millions() -> None:
    assert values.steps("g 1000000 1") is None
    assert values.steps("g 15000 1 g 15000 1") is None
    assert values.steps("g 3 1.5 2") == [1.5, 1.5, 1.5, 2]
    assert values.steps("g 3") is None
    assert values.steps("g -1 2") is None


def test_a_part_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_XML", 2_000)
    content = make_ofd.simple(make_ofd.text("字" * 2_000))
    assert words(drawn(content, tmp_path)) == ["本页版面无法显示，请看文字版或下载原件。"]


def test_all_that_is_read_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_READ", 1_000)
    (tmp_path / "a.ofd").write_bytes(make_ofd.simple(make_ofd.text("字" * 2_000)))
    with pytest.raises(BadFile, match="too_large"):
        pages.sizes(str(tmp_path / "a.ofd"))


def test_things_within_themselves_come_to_an_end(tmp_path: Path) -> None:
    unit = '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="60"><ofd:Content><ofd:CompositeObject Boundary="0 0 1 1" ResourceID="60"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    wide = unit.replace(
        "<ofd:Content>", "<ofd:Content>" + '<ofd:CompositeObject Boundary="0 0 1 1" ResourceID="60"/>' * 9
    )
    for inner, seen in ((unit, "字"), (wide, "本页版面无法显示，请看文字版或下载原件。")):
        package = make_ofd.Package(
            [make_ofd.page('<ofd:CompositeObject Boundary="0 0 1 1" ResourceID="60"/>', make_ofd.text("字"))],
            common="<ofd:DocumentRes>D.xml</ofd:DocumentRes>",
            parts={"Doc_0/D.xml": make_ofd.resources(inner)},
        )
        assert words(drawn(package.bytes(), tmp_path))[-1] == seen
    deep = "<ofd:PageBlock>" * 20_000 + make_ofd.text("底") + "</ofd:PageBlock>" * 20_000
    assert words(drawn(make_ofd.simple(deep, make_ofd.text("字")), tmp_path)) == ["字"]


def test_a_seal_within_a_seal_within_a_seal(tmp_path: Path) -> None:
    content = make_ofd.seal_png()
    for _ in range(5):
        content = make_ofd.sealed(make_ofd.esl(content, b"ofd")).bytes()
    assert words(drawn(content, tmp_path)) == ["已盖章的通知", "已盖章的通知", "未验签"]


def test_many_images_of_many_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.files.inside.ofd_svg.images.MAX_TOGETHER", 3_000)
    root = drawn(with_image(make.image("PNG"), make_ofd.image()), tmp_path)
    assert len(found(root, "use")) == 1
    root = drawn(with_image(make.image("PNG", (61, 60)), make_ofd.image()), tmp_path)
    assert len(found(root, "use")) == 0


def test_a_font_full_of_script_names_is_only_outlines(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    path = tmp_path / "x.ttf"
    path.write_bytes(make_ofd.tiny_font())
    font = TTFont(path)
    font["name"].setName("<script>alert(1)</script>", 1, 3, 1, 0x409)
    font["name"].setName('"/><script>', 4, 3, 1, 0x409)
    font.save(path)
    svg = drawn(embedded(make_ofd.text("甲", Font="40"), file=path.read_bytes()), tmp_path)
    assert len(found(svg, "use")) == 1
    assert "script" not in (tmp_path / drawing_name(1)).read_text()


def test_through_the_sandbox_it_is_kept_and_the_second_look_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    content = embedded(make_ofd.text("甲A", Font="40"))
    checked(through_the_sandbox(content))
    monkeypatch.setattr("documents.files.sandbox.run", None)
    stored = store.save(make.upload(content, "a.ofd"))
    assert shown.page_sizes(stored.sha256, OFD) == [(953, 1348)]
    page, small = (shown.render_pages(stored.sha256, OFD, 1, 1, thumbs=thumbs) for thumbs in (False, True))
    assert page == small


def test_a_package_without_a_document_is_no_picture() -> None:
    with pytest.raises(CannotShow, match="已损坏"):
        through_the_sandbox(make.zipped({"OFD.xml": "<OFD/>"}))


PIECES = st.sampled_from(
    [
        *NUMBERS,
        *HOSTILE_WORDS,
        "0 0 210 297",
        "1 0 0 1 0 0",
        "g 3 5",
        "40",
        "50",
        "true",
        "M 0 0 L 9 9 C",
        "../x",
        "字",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    tag=st.sampled_from(["TextObject", "PathObject", "ImageObject", "CompositeObject", "PageBlock", "Unknown"]),
    said=st.dictionaries(
        st.sampled_from(["Boundary", "CTM", "Size", "Font", "HScale", "Weight", "DrawParam", "Alpha", "Visible", "Fill",
                         "Stroke", "ResourceID", "LineWidth", "DashPattern", "CharDirection"]),
        PIECES, max_size=8),
    inner=st.lists(st.tuples(st.sampled_from(["TextCode", "AbbreviatedData", "FillColor", "Clips", "CGTransform", "Glyphs"]),
                             st.sampled_from(["X", "Value", "DeltaX", "CodePosition", "Alpha"]), PIECES, PIECES), max_size=4),
)  # fmt: skip
def test_whatever_an_object_says(
    tmp_path: Path, tag: str, said: dict[str, str], inner: list[tuple[str, str, str, str]]
) -> None:
    def quoted(text: str) -> str:
        return text.replace('"', "&quot;")

    within = "".join(
        f'<ofd:{name} {key}="{quoted(value)}">{text}</ofd:{name}>' for name, key, value, text in inner
    )
    attributes = " ".join(f'{key}="{quoted(value)}"' for key, value in said.items())
    drawn(embedded(f"<ofd:{tag} {attributes}>{within}</ofd:{tag}>", make_ofd.text("字")), tmp_path)
