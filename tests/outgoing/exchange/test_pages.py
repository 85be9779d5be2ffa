"""The desk's pages: what they show, to whom they exist, how many statements they cost, what they make of bad input."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outgoing.actions.copying import copies
from outgoing.actions.exchanging import hand_over, make_batch
from outgoing.models import Addressee, AddresseeGroup, ExchangeBatch, Outgoing
from outgoing.queries.dispatch import rows as matrix
from outgoing.views import exchange as views
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, of
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def clerk(office: Office, client: Client) -> Client:
    client.force_login(office.clerk)
    return client


def keys(office: Office) -> list[int]:
    return list(Addressee.objects.order_by("id").values_list("pk", flat=True))


def batch(office: Office) -> ExchangeBatch:
    return make_batch(by=fresh(office.clerk), items=keys(office), courier="老周", key="k")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_waiting_list_to_the_ticked_off_batch(office: Office, clerk: Client) -> None:
    paper = dispatched(office, channel="exchange")
    page = text(clerk.get("/exchange/"))
    assert "江东工程协会" in page
    assert paper.number in page
    answer = clerk.post(
        "/exchange/new/", {"pick": keys(office), "courier": "老周", "key": "abc"}, follow=True
    )
    made = ExchangeBatch.objects.get()
    assert made.number in text(answer)
    assert "未交出" in text(answer)
    answer = clerk.post(f"/exchange/{made.pk}/hand/", {"key": "h"}, follow=True)
    assert "已由老周送出" in text(answer)
    made.refresh_from_db()
    assert made.handed_at is not None
    row = of(paper, "水利")
    data = {
        "key": "t",
        "by": "小王",
        f"receipt_{row.pk}": "short",
        f"copies_{row.pk}": "1",
        f"seal_{row.pk}": "no",
    }
    answer = clerk.post(f"/exchange/{made.pk}/", data)
    assert answer.status_code == 422
    assert "「少件」请写明情况" in text(answer)
    assert 'value="小王"' in text(answer)
    answer = clerk.post(
        f"/exchange/{made.pk}/", {**data, "key": "t2", f"note_{row.pk}": "少两份"}, follow=True
    )
    row.refresh_from_db()
    assert (row.receipt, row.received_copies, row.answered_by_name, row.seal_intact) == (
        "short",
        1,
        "小王",
        False,
    )
    assert "已登记 1 件" in text(answer)
    pdf = clerk.get(f"/exchange/{made.pk}/list.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "inline" in pdf.headers["Content-Disposition"]


def test_late_ones_come_first_with_shape_and_words(office: Office, clerk: Client) -> None:
    first, second = dispatched(office), dispatched(office)
    row = of(second, "财政")
    Addressee.objects.filter(pk=row.pk).update(alarm_at=timezone.now() - timedelta(minutes=1))
    page = text(clerk.get("/exchange/?tab=unsigned"))
    assert "1 件超时未签收" in page
    assert 'lamp-yellow"><i aria-hidden="true"></i>超时未签收' in page
    assert page.index(second.number) < page.index(first.number)
    answer = clerk.post("/exchange/urge/", {"pick": [row.pk], "key": "u"}, follow=True)
    assert "已催 1 件" in text(answer)
    row.refresh_from_db()
    assert row.urged == 1
    answer = clerk.post("/exchange/urge/", {"pick": ["x", "9" * 30], "key": "u2"}, follow=True)
    assert "没有选中" in text(answer)


def test_the_receiving_side_signs_with_one_key_or_says_what_is_wrong(office: Office, client: Client) -> None:
    first, second, third = (dispatched(office) for _ in range(3))
    client.force_login(office.unit_clerk)
    page = text(client.get("/exchange/receive/"))
    assert page.count("<tr data-row") == 3
    tasks = {t.subject_pk: t.pk for t in Task.objects.open().filter(holder=office.unit.principal)}
    answer = client.post(
        "/exchange/receive/all/", {"pick": [tasks[first.pk], tasks[second.pk]], "key": "r"}, follow=True
    )
    assert "已签收 2 件" in text(answer)
    assert (of(first, "水利").receipt, of(second, "水利").received_copies) == ("signed", 3)
    address = f"/exchange/receive/{tasks[third.pk]}/"
    form = client.get(address).context["form"]
    data = {"key": form["key"].value(), "condition": "damaged", "copies": "3", "note": ""}
    assert client.post(address, data).status_code == 422
    answer = client.post(address, {**data, "note": "水湿"}, follow=True)
    assert "破损" in text(answer)
    assert client.get(address).status_code == 404
    answer = client.post("/exchange/receive/all/", {"one": str(tasks[third.pk]), "key": "r2"}, follow=True)
    assert "已签收，或不在您名下" in text(answer)


@pytest.mark.parametrize("copies", ["", "-1", "0", "9" * 30, "2.5", "3\0", "三"])
def test_bad_copies(office: Office, client: Client, copies: str) -> None:
    paper = dispatched(office)
    client.force_login(office.unit_clerk)
    task = Task.objects.open().get(holder=office.unit.principal)
    data = {"key": "k", "condition": "signed", "copies": copies, "note": "\0" if copies == "" else ""}
    assert client.post(f"/exchange/receive/{task.pk}/", data).status_code == 422
    assert of(paper, "水利").receipt == "sent"


def test_bad_rows_on_the_tick_off_list(office: Office, clerk: Client) -> None:
    dispatched(office, channel="exchange")
    made = hand_over(batch(office), by=fresh(office.clerk), key="h")
    row = Addressee.objects.order_by("id")[0]
    for data in (
        {},
        {f"receipt_{row.pk}": "signed"},
        {f"receipt_{row.pk}": "sent", "by": "王"},
        {f"receipt_{row.pk}": "signed", "by": "王", f"copies_{row.pk}": "9" * 30},
        {f"receipt_{row.pk}": "signed", "by": "王\0"},
        {f"receipt_{row.pk}": "signed", "by": "王", "on": "昨天"},
        {f"note_{row.pk}": "只写了说明"},
        {f"receipt_{row.pk}": "damaged", "by": "王", f"note_{row.pk}": "机密★1年"},
    ):
        assert clerk.post(f"/exchange/{made.pk}/", {"key": "k", **data}).status_code == 422, data
    assert of(row.paper, "水利").receipt == "sent"


PAGES = [
    "/exchange/",
    "/exchange/?tab=unsigned",
    "/exchange/?tab=batches",
    "/exchange/groups/",
    "/exchange/groups/new/",
]


def test_to_outsiders_the_desk_does_not_exist(office: Office, client: Client) -> None:
    dispatched(office, channel="exchange")
    made = batch(office)
    group = AddresseeGroup.objects.create(name="各厅局")
    own = [
        f"/exchange/{made.pk}/",
        f"/exchange/{made.pk}/give-up/",
        f"/exchange/{made.pk}/list.pdf",
        f"/exchange/groups/{group.pk}/",
    ]
    for who in (office.outsider, office.unit_clerk, office.leader, office.admin, office.auditor):
        client.force_login(who)
        for address in [*PAGES, *own]:
            assert client.get(address).status_code == 404, (address, who.name)
        for name, args in [("exchange_batch_new", []), ("exchange_urge", []), ("exchange_batch_hand", [made.pk]),
                           ("exchange_batch_out", [made.pk]), ("exchange_batch_give_up", [made.pk]),
                           ("addressee_group_stop", [group.pk]), ("addressee_group_start", [group.pk])]:  # fmt: skip
            assert client.post(reverse(name, args=args), {"key": "k"}).status_code == 404, name
    client.force_login(office.handler)
    assert client.get("/exchange/").status_code == 200
    assert client.get(f"/exchange/{made.pk}/").status_code == 200
    assert client.post(f"/exchange/{made.pk}/", {"key": "k"}).status_code == 404
    assert client.get("/exchange/groups/").status_code == 404
    client.force_login(office.admin)
    assert client.get("/exchange/receive/").status_code == 404
    assert client.get("/exchange/pick/?q=s").status_code == 404


def test_another_units_task_is_no_page(office: Office, client: Client) -> None:
    dispatched(office)
    task = Task.objects.open().get(holder=office.unit2.principal)
    client.force_login(office.unit_clerk)
    assert client.get(f"/exchange/receive/{task.pk}/").status_code == 404
    answer = client.post("/exchange/receive/all/", {"pick": [task.pk], "key": "k"}, follow=True)
    assert "不在您名下" in text(answer)
    client.force_login(office.clerk)
    for address in (
        f"/exchange/{'9' * 30}/",
        f"/exchange/groups/{'9' * 30}/",
        f"/exchange/receive/{'9' * 30}/",
    ):
        assert client.get(address).status_code == 404


def test_work_secrets_are_not_on_a_list_of_others(office: Office, clerk: Client) -> None:
    secret = dispatched(
        office, work_secret=True, channel="exchange", title="江东省人民政府办公厅关于不宜公开事项的通知"
    )
    made = batch(office)
    clerk.force_login(office.handler)
    assert secret.title in text(clerk.get("/exchange/?tab=unsigned"))  # he drafted it
    clerk.force_login(office.supervisor)
    for address in ("/exchange/?tab=unsigned", f"/exchange/{made.pk}/"):
        assert secret.title not in text(clerk.get(address))
    assert clerk.get(f"/exchange/{made.pk}/list.pdf").status_code == 200


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_cost_the_same_for_one_row_and_for_many(office: Office, clerk: Client) -> None:
    dispatched(office, channel="exchange")
    AddresseeGroup.objects.create(name="各厅局").units.set([office.unit, office.unit2])
    made, addresses = batch(office), [*PAGES, "/exchange/receive/"]
    addresses.append(f"/exchange/{made.pk}/")
    before = {a: cost(clerk, a) for a in addresses}
    for n in range(2):
        dispatched(office, channel="exchange")
        make_batch(by=fresh(office.clerk), items=keys(office)[-4:], courier="老周", key=f"m{n}")
        dispatched(office, channel="exchange")
    Addressee.objects.filter(batch__isnull=False).update(batch=made)
    ExchangeBatch.objects.exclude(pk=made.pk).update(
        given_up_at=timezone.now(), given_up_by=office.clerk, given_up_by_name="陈", given_up_reason="未到"
    )
    for name in ("各市", "各县"):
        AddresseeGroup.objects.create(name=name).units.set([office.unit])
    assert {a: cost(clerk, a) for a in addresses} == before
    clerk.force_login(office.unit_clerk)
    one = cost(clerk, "/exchange/receive/")
    dispatched(office)
    assert cost(clerk, "/exchange/receive/") == one


def drawn(paper: Outgoing) -> str:
    return render_to_string("outgoing/_dispatch.html", {"dispatch": matrix(paper)})


def test_the_matrix_is_two_statements_and_three_with_numbers(
    office: Office, django_assert_num_queries: Any
) -> None:
    plain, numbered = dispatched(office), dispatched(office, numbered_copies=True)
    with django_assert_num_queries(2):
        html = drawn(plain)
    assert "已签收 0/4，共 8 份" in html
    copies(numbered, by=fresh(office.clerk), give=[("1-3", of(numbered, "水利").pk)])
    with django_assert_num_queries(3):
        assert "1-3" in drawn(numbered)


def drawn_from(client: Client, address: str) -> dict[str, str]:
    """What the form at this address carries hidden."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in ("key", "seen")}


