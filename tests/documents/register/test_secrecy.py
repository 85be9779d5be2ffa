"""A state-secret marking: refused wherever it stands, and nothing of it stays."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Blob, Document, Draft, SerialCounter
from people.models import Unit
from tests.documents.files import make

from .conftest import NEW
from .test_files import FILES, image, pdf, send, stored, tokens

pytestmark = pytest.mark.django_db
MARK = "机密★5年"
TYPED = ("title", "number", "sender", "note", "signer", "contact", "attachments_note", "physical_location",
         "copy_numbers", "twin_reason", "limit")  # fmt: skip


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO, logger="documents.secrecy")
    return caplog


def nothing_stays(settings, log) -> None:
    assert not Document.objects.exists()
    assert not SerialCounter.objects.exists()
    assert not Draft.objects.exists()
    assert not Blob.objects.exists()
    assert stored(settings) == []
    lines = [r for r in log.records if r.name == "documents.secrecy"]
    assert len(lines) == 1
    told = json.dumps({k: str(v) for k, v in vars(lines[0]).items()}, ensure_ascii=False)
    assert "机密" not in told
    assert "★" not in told


@pytest.mark.parametrize("field", TYPED)
def test_a_marking_in_any_field_is_refused_and_nothing_stays(desk, settings, log, field):
    (token,) = tokens(send(desk, pdf()))
    Draft.objects.create(person=desk.person, form="register", data={"title": ["旧"]})
    typed = MARK if field in ("limit", "number") else f"防汛工作 {MARK}"
    answer = desk.post(**{field: typed, "files": token})
    assert answer.status_code == 422
    assert "发现国家秘密标志" in answer.content.decode()
    assert "/documents/pointer/new/" in answer.content.decode()
    nothing_stays(settings, log)


def test_a_marking_in_the_name_of_a_new_unit(desk, settings, log):
    desk.post(sender=f"某局 {MARK}", sender_new="on", sender_relation="superior")
    assert not Unit.objects.filter(name__contains="某局").exists()
    nothing_stays(settings, log)


@pytest.mark.parametrize("way", ["ahead", "with"])
def test_a_marking_in_a_pdf_drops_the_whole_paper(desk, settings, log, way):
    (first,) = tokens(send(desk, image()))
    secret = pdf(urgency="", copy_number="000001    " + MARK)
    if way == "ahead":
        answer = send(desk, secret, kept=(first,))
    else:
        answer = desk.client.post(NEW, {**desk.values(), "file": [secret], "files": first})
    assert answer.status_code == 422
    assert "发现国家秘密标志" in answer.content.decode()
    assert tokens(answer) == []
    nothing_stays(settings, log)


def test_a_marking_in_a_file_name(desk, settings, log):
    answer = desk.client.post(FILES, {"file": SimpleUploadedFile(f"通知（{MARK}）.pdf", make.paper())})
    assert answer.status_code == 422
    nothing_stays(settings, log)


def test_a_marked_file_takes_the_draft_of_its_own_form(desk):
    """Of a form that does not say which it is, all: what was typed there may be the marked paper's title."""
    for key in ("this", "other"):
        Draft.objects.create(person=desk.person, form="register", key=key, data={"title": ["旧"]})
    for sent, left in (({"key": "this"}, ["other"]), ({}, [])):
        marked = SimpleUploadedFile(f"通知（{MARK}）.pdf", make.paper())
        desk.client.post(FILES, {"file": marked, **sent})
        assert [draft.key for draft in Draft.objects.all()] == left


def test_a_draft_with_a_marking_is_dropped(desk, settings, log):
    Draft.objects.create(person=desk.person, form="register", data={"title": ["旧"]})
    answer = desk.post("/documents/drafts/register/", title=f"关于防汛的通知 {MARK}")
    assert answer.status_code == 422
    assert "没有保存任何内容" in answer.content.decode()
    nothing_stays(settings, log)


def test_the_check_while_typing_stores_nothing_and_looks_nothing_up(desk):
    page = desk.post("/documents/new/check/", title=MARK).content.decode()
    assert "可能重复" not in page
    assert MARK not in page


def test_a_file_another_paper_has_is_not_erased(desk, settings):
    (token,) = tokens(send(desk, image()))
    desk.post(files=token)
    desk.post(title=f"另一件 {MARK}", files=token)
    assert Blob.objects.count() == 1
    assert stored(settings)


def test_ordinary_words_are_no_marking(desk):
    assert desk.post(title="关于加强机密级计算机管理秘密工作的通知").status_code == 302
