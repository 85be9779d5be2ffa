from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Draft

from .conftest import NEW, Desk

pytestmark = pytest.mark.django_db
URL = "/documents/drafts/register/"


def test_a_draft_is_kept_offered_filled_in_and_forgotten(desk):
    assert desk.post(URL, key="one", title="未写完的标题", work_secret="on", signer="林越").status_code == 204
    assert desk.post(URL, key="one", title="未写完的标题二", signer="林越").status_code == 204
    assert Draft.objects.count() == 1
    page = desk.get().content.decode()
    assert "接着填" in page
    assert 'value="未写完的标题二"' not in page
    page = desk.get(draft="one").content.decode()
    assert 'value="未写完的标题二"' in page
    assert 'value="林越"' in page
    assert "接着填" not in page
    gone = desk.client.post(f"{URL}discard/", {"next": NEW, "key": "one"})
    assert (gone.status_code, gone.url) == (302, NEW)
    assert not Draft.objects.exists()


def test_two_forms_are_two_drafts(desk):
    """A few letters typed into a blank form do not replace what was begun before."""
    desk.post(URL, key="one", title="第一份草稿的标题")
    desk.post(URL, key="two", title="第二")
    page = desk.get().content.decode()
    assert page.count("接着填") == 2
    assert "第一份草稿的标题" in page
    assert 'value="第一份草稿的标题"' in desk.get(draft="one").content.decode()
    desk.client.post(f"{URL}discard/", {"key": "two"})
    assert [d.key for d in Draft.objects.all()] == ["one"]
    desk.client.post(f"{URL}discard/")
    assert Draft.objects.count() == 1


def test_the_form_that_goes_on_takes_the_draft_over(desk):
    """Two windows that go on from one draft: the first takes it over, the second has one of its own."""
    desk.post(URL, key="one", title="原来的标题")
    drawn = desk.get(draft="one").content.decode()
    assert '<input type="hidden" name="drafted" value="one">' in drawn
    desk.post(URL, key="two", drafted="one", title="接着写的标题")
    desk.post(URL, key="three", drafted="one", title="另一窗口的标题")
    assert {d.key: d.data["title"] for d in Draft.objects.all()} == {
        "two": ["接着写的标题"],
        "three": ["另一窗口的标题"],
    }


def test_saving_ends_its_own_draft_only(desk):
    desk.post(URL, key="one", title="别的来文")
    desk.post(URL, key="two", title="这一件")
    desk.post(key="three", drafted="two")
    assert [d.key for d in Draft.objects.all()] == ["one"]


def test_a_form_sent_back_still_knows_its_draft(desk):
    answer = desk.post(key="three", drafted="two", title="")
    assert answer.status_code == 422
    assert 'name="drafted" value="two"' in answer.content.decode()


def test_nobody_sees_anothers_draft(desk):
    desk.post(URL, key="one", title="我的草稿标题")
    other = Desk(desk.office, desk.office.clerk2)
    assert "草稿（" not in other.get().content.decode()
    assert "我的草稿标题" not in other.get(draft="one").content.decode()
    other.client.post(f"{URL}discard/", {"key": "one"})
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
