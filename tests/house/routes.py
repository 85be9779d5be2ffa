"""Every address with who may come to it, and how it is called. A new route needs a line in ROUTES."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from deadlines.models import LimitPolicy, OfficeHours
from documents.models import Document
from people.models import Appointment, Delegation
from tests.office import Office

OPEN = "no login is needed"
OWN = "everybody's own things"
KEEPER = "administrators of people; to others it does not exist"
HANDS = "chiefs and administrators of people; to others it does not exist"
PAPER = "about one paper; to outsiders neither it nor anything of it exists"
PAPER_OUT = "about one outgoing paper; to outsiders neither it nor anything of it exists"
TAKEOUT = "about one take-out of a seal, or one book of blank sheets; to outsiders neither it nor anything of it exists"
INSIDE = "drafting: for who works in our own office"
ERRORS = "the error book: who works in our own office reads it, the auditor too; to others it does not exist"
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
AUDIT = "the audit administrator; to who reads no ledger of seals it does not exist"
DEEDS = "what the auditor did: himself and the security administrator; to others it does not exist"
BOOK = "the ledgers of seals: seal desk, chiefs, heads and auditor; to others they do not exist"
ESEALS = "electronic seals: who works in our own office or reads the registry; to others they do not exist"
LISTS = "check lists and sweep: to outsiders and administrators they do not exist"
PACKS = "the weekly packs: to outside units, system and security administrators they do not exist"
FIGURES = "figures of the office: to outsiders and units' clerks they do not exist, administrators may not"
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
    "proof_now": PAPER,
    "outgoing_register": OWN,
    "outgoing_register_columns": OWN,
    "outgoing_register_export": OWN,
    "outgoing_register_print": OWN,
    "outgoing_register_views": OWN,
    "outgoing_register_forget": OWN,
    "outgoing_batch": OWN,
    "outgoing_new": INSIDE,
    "outgoing_check_new": INSIDE,
    "outgoing_check": PAPER_OUT,
    "outgoing_hints": INSIDE,
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
    "notice_settings": OWN,
    "notice_trial": OWN,
    "alert_ledger": ALERTS,
    "alert_resend": AGAIN,
    "alert_targets": SECURITY,
    "alert_target_new": SECURITY,
    "alert_target": SECURITY,
    "alert_target_switch": SECURITY,
    # -- checking --
    "gates": LISTS,
    "gate_end": LISTS,
    "proof_rules": LISTS,
    "proof_rule": LISTS,
    # -- bulletins: errors --
    "errors": ERRORS,
    "errors_columns": ERRORS,
    "errors_export": ERRORS,
    "errors_print": ERRORS,
    "errors_views": ERRORS,
    "errors_forget": ERRORS,
    "error_new": ERRORS,
    "error_top": ERRORS,
    "error": ERRORS,
    "error_edit": ERRORS,
    "error_close": ERRORS,
    # -- bulletins: reports --
    "error_reports": OWN,
    "report_new": OWN,
    "error_report": PAPER,
    "error_report_act": PAPER,
    # -- bulletins: packs --
    "packs": PACKS,
    "pack_make": PAPER,
    "pack": PAPER,
    "pack_edit": PAPER,
    "pack_recount": PAPER,
    "pack_issue": PAPER,
    "pack_read": PAPER,
    "pack_file": PAPER,
    "pack_figure": PAPER,
    "meeting": PAPER,
    "meeting_give": PAPER,
    "meeting_discussed": PAPER,
    "meeting_action": PAPER,
    "meeting_action_act": PAPER,
    # -- bulletins: statistics --
    "statistics": FIGURES,
    "statistics_sheet": FIGURES,
    "time_stats": FIGURES,
    "figure_list": FIGURES,
    "six_board": FIGURES,
    # -- bulletins: sweep --
    "sweep": LISTS,
    "sweep_day": LISTS,
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
    "seal_electronic": ESEALS,
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
    "seal_line_photo": BOOK,
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
    needed = _named()[name]
    if not needed:
        return {}
    values = {
        "ref": (doc.ref if doc else "nosuchpaper234") + ("i1" if name == "supervision_item" else ""),
        "verb": "urge" if name in BATCHES else "propose",
        "register": "register",
        "form": "label" if name == "print_ticked" else "register",
        "pk": pk(name, office) if "pk" in needed else 0,
        "serial": 1,
        "rule": "WRD-01",
        "code": "received" if name == "figure_list" else "A1",
        "number": doc.attachments.values_list("pk", flat=True)[0] if doc and "number" in needed else 1,
        "page": 1,
        "sheet": "20260101aaaaa",
        "version": 1,
        "year": 2026,
        "scope": "national",
        "day": "2026-01-05",
        "mark": "others",
        "what": {"unit_switch": "close", "alert_target_switch": "close", "person_act": "leave"}.get(
            name, "persons"
        ),
    }
    return {key: values[key] for key in needed}


@cache
def _named() -> dict[str, set[str]]:
    """What each address is made of; walking all of them for every call takes longer than many a page."""
    return {route.name: set(route.pattern.converters) for route in reversed([*routes()]) if route.name}


def pk(name: str, office: Office) -> int:
    """Of what there is; asked of the database only for an address that has one."""
    seat = Appointment.objects.get(person=office.clerk)
    known = {
        "unit": office.unit.pk,
        "unit_switch": office.unit.pk,
        "post_close": seat.post_id,
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
        "seal_line_photo": 1,
        "supervision_late_forget": 1,
        "seals_forget": 1,
        "seal_requests_forget": 1,
        "errors_forget": 1,
    }
    if name in known:
        return known[name]
    return Delegation.objects.values_list("pk", flat=True)[0]


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
