from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Attachment, Blob, Document, Draft
from tests.documents.files import make

from .conftest import NEW, Desk

pytestmark = pytest.mark.django_db
FILES = "/documents/new/files/"
TOKEN = re.compile(r'name="files" value="([^"]+)"')


def pdf(name: str = "来文.pdf", **changes) -> SimpleUploadedFile:
    fields = {"organ": "云川市人民政府", "number": "云政〔2026〕212号", **changes}
    return SimpleUploadedFile(name, make.paper(**fields), "application/pdf")


def image(name: str = "扫描.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.image("JPEG"), "image/jpeg")


def send(desk: Desk, *files: SimpleUploadedFile, kept: tuple[str, ...] = ()):
    return desk.client.post(FILES, {"file": list(files), "files": list(kept)})


def tokens(answer) -> list[str]:
    return TOKEN.findall(answer.content.decode())


def stored(settings) -> list[Path]:
    root = Path(settings.BLOB_ROOT).parent
    return [p for folder in ("blobs", "cache") for p in (root / folder).rglob("*") if p.is_file()]


def test_a_file_sent_ahead_is_read_shown_and_attached(desk):
    answer = send(desk, pdf())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<template data-fill name="source_doc_number" value="云政〔2026〕212号"' in page
    assert (
        f'name="sender" value="云川市人民政府" data-value="{desk.office.sender.pk}" data-code="云政"' in page
    )
    assert "请核对" in page
    (token,) = tokens(answer)
    shown = desk.client.get("/documents/new/page/", {"f": token, "n": 1})
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert b"".join(shown.streaming_content)[8:12] == b"WEBP"
    assert desk.client.get("/documents/new/page/", {"f": token, "n": 2}).status_code == 404
    again = desk.client.get("/documents/new/file/", {"f": token})
    assert again["Content-Disposition"].startswith("attachment;")
    assert b"".join(again.streaming_content)[:5] == b"%PDF-"
    assert desk.post(files=token).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.name, kept.role, kept.blob.pages, kept.added_by) == ("来文.pdf", "body", 1, desk.person)


def test_a_second_upload_keeps_the_first_and_becomes_an_annex(desk):
    (first,) = tokens(send(desk, pdf()))
    both = tokens(send(desk, image(), kept=(first,)))
    assert len(both) == 2
    desk.client.post(NEW, {**desk.values(), "files": both})
    assert list(Attachment.objects.values_list("role", "name")) == [
        ("annex", "扫描.jpg"),
        ("body", "来文.pdf"),
    ]


def test_the_role_of_a_file_can_be_chosen_and_a_file_left_out(desk):
    both = tokens(send(desk, pdf(), image()))
    blobs = {b.ext: b.sha256[:12] for b in Blob.objects.all()}
    desk.client.post(
        NEW,
        {
            **desk.values(),
            "files": both[1:],
            f"role-{blobs['jpg']}": "annex",
            f"role-{blobs['pdf']}": "evidence",
        },
    )
    assert list(Attachment.objects.values_list("role", "name")) == [("annex", "扫描.jpg")]


def test_a_file_of_another_person_cannot_be_attached(desk):
    (token,) = tokens(send(desk, pdf()))
    other = Desk(desk.office, desk.office.clerk2)
    tries: tuple[str, ...] = (token, token[:-2] + "xx", "rubbish", "")
    for stolen in tries:
        answer = other.post(files=stolen)
        assert answer.status_code == 422, stolen
        assert "有文件不是您在本页上传的" in answer.content.decode()
        assert other.client.get("/documents/new/page/", {"f": stolen, "n": "1"}).status_code == 404
        assert other.client.get("/documents/new/file/", {"f": stolen}).status_code == 404
    assert not Document.objects.exists()


def test_a_file_that_cannot_be_shown_is_kept(desk):
    answer = send(desk, SimpleUploadedFile("表.xls", make.ole("Workbook")))
    assert "不能在线预览" in answer.content.decode()
    assert desk.post(files=tokens(answer)[0]).status_code == 302
    assert Attachment.objects.get().blob.pages == 0


def test_a_file_of_a_wrong_kind_is_refused_with_a_sentence_and_the_others_stay(desk, settings):
    (first,) = tokens(send(desk, pdf()))
    before = stored(settings)
    answer = send(desk, SimpleUploadedFile("x.exe", b"MZ\x90\x00" + bytes(100)), kept=(first,))
    assert answer.status_code == 422
    assert "x.exe：" in answer.content.decode()
    assert tokens(answer) == [first] or len(tokens(answer)) == 1
    assert stored(settings) == before


def test_without_javascript_the_file_comes_with_the_form_and_fills_it(desk):
    bare = {name: value for name, value in desk.values(title="", sender="", number="").items() if value}
    answer = desk.client.post(NEW, {**bare, "read": "1", "file": pdf()})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请核对后保存" in page
    assert 'value="云政〔2026〕212号"' in page
    assert "请先改正" not in page
    assert not Document.objects.exists()
    answer = desk.post(title="关于甲事项的函", files=tokens(answer)[0])
    assert answer.status_code == 302
    assert Attachment.objects.get().name == "来文.pdf"


def test_without_javascript_an_incomplete_form_with_a_file_comes_back_filled(desk):
    answer = desk.client.post(NEW, {**desk.values(title=""), "file": pdf()})
    assert answer.status_code == 200
    assert "关于申请批复《云川市城市更新三年行动方案" in answer.content.decode()


def test_without_javascript_a_complete_form_with_a_file_is_saved_at_once(desk):
    answer = desk.client.post(NEW, {**desk.values(), "file": [pdf(), image()]})
    assert answer.status_code == 302
    assert Attachment.objects.count() == 2


def test_what_was_typed_is_not_overwritten_by_what_was_read(desk):
    answer = desk.client.post(NEW, {**desk.values(number="自己填的号", title=""), "read": "1", "file": pdf()})
    page = answer.content.decode()
    assert 'value="自己填的号"' in page
    assert 'name="source_doc_number" value="云政〔2026〕212号" ' not in page.split('id="files"')[0]


def test_the_same_file_twice_is_one_blob(desk):
    first = tokens(send(desk, pdf()))
    second = tokens(send(desk, pdf(name="又一份.pdf"), kept=tuple(first)))
    assert len(second) == 1
    assert Blob.objects.count() == 1


def test_a_file_that_is_gone_is_said(desk):
    (token,) = tokens(send(desk, pdf()))
    Blob.objects.all().delete()
    assert "有文件已不在" in desk.post(files=token).content.decode()


def test_the_draft_brings_its_files_back(desk):
    (token,) = tokens(send(desk, pdf()))
    desk.client.post("/documents/drafts/register/", {**desk.values(key="one"), "files": token})
    assert Draft.objects.get().data["files"] == [token]
    assert tokens(desk.get(draft="one")) == [token]
