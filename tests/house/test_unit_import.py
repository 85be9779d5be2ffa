"""Units from Excel: looked at line by line, all or none, each by an act, and a hostile table hurts nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from people.models import Roster, Unit
from tests.office import Office, make_office
from tests.races.threads import at_once
from workflow.models import Entry
from workflow.replay import differences

URL = "/people/units/import/"
HEADS = ["全称", "简称", "上级单位", "类别", "与本机关关系", "机关代字", "排列顺序"]


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def admin(office: Office, client: Client) -> Client:
    client.force_login(office.admin)
    return client


def table(*rows: Any, heads: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(heads or HEADS)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: Client, content: bytes, name: str = "单位.xlsx") -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, content)})


def shown(page: Any) -> dict[str, str]:
    return {"key": page.context["key"], "table": page.context["table"]}


GOOD = [
    ["江东省统计局普查中心", "普查中心", "省统计局", "", "", "", None],
    ["江东省统计局", "省统计局", "", "外单位", "下级机关", "江统", 7],
    [None, None],
    ["信访处", "", "省政府办公厅", "内设处室", "", "", 20.0],
    ["江东省水利厅", "省水利厅", "", "", "", "", ""],
]


def test_from_the_template_to_the_tree(admin: Client, office: Office) -> None:
    empty = load_workbook(io.BytesIO(admin.get(f"{URL}template.xlsx").content))
    assert [cell.value for cell in empty.worksheets[0][1]] == HEADS
    page = sent(admin, table(*GOOD))
    assert page.status_code == 200
    assert not Unit.objects.filter(name="江东省统计局").exists()  # a look writes nothing
    assert [(line.number, line.known) for line in page.context["lines"]] == [
        (3, False), (5, False), (6, True), (2, False),
    ]  # fmt: skip
    data = shown(page)
    done = admin.post(URL, data, follow=True)
    assert "已导入 3 个单位" in done.content.decode()
    bureau, centre = (Unit.objects.get(short_name=n) for n in ("省统计局", "普查中心"))
    assert (bureau.relation, bureau.number_code, bureau.order) == ("subordinate", "江统", 7)
    assert centre.parent == bureau
    section = Unit.objects.get(name="信访处")
    assert (section.kind, section.relation, section.parent, section.order) == (
        "section", "internal", office.office, 20,
    )  # fmt: skip
    assert Entry.objects.filter(verb="unit_save").count() == 3
    assert "已导入过" in admin.post(URL, data, follow=True).content.decode()
    assert Entry.objects.filter(verb="unit_save").count() == 3
    assert list(differences(Roster)) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "简称"], "全称"),
        (["甲" * 121], "全称"),
        (["某局", "甲" * 41], "简称"),
        (["某局", "", "没有的单位"], "没有上级单位"),
        (["某局", "", "", "行星"], "不是可填的值"),
        (["某局", "", "", "", "朋友"], "不是可填的值"),
        (["某局", "", "", "本机关"], "不是可填的值"),
        (["某局", "", "", "", "", "", "头一个"], "排列顺序"),
        (["某局", "", "", "", "", "", -1], "排列顺序"),
        (["江东省统计局"], "重复"),
        (["甲局", "", "甲局"], "绕成了一圈"),
    ],
)
def test_one_wrong_line_and_nothing_is_offered(row: list[Any], says: str, admin: Client) -> None:
    page = sent(admin, table(*GOOD, row))
    assert page.status_code == 422
    html = page.content.decode()
    assert says in html
    assert 'name="table"' not in html
    assert admin.post(URL, shown(page)).headers["Location"] == URL  # nor done all the same
    assert not Unit.objects.filter(name="信访处").exists()


def test_what_changed_meanwhile_stops_all_of_it(admin: Client, office: Office) -> None:
    page = sent(admin, table(["甲局", "", "江东省体育局"], ["乙局"]))
    Unit.objects.filter(pk=office.elsewhere.pk).update(is_active=False)
    assert "没有导入任何一行" in admin.post(URL, shown(page), follow=True).content.decode()
    assert not Unit.objects.filter(name__in=["甲局", "乙局"]).exists()


@pytest.mark.parametrize("change", [{"table": "x"}, {"key": ""}, {"key": "\0" * 20}, {"key": "k" * 60}])
def test_only_what_was_looked_at(change: dict[str, str], admin: Client) -> None:
    page = sent(admin, table(["乙局"]))
    assert admin.post(URL, {**shown(page), **change}).headers["Location"] == URL
    assert not Unit.objects.filter(name="乙局").exists()


def bomb() -> bytes:
    """Small outside, huge inside."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(table(["乙局"]))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for item in good.infolist():
            content = good.read(item)
            if item.filename.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", b"<row/>" * 20_000_000 + b"</sheetData>")
            bad.writestr(item.filename, content)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(table(["乙局"]))) as good, zipfile.ZipFile(out, "w") as bad:
        for item in good.infolist():
            content = good.read(item)
            if item.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            bad.writestr(item.filename, content)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x05\x06" + bytes(18), table()[:400], table(), table(heads=["名"]),
                                     bomb(), entities()],
                         ids=["empty", "text", "no members", "torn", "no lines", "no heads", "bomb", "entities"])  # fmt: skip
def test_no_such_table(content: bytes, admin: Client) -> None:
    page = sent(admin, content)
    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert not page.context["lines"]


def test_other_files_and_too_many_lines(admin: Client) -> None:
    assert sent(admin, b"%PDF-1.7\n", "a.pdf").status_code == 422
    assert sent(admin, b"a,b", "a.csv").status_code == 422
    many = sent(admin, table(*[[f"单位{n}"] for n in range(501)]))
    assert "一次最多导入 500 行" in many.content.decode()
    assert admin.post(URL, {}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_same_table_from_two_windows(tmp_path: Path) -> None:
    office = make_office()
    client = Client()
    client.force_login(office.admin)
    page = sent(client, table(*GOOD))

    def confirm() -> int:
        browser = Client()
        browser.force_login(office.admin)
        return browser.post(URL, shown(page)).status_code

    assert set(at_once([confirm] * 4)) == {302}
    assert Unit.objects.filter(name__in=["信访处", "江东省统计局", "江东省统计局普查中心"]).count() == 3
    assert Entry.objects.filter(verb="unit_save").count() == 3
