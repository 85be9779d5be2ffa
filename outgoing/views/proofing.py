"""核稿 beside the text: findings as they were kept, or of what is being typed; nothing is stored by looking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from checking.queries.proofing import Proofed, Seen
from outgoing.forms.proofing import key_of
from outgoing.queries.found import by_version, lines_of, message, names, proofed, waivers, where
from outgoing.queries.known import known
from outgoing.queries.texts import latest
from outgoing.rules import proofing as rules
from outgoing.rules.offers import offer
from outgoing.rules.proofing import REPLIES
from workflow.spine import new_key


@dataclass(frozen=True)
class Row:
    """One finding as it is drawn. `start` and `end` are where it stands in the field, as a browser counts."""

    seen: Seen
    message: str
    where: str
    mark: str
    start: int = 0
    end: int = 0
    field_id: str = ""
    field_url: str = ""
    verb: str = ""  # what this person may answer
    key: str = ""  # of the form of that answer

    @property
    def name(self) -> str:
        return key_of(self.seen)


@dataclass
class Panel:
    """`url` is where a text is looked at while it is typed; empty where none is. `who` may let an error pass."""

    rows: list[Row] = field(default_factory=list)
    url: str = ""
    ref: str = ""
    version: int = 0
    who: str = ""
    looked: bool = True
    refused: str = ""
    new: bool = False
    typed: bool = False  # beside a field, where a finding is shown
    paper: Any = None
    verbs: Collection[str] = ()

    def show(self, found: Sequence[tuple[Seen, bool]], lines: Sequence[str]) -> None:
        """Findings of what is typed; those that stand in the saved text, too, can be answered."""
        self.rows = [
            row(one, lines, paper=self.paper, verbs=self.verbs if saved else ()) for one, saved in found
        ]

    @property
    def open_errors(self) -> list[Row]:
        return [r for r in self.rows if r.seen.is_error and r.seen.is_open]

    @property
    def open_warns(self) -> list[Row]:
        return [r for r in self.rows if not r.seen.is_error and r.seen.is_open]

    @property
    def answered(self) -> list[Row]:
        return [r for r in self.rows if not r.seen.is_open]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        found = [("error", self.open_errors), ("warn", self.open_warns)]
        return [(name, rows) for name, rows in found if rows]


def of_paper(paper: Any, found: Proofed, verbs: Collection[str]) -> Panel:
    """What was kept of a paper, for who may do these `verbs` on it."""
    made = Panel(ref=paper.ref, version=paper.version, looked=found.run is not None, who=_who(paper, found))
    made.rows = [row(one, (), paper=paper, verbs=verbs) for one in found.findings]
    return made


def new_panel() -> Panel:
    """Beside a paper that is not saved yet: its findings are fixed, not answered."""
    return Panel(url=reverse("outgoing_check_new"), new=True, typed=True)


def beside_form(paper: Any, person: Any) -> Panel:
    """Beside the text of a paper that is being changed, before anything was looked at."""
    k = known(paper, paper.now)
    made = Panel(
        url=reverse("outgoing_check", args=[paper.ref]), ref=paper.ref, version=paper.version, typed=True,
        who=_who(paper, k.proof()),
    )  # fmt: skip
    made.paper = paper
    made.verbs = {code for code in REPLIES if offer(code, person.hats, k).ok}
    return made


def kept_beside(paper: Any, person: Any) -> Panel:
    """Beside the text of a paper as it was saved."""
    made, found = beside_form(paper, person), proofed(paper)
    made.looked = found.run is not None
    text = latest(paper)
    typed = (
        text is not None and text.blob_id is None
    )  # else the field is empty, and its words are those of a file
    made.show([(one, True) for one in found.findings], lines_of(text) if typed else ())
    return made


def _who(paper: Any, found: Proofed) -> str:
    waivable = any(one.finding.of.waivable for one in found.open_errors)
    return names(waivers(paper)) if waivable else ""


def row(one: Seen, lines: Sequence[str], *, paper: Any = None, verbs: Collection[str] = ()) -> Row:
    """`paper` is None for one that is not saved yet: its fields stand on the same page."""
    start, end = place_in(lines, one)
    at = rules.field(one.finding.field)
    verb = "waive_finding" if one.is_error else "ignore_finding"
    may = verb in verbs and one.is_open and one.finding.of.waivable
    there = (
        ""
        if paper is None or not at.verb
        else f"{reverse('outgoing_act', args=[paper.ref, at.verb])}#id_{at.name}"
    )
    return Row(
        one, message(one), where(one), marks()[one.finding.of.mark], start, end, "" if one.finding.line else at.name and f"id_{at.name}",
        "" if one.finding.line else there, verb if may else "", new_key() if may else "",
    )  # fmt: skip


def marks() -> dict[str, str]:
    """How sure the basis is; a practice is never called a regulation."""
    return {"V": _("条款已核"), "K": _("公知标准"), "P": _("通行做法（不是规定）")}


def place_in(lines: Sequence[str], one: Seen) -> tuple[int, int]:
    """Where the words stand in the whole text, counted as a browser does (UTF-16): from, to."""
    n = one.finding.line
    if not 0 < n <= len(lines):
        return 0, 0
    before = sum(wide(line) + 1 for line in lines[: n - 1])
    line = lines[n - 1]
    start = before + wide(line[: one.finding.column - 1])
    words = one.finding.text if line.startswith(one.finding.text, one.finding.column - 1) else ""
    return (start, start + wide(words)) if words else (before, before + wide(line))


def wide(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def in_short(found: Proofed) -> tuple[str, str]:
    """核稿 as a tab: what is open, by shape; in words as its title."""
    errors, warns = len(found.open_errors), len(found.open_warns)
    if found.run is None:
        return _("核稿"), _("还没有核过")
    shapes = " ".join(f"{shape}{n}" for shape, n in (("◆", errors), ("▲", warns)) if n) or "✓"
    return f"{_('核稿')} {shapes}", _("错误 %(e)s，提示 %(w)s") % {"e": errors, "w": warns}


def counted(paper: Any, versions: list[Any]) -> list[Any]:
    """The versions with what is open in each; of one that was never looked at nothing is said."""
    found = by_version(paper, {v.number: v.text_hash for v in versions}) if versions else {}
    for version in versions:
        version.proof = found.get(version.number)
    return versions
