"""The printed ledger: what stands on the paper is what the list shows."""

from __future__ import annotations

import logging
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from documents.views import printing
from tests.lists.bulk import given, papers
from tests.office import Office

ADDRESS = "/documents/print/"


def sheets(client: Client, person: Any, query: str = "") -> list[tuple[float, float, str]]:
    """Width, height and text of each page."""
    client.force_login(person)
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    document = pypdfium2.PdfDocument(answer.content)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append((*page.get_size(), text.get_text_range().replace("\r\n", "\n")))
        text.close()
        page.close()
    document.close()
    return found


def test_columns_and_filters_on_landscape_pages_with_their_head(office: Office, client: Client) -> None:
    papers(office, 60, physical_location="甲柜三层")
    papers(office, 1, start=90, kind="notice", title="不在条件内的通知")
    office.clerk.list_columns = {"register": ["no", "title", "place"]}
    office.clerk.save()
    pages = sheets(client, office.clerk, "kind=request&before=5")
    assert len(pages) > 1
    for width, height, text in pages:
        assert (round(width), round(height)) == (842, 595)
        assert "纸质件位置" in text
        assert "来文字号" not in text
        assert "打印：陈三三（chen）" in text
        assert f"共 {len(pages)} 页" in text
    whole = "".join(text for *_size, text in pages)
    assert "江东省人民政府办公厅收文登记簿" in whole
    assert "条件：文种：请示" in whole
    assert "共 60 件" in whole
    assert whole.count("甲柜三层") == 60
    assert "不在条件内" not in whole


def test_words_are_never_markup_and_rare_names_print(office: Office, client: Client) -> None:
    nasty = '#panic("x") *粗* $1/0$ @ref 堃祎喆珺璟昇垚燚骉龑'
    papers(office, 1, title=nasty)
    [(_w, _h, text)] = sheets(client, office.clerk)
    assert '#panic("x")' in text
    assert "堃祎喆珺璟昇垚燚骉龑" in text.replace("\n", "")


def test_no_more_than_he_may_see(office: Office, client: Client) -> None:
    docs = papers(office, 4)
    given(docs[1:2], office.outsider.principal)
    [(_w, _h, text)] = sheets(client, office.outsider)
    assert "共 1 件" in text
    assert docs[1].receipt_no in text


def test_a_clear_number_of_rows(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    papers(office, 5)
    monkeypatch.setattr(printing, "MOST", 3)
    [(_w, _h, text)] = sheets(client, office.clerk)
    assert "符合条件的超过 3 件，这里只有前 3 件" in text
    assert text.count("关于城市更新第") == 3


def test_printing_is_logged_and_refuses_what_it_does_not_understand(
    office: Office, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    papers(office, 1)
    with caplog.at_level(logging.INFO, "documents.exports"):
        sheets(client, office.clerk, "state=closed")
    assert [(r.message, r.__dict__["person"], r.__dict__["rows"]) for r in caplog.records] == [
        ("register printed", office.clerk.pk, 1)
    ]
    for query in ("since=0230", "q=长", "state=x"):
        assert client.get(f"{ADDRESS}?{query}").status_code == 422
