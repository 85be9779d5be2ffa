"""核稿 beside an incoming paper: what was found in its file, and what of it goes onto the slip that sends it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from checking.queries.proofing import Seen
from checking.rules.rulebook import MARKS, sentence
from documents.queries.proofing import found_in, main_file, main_of, why_never
from documents.rules.proofing import key_of, where
from documents.rules.spots import Spot, spots


@dataclass(frozen=True)
class Row:
    """One finding as it is drawn. `slip`: it may go onto the slip; `ignore`: the address to put it aside; `spot`: where
    it stands in the text view, whose address is `url`."""

    seen: Seen
    key: str
    message: str
    where: str
    mark: str
    slip: bool = False
    ignore: str = ""
    spot: Spot | None = None
    url: str = ""


@dataclass
class Told:
    """`trouble`: why nothing was looked at. `slip`: where the ticked findings are sent; empty where this person may not
    propose to return the paper."""

    rows: list[Row] = field(default_factory=list)
    looked: bool = False
    trouble: str = ""
    never: str = ""
    slip: str = ""
    again: str = ""
    beyond: int = 0
    carry: tuple[tuple[str, str], ...] = ()

    @property
    def errors(self) -> list[Row]:
        return [row for row in self.rows if row.seen.is_error and row.seen.is_open]

    @property
    def warns(self) -> list[Row]:
        return [row for row in self.rows if not row.seen.is_error and row.seen.is_open]

    @property
    def aside(self) -> list[Row]:
        return [row for row in self.rows if not row.seen.is_open]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        return [(name, rows) for name, rows in (("error", self.errors), ("warn", self.warns)) if rows]


def told(
    doc: Any, allowed: Collection[str], carry: tuple[tuple[str, str], ...], files: Sequence[dict[str, Any]], url: str
) -> Told:  # fmt: skip
    """For who may do the `allowed` verbs. Of the `files` the one looked at shows its lines as addresses; `url` is this
    page's."""
    found = found_in(doc)
    made = Told(looked=found.run is not None, carry=carry)
    if found.run is None:
        made.never = _said(why_never(doc, main_file(doc)))
        made.again = "" if made.never else reverse("proof_now", args=[doc.ref])
        return made
    made.trouble = _said(found.run.trouble)
    made.slip = reverse("act", args=[doc.ref, "propose_return"]) if "propose_return" in allowed else ""
    made.beyond = max(0, found.run.errors + found.run.warns - len(found.findings))
    ignore = reverse("act", args=[doc.ref, "ignore_finding"]) if "ignore_finding" in allowed else ""
    main = main_of(files)
    if main is None:
        return made
    main["numbered"] = True
    text_url = f"{url}&file={main['id']}&view=text"
    at = spots(found.findings, main["text"] or [])
    made.rows = [
        _row(one, spot, text_url, slip=bool(made.slip), ignore=ignore)
        for one, spot in zip(found.findings, at, strict=True)
    ]
    return made


def _row(one: Seen, spot: Spot | None, url: str, *, slip: bool, ignore: str) -> Row:
    rule, key = one.finding.of, key_of(one)
    return Row(
        one, key, sentence(one.finding.of), where(one.finding, spot), str(MARKS[rule.mark]),
        slip and one.is_open and bool(rule.returns),
        f"{ignore}?finding={key}" if ignore and one.is_open and rule.waivable else "",
        spot, f"{url}#line-{spot.line}" if spot else "",
    )  # fmt: skip


def _said(words: str) -> str:
    return _(words) if words else ""


def in_short(found: Sequence[Any]) -> str:
    """核稿 as the name of a tab, with how much was found; `found` are errors, hints and why nothing was looked at."""
    shapes = " ".join(f"{shape}{n}" for shape, n in zip("◆▲", found[:2], strict=False) if n)
    return f"{_('核稿')} {shapes}".strip()
