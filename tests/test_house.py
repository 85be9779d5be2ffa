"""House rules that hold for every route, template, model and file. A new route needs a line in ROUTES."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from deadlines.models import LimitPolicy, OfficeHours
from docflow import embedded
from docflow.errors import PAGES
from documents.actions.uploads import keep
from documents.models import Document, FormPrint
from documents.rules.verbs import VERBS
from people.models import Appointment, Delegation
from tests.office import Office, handling, make_office, registered

ROOT = Path(embedded.BASE)
ROOMS = ("alerts", "deadlines", "docflow", "documents", "outgoing", "people", "seals", "timing", "workflow")
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(p.relative_to(ROOT / "templates").as_posix() for p in (ROOT / "templates").rglob("*.html"))

OPEN = "no login is needed"
OWN = "everybody's own things"
KEEPER = "administrators of people; to others it does not exist"
HANDS = "chiefs and administrators of people; to others it does not exist"
PAPER = "about one paper; to outsiders neither it nor anything of it exists"
PAPER_OUT = "about one outgoing paper; to outsiders neither it nor anything of it exists"
TAKEOUT = "about one take-out of a seal, or one book of blank sheets; to outsiders neither it nor anything of it exists"
INSIDE = "drafting: for who works in our own office"
CHIEF = "chiefs of our own office; to others it does not exist"
CLERK = "registering: others may not"
DESK = "people of the register; to others it does not exist"
SYSTEM = "the system administrator; to others it does not exist"
NUMBERS = "document numbers: to outsiders they do not exist, others of the office may not"
ALERTS = (
    "the ledger of alerts: chiefs, supervisor, system and audit administrators; to others it does not exist"
)
AGAIN = "sending again what failed: the system administrator; to others it does not exist"
SEAL = "about one seal; to who has nothing to do with it neither it nor anything of it exists"
SEALS = "the registry of seals: to outsiders it does not exist, others of the office may not"
SEAL_DESK = (
    "the desk of the seals: to outsiders and administrators it does not exist, others of the office may not"
)
SECURITY = "the security administrator; to others it does not exist"
CUSTODY = (
    "who has which seal: to outsiders and administrators it does not exist, others of the office may not"
)
INSIDE_OR_NONE = "whoever works in our own office, and the auditor; to others it does not exist"
AUDIT = "the audit administrator; to who reads no ledger of seals it does not exist"
DEEDS = "what the auditor did: himself and the security administrator; to others it does not exist"
BOOK = "the ledgers of seals: seal desk, chiefs, heads and auditor; to others they do not exist"
ROUTES = {
    "healthz": OPEN,
    "first_run": OPEN,
    "login": OPEN,
    "set_language": OPEN,
    "switch_identity": OPEN,
    "home": OWN,
    "search": OWN,
    "forget_searches": OWN,
    "trial": OWN,
    "help": OWN,
    "logout": OWN,
    "settings": OWN,
    "register": OWN,
    "register_views": OWN,
    "register_columns": OWN,
    "register_export": OWN,
    "register_print": OWN,
    "export": OWN,
    "export_file": OWN,
    "board": OWN,
    "draft": OWN,
    "draft_discard": OWN,
    "pick": OWN,
    "register_forget": OWN,
    "deputy_end": OWN,
    "lookup_units": OWN,
    "print_centre": DESK,
    "print_many": DESK,
    "print_ticked": DESK,
    "setup": KEEPER,
    "self_check": KEEPER,
    "people": KEEPER,
    "unit_import": KEEPER,
    "unit_template": KEEPER,
    "unit_new": KEEPER,
    "unit": KEEPER,
    "unit_switch": KEEPER,
    "post_new": KEEPER,
    "post_close": KEEPER,
    "person_new": KEEPER,
    "person": KEEPER,
    "person_act": KEEPER,
    "register_new": CLERK,
    "register_check": CLERK,
    "register_extra": CLERK,
    "register_files": CLERK,
    "sent_page": CLERK,
    "sent_file": CLERK,
    "pointer_new": CLERK,
    "document": PAPER,
    "act": PAPER,
    "page_picture": PAPER,
    "page_drawing": PAPER,
    "file_download": PAPER,
    "return_slip": PAPER,
    "label": PAPER,
    "handling_sheet": PAPER,
    "circulation_sheet": PAPER,
    "assignment_sheets": PAPER,
    "urge_sheets": PAPER,
    "outgoing_register": OWN,
    "outgoing_register_columns": OWN,
    "outgoing_register_export": OWN,
    "outgoing_register_print": OWN,
    "outgoing_register_views": OWN,
    "outgoing_register_forget": OWN,
    "outgoing_batch": OWN,
    "outgoing_new": INSIDE,
    "outgoing": PAPER_OUT,
    "outgoing_act": PAPER_OUT,
    "outgoing_original": PAPER_OUT,
    "outgoing_page": PAPER_OUT,
    "outgoing_manuscript": PAPER_OUT,
    "outgoing_dispatch_list": PAPER_OUT,
    "outgoing_version": PAPER_OUT,
    "outgoing_version_file": PAPER_OUT,
    "outgoing_version_page": PAPER_OUT,
    "outgoing_annex": PAPER_OUT,
    "outgoing_annex_page": PAPER_OUT,
    "outgoing_annex_drawing": PAPER_OUT,
    "outgoing_sheet": PAPER_OUT,
    "outgoing_sheet_page": PAPER_OUT,
    "outgoing_label": PAPER_OUT,
    "outgoing_compare": PAPER_OUT,
    "organs": CHIEF,
    "organ_new": CHIEF,
    "organ": CHIEF,
    "batch": OWN,
    "circulation": OWN,
    "read_many": OWN,
    "urge_many": OWN,
    "recipients": OWN,
    "reader_groups": OWN,
    "reader_group_new": OWN,
    "reader_group": OWN,
    "reader_group_drop": OWN,
    "exchange": CLERK,
    "exchange_batch_new": CLERK,
    "exchange_urge": CLERK,
    "exchange_batch": CLERK,
    "exchange_batch_hand": CLERK,
    "exchange_batch_out": CLERK,
    "exchange_batch_give_up": CLERK,
    "exchange_batch_print": CLERK,
    "exchange_receiving": OWN,
    "exchange_receive_many": OWN,
    "exchange_receive": OWN,
    "addressee_pick": OWN,
    "addressee_groups": CLERK,
    "addressee_group_new": CLERK,
    "addressee_group": CLERK,
    "addressee_group_stop": CLERK,
    "addressee_group_start": CLERK,
    "leavers": HANDS,
    "leaver": HANDS,
    "numbers": NUMBERS,
    "number_series_new": NUMBERS,
    "number_series": NUMBERS,
    "number_reserve": NUMBERS,
    "number_void": NUMBERS,
    "number_void_answer": NUMBERS,
    "number_ledger": NUMBERS,
    "number_print": NUMBERS,
    "number_certify": NUMBERS,
    "limits": OWN,
    "limit_new": SYSTEM,
    "limit_take_back": SYSTEM,
    "supervision": OWN,
    "supervision_columns": OWN,
    "supervision_export": OWN,
    "supervision_print": OWN,
    "supervision_views": OWN,
    "supervision_forget": OWN,
    "supervision_item": PAPER,
    "supervision_late": OWN,
    "supervision_late_columns": OWN,
    "supervision_late_export": OWN,
    "supervision_late_print": OWN,
    "supervision_late_views": OWN,
    "supervision_late_forget": OWN,
    "supervision_batch": DESK,
    "supervision_late_batch": DESK,
    "supervision_sheets": DESK,
    "supervision_circular": DESK,
    "supervision_circular_print": DESK,
    "notices": OWN,
    "calendar": OWN,
    "calendar_notice": SYSTEM,
    "calendar_hours": SYSTEM,
    "calendar_hours_end": SYSTEM,
    "calendar_again": SYSTEM,
    "notices_read": OWN,
    "stages": OWN,
    "stage_rule": SYSTEM,
    "time_stats": OWN,
    "time_list": OWN,
    "notice_settings": OWN,
    "notice_trial": OWN,
    "alert_ledger": ALERTS,
    "alert_resend": AGAIN,
    "alert_targets": SECURITY,
    "alert_target_new": SECURITY,
    "alert_target": SECURITY,
    "alert_target_switch": SECURITY,
    # -- seals: registry --
    "seals": OWN,
    "seals_columns": OWN,
    "seals_export": OWN,
    "seals_print": OWN,
    "seals_views": OWN,
    "seals_forget": OWN,
    "seal_new": SEALS,
    "seal_stocktaking": SEALS,
    "seal": SEAL,
    "seal_edit": SEAL,
    "seal_imprint": SEAL,
    "seal_imprint_set": SEAL,
    "seal_act": SEAL,
    # -- seals: custody --
    "seal_custody": CUSTODY,
    "seal_handover": CUSTODY,
    "seal_absence": CUSTODY,
    "seal_absence_end": CUSTODY,
    "seal_appoint": CUSTODY,
    "handover_sheet": CUSTODY,
    # -- seals: requests --
    "seal_requests": OWN,
    "seal_requests_columns": OWN,
    "seal_requests_export": OWN,
    "seal_requests_print": OWN,
    "seal_requests_views": OWN,
    "seal_requests_forget": OWN,
    "seal_request_new": INSIDE,
    "seal_request": PAPER,
    "seal_request_act": PAPER,
    "seal_request_file": PAPER,
    "seal_request_page": PAPER,
    "seal_request_drawing": PAPER,
    "seal_request_slip": PAPER,
    # -- seals: desk --
    "seal_desk": SEAL_DESK,
    "seal_sit": SEAL_DESK,
    "seal_leave": SEAL_DESK,
    "seal_refuse": SEAL_DESK,
    "seal_desk_request": SEAL_DESK,
    "seal_desk_page": SEAL_DESK,
    "seal_desk_file": SEAL_DESK,
    "seal_desk_stamp": SEAL_DESK,
    "seal_desk_refuse": SEAL_DESK,
    "seal_desk_late": SEAL_DESK,
    "seal_correct": SEAL_DESK,
    # -- seals: takeouts --
    "seal_takeout_new": INSIDE,
    "seal_takeouts": OWN,
    "seal_takeouts_columns": OWN,
    "seal_takeouts_export": OWN,
    "seal_takeouts_print": OWN,
    "seal_takeouts_views": OWN,
    "seal_takeouts_forget": OWN,
    "seal_takeout": TAKEOUT,
    "seal_takeout_act": TAKEOUT,
    "seal_takeout_photo": TAKEOUT,
    # -- seals: blanks --
    "blank_books": TAKEOUT,
    "blank_book_new": TAKEOUT,
    "blank_book": TAKEOUT,
    "blank_book_act": TAKEOUT,
    # -- seals: electronic --
    "seal_electronic": INSIDE_OR_NONE,
    "seal_esign": SEAL_DESK,
    "seal_signed_file": PAPER,
    # -- seals: audit --
    "seal_audit": AUDIT,
    "seal_audit_chain": AUDIT,
    "seal_audit_checkpoint": AUDIT,
    "seal_audit_sample": AUDIT,
    "seal_audit_month": AUDIT,
    "seal_audit_export": AUDIT,
    "seal_audit_test": AUDIT,
    "seal_audit_deeds": DEEDS,
    "seal_ledger": BOOK,
    "seal_ledger_columns": BOOK,
    "seal_ledger_export": BOOK,
    "seal_ledger_print": BOOK,
    "seal_ledger_views": BOOK,
    "seal_ledger_forget": BOOK,
    "seal_ledger_sheet": BOOK,
    "seal_line": BOOK,
    # -- seals: evidence --
    "seal_checkpoint": AUDIT,
    "passport": PAPER,
    "passport_file": PAPER,
}


def routes(found: Any = None) -> Iterator[URLPattern]:
    for entry in (found or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        else:
            yield entry


BATCHES = ("batch", "outgoing_batch", "supervision_batch", "supervision_late_batch")


def kwargs(name: str, office: Office, doc: Document | None) -> dict[str, Any]:
    """What stands in the address; without a paper, those of one that does not exist."""
    needed = set(next(r for r in routes() if r.name == name).pattern.converters)
    seat = Appointment.objects.get(person=office.clerk)
    pk = {"unit": office.unit.pk, "unit_switch": office.unit.pk, "post_close": seat.post_id}
    pk |= {
        "person": office.clerk.pk,
        "person_act": office.clerk.pk,
        "leaver": office.clerk.pk,
        "register_forget": 1,
        "outgoing_register_forget": 1,
        "limit_take_back": LimitPolicy.objects.values_list("pk", flat=True)[0],
        "calendar_hours_end": OfficeHours.objects.values_list("pk", flat=True)[0],
        "supervision_forget": 1,
        "seal_takeouts_forget": 1,
        "seal_ledger_forget": 1,
        "seal_line": 1,
        "supervision_late_forget": 1,
        "seals_forget": 1,
        "seal_requests_forget": 1,
    }
    deputy = Delegation.objects.values_list("pk", flat=True)[0]
    values = {
        "ref": (doc.ref if doc else "nosuchpaper234") + ("i1" if name == "supervision_item" else ""),
        "verb": "urge" if name in BATCHES else "propose",
        "register": "register",
        "form": "label" if name == "print_ticked" else "register",
        "pk": pk.get(name, deputy),
        "serial": 1,
        "code": "A1",
        "number": doc.attachments.values_list("pk", flat=True)[0] if doc else 1,
        "page": 1,
        "sheet": "20260101aaaaa",
        "version": 1,
        "year": 2026,
        "scope": "national",
        "mark": "others",
        "what": {"unit_switch": "close", "alert_target_switch": "close", "person_act": "leave"}.get(
            name, "persons"
        ),
    }
    return {key: values[key] for key in needed}


def url(name: str, office: Office, doc: Document | None) -> str:
    return reverse(name, kwargs=kwargs(name, office, doc))


def got(client: Client, address: str, data: dict[str, str] | None = None) -> int:
    """The status of a page, read to its end (or its file stays open)."""
    answer: Any = client.get(address, data)
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)


def of(*kinds: str) -> list[str]:
    return [name for name, kind in ROUTES.items() if kind in kinds]


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def doc(office: Office) -> Document:
    """A paper with a picture, in the hands of a unit."""
    sent = keep(SimpleUploadedFile("正文.png", PICTURE), office.clerk)
    return handling(office, registered(office, blobs=[(sent.blob, sent.name, "body")]))


# -- routes ------------------------------------------------------------------------------------------


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
        SEAL_DESK,
        INSIDE_OR_NONE,
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


@pytest.mark.parametrize("name", of(AUDIT))
def test_what_the_audit_administrator_sees_is_nobody_elses(name: str, office: Office, client: Client) -> None:
    for who in (office.outsider, office.chief, office.leader, office.clerk, office.admin, office.secadmin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name
    client.force_login(office.auditor)
    assert client.get(url(name, office, None)).status_code in (200, 405)


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
    for who in (office.outsider, office.clerk, office.handler, office.head, office.admin):
        client.force_login(who)
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (404, 405), who.name
    client.force_login(office.chief)
    if ROUTES[name] == AUDIT:
        for method in ("get", "post"):
            assert getattr(client, method)(url(name, office, None)).status_code in (403, 405)


TABLES = "SELECT relname FROM pg_stat_user_tables WHERE relname NOT IN ('django_session') ORDER BY 1"


def contents() -> dict[str, str]:
    """A digest of every table."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT md5(string_agg(md5((to_jsonb(t) - 'opened_at')::text), '' ORDER BY t::text)) FROM {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


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
    for name in of(OWN, PAPER, PAPER_OUT, INSIDE, CLERK, DESK, NUMBERS, SEAL, SEALS, CUSTODY):
        if name != "logout":
            answer = getattr(client, method)(url(name, office, doc))
            assert answer.status_code in (403, 404, 405), (name, answer.status_code)
    assert contents() == before


