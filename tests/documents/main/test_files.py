"""Files of a paper: added, replaced, shown, downloaded; only by who may see the paper."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from documents.files import store
from documents.models import Attachment, Blob, Document
from tests.documents.files import fake_soffice, make, make_ofd
from tests.documents.page.browser import Page, text
from tests.documents.page.conftest import NAME, pdf, upload
from tests.office import Office, make_office, registered, reviewing


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Document:
    return registered(office, blobs=[(*upload(office, pdf()), "body")])


def body(doc: Document) -> Attachment:
    return Attachment.objects.get(document=doc, role="body", latest=True)


def test_a_page_picture_and_its_thumbnail(office: Office, paper: Document) -> None:
    page = Page(office.clerk)
    url = f"/documents/{paper.ref}/files/{body(paper).pk}/pages/1.webp"
    large, small = page.client.get(url), page.client.get(f"{url}?small=1")
    for answer in (large, small):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    pictures = [a.getvalue() for a in (large, small)]
    assert pictures[0][8:12] == pictures[1][8:12] == b"WEBP"
    assert len(pictures[1]) < len(pictures[0])


@pytest.mark.parametrize("page_no", ["2", "0", "99999999999999999999"])
def test_no_such_page(office: Office, paper: Document, page_no: str) -> None:
    url = f"/documents/{paper.ref}/files/{body(paper).pk}/pages/{page_no}.webp"
    assert Page(office.clerk).client.get(url).status_code == 404


def test_a_file_of_another_paper_is_not_served(office: Office, paper: Document) -> None:
    other = registered(office)
    for last in ("pages/1.webp", "original/"):
        assert (
            Page(office.clerk).client.get(f"/documents/{other.ref}/files/{body(paper).pk}/{last}").status_code
            == 404
        )
    assert (
        Page(office.clerk).client.get(f"/documents/{paper.ref}/files/{10**30}/original/").status_code == 404
    )


def test_the_original_is_a_download_and_logged(
    office: Office, paper: Document, caplog: pytest.LogCaptureFixture
) -> None:
    file = body(paper)
    with caplog.at_level(logging.INFO, "documents.files"):
        answer = Page(office.clerk).client.get(f"/documents/{paper.ref}/files/{file.pk}/original/")
    assert answer.status_code == 200
    assert answer.getvalue() == store.path_of(file.blob.sha256).read_bytes()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    told = [r for r in caplog.records if r.message == "original downloaded"]
    assert [(r.person, r.paper, r.file) for r in told] == [(office.clerk.pk, paper.ref, file.pk)]  # type: ignore[attr-defined]


def test_a_hostile_name_is_harmless_in_the_header(office: Office, paper: Document) -> None:
    Attachment.objects.filter(pk=body(paper).pk).update(name='a"\r\nSet-Cookie: x=1;../../b<.pdf')
    answer = Page(office.clerk).client.get(f"/documents/{paper.ref}/files/{body(paper).pk}/original/")
    assert answer.status_code == 200
    answer.close()
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie: x=1;.." not in str(answer.headers)


def test_an_altered_original_is_not_handed_out(office: Office, paper: Document) -> None:
    path = store.path_of(body(paper).blob.sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.4 something else")
    page = Page(office.clerk)
    assert page.client.get(f"/documents/{paper.ref}/files/{body(paper).pk}/original/").status_code == 404


def test_a_missing_original_does_not_break_the_page(office: Office, paper: Document) -> None:
    store.erase(body(paper).blob.sha256)
    answer = Page(office.clerk).open(paper)
    assert answer.status_code == 200
    assert "原件不在文件库中" in text(answer)
    url = f"/documents/{paper.ref}/files/{body(paper).pk}/pages/1.webp"
    assert Page(office.clerk).client.get(url).status_code == 404


def test_adding_files_and_a_new_version(office: Office, paper: Document) -> None:
    page = Page(office.clerk)
    sent = ContentFile(pdf("附件。"), name="附件.pdf")
    assert page.send(paper, "add_file", files=sent, role="annex").status_code == 302
    old = body(paper)
    changed = ContentFile(pdf("改过。"), name="改后.pdf")
    assert page.send(paper, "add_file", files=changed, replaces=str(old.pk)).status_code == 302
    new = body(paper)
    assert (new.version, new.name, new.number) == (2, "改后.pdf", old.number)
    assert Attachment.objects.filter(pk=old.pk, latest=False).exists()
    assert "附件1" in text(page.open(paper))
    assert "文件 1 个：改后.pdf。" in text(page.open(paper, "?tab=log"))


def test_several_at_once_but_one_for_a_version(office: Office, paper: Document) -> None:
    page = Page(office.clerk)
    two = [ContentFile(pdf(f"{n}。"), name=f"{n}.pdf") for n in range(2)]
    answer = page.send(paper, "add_file", files=two, replaces=str(body(paper).pk))
    assert answer.status_code == 422
    assert text(answer).count("已收下文件：") == 2
    two = [ContentFile(pdf(f"{n}。"), name=f"{n}.pdf") for n in range(2)]
    assert page.send(paper, "add_file", files=two, role="evidence").status_code == 302
    assert Attachment.objects.filter(document=paper, role="evidence").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": None},
        {"files": ContentFile(b"", name="空.pdf")},
        {"files": ContentFile(b"MZ\x90", name="x.exe")},
        {"role": "nonsense"},
        {"replaces": "999999"},
    ],
)
def test_bad_files_are_refused(office: Office, paper: Document, wrong: dict[str, Any]) -> None:
    given = {"files": ContentFile(pdf("附件。"), name="附件.pdf"), **wrong}
    before = Attachment.objects.count()
    assert Page(office.clerk).send(paper, "add_file", **given).status_code == 422
    assert Attachment.objects.count() == before


def test_an_outsider_adds_nothing(office: Office, paper: Document) -> None:
    url = f"/documents/{paper.ref}/do/add_file/"
    sent = {"version": paper.version, "key": "k", "role": "annex", "files": ContentFile(pdf(), name=NAME)}
    assert Page(office.outsider).client.post(url, sent).status_code == 404
    doc = reviewing(office, paper)
    assert Page(office.leader).client.post(url, sent).status_code == 404
    assert Attachment.objects.filter(document=doc).count() == 1
    assert Blob.objects.count() == 1


# -- a page of an OFD --------------------------------------------------------------------------------


@pytest.fixture
def ofd_paper(office: Office) -> Document:
    return registered(
        office,
        blobs=[(*upload(office, make_ofd.simple(make_ofd.text("关于测试的通知")), "通知.ofd"), "body")],
    )


def test_a_page_of_an_ofd_is_a_drawing_that_can_do_nothing(office: Office, ofd_paper: Document) -> None:
    page = Page(office.clerk)
    folder = f"/documents/{ofd_paper.ref}/files/{body(ofd_paper).pk}/pages/"
    answer = page.client.get(f"{folder}1.svg")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert policy.endswith("sandbox")
    assert "script" not in policy
    assert "self" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert "关于测试的通知".encode() in answer.getvalue()
    for missing in ("2.svg", "0.svg", "1.webp"):
        assert page.client.get(folder + missing).status_code == 404


def test_a_pdf_has_no_drawing(office: Office, paper: Document) -> None:
    url = f"/documents/{paper.ref}/files/{body(paper).pk}/pages/1.svg"
    assert Page(office.clerk).client.get(url).status_code == 404


def test_an_ofd_is_shown_by_its_pages_with_the_caution(office: Office, ofd_paper: Document) -> None:
    page = Page(office.clerk)
    shown = text(page.open(ofd_paper))
    assert "预览可能与原件不一致，以原件为准。" in shown
    assert shown.count("/pages/1.svg") == 2, "thumbnail and page, the same address"
    as_words = text(page.open(ofd_paper, "?view=text"))
    assert "关于测试的通知</div>" in as_words
    assert "预览可能与原件不一致" in as_words


def test_an_ofd_kept_before_its_pages_could_be_drawn(office: Office, ofd_paper: Document) -> None:
    Blob.objects.filter(ext="ofd").update(pages=0, previewable=False, why_not="暂不能显示 OFD 的版面")
    assert "/pages/1.svg" in text(Page(office.clerk).open(ofd_paper))


def test_an_ofd_without_a_layout_shows_its_words_or_says_why(office: Office) -> None:
    blob, name = upload(office, make_ofd.simple(), "空.ofd")
    assert (blob.pages, blob.previewable) == (0, False)
    shown = text(Page(office.clerk).open(registered(office, blobs=[(blob, name, "body")])))
    assert "暂不能显示 OFD 的版面" in shown
    assert "/pages/" not in shown


def test_an_ofd_beside_the_form(office: Office) -> None:
    page = Page(office.clerk)
    sent = ContentFile(make_ofd.simple(make_ofd.text("请示")), name="请示.ofd")
    drawn = text(page.client.post("/documents/new/files/", {"file": sent}))
    assert "预览可能与原件不一致，以原件为准。" in drawn
    url = unescape(re.search(r'<img src="([^"]+)"', drawn).group(1))  # type: ignore[union-attr]
    answer = page.client.get(url)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.close()


# -- an Office file, where the server has LibreOffice -------------------------------------------------

TOGGLE = 'data-key="KeyV"'  # words or layout


@pytest.fixture
def word_paper(office: Office) -> Document:
    return registered(
        office, blobs=[(*upload(office, make.docx("征求意见稿正文"), "征求意见稿.docx"), "body")]
    )


def test_without_libreoffice_only_words(
    office: Office, word_paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for query in ("", "?view=layout"):
        shown = text(Page(office.clerk).open(word_paper, query))
        assert "仅显示文字内容" in shown
        assert "征求意见稿正文</div>" in shown
        assert TOGGLE not in shown


def test_the_layout_comes_when_asked_for_and_stays(
    office: Office, word_paper: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = fake_soffice.put_on_path(monkeypatch, tmp_path)
    page = Page(office.clerk)
    first = text(page.open(word_paper))
    assert "征求意见稿正文</div>" in first
    assert "点「版面」显示版面" in first
    assert soffice.calls() == 0, "opening a paper waits for nothing"
    link = unescape(re.search(r'hx-get="([^"]*view=layout)"', first).group(1))  # type: ignore[union-attr]
    assert "/pages/1.webp" in text(page.client.get(link))
    again = text(page.open(word_paper))
    assert "/pages/1.webp" in again
    assert "预览可能与原件不一致，以原件为准。" in again
    assert "征求意见稿正文</div>" in text(page.open(word_paper, "?view=text"))
    picture = page.client.get(f"/documents/{word_paper.ref}/files/{body(word_paper).pk}/pages/1.webp")
    assert picture["Content-Type"] == "image/webp"
    picture.close()
    assert soffice.calls() == 1


def test_a_layout_that_fails_leaves_the_words_with_the_reason(
    office: Office, word_paper: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_soffice.put_on_path(monkeypatch, tmp_path, "exit 1\n")
    for query in ("?view=layout", ""):
        shown = text(Page(office.clerk).open(word_paper, query))
        assert "转换失败" in shown
        assert "征求意见稿正文</div>" in shown
        assert TOGGLE not in shown


def test_an_old_word_file_has_a_layout_only(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (*upload(office, make.ole("WordDocument"), "旧.doc"), "body")
    paper, page = registered(office, blobs=[old]), Page(office.clerk)
    assert "不能在线预览" in text(page.open(paper))
    fake_soffice.put_on_path(monkeypatch, tmp_path)
    assert "点「版面」显示版面" in text(page.open(paper))
    shown = text(page.open(paper, "?view=layout"))
    assert "/pages/1.webp" in shown
    assert TOGGLE not in shown, "it has no words to change to"
