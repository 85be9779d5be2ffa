"""The record a page is about, as far as somebody may see it: what is put down as wrong, or reported, is about one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bulletins.models import ErrorEntry
from bulletins.rules.error_rights import reads
from deadlines.days import local
from documents.models import Document
from documents.queries.visible import visible_to as incoming
from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to as outgoing
from seals.models import LedgerLine
from seals.queries import blanks, registry, requests, takeouts
from seals.rules.rights import sees_ledger, sees_titles

# Which kind of record a page is about, by the name of its address; all have the public id as `ref`.
OF_PAGE = {
    "document": "document", "act": "document", "supervision_item": "document",
    "outgoing": "outgoing", "outgoing_act": "outgoing", "outgoing_version": "outgoing", "outgoing_compare": "outgoing",
    "passport": "outgoing",
    "seal": "seal", "seal_edit": "seal", "seal_act": "seal", "seal_appoint": "seal", "seal_imprint_set": "seal",
    "seal_request": "seal_request", "seal_request_act": "seal_request", "seal_desk_request": "seal_request",
    "seal_esign": "seal_request",
    "seal_takeout": "seal_takeout", "seal_takeout_act": "seal_takeout",
    "blank_book": "blank_book", "blank_book_act": "blank_book",
    "seal_line": "seal_line", "error": "error", "error_edit": "error", "error_close": "error",
}  # fmt: skip
SHOWN = 60  # characters of what stands in a field, where it is offered
# The register fields of a paper that can be named, as they stand in its form.
INCOMING = ("title", "source_doc_number", "source_name", "kind", "urgency", "category", "to_us", "document_date", "received_at",
            "copies", "copy_numbers", "pages", "signer", "contact", "attachments_note", "due_at")  # fmt: skip
OUTGOING = ("title", "number", "kind", "urgency", "publicity", "note", "contact", "document_date", "signers", "print_run",
            "printed_on")  # fmt: skip
OF_REQUEST = ("title", "doc_number", "copies", "per_copy", "paging", "pages", "addressee")
# What reports kept before fields had these names, and moments as the database has them.
FORMERLY = {"source name": "来文单位"}
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d", re.ASCII)


@dataclass(frozen=True)
class Record:
    """`name` is what the office calls it and never its title; `values` what stands in which field now."""

    kind: str
    ref: str
    pk: int | None
    name: str
    title: str = ""
    state: str = ""
    secret: bool = False
    paper_kind: str = ""
    organ: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        return f"{self.kind}:{self.ref}"

    @property
    def url(self) -> str:
        if self.kind == "seal_line":
            return reverse("seal_line", args=self.ref.split("-"))
        return reverse(self.kind, args=[self.ref])


def of_path(path: str) -> tuple[str, str]:
    """Kind and public id of the record that the page of this address is about; empty for other pages."""
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return "", ""
    kind = OF_PAGE.get(match.url_name or "", "")
    if kind == "seal_line":
        return kind, f"{match.kwargs['pk']}-{match.kwargs['serial']}"
    ref = str(match.kwargs.get("ref", ""))
    if match.url_name == "supervision_item":  # its id is that of the paper with the number of the item
        ref = ref.split("i")[0]
    return (kind, ref) if ref else ("", "")


def record(person: Any, kind: str, ref: str) -> Record | None:
    """The record, if he may see it; None for one that is not there, too."""
    read = READ.get(kind)
    return read(person, ref) if read is not None else None


def on_record(person: Any, about: Record) -> Record:
    """The same in the words of the office: what is kept is never in the language of a screen."""
    with override("zh-hans"):
        return record(person, about.kind, about.ref) or about


def _values(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in names:
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        label = str(row._meta.get_field(name).verbose_name)
        found[label] = words(value)
    return found


def words(value: Any) -> str:
    """What stands in a field as the pages show it: moments on the office's clock, several values in one line; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (list, tuple)):
        return _("、").join(map(words, value))
    return str(value)


def kept_words(text: str) -> str:
    """The words of a kept field as they would be kept today; what is no moment stays as it is."""
    if not _STAMP.fullmatch(text):
        return text
    try:
        return words(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return text


def _incoming(person: Any, ref: str) -> Record | None:
    row: Document | None = incoming(person).filter(ref=ref).first()
    if row is None:
        return None
    return Record("document", ref, row.pk, row.receipt_no, row.title, row.state, row.work_secret, row.kind, row.source_name,
                  _values(row, INCOMING))  # fmt: skip


def _outgoing(person: Any, ref: str) -> Record | None:
    row: Outgoing | None = outgoing(person).filter(ref=ref).first()
    if row is None:
        return None
    main = (
        row.addressees.filter(role="main").order_by("order", "id").values_list("name", flat=True).first()
        or ""
    )
    name = row.number or _("未编号的发文")
    return Record(
        "outgoing",
        ref,
        row.pk,
        name,
        row.title,
        row.state,
        row.work_secret,
        row.kind,
        main,
        _values(row, OUTGOING),
    )


def _request(person: Any, ref: str) -> Record | None:
    row = requests.visible_to(person).filter(ref=ref).first()
    if row is None:
        return None
    titled = sees_titles(person.hats)
    values = _values(row, OF_REQUEST) if titled else {}
    return Record(
        "seal_request",
        ref,
        row.pk,
        row.number,
        row.title if titled else "",
        row.state,
        row.work_secret,
        values=values,
    )


def _seal(person: Any, ref: str) -> Record | None:
    row = registry.seen_by(person).filter(ref=ref).first()
    return Record("seal", ref, row.pk, row.seal_no, row.name, row.state) if row is not None else None


def _takeout(person: Any, ref: str) -> Record | None:
    row = takeouts.visible_to(person).filter(ref=ref).first()
    return Record("seal_takeout", ref, row.pk, row.number, "", row.state) if row is not None else None


def _book(person: Any, ref: str) -> Record | None:
    row = blanks.visible_to(person).filter(ref=ref).first()
    return Record("blank_book", ref, row.pk, str(row)[:80]) if row is not None else None


def _line(person: Any, ref: str) -> Record | None:
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", ref, re.ASCII)
    if found is None or not sees_ledger(person.hats):
        return None
    row = (
        LedgerLine.objects.filter(seal_id=int(found[1]), serial=int(found[2])).select_related("seal").first()
    )
    if row is None:
        return None
    return Record(
        "seal_line",
        ref,
        row.pk,
        _("用印登记 %(seal)s 第 %(n)s 号") % {"seal": row.seal.seal_no, "n": row.serial},
    )


def _error(person: Any, ref: str) -> Record | None:
    row = ErrorEntry.objects.filter(ref=ref).first() if reads(person.hats) else None
    return Record("error", ref, row.pk, _("差错第 %(n)s 条") % {"n": row.no}) if row is not None else None


READ: dict[str, Callable[[Any, str], Record | None]] = {
    "document": _incoming, "outgoing": _outgoing, "seal_request": _request, "seal": _seal, "seal_takeout": _takeout,
    "blank_book": _book, "seal_line": _line, "error": _error,
}  # fmt: skip
