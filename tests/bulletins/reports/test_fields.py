"""What a report says of a field: its name and content as the pages show them, whenever it was written."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from bulletins.actions import reports
from bulletins.actions.collecting import collect
from bulletins.models import ErrorEntry, ErrorReport
from bulletins.queries import records
from docflow.web.errors import Incomplete
from documents.actions.correcting import correct
from documents.models import Document
from outgoing.models import Outgoing
from seals.models import SealRequest
from tests.bulletins.reports.test_reports import again, browser, form, made
from tests.office import fresh, make_office, registered
from tests.outgoing.desk import drafted
from tests.seals.desk.steps import asked
from tests.seals.world import make_world
from workflow.models import Subject

pytestmark = pytest.mark.django_db

HAN = re.compile(r"[\u4e00-\u9fff]")
CAME = datetime(2026, 11, 17, 8, 51, 33, tzinfo=ZoneInfo("UTC"))
NAMED: list[tuple[type[Model], tuple[str, ...]]] = [
    (Document, records.INCOMING),
    (Outgoing, records.OUTGOING),
    (SealRequest, records.OF_REQUEST),
]


@pytest.mark.parametrize(("model", "names"), NAMED)
def test_every_field_has_a_name_of_its_own(model: type[Model], names: tuple[str, ...]) -> None:
    labels = [str(model._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
    assert all(HAN.search(label) for label in labels), labels
    assert len(set(labels)) == len(labels), "a report is kept under the name"


@pytest.mark.parametrize(
    ("value", "said"),
    [(CAME, "2026-11-17 16:51"), (date(2026, 3, 5), "2026-03-05"), (True, "是"), (False, "否"), (None, ""), (0, "0"),
     (["甲", "乙"], "甲、乙"), ("2026", "2026")],
)  # fmt: skip
def test_a_value_is_said_as_on_the_pages(value: Any, said: str) -> None:
    assert records.words(value) == said


def test_no_record_shows_how_the_database_writes_a_moment(db: None) -> None:
    w = make_world()
    d = w.d
    rows: list[tuple[Any, Subject]] = [
        (w.o.clerk, registered(w.o, document_date=date(2026, 3, 5))),
        (d.drafter, drafted(d, document_date=date(2026, 3, 5))),
        (w.keeper, asked(w)),
    ]
    for who, row in rows:
        found = records.record(fresh(who), row.subject_kind, row.ref)
        assert found is not None
        assert found.values, row.subject_kind
        assert not [value for value in found.values.values() if "+00:00" in value or value == "None"]
        assert row.subject_kind == "seal_request" or "2026-03-05" in found.values.values()


def test_the_office_s_clock_on_the_form_and_on_the_page(db: None) -> None:
    office = make_office()
    doc = registered(office, received_at=CAME.replace(year=2025))
    client, url = browser(office.handler), f"/reports/new/?about=document:{doc.ref}"
    shown = client.get(url).content.decode()
    assert f"来文单位：{doc.source_name}" in shown
    assert "收文时间：2025-11-17 16:51<" in shown
    assert client.post(url, {**form(client, url), "field": "收文时间", "what": "早了"}).status_code == 302
    assert ErrorReport.objects.get().old == "2025-11-17 16:51"


def test_one_kept_in_the_old_words_is_read_in_those_of_today(db: None) -> None:
    """It still compares alike: what was not mended is not called corrected."""
    office = make_office()
    doc = registered(office, received_at=CAME.replace(year=2025))
    of_time = made(office, doc, field="收文时间", old=str(doc.received_at))
    of_sender = made(office, doc, field="source name", old=doc.source_name)
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    for row, name in ((of_time, "收文时间"), (of_sender, "来文单位")):
        with pytest.raises(Incomplete, match=f"“{name}”现在的内容与报错时相同"):
            reports.answer(again(row), by=fresh(office.chief), answer="corrected", new="已改")
        page = browser(office.handler).get(f"/reports/{row.ref}/").content.decode()
        assert f"<dd>{name}</dd>" in page
        assert "08:51:33" not in page
    assert "2025-11-17 16:51" in browser(office.handler).get(f"/reports/{of_time.ref}/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "2026-13-45 25:61:61+00:00",
        "2026-01-01 10:00:00+99:99",
        "0000-01-01 00:00:00+00:00",
        "9999-12-31 23:59:59+00:00",
    ],
)
@pytest.mark.parametrize("field", ["", "收文时间"])
def test_what_only_looks_like_a_moment_stays_as_it_is(db: None, typed: str, field: str) -> None:
    """Typed by somebody, or kept of a field: the page of the report is there."""
    office = make_office()
    row = made(office, registered(office), field=field, old=typed)
    page = browser(office.handler).get(f"/reports/{row.ref}/")
    assert page.status_code == 200
    assert typed in page.content.decode()


def test_what_was_typed_is_shown_as_it_was_typed(db: None) -> None:
    office = make_office()
    row = made(office, registered(office), field="", old="2025-11-17 08:51:33+00:00")
    assert "2025-11-17 08:51:33+00:00" in browser(office.handler).get(f"/reports/{row.ref}/").content.decode()


def test_a_long_content_compares_as_far_as_it_is_kept(db: None) -> None:
    office = make_office()
    doc = registered(office, title="关于" + "认真" * 300 + "办理的请示")
    row = made(office, doc, field="标题", old=doc.title[:500])
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    with pytest.raises(Incomplete, match="还没有更正"):
        reports.answer(again(row), by=fresh(office.chief), answer="corrected", new="已改")


def test_the_error_book_calls_the_field_by_its_name_of_today(db: None) -> None:
    office = make_office()
    doc = registered(office)
    row = made(office, doc, field="source name", old="云川市政府")
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    reports.answer(again(row), by=fresh(office.chief), answer="corrected", new=doc.source_name)
    collect()
    assert ErrorEntry.objects.get(source="report").description == "经报错核实，「来文单位」有误，已更正。"
