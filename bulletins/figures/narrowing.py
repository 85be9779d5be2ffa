"""By what things are narrowed: a unit, a kind of paper (文种), a flow; and the papers that things name by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from bulletins.figures.things import Narrow, Rows, Values
from documents.models import Assignment, Document
from documents.queries.visible import visible_to
from outgoing.models import Outgoing
from outgoing.queries.visible import inside_for
from people.models import Unit

IN, OUT = Document.subject_kind, Outgoing.subject_kind
UNNUMBERED = "未编号的发文"  # as a pack keeps it
NOTHING_KNOWN = ("", "", "", True)
NOT_THEIRS = (Assignment.Status.MISDIRECTED, Assignment.Status.WITHDRAWN)


def no_number() -> str:
    """How a paper of ours is called that has none yet."""
    return _("未编号的发文")


def attribute(path: str) -> Narrow:
    """A column says it."""
    return lambda rows, wanted: rows.filter(**{path: wanted})


def named(path: str) -> Narrow:
    """The unit by its name, as it stands in the row."""
    return lambda rows, unit: rows.filter(**{f"{path}__in": Unit.objects.filter(pk=unit).values("name")})


def one_flow(side: str) -> Narrow:
    """Things of one flow alone: of the other there are none."""
    return lambda rows, wanted: rows if wanted == side else rows.none()


def _has_part(rows: Rows, unit: int) -> Rows:
    """Papers in which the unit has, or had, a part."""
    part = Assignment.objects.filter(document=OuterRef("pk"), unit=unit).exclude(status__in=NOT_THEIRS)
    return rows.filter(Exists(part))


PAPER_BY: Mapping[str, Narrow] = {"unit": _has_part, "kind": attribute("kind"), "side": one_flow(IN)}
OURS_BY: Mapping[str, Narrow] = {
    "unit": named("unit_name"),
    "kind": attribute("kind"),
    "side": one_flow(OUT),
}


def papers_of(side: str, papers: Rows, ours: Rows) -> Q:
    """Rows that name one of these papers by flow and key."""
    coming, going = papers.values("pk"), ours.values("pk")
    return Q(**{side: IN, "subject_pk__in": coming}) | Q(**{side: OUT, "subject_pk__in": going})


def by_paper(side: str) -> dict[str, Narrow]:
    """Narrowed as their papers are."""

    def narrow(name: str) -> Narrow:
        def narrowed(rows: Rows, wanted: Any) -> Rows:
            papers = PAPER_BY[name](Document.objects.all(), wanted)
            return rows.filter(papers_of(side, papers, OURS_BY[name](Outgoing.objects.all(), wanted)))

        return narrowed

    return {"unit": narrow("unit"), "kind": narrow("kind"), "side": attribute(side)}


def seen_by_paper(every: Rows, side: str) -> Callable[[Any], Rows]:
    """Those whose papers a person sees."""
    return lambda person: every.filter(papers_of(side, visible_to(person), inside_for(person)))


def label_papers(side: str) -> Callable[[Sequence[Values]], None]:
    """Put number, title and public id of its paper into each row: at most two statements."""

    def fill(found: Sequence[Values]) -> None:
        known: dict[tuple[str, int], tuple[Any, ...]] = {}
        for flow, of, number in ((IN, _documents, "receipt_no"), (OUT, _ours, "number")):
            keys = {row["subject_pk"] for row in found if row[side] == flow}
            columns = ("pk", "ref", number, "title", "work_secret")
            if keys:
                known |= {(flow, row[0]): row[1:] for row in of(keys).values_list(*columns)}
        for row in found:
            ref, number, title, secret = known.get((row[side], row["subject_pk"]), NOTHING_KNOWN)
            row |= {
                "paper_ref": ref,
                "paper_no": number or (no_number() if ref else "—"),
                "paper_title": title,
                "paper_secret": secret,
            }

    return fill


def _documents(keys: Collection[int]) -> Rows:
    return Document.objects.filter(pk__in=keys)


def _ours(keys: Collection[int]) -> Rows:
    return Outgoing.objects.filter(pk__in=keys)
