"""What can be printed about papers of either kind, and of handovers of seals: how a paper is found, which forms it has, where each is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from documents.actions.prints import note as note_incoming
from documents.files.form import Form
from documents.files.labels import Label
from documents.queries import forms as incoming
from documents.queries.finding import is_too_short
from documents.queries.lists import register
from documents.queries.numbered import numbered as numbered_incoming
from documents.queries.prints import times as times_incoming
from documents.queries.visible import visible_to as visible_incoming
from documents.rules.keys import number_key
from documents.views.labels import said_on
from documents.words import FormKind, PrintAs
from outgoing.actions.prints import note as note_outgoing
from outgoing.queries import forms as outgoing
from outgoing.queries.lists import matching
from outgoing.queries.prints import times as times_outgoing
from outgoing.queries.visible import inside_for
from outgoing.queries.visible import visible_to as visible_outgoing
from outgoing.rules.codes import read_code
from outgoing.words import SheetForm
from seals.actions.prints import note_all as handovers_printed
from seals.queries import handovers
from seals.queries.custody import sheet
from seals.queries.forms import handover_form
from seals.words import HandoverSheet

FOUND = 20  # papers of each kind that a search offers


class Paper(NamedTuple):
    """A paper of either kind, as the print centre names it."""

    kind: str
    ref: str
    number: str
    title: str

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.ref}"

    @property
    def url(self) -> str:
        return reverse(self.kind, args=[self.ref])


@dataclass(frozen=True)
class Printables:
    """One kind of papers. Every row comes from what the person may see.

    `places`: the address by name where each form is printed; `written`: those that offices edit as a Word copy; `many`:
    those that can be printed for several papers in one file. `there` and `times` are of one row: which forms it has, how
    often each was printed. `form` gives what stands on one of `many`, None where the paper has none.
    """

    forms: type[FormKind] | type[SheetForm] | type[HandoverSheet]
    places: Mapping[str, str]
    written: frozenset[str]
    many: tuple[str, ...]
    seen: Callable[[Any], QuerySet[Any]]
    numbered: Callable[[Any, str], list[Paper]]
    worded: Callable[[Any, str], list[Paper]]
    named: Callable[[Any], Paper]
    there: Callable[[Any], Sequence[Any]]
    times: Callable[[Any], dict[str, int]]
    form: Callable[[str, Any, Any, str], Form | None]
    label: Callable[[Any, str], Label | None]
    note: Callable[[list[Any], Any, str, datetime], None]

    def url(self, ref: str, form: str) -> str:
        return reverse(self.places[form], args=[ref])

    def word(self, ref: str, form: str) -> str:
        """Where the Word copy is; empty where there is none."""
        return f"{self.url(ref, form)}?as={PrintAs.DOCX.value}" if form in self.written else ""


def _named_incoming(doc: Any) -> Paper:
    return Paper("document", doc.ref, doc.receipt_no, doc.title)


def _named_outgoing(paper: Any) -> Paper:
    return Paper("outgoing", paper.ref, paper.number, paper.title)


def _worded_incoming(person: Any, typed: str) -> list[Paper]:
    if is_too_short(typed):
        return []
    return [_named_incoming(row) for row in register(person, None, typed=typed, size=FOUND).rows]


def _numbered_outgoing(person: Any, typed: str) -> list[Paper]:
    """By the digits of a form's barcode or by the whole number; a bare serial means a receipt number."""
    key = number_key(typed)
    if read_code(typed):
        rows = matching(visible_outgoing(person), typed)
    elif key and not key.isdecimal():
        rows = visible_outgoing(person).filter(number_key=key)
    else:
        return []
    return [_named_outgoing(row) for row in rows.order_by("-id").only(*NAMED)[:FOUND]]


def _worded_outgoing(person: Any, typed: str) -> list[Paper]:
    if is_too_short(typed):
        return []
    rows = matching(visible_outgoing(person), typed).order_by("-id")
    return [_named_outgoing(row) for row in rows.only(*NAMED)[:FOUND]]


def _seen_outgoing(person: Any) -> QuerySet[Any]:
    """Each with `inside`: does he see how it came about?"""
    inside = Exists(inside_for(person).filter(pk=OuterRef("pk")))
    return visible_outgoing(person).annotate(inside=inside).select_related("organ")


