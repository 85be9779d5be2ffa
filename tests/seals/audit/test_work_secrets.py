"""工作秘密 in the book: who has no part in it sees that a seal was set, never on what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.office import fresh
from tests.seals.audit.stock import asked, audited, used
from tests.seals.world import World

TITLE = "关于某项内部工作的函"


@pytest.fixture
def w(db: None) -> World:
    found = audited()
    used(found, asked(found, work_secret=True, title=TITLE, addressee="某处"))
    used(found, asked(found, title="关于公开事项的证明"))
    return found


def pages(who: Any) -> dict[str, str]:
    client = Client()
    client.force_login(fresh(who))
    addresses = {"book": reverse("seal_ledger"), "found": f"{reverse('seal_ledger')}?q=内部工作"}
    return {name: client.get(url).content.decode() for name, url in addresses.items()}


def line(who: Any, w: World) -> str:
    client = Client()
    client.force_login(fresh(who))
    return client.get(
        reverse("seal_line", args=[w.seal.pk, w.seal.lines.order_by("serial")[0].serial])
    ).content.decode()


def test_who_has_no_part_sees_no_title_and_finds_none(w: World) -> None:
    shown = pages(w.o.chief)
    assert "关于公开事项的证明" in shown["book"]
    assert TITLE not in shown["book"] + line(w.o.chief, w)
    assert "某处" not in line(w.o.chief, w)
    assert "<tbody" not in shown["found"] or w.seal.name not in shown["found"].partition("<tbody")[2]


@pytest.mark.parametrize("part", ["keeper", "supervisor", "director"])
def test_who_has_one_does(w: World, part: str) -> None:
    who = getattr(w, part)
    assert TITLE in pages(who)["book"]
    assert TITLE in pages(who)["found"]
    assert TITLE in line(who, w)


def test_an_administrator_sees_no_title_at_all(w: World) -> None:
    shown = pages(w.o.auditor)
    assert TITLE not in shown["book"] + line(w.o.auditor, w)
    assert "关于公开事项的证明" not in shown["book"]
