"""The frame of every page, rendered with made-up context: nothing missing, nothing inline, nothing unescaped."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth.forms import AuthenticationForm
from django.template.loader import get_template, render_to_string
from django.utils import translation

from tests.look.frame import HOSTILE, Somebody, page, piece
from tests.look.test_grep import ROOT, found

pytestmark = pytest.mark.urls("tests.look.frame")
NOTICE = "本系统为非涉密系统，严禁录入、存储、传输涉密信息。"
FRAMES = ["base.html", "base_wb.html", "help.html", "registration/login.html"]
ERRORS = ["400", "403", "404", "409", "413", "500", "503", "csrf"]


@pytest.mark.parametrize("template", FRAMES)
def test_a_page_is_whole_and_clean(template: str) -> None:
    html = page(template, form=AuthenticationForm(), next="")
    assert found(html) == []
    assert '<html lang="zh-CN"' in html
    assert NOTICE in html
    assert html.count('<main class="') == 1
    assert 'id="main" ' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_no_context(code: str) -> None:
    html = get_template(f"errors/{code}.html").render()
    assert found(html) == []
    assert NOTICE in html
    assert 'href="/"' in html
    assert html.count("<h1>") == 1


def test_a_refusal_shows_its_reasons_and_keeps_the_words() -> None:
    html = render_to_string(
        "errors/409.html",
        {"message": "李副主任 09:31 已同意", "reasons": [HOSTILE], "draft": HOSTILE, "url": "/d/1/"},
    )
    assert "李副主任 09:31 已同意" in html
    assert "<script" not in html.replace("<script src=", "")
    assert 'href="/d/1/"' in html


def test_skip_link_comes_first() -> None:
    body = page().split("<body", 1)[1]
    assert piece(r'<a class="[^"]*skip" href="#main">', body).start() < body.index("<header")


def test_menu_marks_here_and_counts() -> None:
    html = page()
    assert re.search(r'<a href="/" aria-current="page" data-go="D">.*?待办<b class="late">99\+</b></a>', html)
    assert html.count('aria-current="page"') == 1
    assert "通知，4 条未读" in html


def test_identities_only_in_the_demo() -> None:
    assert 'name="username"' in page()
    assert 'value="chen" selected' in page()
    assert 'name="username"' not in page(demo=False)


def test_names_are_escaped() -> None:
    html = page(
        user=Somebody(HOSTILE),
        office_name=HOSTILE,
        demo_people=((HOSTILE, HOSTILE),),
        who=HOSTILE,
        path=HOSTILE,
        full_path=HOSTILE,
    )
    assert found(html) == []


def test_settings_of_the_person_reach_the_page() -> None:
    html = page(ui_size="xl", ui_keys="off", ui_density="compact")
    assert 'data-size="xl" data-density="compact" data-keys="off"' in html
    assert "data-keys" not in page()


def test_htmx_never_evaluates_nor_stores() -> None:
    config = json.loads(unescape(piece(r"""<meta name="htmx-config" content='([^']*)'""", page()).group(1)))
    assert config["allowEval"] is config["includeIndicatorStyles"] is config["allowScriptTags"] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == 0
    swaps = {rule["code"]: rule["swap"] for rule in config["responseHandling"]}
    assert swaps["422"] is True
    assert swaps["[45].."] is False


def test_every_sentence_a_script_asks_for_is_on_the_page() -> None:
    given = set(re.findall(r"\sdata-([a-z]+)=", piece(r'<div id="texts"[^>]*>', page()).group(0)))
    asked: set[str] = set()
    for path in (ROOT / "static").glob("*.js"):
        code = path.read_text()
        asked |= set(re.findall(r'say\("([a-z]+)"', code)) | set(re.findall(r"texts\(\)\.([a-z]+)", code))
    assert asked == given


def test_the_language_button_offers_the_other_language() -> None:
    assert 'name="language" value="en"' in page()
    with translation.override("en"):
        html = page()
    assert 'name="language" value="zh-hans"' in html
    assert '<html lang="en"' in html


def test_login_keeps_the_name_and_where_to_go() -> None:
    html = page("registration/login.html", form=AuthenticationForm(data={"username": HOSTILE}), next="/d/1/")
    assert 'name="username"' in html
    assert 'name="password"' in html
    assert 'name="next" value="/d/1/"' in html
    assert found(html) == []


def test_pager_offers_only_what_is_there() -> None:
    html = render_to_string("_pager.html", {"newer": "", "older": "?after=5", "note": "99+"})
    assert html.count("<a ") == 1
    assert 'href="?after=5" rel="next"' in html


def test_a_kept_part_has_each_pages_own_token_and_address() -> None:
    """The top bar is drawn once for the same person; what no two pages share is put in each time."""
    first = page(csrf_token="token-1", full_path="/one/?a=1&b=2")
    second = page(csrf_token="token-2", full_path="/two/")
    assert 'value="token-1"' in first
    assert 'value="/one/?a=1&amp;b=2"' in first
    assert 'value="token-2"' in second
    assert 'value="/two/"' in second
    assert "token-1" not in second
    assert "/one/" not in second
    assert "own-" not in first
