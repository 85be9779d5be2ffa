"""What the register says when there is nothing to show; and that no number is missing from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lists.bulk import papers
from tests.office import Office

Page = Callable[..., Any]


def main(response: Any) -> str:
    html = response.content.decode()
    return str(html[html.index('<section class="card0">') : html.rindex("</section>")])


def test_nothing_by_nature(office: Office, page: Page) -> None:
    html = main(page(office.clerk, "/documents/"))
    assert "<p>还没有收文</p>" in html
    assert 'href="/documents/new/">登记来文<kbd>N</kbd></a></div>' in html
    assert "登记来文" not in main(page(office.leader, "/documents/"))
    assert "data-fetch" in html


def test_nothing_by_filter(office: Office, page: Page) -> None:
    for rows in (0, 2):
        papers(office, rows)
        for query in ("kind=notice", "view=reading", "q=没有这个词"):
            html = main(page(office.clerk, f"/documents/?{query}"))
            assert "<p>没有符合条件的公文</p>" in html
            assert '<a class="btn btn-line" href="/documents/">清空</a></div>' in html
            assert 'data-key="KeyE"' not in html


def test_void_papers_are_grey_and_keep_their_number(office: Office, page: Page) -> None:
    papers(office, 3)
    assert "没有空号" not in main(page(office.clerk, "/documents/"))
    void = papers(office, 1, start=4, state="voided", closed_at=None)[0]
    html = main(page(office.clerk, "/documents/"))
    assert html.count('<tr data-row class="void">') == 1
    assert f'title="{void.receipt_no}">4</span>' in html
    assert "灰色的是作废件：收文号连续，作废后照留，没有空号。" in html
