"""试一试 (S29): a card of seven steps in the demo, ticked off by what was done since the visitor came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from people.models import Person
from seals.actions.stamping import desk_stamp
from tests.office import Office, make_office, registered
from tests.seals.desk.steps import again, sit
from tests.seals.requests.asked import approved
from tests.seals.world import make_world

CARD, BAR = "试一试：从收文到用印审计", "演示数据："


@pytest.fixture
def office(db: None, settings: Any) -> Office:
    settings.DEMO = True
    made = make_office()
    Person.objects.update(is_demo=True)
    return made


def test_the_card_ticks_itself_off_and_goes_with_the_visitor(office: Office, client: Client) -> None:
    registered(office)
    client.force_login(office.clerk)
    session = client.session
    session["trial_since"] = 4_000_000_000  # whoever came later than all that happened
    session.save()
    assert not any(step["done"] for step in client.get("/").context["trial"])
    session["trial_since"] = 1
    session.save()
    assert [step["done"] for step in client.get("/").context["trial"]][:2] == [True, False]
    client.post("/identity/", {"username": office.handler.username})
    shown = client.get("/")
    assert CARD in shown.content.decode()
    assert shown.context["trial"][0]["done"]
    assert client.session["trial_since"] == 1


def test_the_last_two_steps_are_the_keepers_and_the_auditors(db: None, settings: Any, client: Client) -> None:
    """What is done with a seal ticks its own step: its approval is not that of the paper."""
    settings.DEMO = True
    w = make_world()
    Person.objects.update(is_demo=True)
    sit(w)
    client.force_login(w.keeper)

    def done() -> list[bool]:
        return [step["done"] for step in client.get("/").context["trial"]]

    session = client.session
    session["trial_since"] = 1
    session.save()
    request = approved(w)
    assert done() == [False] * 7
    desk_stamp(again(request), by=w.keeper, copies=2)
    assert done() == [False] * 5 + [True, False]
    client.post("/identity/", {"username": w.o.auditor.username})
    client.get("/seals/audit/")
    assert done() == [False] * 5 + [True, False]
    client.get("/seals/audit/chain/")
    assert done() == [False] * 5 + [True, True]
    assert [step["username"] for step in client.get("/").context["trial"]][5:] == ["chu", "you"]


def test_it_is_put_away_for_good(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert CARD in client.get("/").content.decode()
    assert client.post("/trial/").status_code == 302
    assert CARD not in client.get("/").content.decode()
    client.post("/identity/", {"username": office.handler.username})
    assert CARD not in client.get("/").content.decode()


def test_the_switch_names_the_unit_where_a_post_is_of_many(office: Office, client: Client) -> None:
    cache.delete("demo_people")
    client.force_login(office.clerk)
    labels = [label for _name, label in client.get("/").context["demo_people"]]
    assert len(set(labels)) == len(labels)
    posts = [label.split("（", 1)[1] for label in labels]
    assert len(set(posts)) > len(posts) // 2


def test_only_in_the_demo(office: Office, client: Client, settings: Any) -> None:
    client.force_login(office.clerk)
    assert BAR in client.get("/help/").content.decode()
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert CARD not in page
    assert BAR not in page
    assert client.post("/trial/").status_code == 404


def test_on_a_phone_the_switch_says_that_all_is_made_up(office: Office, client: Client) -> None:
    """One yellow line there instead of two; on a desk the sentence stands below the bar."""
    client.force_login(office.clerk)
    page = client.get("/").content.decode()
    assert page.index('<header class="top has-demo"') < page.index("（内容均为虚构）") < page.index(BAR)
    sheet = (Path(settings.BASE_DIR) / "static" / "ow.css").read_text(encoding="utf-8")
    desk, phone = sheet.split("/* ---- phone", 1)
    assert ".demo .note { display: none; }" in desk
    assert ".demo .note { display: inline; }" in phone
    assert ".has-demo ~ .demo-bar, .has-demo ~ .shell .demo-bar { display: none; }" in phone
