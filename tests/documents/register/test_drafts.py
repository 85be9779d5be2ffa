from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Draft

from .conftest import NEW, Desk

pytestmark = pytest.mark.django_db
URL = "/documents/drafts/register/"


def test_a_draft_is_kept_offered_filled_in_and_forgotten(desk):
    assert desk.post(URL, title="未写完的标题", work_secret="on", signer="林越").status_code == 204
    assert desk.post(URL, title="未写完的标题二", signer="林越").status_code == 204
    assert Draft.objects.count() == 1
    page = desk.get().content.decode()
    assert "有一份没有保存的草稿" in page
    assert "未写完的标题二" not in page
    page = desk.get(draft=1).content.decode()
    assert 'value="未写完的标题二"' in page
    assert 'value="林越"' in page
    assert "有一份没有保存的草稿" not in page
    gone = desk.client.post(f"{URL}discard/", {"next": NEW})
    assert (gone.status_code, gone.url) == (302, NEW)
    assert not Draft.objects.exists()


def test_nobody_sees_anothers_draft(desk):
    desk.post(URL, title="我的草稿标题")
    other = Desk(desk.office, desk.office.clerk2)
    assert "草稿（" not in other.get().content.decode()
    assert "我的草稿标题" not in other.get(draft=1).content.decode()
    other.client.post(f"{URL}discard/")
    assert Draft.objects.count() == 1


def test_a_draft_that_arrives_after_saving_is_not_kept(desk):
    desk.post(key="done-form")
    assert desk.post(URL, key="done-form", title="迟到").status_code == 204
    assert not Draft.objects.exists()


def test_secrets_of_the_page_are_not_kept(desk):
    desk.post(URL, key="k", csrfmiddlewaretoken="t", twins_seen="s")
    assert not {"key", "csrfmiddlewaretoken", "twins_seen"} & set(Draft.objects.get().data)


@pytest.mark.parametrize(
    ("form", "data", "status"),
    [
        ("register", {"a\0b": "x\0y"}, 204),
        ("register", {"title": "长" * 100_001}, 413),
        ("f" * 61, {"title": "x"}, 404),
        ("act-abc-propose", {"text": "拟同意。"}, 204),
    ],
)
def test_odd_drafts(desk, form, data, status):
    assert desk.client.post(f"/documents/drafts/{form}/", data).status_code == status


def test_strangers_and_readers(desk):
    assert Client().post(URL, {"title": "x"}).status_code == 302
    assert desk.client.get(URL).status_code == 405
    assert desk.client.post(f"{URL}discard/", {"next": "//evil.example/"}).url == "/"