def _form_outgoing(kind: str, paper: Any, person: Any, organ: str) -> Form | None:
    return outgoing.form(SheetForm(kind), paper, person, organ) if paper.inside else None


def _named_handover(row: Any) -> Paper:
    return Paper("handover_sheet", row.sheet, row.sheet, f"{row.from_name or '—'} → {row.to_name}")


NAMED = ("id", "ref", "number", "title")
KINDS: dict[str, Printables] = {
    "document": Printables(
        forms=FormKind,
        places={
            FormKind.HANDLING: "handling_sheet",
            FormKind.CIRCULATION: "circulation_sheet",
            FormKind.ASSIGNMENT: "assignment_sheets",
            FormKind.URGE: "urge_sheets",
            FormKind.RETURN: "return_slip",
            FormKind.LABEL: "label",
        },
        written=frozenset(FormKind) - {FormKind.LABEL},
        many=(FormKind.HANDLING, FormKind.CIRCULATION),
        seen=visible_incoming,
        numbered=lambda person, typed: [_named_incoming(d) for d in numbered_incoming(person, typed)],
        worded=_worded_incoming,
        named=_named_incoming,
        there=incoming.there,
        times=times_incoming,
        form=lambda kind, doc, person, organ: incoming.form(FormKind(kind), doc, person, organ),
        label=said_on,
        note=lambda docs, by, form, at: note_incoming(
            docs, by=by, form=FormKind(form), way=PrintAs.PDF, at=at
        ),
    ),
    "outgoing": Printables(
        forms=SheetForm,
        places={
            SheetForm.MANUSCRIPT: "outgoing_manuscript",
            SheetForm.DISPATCH_LIST: "outgoing_dispatch_list",
            SheetForm.LAYOUT: "outgoing_original",
            SheetForm.ORIGINAL: "outgoing_original",
            SheetForm.LABEL: "outgoing_label",
        },
        written=frozenset({SheetForm.MANUSCRIPT, SheetForm.DISPATCH_LIST}),
        many=(SheetForm.MANUSCRIPT, SheetForm.DISPATCH_LIST),
        seen=_seen_outgoing,
        numbered=_numbered_outgoing,
        worded=_worded_outgoing,
        named=_named_outgoing,
        there=outgoing.there,
        times=times_outgoing,
        form=_form_outgoing,
        label=lambda paper, organ: outgoing.label(paper, organ) if paper.inside else None,
        note=lambda papers, by, form, at: note_outgoing(
            papers, by=by, form=SheetForm(form), way=PrintAs.PDF, at=at
        ),
    ),
    "handover_sheet": Printables(
        forms=HandoverSheet,
        places={HandoverSheet.HANDOVER: "handover_sheet"},
        written=frozenset(HandoverSheet),
        many=(),
        seen=handovers.seen_by,
        numbered=lambda person, typed: [
            _named_handover(h) for h in handovers.numbered(person, typed)[:FOUND]
        ],
        worded=lambda _person, _typed: [],  # by its number alone
        named=_named_handover,
        there=lambda _row: list(HandoverSheet),
        times=handovers.times,
        form=lambda kind, row, person, organ: handover_form(sheet(row.sheet), organ),
        label=lambda _row, _organ: None,
        note=lambda rows_, by, form, at: handovers_printed(rows_, by=by, at=at),
    ),
}


def find(person: Any, typed: str) -> list[Paper]:
    """The papers meant: those that bear the number or the barcode; where none does, those with the words. A bare
    serial is a receipt number of this year. Raises `TooWide`."""
    typed = typed.strip()
    found = [one for kind in KINDS.values() for one in kind.numbered(person, typed)]
    if found or typed.isascii() and typed.isdecimal():
        return found
    return [one for kind in KINDS.values() for one in kind.worded(person, typed)]


def rows(person: Any, keys: Sequence[str]) -> list[tuple[str, Any]]:
    """The papers of these keys that he may see, with their kinds, in the order of the keys. A statement for each kind
    that is named."""
    pairs = [key.partition("-")[::2] for key in dict.fromkeys(keys)]
    found: dict[tuple[str, str], Any] = {}
    for kind, printables in KINDS.items():
        refs = [ref for named, ref in pairs if named == kind]
        if refs:
            found |= {(kind, row.ref): row for row in printables.seen(person).filter(ref__in=refs)}
    return [(kind, found[kind, ref]) for kind, ref in pairs if (kind, ref) in found]