# -- templates ---------------------------------------------------------------------------------------

MADE_NAMES = {f"documents/act_{verb}.html" for verb in VERBS} | {
    f"errors/{code}.html" for code in PAGES.values()
}
BY_DJANGO = {"registration/login.html", "django/forms/field.html", "django/forms/errors/list/ul.html"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_used_and_short(name: str) -> None:
    text = (ROOT / "templates" / name).read_text()
    assert len(text.splitlines()) <= 100
    if name in MADE_NAMES | BY_DJANGO:
        return
    written = [p.read_text() for p in SOURCES]
    written += [(ROOT / "templates" / other).read_text() for other in TEMPLATES if other != name]
    short = name.removeprefix("errors/").removesuffix(".html")
    assert any(f'"{name}"' in t or f"'{name}'" in t or f'template="{short}"' in t for t in written), (
        "nobody uses it"
    )


# -- models ------------------------------------------------------------------------------------------

OURS = [m for m in apps.get_models() if m._meta.app_label in ROOMS]
OF_ONE_PERSON = {"documents.SavedView", "documents.Phrase", "documents.ReaderGroup"}


def checked(model: type[models.Model]) -> str:
    rows = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    return " ".join(str(c.condition) for c in rows)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_closed_list_is_closed_in_the_database(model: type[models.Model]) -> None:
    lists = [f.name for f in model._meta.get_fields() if isinstance(f, models.CharField) and f.choices]
    assert [name for name in lists if f"'{name}__in'" not in checked(model)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_record_outlives_what_it_names(model: type[models.Model]) -> None:
    """Nothing that people did vanishes with a row it points to; only what is one's own alone may."""
    gone = [
        f.name
        for f in model._meta.get_fields()
        if isinstance(f, models.ForeignKey)
        and f.remote_field.on_delete is not models.PROTECT
        and model._meta.label not in OF_ONE_PERSON
    ]
    assert gone == []


# -- files -------------------------------------------------------------------------------------------

LONG = {"docflow/embedded.py": 450}  # everything about the embedded servers in one file, as wanted
HOME_ADDRESS = re.compile(
    r"https?://(?!127\.0\.0\.1|localhost|\{|www\.w3\.org|schemas\.|www\.ofdspec)[^\s\"'`]*"
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file(path: Path) -> None:
    name, text = path.relative_to(ROOT).as_posix(), path.read_text()
    assert len(text.splitlines()) <= LONG.get(name, 400), "too long"
    assert HOME_ADDRESS.findall(text) == [], "an address outside"
    assert path.stem not in ("utils", "common", "helpers")
    for node in ast.walk(ast.parse(text)):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        assert called not in ("receiver", "eval", "exec", "mark_safe"), (
            f"{called} in line {getattr(node, 'lineno', 0)}"
        )
        assert not called.endswith(".has_perm"), "rights come from hats"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("is_staff", "is_superuser"), "rights come from hats"
    if re.search(r"\bclock\.told\(|import told\b", text):
        assert name.startswith("docflow/demo/"), "acts take their time from the database"
    if "db.models.signals" in text or "django.dispatch" in text:
        assert name == "deadlines/apps.py", "no signals between rooms"


def test_tests_stay_readable() -> None:
    long = {p.name for p in (ROOT / "tests").rglob("*.py") if len(p.read_text().splitlines()) > 600}
    assert long == set()
