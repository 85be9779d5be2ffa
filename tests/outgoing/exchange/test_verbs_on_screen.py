"""The verbs after dispatch on their pages: drawn for whoever may, sent, refused with the words kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from outgoing.models import Addressee, Copy
from tests.office import Office, make_office
from tests.outgoing.exchange.stage import dispatched, now, of
from tests.outgoing.exchange.test_table import MAY, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def page(client: Client, ref: str, verb: str) -> dict[str, Any]:
    """The form as drawn: its key and version."""
    answer = client.get(f"/outgoing/{ref}/do/{verb}/")
    assert answer.status_code == 200, verb
    form = answer.context["form"]
    return {"key": form["key"].value(), "version": form["version"].value()}


@pytest.mark.parametrize("verb", MAY)
def test_drawn_for_whoever_may_and_for_nobody_outside(office: Office, client: Client, verb: str) -> None:
    paper = ready(office, verb)
    for name in ("clerk", "chief", "unit_clerk", "outsider"):
        client.force_login(getattr(office, name))
        status = client.get(f"/outgoing/{paper.ref}/do/{verb}/").status_code
        expected = 404 if name == "outsider" else 200 if name in MAY[verb][0] else 403
        assert status == expected, (name, verb)


def test_receipts_are_sent_by_rows_and_refused_with_the_words_kept(office: Office, client: Client) -> None:
    paper = dispatched(office)
    client.force_login(office.clerk)
    water, guild, other = of(paper, "水利"), of(paper, "协会"), of(dispatched(office), "协会")
    data = {
        **page(client, paper.ref, "receipts"), "by": "小王", f"receipt_{water.pk}": "signed", f"copies_{water.pk}": "3",
        f"receipt_{guild.pk}": "damaged", f"copies_{guild.pk}": "2", f"receipt_{other.pk}": "signed",
    }  # fmt: skip
    answer = client.post(f"/outgoing/{paper.ref}/do/receipts/", data)
    assert answer.status_code == 422
    assert "请写明情况" in answer.content.decode()
    assert 'value="小王"' in answer.content.decode()
    client.post(f"/outgoing/{paper.ref}/do/receipts/", {**data, f"note_{guild.pk}": "封皮破损"})
    assert (of(paper, "水利").receipt, of(paper, "协会").receipt) == ("signed", "damaged")
    other.refresh_from_db()
    assert other.receipt == "sent"


def test_copies_are_given_and_the_matrix_names_their_numbers(office: Office, client: Client) -> None:
    paper = dispatched(office, numbered_copies=True, print_run=10)
    client.force_login(office.clerk)
    data = {
        **page(client, paper.ref, "copies"),
        "give_0": "1-2",
        "to_0": "江东省水利厅",
        "give_1": "9",
        "to_1": "",
    }
    assert client.post(f"/outgoing/{paper.ref}/do/copies/", data).status_code == 422
    client.post(f"/outgoing/{paper.ref}/do/copies/", {**data, "to_1": "赵六"})
    assert Copy.objects.filter(paper=paper, status="given").count() == 3
    data = {**page(client, paper.ref, "copies"), "destroy": "10", "witness": office.clerk.name}
    assert client.post(f"/outgoing/{paper.ref}/do/copies/", data).status_code == 403
    client.post(f"/outgoing/{paper.ref}/do/copies/", {**data, "witness": office.clerk2.name})
    assert Copy.objects.get(paper=paper, number=10).status == "destroyed"
    html = client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
    assert "1-2" in html
    assert "分发签收" in html


def test_recalled_revoked_and_longer_lists(office: Office, client: Client) -> None:
    first, second, third = (dispatched(office) for _ in range(3))
    client.force_login(office.chief)
    client.post(
        f"/outgoing/{first.ref}/do/recall/", {**page(client, first.ref, "recall"), "reason": "数字有误"}
    )
    assert now(first).standing == "recalled"
    assert "召回待退" in client.get(f"/outgoing/{first.ref}/?tab=to").content.decode()
    data = {**page(client, second.ref, "revoke"), "repeal": "yes", "on": "2020-01-01", "reason": "被代替",
            "by_paper": third.number}  # fmt: skip
    assert client.post(f"/outgoing/{second.ref}/do/revoke/", data).status_code == 422
    today = client.get(f"/outgoing/{second.ref}/do/revoke/").context["form"]["on"].value()
    data["by_paper"], data["on"] = "江政办发〔1999〕1号", str(today)
    assert client.post(f"/outgoing/{second.ref}/do/revoke/", data).status_code == 422
    data["by_paper"] = ""
    client.post(f"/outgoing/{second.ref}/do/revoke/", data)
    assert now(second).standing == "repealed"
    shown = client.get(f"/outgoing/{third.ref}/do/addressees/").context["form"]
    lists = {name: shown[name].value() for name in ("main", "cc", "internal")}
    data = {**page(client, third.ref, "addressees"), **lists, "main": lists["main"] + "、省交通运输厅 5"}
    client.post(f"/outgoing/{third.ref}/do/addressees/", data)
    assert Addressee.objects.get(paper=third, unit=office.unit3).copies == 5
