"""Every refusal and failure has its page, its status and its line in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.models import Unit
from tests.office import Office, make_office

TROUBLE: dict[str, Callable[[], Exception]] = {
    "bad": lambda: BadInput("不对"),
    "not": lambda: NotAllowed("这一步由吴十办理。"),
    "denied": lambda: PermissionDenied("不行"),
    "open": lambda: Incomplete(["缺甲", "缺乙"]),
    "faster": lambda: Faster("吴十 已先办理"),
    "gone": lambda: Http404(),
    "big": lambda: RequestDataTooBig("x"),
    "away": lambda: OperationalError("server closed the connection"),
    "data": lambda: DataError("out of range"),
    "bug": lambda: ZeroDivisionError("x"),
}


def fail(request: HttpRequest, what: str) -> HttpResponse:
    raise TROUBLE[what]()


def wait(request: HttpRequest) -> HttpResponse:
    """A row that somebody else holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        Unit.objects.select_for_update().get(name="江东省水利厅")
    return HttpResponse()


def dawdle(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(5)")
    return HttpResponse()


handler400 = "docflow.errors.bad_request"
handler403 = "docflow.errors.forbidden"
handler404 = "docflow.errors.missing"
handler500 = "docflow.errors.failed"
urlpatterns = [path("fail/<slug:what>/", fail), path("wait/", wait), path("dawdle/", dawdle)]
here = pytest.mark.urls(__name__)


@pytest.fixture
def browser(client: Client) -> Client:
    office = make_office()
    client.force_login(office.clerk)
    client.raise_request_exception = False
    return client


@here
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("bad", 422, "不对"),
        ("not", 403, "这一步由吴十办理"),
        ("denied", 403, "不行"),
        ("open", 409, "<li>缺甲</li><li>缺乙</li>"),
        ("faster", 409, "吴十 已先办理"),
        ("gone", 404, "没有找到"),
        ("big", 413, "内容过大"),
        ("away", 503, "连不上"),
        ("data", 400, "请求有误"),
        ("bug", 500, "系统出错"),
    ],
)
def test_status_and_words(what: str, status: int, words: str, browser: Client) -> None:
    for answer in (browser.get(f"/fail/{what}/"), browser.post(f"/fail/{what}/", {"text": "我写了很久"})):
        assert answer.status_code == status
        page = answer.content.decode()
        assert words in page
        assert "返回上一页" in page
        assert "8012" in page  # whom to telephone
    if what in ("faster", "away", "open"):
        assert "我写了很久" in page


@here
@pytest.mark.django_db
def test_a_500_has_its_number(browser: Client) -> None:
    answer = browser.get("/fail/bug/")
    assert answer.headers["X-Request-ID"] in answer.content.decode()


@here
@pytest.mark.django_db
def test_refusals_of_rights_are_logged(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "docflow.errors"):
        browser.get("/fail/not/")
        browser.get("/fail/denied/")
    told = [vars(r) for r in caplog.records if r.name == "docflow.errors"]
    assert [line["path"] for line in told] == ["/fail/not/", "/fail/denied/"]
    assert all(line["person"] for line in told)


@here
@pytest.mark.django_db(transaction=True)
def test_a_row_held_by_somebody_is_a_409(browser: Client) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT 1 FROM people_unit FOR UPDATE")
            answer = browser.post("/wait/", {"text": "拟转水利厅"})
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert answer.status_code == 409
    assert "拟转水利厅" in answer.content.decode()


@here
@pytest.mark.django_db(transaction=True)
def test_too_slow_is_a_503(browser: Client) -> None:
    answer = browser.get("/dawdle/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "用时太久" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_too_old_shows_what_was_typed() -> None:
    office: Office = make_office()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.clerk)
    answer = strict.post("/settings/", {"form": "deputy", "reason": "下周出差", "new_password1": "hush-hush"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "页面已过期" in page
    assert "下周出差" in page
    assert "hush-hush" not in page


@pytest.mark.django_db
def test_a_login_that_ended_shows_what_was_typed(client: Client) -> None:
    """The session is gone, as after a night: what he sent is on the page, with the way to log in."""
    make_office()
    words = {"title": "关于防汛的通知", "kind": "notice", "key": "k" * 20, "password": "hush-hush"}
    answer = client.post("/documents/new/", words)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "关于防汛的通知" in page
    assert 'href="/login/"' in page
    assert "hush-hush" not in page
    assert "notice" not in page
    assert client.post("/documents/new/", {}).status_code == 302
    assert client.get("/documents/new/").status_code == 302


def test_nothing_asks_the_database(client: Client) -> None:
    """The pages of failure are drawn while the database is away: this test has none."""
    client.raise_request_exception = False
    assert client.get("/no/such/page").status_code == 404


def test_the_database_away_before_any_view(client: Client, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("could not connect")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/settings/")
    assert answer.status_code == 503
    assert "连不上" in answer.content.decode()


def test_after_the_login_has_ended_the_way_is_the_login(client: Client) -> None:
    html = render_to_string("errors/csrf.html", {"draft": ""})
    assert '<a class="btn btn-primary" href="/login/">' in html
    assert html.count("btn-primary") == 1
