from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from documents.files import pages, sandbox
from documents.files.errors import Refused, SecretMarking
from documents.files.intake import take_in

from . import make


def kept(settings) -> list[Path]:
    root = Path(settings.BLOB_ROOT).parent
    return [p for folder in ("blobs", "cache") for p in (root / folder).rglob("*") if p.is_file()]


def test_a_born_digital_paper_is_kept_and_read(monkeypatch):
    got = take_in(make.upload(make.paper(), "来文.pdf"))
    assert got.stored.kind.ext == "pdf"
    assert got.reading.number == "云发改〔2026〕212号"
    assert got.reading.document_date == date(2026, 11, 19)
    assert (got.pages, got.why_not) == (1, "")
    assert "妥否，请批示。" in got.pages_text[0]
    monkeypatch.setattr(sandbox, "run", None)  # the sizes are known: no second process
    assert pages.page_sizes(got.stored.sha256, got.stored.kind) == [(953, 1348)]


def test_a_scan_is_kept_without_words():
    got = take_in(make.upload(make.image("JPEG"), "扫描.jpg"))
    assert (got.pages_text, got.pages, got.why_not) == ([], 1, "")
    assert got.reading.found() == {}


def test_a_file_that_cannot_be_read_is_kept(settings):
    got = take_in(make.upload(b"%PDF-1.4 broken %%EOF", "坏.pdf"))
    assert "已损坏" in got.why_not
    assert got.pages == 0
    assert len(kept(settings)) == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (make.docx("第一段"), "a.docx", "仅显示文字"),
        (make.ofd(), "a.ofd", "OFD"),
        (make.ole("Workbook"), "a.xls", "不能在线预览"),
    ],
)
def test_a_file_without_pictures_says_why(content, name, words):
    got = take_in(make.upload(content, name))
    assert words in got.why_not
    assert got.pages == 0
    assert "".join(got.pages_text) in ("第一段", "")


@pytest.mark.parametrize(
    ("content", "name", "where"),
    [
        (lambda: make.paper(urgency="机密★5年"), "a.pdf", "page 1"),
        (lambda: make.paper(body_paragraphs=["见附件（秘密★长期）。"]), "a.pdf", "page 1"),
        (lambda: make.paper(copy_number="000123", urgency="绝 密"), "a.pdf", "page 1"),
        (lambda: make.docx("正文", header="机密★10年"), "a.docx", "page 1"),
        (lambda: make.ofd("秘密★1年", "关于测试的通知"), "a.ofd", "page 1"),
        (lambda: make.xlsx("机密★5年"), "a.xlsx", "page 1"),
        (lambda: make.pptx("汇报", "机密★5年"), "a.pptx", "page 1"),
        (lambda: make.ole("PowerPoint Document", tail="机密★5年".encode("utf-16-le")), "a.ppt", "file"),
        (lambda: make.ole("WordDocument", tail="机密★5年".encode("utf-16-le")), "a.doc", "file"),
        (lambda: make.image("PNG"), "【秘密】扫描件.png", "file name"),
        (lambda: make.image("PNG"), "机密-关于某事的通知.png", "file name"),
    ],
)
def test_a_secret_paper_leaves_no_trace(settings, content, name, where):
    with pytest.raises(SecretMarking) as error:
        take_in(make.upload(content(), name))
    assert error.value.where == where
    assert "机要渠道" in error.value.message
    assert "密★" not in error.value.message
    assert kept(settings) == []


def test_a_refused_file_leaves_no_trace(settings):
    with pytest.raises(Refused):
        take_in(make.upload(make.docx("x", extra={"word/vbaProject.bin": b"x"}), "a.docx"))
    assert kept(settings) == []


def test_a_paper_about_secrecy_is_an_ordinary_paper():
    body = [
        "各单位要加强保密工作，保护国家秘密和商业秘密，机密性要求见附件。",
        "秘密、机密、绝密三级事项按规定办理。",
    ]
    got = take_in(
        make.upload(make.paper(title="关于加强保密工作的通知", body_paragraphs=body), "保密工作通知.pdf")
    )
    assert got.reading.kind == "notice"
