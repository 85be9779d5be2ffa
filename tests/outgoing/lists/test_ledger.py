"""The outgoing register as a ledger: its own columns and views, the sheet at once and by the worker, the print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow import tasks
from docflow.ledgers import LEDGERS
from docflow.web.ledger import texts
from documents.files import taken
from documents.models import Export, SavedView
from documents.views import exports
from outgoing.models import NumberSeries, Outgoing
from outgoing.queries.lists import register
from outgoing.queries.visible import visible_to
from outgoing.views.lists import OUTGOING
from tests.lists.bulk import papers as incoming
from tests.lists.test_export import read, sheets
from tests.office import Office, fresh
from tests.outgoing.lists.stock import issued, one, to_sign_for
from workflow.models import Entry
from workflow.replay import differences

AT = "/outgoing/export/"


@pytest.fixture
def four(office: Office, rule: NumberSeries) -> list[Outgoing]:
    return [issued(office, rule, 9 - n, f"关于第{n}号事项的通知") for n in range(4)]


def take(client: Client, person: Any, query: str = "", **more: Any) -> list[list[list[str]]]:
    client.force_login(person)
    answer = client.post(AT, {"query": query, **more})
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert "attachment" in answer["Content-Disposition"]
    return sheets(read(answer))


def test_columns_filters_order_and_who(office: Office, client: Client, four: list[Outgoing]) -> None:
    office.clerk.list_columns = {
        "outgoing_register": ["number", "title", "organ", "public"],
        "register": ["no"],
    }
    office.clerk.save()
    main, about = take(client, office.clerk, "view=sent&sort=number-up&before=5")
    assert main[0] == ["发文字号", "标题", "发文机关", "公开属性"]
    assert [row[0] for row in main[1:]] == [paper.number for paper in four]
    said = dict(about)
    assert said["内容"] == "发文登记簿（只含导出人有权查看的公文）"
    assert (said["条件"], said["排序"]) == ("待回执", "发文字号↑")
    assert (said["件数"], said["导出人"]) == ("4", "陈三三（chen）")
    export = Export.objects.get()
    assert (export.ledger, export.title, export.rows) == ("outgoing_register", "发文登记簿", 4)
    assert Entry.objects.get(subject_kind="export").data["ledger"] == "outgoing_register"
    assert list(differences(Export)) == []


@pytest.mark.parametrize("who", ["clerk", "unit_clerk", "outsider", "leader", "admin"])
def test_exactly_what_he_may_see(
    office: Office, client: Client, rule: NumberSeries, four: list[Outgoing], who: str
) -> None:
    issued(office, rule, 1, "机要事项的通知", work_secret=True, holder=office.handler)
    to_sign_for(four[1], office.unit)
    person = fresh(office.everybody()[who])
    main, _about = take(client, person)
    wanted = visible_to(person).order_by("-pk").values_list("number", flat=True)
    assert [row[0] for row in main[1:]] == list(wanted)


def test_only_the_ticked_ones(office: Office, client: Client, four: list[Outgoing]) -> None:
    client.force_login(office.clerk)
    ticked = [four[0].ref, four[2].ref]
    query = "".join(f"&pick={ref}" for ref in ticked)
    html = client.get(f"{AT}?back=sort%3Dnumber{query}").content.decode()
    assert "选中的 2 件" in html
    assert re.findall(r'name="pick" value="(\w+)"', html) == ticked
    assert 'name="query" value="sort=number"' in html
    main, about = take(client, office.clerk, "sort=number", pick=ticked)
    assert [row[0] for row in main[1:]] == [four[2].number, four[0].number]
    assert "选中的 2 件" in dict(about)["条件"]
    whole = client.get(f"{AT}?back=sort%3Dnumber&all=1{query}").content.decode()
    assert 'name="pick"' not in whole
    main, _about = take(client, fresh(office.unit_clerk), "", pick=ticked)
    assert main[1:] == []


def test_a_large_one_is_made_by_the_worker(
    office: Office, client: Client, four: list[Outgoing], monkeypatch: Any
) -> None:
    """Beside one of the other register: each by its own definition."""
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    incoming(office, 5)
    client.force_login(office.clerk)
    assert (
        client.post(AT, {"query": "view=sent&sort=number"})["Location"] == "/outgoing/?view=sent&sort=number"
    )
    client.force_login(office.chief)
    assert client.post("/documents/export/", {"query": ""})["Location"] == "/documents/"
    tasks.exports()
    tasks.exports()
    mine, other = (Export.objects.get(person=who) for who in (office.clerk, office.chief))
    main, _about = sheets(taken.path_of(mine.ref).read_bytes())
    assert [row[0] for row in main[1:]] == [paper.number for paper in reversed(four)]
    main, _about = sheets(taken.path_of(other.ref).read_bytes())
    assert main[0][0] == "序号"
    [alert] = Alert.objects.filter(recipient=office.clerk)
    assert alert.title == "发文登记簿已导出：4 件"
    client.force_login(office.clerk)
    html = client.get(f"/documents/exports/{mine.ref}/").content.decode()
    assert 'href="/outgoing/?view=sent&amp;sort=number">发文登记簿' in html
    kept = {"register", "outgoing_register", "supervision", "supervision_late"}
    assert set(LEDGERS) == kept | {"errors", "seals", "seal_requests", "seal_takeouts", "seal_ledger"}


def test_every_column_has_its_text(office: Office, rule: NumberSeries) -> None:
    """What goes on paper is the cell without marks."""
    paper = issued(office, rule, 2, "<b>甲</b>", urgency="urgent", print_run=12, signers="李四", standing="repealed",
                   publicity="not_public", publicity_reason="内部")  # fmt: skip
    to_sign_for(paper, office.unit)
    asked = OUTGOING.asked_for(fresh(office.clerk), "", timezone.localtime())
    cols = OUTGOING.columns(asked, keys=list(OUTGOING.every(asked.now, {}, "no", str, ())))
    [row] = register(fresh(office.clerk), more=asked.needs(cols)).rows
    said = dict(zip([col.key for col in cols], texts(row, cols), strict=True))
    assert not any("<" in words for key, words in said.items() if key != "title")
    assert said["title"] == "【已废止】<b>甲</b>"
    assert (said["number"], said["urgency"], said["kind"]) == (paper.number, "加急", "通知")
    assert (said["main"], said["run"], said["receipts"]) == (office.unit.name, "12", "0/1")
    assert (said["signers"], said["public"], said["organ"]) == ("李四", "不予公开", "人民政府办公厅"[-6:])
    assert said["unit"] == f"公文运转处 {office.handler.name}"
    usual = OUTGOING.columns(asked)
    assert [col.key for col in usual] == list(OUTGOING.usual)
    assert texts(row, usual)[1] == "【加急】【已废止】<b>甲</b>"


def test_the_columns_of_each_register_are_its_own(
    office: Office, client: Client, four: list[Outgoing]
) -> None:
    client.force_login(office.clerk)
    sent = {
        "order": ["title", "run"],
        "show": ["run"],
        "density": "compact",
        "back": "view=sent",
        "save": "1",
    }
    assert client.post("/outgoing/columns/", sent)["Location"] == "/outgoing/?view=sent"
    assert fresh(office.clerk).list_columns == {"outgoing_register": ["title", "run"]}
    assert 'data-density="compact"' in client.get("/outgoing/").content.decode()
    assert client.post("/outgoing/columns/", {**sent, "show": ["receipt_no"]}).status_code == 422
    dialog = client.get("/outgoing/columns/", headers={"HX-Request": "true"}).content.decode()
    assert 'action="/outgoing/columns/"' in dialog


# -- kept views ----------------------------------------------------------------------------------------


def keep(client: Client, name: str, query: str, at: str = "/outgoing/", **more: Any) -> Any:
    return client.post(f"{at}views/", {"name": name, "query": query, **more})


def pills(client: Client, at: str = "/outgoing/") -> str:
    return client.get(at).content.decode().split('<ul class="views"')[1].split("</ul>")[0]


def test_a_view_stands_over_its_own_register_alone(
    office: Office, client: Client, four: list[Outgoing]
) -> None:
    client.force_login(office.clerk)
    assert keep(client, "函件", "kind=letter&sort=number")["Location"] == "/outgoing/?kind=letter&sort=number"
    assert keep(client, "函件", "kind=letter", "/documents/").status_code == 302  # one name in each
    assert keep(client, "函件", "kind=notice").status_code == 422
    assert 'href="/outgoing/?kind=letter&amp;sort=number"' in pills(client)
    assert "sort=number" not in pills(client, "/documents/")
    view = SavedView.objects.get(ledger="outgoing_register")
    assert client.post(f"/documents/views/{view.pk}/forget/").status_code == 404
    assert client.post(f"/outgoing/views/{view.pk}/forget/")["Location"] == "/outgoing/views/"


def test_a_shared_view_is_everybodys_who_reads_the_register(
    office: Office, client: Client, four: list[Outgoing]
) -> None:
    client.force_login(office.clerk)
    assert "is_shared" in client.get("/outgoing/views/?kind=letter").content.decode()
    keep(client, "函件", "kind=letter", is_shared="on")
    keep(client, "自用", "kind=notice")
    for who, sees in (
        ("clerk2", True),
        ("leader", office.leader.hats.reads_register),
        ("unit_clerk", False),
        ("outsider", False),
    ):
        client.force_login(fresh(office.everybody()[who]))
        assert ("函件" in pills(client)) is sees, who
        assert "自用" not in pills(client), who
        assert ("函件" in client.get("/outgoing/views/").content.decode()) is sees, who


def test_who_may_share_and_who_may_take_away(office: Office, client: Client, four: list[Outgoing]) -> None:
    client.force_login(fresh(office.unit_clerk))
    assert "is_shared" not in client.get("/outgoing/views/?kind=letter").content.decode()
    keep(client, "函件", "kind=letter", is_shared="on")
    assert not SavedView.objects.get().is_shared
    client.force_login(office.clerk)
    keep(client, "共用", "kind=letter", is_shared="on")
    view = SavedView.objects.get(is_shared=True)
    for who, status in (("outsider", 404), ("clerk2", 404), ("admin", 404), ("chief", 302)):
        client.force_login(fresh(office.everybody()[who]))
        assert client.post(f"/outgoing/views/{view.pk}/forget/").status_code == status, who
    client.force_login(office.clerk)
    for n in range(13):
        keep(client, f"共{n}", "kind=letter", is_shared="on")
    assert SavedView.objects.filter(is_shared=True).count() == 12


def test_the_button_is_there_where_there_are_rows(office: Office, client: Client, rule: NumberSeries) -> None:
    client.force_login(office.clerk)
    assert 'data-key="KeyE"' not in client.get("/outgoing/").content.decode()
    one(office)
    html = client.get("/outgoing/?view=going").content.decode()
    assert 'href="/outgoing/export/?view=going" data-dialog="export"' in html
    assert 'href="/outgoing/print/?view=going"' in html
