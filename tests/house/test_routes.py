"""Every route by every method: who is no part of it is told nothing, and looking changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from documents.actions.uploads import keep
from documents.models import Document, FormPrint
from tests.house.routes import (
    AGAIN,
    ALERTS,
    AUDIT,
    BOOK,
    CHIEF,
    CLERK,
    CUSTODY,
    DEEDS,
    DESK,
    ERRORS,
    ESEALS,
    FIGURES,
    HANDS,
    INSIDE,
    KEEPER,
    LISTS,
    NUMBERS,
    OPEN,
    OWN,
    PACKS,
    PAPER,
    PAPER_OUT,
    PICTURE,
    ROUTES,
    SEAL,
    SEAL_DESK,
    SEALS,
    SECURITY,
    SYSTEM,
    TAKEOUT,
    contents,
    got,
    of,
    routes,
    url,
)
from tests.office import Office, handling, make_office, registered


@pytest.fixture(scope="module")
def once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Document, Path]]:
    """A paper with a picture, in the hands of a unit: made once for the module, undone at its end."""
    files = tmp_path_factory.mktemp("routes")
    with django_db_blocker.unblock(), transaction.atomic():
        office = make_office()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "BLOB_ROOT", files)
            sent = keep(SimpleUploadedFile("正文.png", PICTURE), office.clerk)
            doc = handling(office, registered(office, blobs=[(sent.blob, sent.name, "body")]))
        yield office, doc, files
        transaction.set_rollback(True)


@pytest.fixture
def office(once: tuple[Office, Document, Path], db: None, settings: Any) -> Office:
    """What a test changes is undone with it."""
    shutil.copytree(once[2], settings.BLOB_ROOT)
    return deepcopy(once[0])


@pytest.fixture
def doc(once: tuple[Office, Document, Path], office: Office) -> Document:
    return Document.objects.get(pk=once[1].pk)


def test_every_route_is_in_the_table() -> None:
    names = {route.name for route in routes()}
    assert None not in names, "a route without a name"
    assert names == set(ROUTES), f"not in the table: {names - set(ROUTES)}; gone: {set(ROUTES) - names}"


def test_only_what_is_open_is_open() -> None:
    assert {r.name for r in routes() if not getattr(r.callback, "login_required", True)} == set(of(OPEN))


@pytest.mark.parametrize(
    "name",
    of(
        OWN,
        KEEPER,
        HANDS,
        PAPER,
        PAPER_OUT,
        TAKEOUT,
        INSIDE,
        CHIEF,
        CLERK,
        DESK,
        NUMBERS,
        ALERTS,
        AGAIN,
        SYSTEM,
        SECURITY,
        CUSTODY,
        SEAL,
        SEALS,
        AUDIT,
        DEEDS,
        BOOK,
        ERRORS,
        ESEALS,
        SEAL_DESK,
        AUDIT,
        LISTS,
        FIGURES,
        PACKS,
    ),
)
def test_a_stranger_is_sent_to_log_in(name: str, doc: Document, office: Office, client: Client) -> None:
    for method in ("get", "head", "post", "put", "delete", "options", "patch"):
        answer = getattr(client, method)(url(name, office, doc))
        assert answer.status_code == 302, method
        assert answer.headers["Location"].startswith("/login/"), method


def test_the_samples_are_real(doc: Document, office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    for name in ("document", "page_picture", "file_download", "register_new", "home"):
        assert got(client, url(name, office, doc)) == 200, name
    assert client.get(url("document", office, None)).status_code == 404


@pytest.mark.parametrize("name", of(PAPER))
def test_to_an_outsider_there_is_no_paper(name: str, doc: Document, office: Office, client: Client) -> None:
    for who in (office.outsider, office.admin, office.secadmin, office.auditor):
        client.force_login(who)
        for method in ("get", "head", "post", "put", "delete", "options"):
            real = getattr(client, method)(url(name, office, doc))
            none = getattr(client, method)(url(name, office, None))
            assert real.status_code in (404, 405), (name, method, who.name)
            assert (real.status_code, real.content) == (none.status_code, none.content), "a difference tells"
            assert {*real.headers} == {*none.headers}


@pytest.mark.parametrize("name", of(KEEPER))
def test_to_others_there_is_no_such_page(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.chief, office.leader, office.clerk, office.auditor):
        client.force_login(who)
        for method in ("get", "post"):
            answer = getattr(client, method)(url(name, office, None))
            assert answer.status_code in (404, 405), (name, method, who.name)


@pytest.mark.parametrize("name", of(SYSTEM))
def test_what_the_system_administrator_changes_is_nobody_elses(
    name: str, office: Office, client: Client
) -> None:
    for who in (office.outsider, office.chief, office.leader, office.clerk, office.auditor, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name
    client.force_login(office.admin)
    assert client.get(url(name, office, None)).status_code in (200, 405), "405: it is only sent to"


@pytest.mark.parametrize("name", of(CHIEF))
def test_to_those_who_are_no_chiefs_neither(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.leader, office.clerk, office.admin, office.auditor, office.head):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


@pytest.mark.parametrize("name", of(INSIDE))
def test_drafting_is_for_our_own_office(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.head, office.admin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code == 403, who.name


@pytest.mark.parametrize("name", of(ERRORS))
def test_the_error_book_is_our_own_offices(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.head, office.unit_clerk, office.admin, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


@pytest.mark.parametrize("name", of(ESEALS))
def test_electronic_seals_are_our_own_offices(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.head, office.unit_clerk, office.admin, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code == 404, who.name
    for who in (office.clerk, office.leader, office.auditor):
        client.force_login(who)
        assert client.get(url(name, office, None)).status_code == 200, who.name
        assert client.post(url(name, office, None)).status_code == 422, "no file"


@pytest.mark.parametrize("name", of(LISTS))
def test_check_lists_and_sweep_are_our_own_offices(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.head, office.unit_clerk, office.admin, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name
    client.force_login(office.chief)
    assert client.get(url(name, office, None)).status_code in (200, 404, 405), "404: no list of that day"


@pytest.mark.parametrize("name", of(HANDS))
def test_to_those_who_hand_nothing_over_neither(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.leader, office.clerk, office.handler, office.auditor, office.head):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


@pytest.mark.parametrize("name", of(DESK))
def test_who_keeps_no_register_has_no_desk(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.leader, office.head, office.admin, office.secadmin, office.auditor):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


@pytest.mark.parametrize("name", of(CLERK))
def test_registering_is_not_for_everybody(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.leader, office.admin):
        client.force_login(who)
        for method in ("get", "post"):
            answer = getattr(client, method)(url(name, office, None))
            assert answer.status_code in (403, 404, 405), (name, method, who.name)


@pytest.mark.parametrize("name", of(NUMBERS))
def test_numbers_are_for_few(name: str, office: Office, client: Client) -> None:
    for status, people in {
        404: (office.outsider, office.head, office.unit_clerk),
        403: (office.leader, office.handler, office.secretary, office.secadmin, office.auditor),
    }.items():
        for who in people:
            client.force_login(who)
            for method in ("get", "post"):
                answer = getattr(client, method)(url(name, office, None))
                assert answer.status_code in (status, 405), (name, method, who.name)


@pytest.mark.parametrize("name", of(ALERTS, AGAIN, SECURITY))
def test_who_does_not_watch_alerts_has_no_page_of_them(name: str, office: Office, client: Client) -> None:
    others = {
        ALERTS: [office.clerk, office.handler, office.leader, office.secretary, office.head, office.secadmin],
        AGAIN: [office.chief, office.supervisor, office.secadmin, office.auditor],
        SECURITY: [office.chief, office.supervisor, office.admin, office.auditor],
    }
    for who in (office.outsider, *others[ROUTES[name]]):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


@pytest.mark.parametrize("name", of(AUDIT, DEEDS, BOOK))
def test_the_ledgers_of_seals_are_for_few(name: str, office: Office, client: Client) -> None:
    others = [office.outsider, office.clerk, office.handler, office.head, office.leader, office.admin]
    for who in [*others, *([] if ROUTES[name] == DEEDS else [office.secadmin])]:
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name
    client.force_login(office.chief)
    if ROUTES[name] == AUDIT:
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (403, 405)


@pytest.mark.parametrize("name", of(FIGURES))
def test_figures_are_for_who_leads_or_keeps_the_register(name: str, office: Office, client: Client) -> None:
    for status, people in {
        404: (office.outsider, office.unit_clerk),
        403: (office.secadmin, office.auditor, office.admin),
    }.items():
        for who in people:
            client.force_login(who)
            for method in ("get", "post"):
                answer = getattr(client, method)(url(name, office, None))
                assert answer.status_code in (status, 405), (name, method, who.name)


@pytest.mark.parametrize("name", of(PACKS))
def test_packs_are_the_offices(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.unit_clerk, office.head, office.admin, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name


PRINTS = {
    "handling_sheet": "handling",
    "circulation_sheet": "circulation",
    "assignment_sheets": "assignment",
    "urge_sheets": "urge",
    "return_slip": "return",
    "label": "label",
}


def test_looking_changes_nothing(doc: Document, office: Office, client: Client) -> None:
    """Only that a paper was opened may be noted (`opened_at`), and of each form that went out that it did."""
    before = contents()
    printed = []
    for who in (office.clerk, office.handler, office.leader, office.unit_clerk, office.admin):
        client.force_login(who)
        for name in ROUTES:
            if name != "healthz":
                status = got(client, url(name, office, doc), {"q": "水利", "f": "x"})
                assert status < 500, name
                if name in PRINTS and status == 200:
                    printed.append((who.pk, doc.pk, PRINTS[name], "pdf"))
    noted = FormPrint.objects.order_by("pk").values_list("person", "document", "form", "way")
    assert list(noted) == printed
    may = ("people_person", "documents_formprint")  # last_login, by the test; and what is compared above
    assert contents() == before | {table: contents()[table] for table in may}


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_do_nothing(method: str, doc: Document, office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    before = contents()
    for name in of(
        OWN, PAPER, PAPER_OUT, INSIDE, CLERK, DESK, NUMBERS, SEAL, SEALS, CUSTODY, ESEALS, FIGURES
    ):
        if name != "logout":
            answer = getattr(client, method)(url(name, office, doc))
            assert answer.status_code in (403, 404, 405), (name, answer.status_code)
    assert contents() == before
