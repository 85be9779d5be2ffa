"""The columns of the register: a person's choice, kept with his settings, costs no statement."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from docflow.web.ledger import texts
from documents.queries.asked import FURTHER, NEWEST
from documents.queries.lists import Row, register
from documents.views.lists import REGISTER
from documents.views.register_rows import columns, every
from tests.lists.bulk import given, papers
from tests.office import Office, fresh

Page = Callable[..., Any]
USUAL = ["序号", "标题", "来文单位", "来文字号", "收文", "时限", "当前环节 · 经办"]
ADDRESS = "/documents/columns/"


def heads(response: Any) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', response.content.decode())
    return [h for h in (re.sub(r"<[^>]*>| [↑↓]", "", one).strip() for one in found) if h]


def boxes(html: str) -> list[tuple[str, bool]]:
    """The chooser's lines: key, shown."""
    found = re.findall(r'<input type="checkbox" name="show" value="(\w+)"( checked)?', html)
    return [(key, bool(on)) for key, on in found]


def test_the_usual_columns_without_a_choice(office: Office, page: Page) -> None:
    papers(office, 1)
    assert heads(page(office.clerk, "/documents/")) == USUAL
    lines = boxes(page(office.clerk, ADDRESS).content.decode())
    assert [key for key, on in lines if on] == ["no", "title", "unit", "docno", "date", "lamp", "node"]
    assert len(lines) == len(every(timezone.localtime(), {}, NEWEST))


def test_a_choice_is_kept_for_him_alone(office: Office, page: Page, client: Client) -> None:
    papers(office, 1, kind="notice", physical_location="甲柜三层", copies=7)
    client.force_login(office.clerk)
    sent = {"order": ["place", "no", "kind", "copies"], "show": ["kind", "place", "copies"], "density": "compact",
            "back": "state=closed&before=5", "save": "1"}  # fmt: skip
    answer = client.post(ADDRESS, sent)
    assert answer["Location"] == "/documents/?state=closed"
    shown = page(office.clerk, "/documents/")
    # the title opens the row: it stands wherever it was not placed
    assert heads(shown) == ["纸质件位置", "文种", "份数", "标题"]
    html = shown.content.decode()
    assert 'data-density="compact"' in html
    for value in ("甲柜三层", "通知", '<td class="c-more">7</td>'):
        assert value in html
    assert heads(page(office.chief, "/documents/")) == USUAL
    client.force_login(office.clerk)
    client.post(ADDRESS, {**sent, "reset": "1"})
    assert heads(page(office.clerk, "/documents/")) == USUAL
    assert fresh(office.clerk).list_columns == {}


def test_one_step_up_or_down_keeps_nothing(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    order = ["no", "title", "unit"]
    for sent, wanted in (
        ({"up": "unit"}, ["no", "unit", "title"]),
        ({"up": "no"}, ["no", "title", "unit"]),
        ({"down": "no"}, ["title", "no", "unit"]),
    ):
        html = client.post(ADDRESS, {"order": order, "show": ["no"], **sent}).content.decode()
        assert [key for key, _ in boxes(html)][:3] == wanted
        assert dict(boxes(html))["no"]
        assert not dict(boxes(html))["unit"]
    last = client.post(ADDRESS, {"order": ["unit"], "down": "place"}).content.decode()
    assert boxes(last)[-1][0] == "place"
    assert fresh(office.clerk).list_columns == {}


@pytest.mark.parametrize("sent", [{"order": ["nonsense"]}, {"show": ["²"]}, {"density": "wide"}, {"up": "x"}])
def test_what_is_no_column_is_refused(office: Office, client: Client, sent: dict[str, Any]) -> None:
    client.force_login(office.clerk)
    assert client.post(ADDRESS, {"save": "1", **sent}).status_code == 422
    assert fresh(office.clerk).list_columns == {}


def test_back_leads_into_the_register_only(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    for back in ("//evil.example", "next=//evil.example", "since=0230", "x" * 400):
        assert client.post(ADDRESS, {"save": "1", "back": back})["Location"] == "/documents/", back


def test_the_dialog_is_the_form_alone(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    html = client.get(ADDRESS, headers={"HX-Request": "true"}).content.decode()
    assert html.startswith("<form")
    assert boxes(html) == boxes(client.get(ADDRESS).content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_all_columns_cost_no_statement_more(
    office: Office, statements: Callable[[Any, str], list[str]], rows: int
) -> None:
    docs = papers(office, rows)
    given(docs, office.unit_clerk.principal)
    cols = list(every(timezone.localtime(), {}, NEWEST))
    for person in (office.clerk, office.unit_clerk):
        person.list_columns = {"register": cols}
        person.save()
        for address in ("/documents/", "/documents/?q=城市更新", "/documents/?sort=due"):
            asked = statements(fresh(person), address)
            assert len(asked) == 6, "\n".join([address, *asked])


def test_the_usual_list_reads_nothing_for_the_others(
    office: Office, statements: Callable[[Any, str], list[str]]
) -> None:
    papers(office, 1)
    asked = " ".join(statements(office.clerk, "/documents/"))
    assert not any(f"d.{name}" in asked for name in FURTHER)


def test_every_column_has_its_text(office: Office) -> None:
    """What goes on paper is the cell without marks."""
    doc = papers(office, 1, title="<b>甲</b>", urgency="urgent", copies=3, lead_unit_name="省水利厅")[0]
    cols = [make() for make in every(timezone.localtime(), {}, NEWEST).values()]
    assert REGISTER.asked_for(office.clerk, "", timezone.localtime()).needs(cols) == FURTHER
    row: Row = register(office.clerk, more=FURTHER).rows[0]
    said = dict(zip([col.key for col in cols], texts(row, cols), strict=True))
    assert not any("<" in text for key, text in said.items() if key != "title")
    assert said["title"] == "【加急】<b>甲</b>"
    assert (said["no"], said["urgency"], said["kind"]) == (doc.receipt_no, "加急", "请示")
    assert (said["copies"], said["lead"], said["node"]) == ("3", "省水利厅", "已办结")
    assert said["date"] == timezone.localtime(doc.received_at).date().isoformat()
    alone = columns(timezone.localtime(), {}, NEWEST, keys=["urgency"])
    assert texts(row, alone) == ["<b>甲</b>", "加急"]
