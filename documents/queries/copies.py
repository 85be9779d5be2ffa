"""Copies on paper: what stands where, and what happened to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Copy, Document, Handing
from documents.rules.copies import FROM, Balance, query, said
from documents.words import Carrier, CopyStatus, Handed, ReturnWay

SHOWN = 30  # newest handings on the page; one more is read to know whether there are
# Rows of the document page: copies that are in one place since one day, and what was done with them.
COPY = """
SELECT 'copy', min(number), jsonb_build_object('status', status, 'holder', holder, 'name', holder_name, 'since', since,
       'numbers', jsonb_agg(number ORDER BY number))
  FROM documents_copy WHERE document_id = %(doc)s GROUP BY status, holder, holder_name, since
"""
HANDING = f"""
(SELECT 'handing', -id, jsonb_build_object('what', what, 'numbers', to_jsonb(numbers), 'name', holder_name, 'day', day,
       'how', how, 'receipt', receipt, 'place', place, 'reason', reason, 'by', by_name, 'at', at)
  FROM documents_handing WHERE document_id = %(doc)s ORDER BY id DESC LIMIT {SHOWN + 1})
"""  # noqa: S608 - a constant


@dataclass(frozen=True)
class Group:
    """Copies of one paper that are in the same place since the same day. `moves`: what could be done with them."""

    status: str
    holder: str
    name: str
    since: str
    copies: Sequence[int]

    @property
    def numbers(self) -> str:
        return said(self.copies)

    @property
    def label(self) -> str:
        return str(CopyStatus(self.status).label)

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Each with what its link asks for, and its label."""
        of = self.holder or self.status
        fit = [Handed(what) for what, places in FROM.items() if self.status in places]
        return [(query(what, of, self.copies), str(what.label)) for what in fit]


@dataclass(frozen=True)
class Done:
    """One line of the history."""

    words: str
    by: str
    at: Any


@dataclass(frozen=True)
class Box:
    """纸质件 on a paper's page. `may`: he keeps the register. `cut`: more was done than the history shows."""

    groups: list[Group]
    history: list[Done]
    balance: Balance
    numbered: bool
    place: str
    may: bool = False
    cut: bool = False


def box(
    doc: Document, rows: Iterable[Mapping[str, Any]], history: Iterable[Mapping[str, Any]], *, may: bool
) -> Box:
    """From the rows of the page; a paper without numbers whose original never left has one line all the same."""
    found, counted = [], dict.fromkeys(CopyStatus.values, 0)
    for row in rows:
        found.append(Group(row["status"], row["holder"], row["name"], short(row["since"]), row["numbers"]))
        counted[row["status"]] += len(row["numbers"])
    numbered = any(row["numbers"] != [0] for row in rows)
    if not found:
        found.append(Group(CopyStatus.KEPT, "", "", "", ()))
    lines = [Done(line(row), row["by"], row["at"]) for row in history]
    cut = len(lines) > SHOWN
    return Box(found, lines[:SHOWN], Balance(**counted), numbered, doc.physical_location, may, cut)


def line(row: Mapping[str, Any]) -> str:
    """05-22 000118 交给政策法规处。"""
    return f"{short(row['day'])} {words(row)}"


def short(day: str | None) -> str:
    """05-22; with its year where that is another one; empty where there is none."""
    if not day:
        return ""
    return day[5:] if day.startswith(f"{timezone.localdate().year}-") else day


def words(row: Mapping[str, Any]) -> str:
    """What was done, in the active language."""
    known = {
        "no": said(row["numbers"]), "who": row["name"], "place": row["place"],
        "how": ReturnWay(row["how"]).label if row["how"] else "", "receipt": row["receipt"], "why": row["reason"],
    }  # fmt: skip
    sentence = {
        Handed.GIVE: lambda: _("%(no)s 交给%(who)s。"),
        Handed.BACK: lambda: _("%(no)s 收回。"),
        Handed.RETURN: lambda: _("%(no)s 退来文单位：%(how)s，回执 %(receipt)s。"),
        Handed.LOST: lambda: _("%(no)s 报失。"),
        Handed.PLACE: lambda: _("移到%(place)s。") if row["place"] else _("清空存放位置。"),
    }[Handed(row["what"])]()
    more = [sentence]
    if row["place"] and row["what"] != Handed.PLACE:
        more.append(_("放在%(place)s。"))
    if row["reason"]:
        more.append(_("说明：%(why)s"))
    return "".join(part % known for part in more)


def held(rows: Iterable[Mapping[str, Any]], mine: Collection[str]) -> str:
    """What he or his unit has: 000118（05-22 起）; empty where nothing."""
    his = [row for row in rows if row["status"] == CopyStatus.GIVEN and row["holder"] in mine]
    return "、".join(
        _("%(no)s（%(day)s 起）") % {"no": said(row["numbers"]), "day": short(row["since"])} for row in his
    )


def on_paper(doc: Document) -> bool:
    """Is there anything to hand over or to lay elsewhere?"""
    return has_paper(doc, False) or Copy.objects.filter(document=doc).exists()


def has_paper(doc: Document, rows: bool) -> bool:
    """It came on paper, or has copies (`rows`), or a place where something lies, all the same."""
    return doc.carrier != Carrier.ELECTRONIC or rows or bool(doc.physical_location)


def balance(doc: Document) -> Balance:
    """One statement."""
    counted = Copy.objects.filter(document=doc).values_list("status").annotate(n=Count("pk"))
    return Balance(**dict(counted.order_by()))


def lost(doc: Document) -> str:
    """The numbers of copies that are lost; empty where none is."""
    rows = Copy.objects.filter(document=doc, status=CopyStatus.LOST).order_by("number")
    numbers = list(rows.values_list("number", flat=True))
    return said(numbers) if numbers else ""


def given_to(principal: str) -> int:
    """How many copies this person or unit has in hand."""
    return Copy.objects.filter(holder=principal, status=CopyStatus.GIVEN).count()


def handed(doc: Document) -> bool:
    """Was any copy ever handed over in the register? Another place is none of it."""
    return Handing.objects.filter(document=doc).exclude(what=Handed.PLACE).exists()


def last_handing(doc: Document, number: int) -> Handing | None:
    """The newest thing that was done with this copy."""
    return Handing.objects.filter(document=doc, numbers__contains=[number]).order_by("-id").first()