def line_of(client: Client) -> dict[str, str]:
    """What the button of the first group carries."""
    page = client.get("/exchange/groups/")
    return {"key": page.context["key"], "seen": page.context["rows"][0].seen}


def test_groups_are_made_changed_stopped_and_offered(office: Office, clerk: Client) -> None:
    data = {
        "name": "各厅局",
        "units": "省水利厅、省财政厅",
        "order": "5",
        **drawn_from(clerk, "/exchange/groups/new/"),
    }
    answer = clerk.post("/exchange/groups/new/", data, follow=True)
    assert "已保存" in text(answer)
    group = AddresseeGroup.objects.get()
    assert set(group.units.all()) == {office.unit, office.unit2}
    for wrong in (
        {**data},
        {**data, "name": "各、厅"},
        {**data, "name": "第1组"},
        {**data, "name": "省水利厅"},
        {**data, "name": "别的", "units": "没有这个"},
        {**data, "name": "别的", "units": ""},
        {**data, "name": "别的", "order": "9" * 30},
        {**data, "name": "别\0"},
    ):
        sent = {**wrong, **drawn_from(clerk, "/exchange/groups/new/")}
        assert clerk.post("/exchange/groups/new/", sent).status_code == 422, wrong
    own = f"/exchange/groups/{group.pk}/"
    clerk.post(own, {**data, "units": "省财政厅", **drawn_from(clerk, own)})
    assert list(group.units.all()) == [office.unit2]
    assert "各厅局" in text(clerk.get("/exchange/pick/?q=各厅"))
    assert "各厅局" in text(clerk.get("/exchange/pick/?q=gt"))
    assert "江东省水利厅" in text(clerk.get("/exchange/pick/?q=slt"))
    answer = clerk.post(f"{own}stop/", line_of(clerk), follow=True)
    assert "已停用" in text(answer)
    assert "各厅局" not in text(clerk.get("/exchange/pick/?q=各厅"))
    clerk.post(f"{own}start/", line_of(clerk))
    assert AddresseeGroup.objects.get().is_active
    assert clerk.get("/exchange/pick/?q=" + "长" * 200).status_code == 400
    assert clerk.get("/exchange/?tab=nonsense").status_code == 400


def test_what_is_not_signed_goes_on_page_by_page(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    dispatched(office, channel="electronic")
    client.force_login(office.clerk)
    address, seen = "/exchange/?tab=unsigned", list[str]()
    for _page in range(2):
        page = client.get(address)
        seen += re.findall(r'name="pick" value="(\d+)"', page.content.decode())
        address = f"/exchange/{page.context['older']}"
    assert len(seen) == len(set(seen)) == 4
    assert address == "/exchange/"
    assert client.get("/exchange/?tab=unsigned&after=x").status_code == 400
    assert client.get("/exchange/?tab=unsigned&after=999999").context["count"] == 3
