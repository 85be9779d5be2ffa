from __future__ import annotations

import io
import os
import time

import pytest
from PIL import Image, ImageChops, ImageDraw

from documents.files import pages, sandbox, store
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS

from . import make


def keep(content: bytes, name: str) -> store.Stored:
    return store.save(make.upload(content, name))


def long_paper(count: int) -> bytes:
    return make.paper(body_paragraphs=["第" + "长" * 600 + "段。"] * count)


def test_a_page_becomes_a_webp_of_the_right_size():
    stored = keep(make.paper(), "a.pdf")
    assert pages.page_sizes(stored.sha256, stored.kind) == [(953, 1348)]
    (path,) = pages.render_pages(stored.sha256, stored.kind)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (953, 1348))
        red, green, _blue = picture.convert("RGB").split()
        redness = ImageChops.subtract(red, green).histogram()
    assert sum(redness[120:]) > 5_000, "the red head is on the picture"
    assert 10_000 < path.stat().st_size < 120_000
    (thumb,) = pages.render_pages(stored.sha256, stored.kind, thumbs=True)
    with Image.open(thumb) as picture:
        assert (picture.format, picture.size) == ("WEBP", (132, 186))


def test_pages_are_drawn_on_demand_and_kept(monkeypatch):
    stored = keep(long_paper(8), "a.pdf")
    count = pages.page_count(stored.sha256, stored.kind)
    assert count > 4
    first = pages.render_pages(stored.sha256, stored.kind, 1, 2)
    assert len(first) == 2
    assert len(list(first[0].parent.glob("*-160.webp"))) == 2
    rest = pages.render_pages(stored.sha256, stored.kind, 3, 100)
    assert len(rest) == count - 2
    assert pages.render_pages(stored.sha256, stored.kind, count + 1, 3) == []
    assert pages.render_pages(stored.sha256, stored.kind, -5, 6) == []
    before = [p.stat().st_mtime_ns for p in first + rest]
    monkeypatch.setattr(sandbox, "run", None)  # a second look starts no process
    again = pages.render_pages(stored.sha256, stored.kind, 1, count)
    assert again == first + rest
    assert [p.stat().st_mtime_ns for p in again] == before


@pytest.mark.parametrize(
    ("kind", "ext", "mode"),
    [
        ("PNG", "png", "RGB"),
        ("PNG", "png", "RGBA"),
        ("PNG", "png", "P"),
        ("PNG", "png", "LA"),
        ("PNG", "png", "I;16"),
        ("PNG", "png", "1"),
        ("JPEG", "jpg", "RGB"),
        ("JPEG", "jpg", "L"),
        ("JPEG", "jpg", "CMYK"),
        ("TIFF", "tif", "1"),
        ("TIFF", "tif", "F"),
        ("TIFF", "tif", "I"),
    ],
)
def test_images_of_every_mode_are_pages(kind, ext, mode):
    stored = keep(make.image(kind, (2_480, 3_508), mode), f"a.{ext}")
    assert pages.page_sizes(stored.sha256, stored.kind) == [(1_400, 1_980)]
    (path,) = pages.render_pages(stored.sha256, stored.kind)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1_400, 1_980))


def test_the_largest_scan_that_is_taken_is_shown():
    for mode in ("L", "I;16"):
        stored = keep(make.image("PNG", (7_000, 7_000), mode), "a.png")
        (path,) = pages.render_pages(stored.sha256, stored.kind)
        with Image.open(path) as picture:
            assert picture.size == (1_400, 1_400)


def test_a_small_image_is_not_blown_up_and_its_ground_is_white():
    stored = keep(make.image("PNG", (60, 40), "RGBA"), "a.png")
    (path,) = pages.render_pages(stored.sha256, stored.kind)
    with Image.open(path) as picture:
        assert picture.size == (60, 40)
        assert picture.convert("L").getextrema()[0] > 250  # type: ignore[operator]


