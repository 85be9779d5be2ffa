"""The register as a sheet: what he sees and no more, text as text, who took what is on record."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow import tasks
from docflow.ledgers import LEDGERS
from documents.actions.exporting import KEPT, TRIES, claim, sweep
from documents.files import taken
from documents.models import Document, Export
from documents.queries.visible import visible_to
from documents.views import exports
from documents.views.lists import REGISTER
from people.models import Person
from tests.lists.bulk import given, papers
from tests.office import Office, registered
from workflow.models import Entry
from workflow.replay import differences

ADDRESS = "/documents/export/"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content: bytes) -> list[list[list[str]]]:
    """Both sheets as rows of texts; a formula anywhere fails."""
    book = zipfile.ZipFile(io.BytesIO(content))
    found = []
    for n in (1, 2):
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{n}.xml"))
        assert not list(root.iter(f"{MAIN}f"))
        assert {cell.get("t") for cell in root.iter(f"{MAIN}c")} <= {"inlineStr", None}
        found.append([["".join(t.text or "" for t in cell.iter(f"{MAIN}t")) for cell in row]
                      for row in root.iter(f"{MAIN}row")])  # fmt: skip
    return found


def make_next() -> bool:
    return exports.make_next(LEDGERS)


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def take(client: Client, person: Person, query: str = "") -> list[list[list[str]]]:
    client.force_login(person)
    answer = client.post(ADDRESS, {"query": query})
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    return sheets(read(answer))


def numbers(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows[1:]]


def test_columns_filters_order_and_who(office: Office, client: Client) -> None:
    papers(office, 3)
    papers(office, 2, start=10, kind="notice", urgency="urgent", physical_location="甲柜")
    office.clerk.list_columns = {"register": ["no", "title", "place", "urgency"]}
    office.clerk.save()
    main, about = take(client, office.clerk, "kind=notice&sort=no-up&before=5")
    assert main == [
        ["序号", "标题", "纸质件位置", "紧急程度"],
        ["测〔2026〕10号", "关于城市更新第10批项目的请示", "甲柜", "加急"],
        ["测〔2026〕11号", "关于城市更新第11批项目的请示", "甲柜", "加急"],
    ]
    said = dict(about)
    assert said["条件"] == "文种：通知"
    assert said["排序"] == "序号↑"
    assert said["列"] == "序号、标题、纸质件位置、紧急程度"
    assert said["件数"] == "2"
    assert said["导出人"] == "陈三三（chen）"
    assert said["导出时间"][:10] == timezone.localdate().isoformat()


def test_typed_text_is_never_a_formula(office: Office, client: Client) -> None:
    nasty = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-2",
        "\t=x",
        "http://evil.example/",
        "1234",
        "长" * 40_000,
    ]
    for i, title in enumerate(nasty):
        papers(office, 1, start=i + 1, title=title, physical_location="=HYPERLINK()", source_doc_number="=2")
    main, _about = take(client, office.clerk, "sort=no-up")
    assert [row[1] for row in main[1:]] == [title[:32_767] for title in nasty]
    assert {row[3] for row in main[1:]} == {"=2"}


@pytest.mark.parametrize("who", ["clerk", "unit_clerk", "outsider", "leader", "admin"])
def test_exactly_what_he_may_see(office: Office, client: Client, who: str) -> None:
    docs = [*papers(office, 6), registered(office), registered(office, work_secret=True)]
    given([docs[1], docs[3]], office.unit_clerk.principal)
    person = office.everybody()[who]
    main, _about = take(client, person)
    wanted = visible_to(person).order_by("-pk").values_list("receipt_no", flat=True)
    assert numbers(main) == list(wanted)


def test_each_export_is_on_record(office: Office, client: Client) -> None:
    papers(office, 2)
    take(client, office.clerk, "state=closed")
    export = Export.objects.get()
    entry = Entry.objects.get(subject_kind="export")
    assert (entry.actor_id, entry.verb, entry.subject_pk) == (office.clerk.pk, "export", export.pk)
    assert entry.data["rows"] == 2
    assert "条件：状态：已办结" in entry.data["filters"]
    assert not export.is_there  # nothing of it was kept
    assert list(differences(Export)) == []


def drawn(client: Client, where: str) -> dict[str, str]:
    """The hidden fields of the form as it is drawn there."""
    html = (
        client.get(where)
        .content.decode()
        .split(f'<form method="post" action="{ADDRESS}"')[1]
        .split("</form>")[0]
    )
    return dict(re.findall(r'type="hidden" name="(query|key)" value="([^"]*)"', html))


@pytest.mark.parametrize("where", ["/documents/", ADDRESS])
def test_a_second_click_is_the_first_answer(office: Office, client: Client, where: str) -> None:
    papers(office, 2)
    client.force_login(office.clerk)
    form, other = drawn(client, where), drawn(client, where)
    assert len(form["key"]) > 16
    assert form["key"] != other["key"]
    first, second = (sheets(read(client.post(ADDRESS, form)))[0] for _ in range(2))
    assert first == second
    assert Entry.objects.filter(subject_kind="export").count() == Export.objects.count() == 1
    client.post(ADDRESS, other)
    assert Entry.objects.filter(subject_kind="export").count() == Export.objects.count() == 2
    assert list(differences(Export)) == []


def test_rows_that_came_since_are_on_record(office: Office, client: Client) -> None:
    """The form stays on the screen: what it takes later is not what it took."""
    papers(office, 2)
    client.force_login(office.clerk)
    form = drawn(client, "/documents/")
    client.post(ADDRESS, form)
    papers(office, 1, start=9)
    assert len(numbers(sheets(read(client.post(ADDRESS, form)))[0])) == 3
    taken_along = Entry.objects.filter(subject_kind="export").order_by("id")
    assert [entry.data["rows"] for entry in taken_along] == [2, 3]


def test_the_key_is_his_own(office: Office, client: Client) -> None:
    papers(office, 2)
    client.force_login(office.clerk)
    form = drawn(client, "/documents/")
    client.post(ADDRESS, form)
    client.force_login(office.chief)
    assert client.post(ADDRESS, form).status_code == 403
    assert Entry.objects.filter(subject_kind="export").count() == 1


@pytest.mark.parametrize("query", ["since=0230", "q=%00", "kind=x", "q=长", "x" * 2001])
def test_more_than_the_list_is_never_taken(office: Office, client: Client, query: str) -> None:
    """A filter that is not understood is refused, not dropped."""
    papers(office, 2)
    client.force_login(office.clerk)
    assert client.post(ADDRESS, {"query": query}).status_code in (400, 422)
    assert client.get(f"{ADDRESS}?{query}").status_code in (400, 422)
    assert not Export.objects.exists()
    longest = "q=" + "%E6%96%B0" * 60 + "&sender=" + "%E6%96%B0" * 40
    assert take(client, office.clerk, longest)[0][1:] == []


@pytest.mark.parametrize("pick", ["", "&pick=²", "&pick=ABC"])
def test_nothing_ticked_is_not_everything(office: Office, client: Client, pick: str) -> None:
    """The button of the ticked ones leads back to the list: more than that was not asked for."""
    registered(office)
    client.force_login(office.clerk)
    answer = client.get(f"{ADDRESS}?back=view%3Dgone{pick}")
    assert (answer.status_code, answer["Location"]) == (302, "/documents/?view=gone")


def test_a_filter_that_is_not_his_any_more_is_refused(office: Office, client: Client) -> None:
    client.force_login(office.unit_clerk)
    assert client.get("/outgoing/export/?series=3").status_code == 422


def test_looking_takes_nothing(office: Office, client: Client) -> None:
    papers(office, 1)
    client.force_login(office.clerk)
    html = client.get(f"{ADDRESS}?state=closed").content.decode()
    assert "状态：已办结" in html
    assert 'name="query" value="state=closed"' in html
    assert not Export.objects.exists()


# -- large ones ------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 3)


def later(client: Client, person: Person, query: str = "") -> Export:
    client.force_login(person)
    answer = client.post(ADDRESS, {"query": query})
    assert answer["Location"] == f"/documents/{'?' if query else ''}{query}"
    return Export.objects.get(person=person, made_at=None, removed_at=None)


def test_a_large_one_is_made_by_the_worker(office: Office, client: Client, small: None) -> None:
    docs = papers(office, 8)
    papers(office, 1, start=50, kind="notice")
    export = later(client, office.clerk, "kind=request")
    page, file = f"/documents/exports/{export.ref}/", f"/documents/exports/{export.ref}/file/"
    assert "正在后台生成" in client.get(page).content.decode()
    assert client.get(file).status_code == 404
    tasks.exports()
    tasks.exports()
    export.refresh_from_db()
    assert (export.rows, export.is_there) == (8, True)
    main, about = sheets(read(client.get(file)))
    assert numbers(main) == [d.receipt_no for d in reversed(docs)]
    assert dict(about)["件数"] == "8"
    [alert] = Alert.objects.filter(recipient=office.clerk)
    assert alert.title == "收文登记簿已导出：8 件"
    assert f'href="{page}"' in client.get("/notices/?box=about").content.decode()
    assert file in client.get(page).content.decode()
    assert [e.verb for e in Entry.objects.filter(subject_kind="export").order_by("seq")] == [
        "export",
        "export_made",
    ]
    assert list(differences(Export)) == []
    for other in (office.chief, office.admin, office.outsider):
        client.force_login(other)
        assert (client.get(page).status_code, client.get(file).status_code) == (404, 404)


def test_rights_are_those_of_the_making(office: Office, client: Client, small: None) -> None:
    docs = papers(office, 6)
    tasks_ = given(docs, office.unit_clerk.principal)
    export = later(client, office.unit_clerk)
    for task in tasks_[:4]:
        task.revoked = True
        task.save()
    make_next()
    main, _about = sheets(taken.path_of(export.ref).read_bytes())
    assert numbers(main) == [d.receipt_no for d in reversed(docs[4:])]


def test_pieces_are_joined_without_a_seam(office: Office, client: Client, monkeypatch: Any) -> None:
    docs = papers(office, 23, state="handling", closed_at=None, received_at=timezone.now())
    form = REGISTER.asked_for(office.clerk, "sort=received", timezone.localtime())
    rows = list(form.all(20, ("copies",), 0, at_once=4))
    assert [row.id for row in rows] == [d.pk for d in reversed(docs)][:20]
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    monkeypatch.setattr(exports, "MOST", 20)
    export = later(client, office.clerk)
    make_next()
    main, about = sheets(taken.path_of(export.ref).read_bytes())
    assert len(main) == 21
    assert dict(about)["件数"].startswith("20（")
    assert "只导出了前 20 件" in Alert.objects.get().said


def test_one_waits_for_each_person(office: Office, client: Client, small: None) -> None:
    papers(office, 5)
    later(client, office.clerk)
    again = client.post(ADDRESS, {"query": ""})
    assert again.status_code == 409
    assert "上一份导出还在生成" in again.content.decode()
    later(client, office.chief)
    now = timezone.now()
    first, second = claim(now), claim(now)
    assert {first and first.person, second and second.person} == {office.clerk, office.chief}
    assert claim(now) is None  # both are in somebody's hands
    assert claim(now + timedelta(hours=1)) is not None  # who never finished


def test_a_second_click_on_a_large_one(office: Office, client: Client, small: None) -> None:
    """While it waits it is the same; when it is made the form leads to it."""
    papers(office, 5)
    client.force_login(office.clerk)
    form = drawn(client, "/documents/")
    for _ in range(2):
        assert client.post(ADDRESS, form)["Location"] == "/documents/"
    assert client.post(ADDRESS, drawn(client, "/documents/")).status_code == 409
    make_next()
    export = Export.objects.get()
    assert client.post(ADDRESS, form)["Location"] == f"/documents/exports/{export.ref}/"
    assert Entry.objects.filter(subject_kind="export", verb="export").count() == 1


def test_what_cannot_be_made_is_said(office: Office, client: Client, small: None, monkeypatch: Any) -> None:
    papers(office, 5)
    export = later(client, office.clerk)

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(exports, "write_sheet", broken)
    for _ in range(TRIES):
        with pytest.raises(OSError, match="no space"):
            make_next()
        Export.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert not make_next()
    export.refresh_from_db()
    assert not export.waits
    assert "导出没有生成" in Alert.objects.get().said
    assert list(taken.folder().iterdir()) == []
    later(client, office.clerk)  # he may ask again


def test_one_a_tick_the_oldest_first(office: Office, client: Client, small: None) -> None:
    """The alerts of the minute wait behind one sheet at most."""
    papers(office, 5)
    asked = [later(client, who) for who in (office.clerk, office.chief, office.handler)]
    for n in range(4):
        there = [export.ref for export in asked if taken.path_of(export.ref).exists()]
        assert there == [export.ref for export in asked[:n]]
        tasks.exports()


def test_one_at_a_time_over_all_processes(office: Office, client: Client, small: None) -> None:
    """Of two worker processes one is left for the alerts, however long a sheet takes."""
    papers(office, 5)
    export = later(client, office.clerk)
    other = connection.copy()  # as another process has one
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('docflow.sheets'))")
        assert not make_next()
        assert Export.objects.get(pk=export.pk).claimed_at is None
        cursor.execute("SELECT pg_advisory_unlock(hashtext('docflow.sheets'))")
    assert make_next()


def test_who_has_left_gets_nothing(office: Office, client: Client, small: None) -> None:
    papers(office, 5)
    export = later(client, office.chief)
    Person.objects.filter(pk=office.chief.pk).update(is_active=False)
    make_next()
    assert not taken.path_of(export.ref).exists()


def test_files_go_after_some_days_the_record_stays(office: Office, client: Client, small: None) -> None:
    papers(office, 5)
    export, other = later(client, office.clerk), later(client, office.chief)
    assert make_next()
    assert make_next()
    old = timezone.now() - KEPT - timedelta(minutes=1)
    Export.objects.filter(pk=export.pk).update(made_at=old)
    stray = taken.folder() / "left.1.part"
    stray.write_bytes(b"x")
    os.utime(stray, (time.time() - 2 * 24 * 3600,) * 2)
    assert sweep(timezone.now()) == 2
    tasks.leftovers()
    assert [p.name for p in taken.folder().iterdir()] == [f"{other.ref}.xlsx"]
    client.force_login(office.clerk)
    assert client.get(f"/documents/exports/{export.ref}/file/").status_code == 404
    assert "文件已经没有了" in client.get(f"/documents/exports/{export.ref}/").content.decode()
    assert Entry.objects.filter(subject_kind="export", subject_pk=export.pk).count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_an_export(
    office: Office, client: Client, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    papers(office, rows)
    client.force_login(office.clerk)
    client.post(ADDRESS, {"query": ""})
    with django_assert_num_queries(STATEMENTS):
        assert client.post(ADDRESS, {"query": ""}).status_code == 200


STATEMENTS = 9  # session, person, rights, rows; the clock and the act


def test_the_button_is_there_where_there_are_rows(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert 'data-key="KeyE"' not in client.get("/documents/").content.decode()
    papers(office, 1)
    html = client.get("/documents/?state=closed").content.decode()
    assert '<a class="btn btn-line" href="/documents/export/?state=closed" data-dialog="export"' in html
    assert Document.objects.count() == 1
