"""Each order that a head offers: keyset pages both ways, ties too, turned round by the same head."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from documents.models import Document
from documents.queries.asked import ORDERS
from documents.views.register_rows import HEADS
from tests.lists.bulk import papers
from tests.lists.test_pages import refs, text
from tests.office import Office

Page = Callable[..., Any]
SORTS = {
    "no": ("id", True),
    "no-up": ("id", False),
    "received": ("received_at", True),
    "received-up": ("received_at", False),
    "due": ("due_at", False),
    "due-down": ("due_at", True),
}


def mixed(office: Office, n: int) -> list[Document]:
    """Living papers that came and fall due in another order than they were registered; some at one moment."""
    now, made = timezone.now(), []
    for i in range(n):
        at, due = now - timedelta(days=i * 7 % 40), now + timedelta(days=i * 11 % 40)
        made += papers(office, 1, start=i + 1, state="handling", closed_at=None, received_at=at, due_at=due)
    return made


@pytest.mark.parametrize("sort", SORTS)
def test_pager_walks_every_order_both_ways(office: Office, page: Page, sort: str) -> None:
    assert set(ORDERS) == set(SORTS)
    column, falls = SORTS[sort]
    wanted = sorted(mixed(office, 120), key=lambda d: (getattr(d, column), d.pk), reverse=falls)
    address, seen, back = f"/documents/?sort={sort}", [], ""
    for _ in range(3):
        html = text(page(office.clerk, address))
        seen += refs(html)
        older, newer = (re.search(rf'<a href="([^"]+)" rel="{rel}">', html) for rel in ("next", "prev"))
        back = newer[1] if newer else ""
        address = "/documents/" + (older[1] if older else "").replace("&amp;", "&")
    assert seen == [d.ref for d in wanted]
    assert refs(text(page(office.clerk, "/documents/" + back.replace("&amp;", "&")))) == seen[50:100]
    turned = f'aria-sort="{"descending" if falls else "ascending"}"><a href="?sort={HEADS[sort][2]}"'
    assert turned in html


def test_words_in_every_order(office: Office, page: Page) -> None:
    docs = mixed(office, 12)
    for sort, (column, falls) in SORTS.items():
        wanted = sorted(docs, key=lambda d: (getattr(d, column), d.pk), reverse=falls)
        for query in ("", "&q=城市更新", "&kind=request", "&since=20200101"):
            column = "received_at" if "since" in query and column == "id" else column
            wanted = sorted(docs, key=lambda d: (getattr(d, column), d.pk), reverse=falls)
            found = refs(text(page(office.clerk, f"/documents/?sort={sort}{query}")))
            assert found == [d.ref for d in wanted], (sort, query)


def test_a_day_is_read_by_receiving_either_way(office: Office, page: Page) -> None:
    html = text(page(office.clerk, "/documents/?view=today&sort=no-up"))
    assert "还没有收文" not in html
    mixed(office, 3)
    html = text(page(office.clerk, "/documents/?since=20200101&sort=no-up"))
    assert 'aria-sort="ascending"><a href="?since=20200101&amp;sort=received"' in html


def test_no_other_order_is_offered(office: Office, page: Page) -> None:
    papers(office, 1)
    html = text(page(office.clerk, "/documents/"))
    offered = set(re.findall(r'<th [^>]*><a href="\?sort=([\w-]+)"', html))
    assert offered == {"no-up", "received", "due"}
    for sort in ("title", "no-down", "id", "due_at"):
        page(office.clerk, f"/documents/?sort={sort}", 400)
    assert not re.search(r"<th [^>]*><a", text(page(office.outsider, "/documents/")))