def test_a_scan_of_several_pages():
    frames = []
    for number in range(3):
        frame = Image.new("L", (800, 1_000), 255)
        ImageDraw.Draw(frame).rectangle((0, 0, 200 * (number + 1), 500), fill=0)
        frames.append(frame)
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    stored = keep(out.getvalue(), "扫描.tiff")
    assert pages.page_sizes(stored.sha256, stored.kind) == [(800, 1_000)] * 3
    darkness = []
    for path in pages.render_pages(stored.sha256, stored.kind):
        with Image.open(path) as picture:
            darkness.append(round(sum(picture.convert("L").histogram()[:128]) / 100_000))
    assert darkness == [1, 2, 3]


def test_a_photo_is_shown_upright():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (3_000, 2_000), "navy").save(out, "JPEG", exif=exif)
    stored = keep(out.getvalue(), "照片.jpg")
    assert pages.page_sizes(stored.sha256, stored.kind) == [(1_333, 2_000)]
    (path,) = pages.render_pages(stored.sha256, stored.kind)
    with Image.open(path) as picture:
        assert picture.size == (1_333, 2_000)


def reason(stored: store.Stored) -> str:
    with pytest.raises(CannotShow) as error:
        pages.render_pages(stored.sha256, stored.kind)
    assert store.verify(stored.sha256), "the file is kept whatever happens"
    return error.value.reason


def test_a_broken_pdf_is_kept_and_says_why():
    assert "已损坏" in reason(keep(b"%PDF-1.7\n" + b"rubbish" * 50 + b"\n%%EOF", "a.pdf"))


def test_a_half_downloaded_pdf_does_no_harm():
    content = make.paper()
    stored = keep(content[: len(content) // 2], "a.pdf")
    assert "无法预览" in reason(stored)


def test_a_pdf_with_an_endless_page_tree():
    loop = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert "无法预览" in reason(keep(loop, "a.pdf"))


def test_more_pages_than_anybody_reads():
    def pdf(count: int) -> bytes:
        kids = b"3 0 R " * count
        return (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count " + str(count).encode() + b">>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 144]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )

    assert "过大" in reason(keep(pdf(3_001), "a.pdf"))
    stored = keep(pdf(3_000), "a.pdf")
    assert pages.page_count(stored.sha256, stored.kind) == 3_000


def test_a_giant_page_is_drawn_smaller():
    page = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    stored = keep(page, "a.pdf")
    ((width, height),) = pages.page_sizes(stored.sha256, stored.kind)
    assert width * height <= 12_100_000
    (path,) = pages.render_pages(stored.sha256, stored.kind)
    with Image.open(path) as picture:
        assert picture.size == (width, height)


def test_an_image_whose_data_ends_early():
    assert "已损坏" in reason(keep(make.image("PNG", (900, 900), "L")[:-60], "a.png"))
    assert "无法预览" in reason(keep(make.pixel_flood(6_000, 6_000), "b.png"))


def test_a_failure_is_remembered_for_a_while(monkeypatch):
    stored = keep(b"%PDF-1.7\nrubbish\n%%EOF", "a.pdf")
    first = reason(stored)
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "run", None)
        assert reason(stored) == first
    (noted,) = store.cache_of(stored.sha256).glob("failed-*.json")
    old = time.time() - pages.RETRY_SECONDS - 1
    os.utime(noted, (old, old))
    assert reason(stored) == first
    assert noted.stat().st_mtime > old + 1, "tried again"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (make.ofd(), "a.ofd", "OFD"),
        (make.docx("正文"), "a.docx", "仅显示文字"),
        (make.ole("WordDocument"), "a.doc", "不能在线预览"),
    ],
)
def test_kinds_without_pictures_say_why(content, name, words):
    assert words in reason(keep(content, name))


def test_a_missing_blob_is_no_broken_file():
    with pytest.raises(BlobMissing):
        pages.render_pages("0" * 64, KINDS["pdf"])
