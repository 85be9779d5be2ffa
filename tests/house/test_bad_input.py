"""Every form that can be filled in, with nothing, too much and nonsense: a sentence, what was typed, never a 500."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bulletins.actions.errors import note
from deadlines.models import OfficeHours
from people.models import Person
from tests.bulletins.packs.world import made as made_pack
from tests.journeys.scenes import VERBS_OF, make_scenes
from tests.office import Office, make_office

LONG = "很长的字" * 2_000
SENTENCES = {
    "empty": "",
    "too long": LONG,
    "nonsense": "<b>31.02.2026\x00</b> ’; --",
    "wrong date": "2026-02-31",
}
KEEP = {"csrfmiddlewaretoken", "key", "version", "task", "from", "then"}  # what the page itself carries


class Fields(HTMLParser):
    """The fields of the page's posting form."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.found = False, {}  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        at = dict(attrs)
        if tag == "form":
            self.inside = at.get("method") == "post" and "data-submit" in at
        elif (
            self.inside
            and at.get("name")
            and tag in ("input", "textarea", "select")
            and at.get("type") != "file"
        ):
            self.found.setdefault(at["name"], (at.get("type") or tag, at.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


@pytest.fixture
def places(db: None) -> list[tuple[str, str]]:
    office = make_office()
    scenes = make_scenes(office)
    forms = [
        (login, f"/documents/{scenes.papers[scene].ref}/do/{verb}/")
        for scene, (login, verbs) in VERBS_OF.items() for verb in verbs
    ]  # fmt: skip
    return [*forms, *plain(office)]


def plain(office: Office) -> list[tuple[str, str]]:
    pack = made_pack()
    return [
        ("chen", "/documents/new/"), ("chen", "/documents/pointer/new/"), ("chen", "/circulation/groups/new/"),
        ("zhu", "/people/units/new/"), ("zhu", "/people/posts/new/"), ("zhu", "/people/persons/new/"),
        ("zhu", f"/people/units/{office.unit.pk}/"), ("chen", "/notices/settings/"), ("qin", "/alerts/targets/new/"),
        ("wu", "/seals/absences/"),
        ("zhu", "/calendar/2027/national/"), ("zhu", "/calendar/2027/local/"), ("zhu", "/calendar/hours/new/"),
        ("wu", "/seals/new/"),
        # -- checking --
        ("wu", "/rules-of-drafts/WRD-01/"),
        # -- bulletins: packs --
        ("wu", f"/packs/{pack.ref}/edit/"), ("wu", f"/packs/{pack.ref}/meeting/"),
        # -- bulletins: errors --
        ("wu", f"/errors/{note(office.clerk, 'number', about=None, key='k' * 20).ref}/edit/"), ("chen", "/reports/new/"),
        ("zhu", f"/calendar/hours/{OfficeHours.objects.values_list('pk', flat=True)[0]}/end/"),
    ]  # fmt: skip


def filled(fields: dict[str, tuple[str, str]], text: str) -> dict[str, str]:
    """The page's own values stay; everything a person can type takes the text."""
    return {
        name: value if name in KEEP else text for name, (kind, value) in fields.items()
        if name in KEEP or kind not in ("checkbox", "radio", "hidden")
    }  # fmt: skip


def test_no_form_breaks_and_what_was_typed_stays(places: list[tuple[str, str]]) -> None:
    wrong, seen = [], 0
    clients: dict[str, Client] = {}
    for login, path in places:
        client = clients.get(login) or clients.setdefault(login, Client(raise_request_exception=False))
        client.force_login(person(login))
        for what, text in SENTENCES.items():
            fields = Fields()
            fields.feed(client.get(path).content.decode())
            if not fields.found:
                wrong.append(f"{path}: no form")
                break
            with transaction.atomic():  # what was good enough is taken back: every verb finds its paper
                answer = client.post(path, filled(fields.found, text))
                transaction.set_rollback(True)
            page = answer.content.decode()
            seen += 1
            wrong += [f"{path} {what}: {one}" for one in faults(answer.status_code, page, text, fields.found)]
    assert seen > 60
    assert not wrong, "\n".join(wrong)


def faults(status: int, page: str, text: str, fields: dict[str, tuple[str, str]]) -> list[str]:
    if status == 302:
        return []
    if status not in (400, 403, 409, 413, 422):
        return [f"answered {status}"]
    found = []
    if not re.search(r'id="errs"|class="errs|role="alert"', page) and "<h1>" not in page:
        found.append(f"{status} without a sentence")
    typed = any(
        kind in ("text", "textarea", "search") for name, (kind, _) in fields.items() if name not in KEEP
    )
    if typed and len(text) > 20 and text[:40] not in unescape(page):
        found.append(f"{status}: what was typed is gone")
    return found


def person(login: str) -> Any:
    return Person.objects.get(username=login)
