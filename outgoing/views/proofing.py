"""核稿 beside the text: findings as they were kept, or of what is being typed; nothing is stored by looking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from checking.queries.proofing import Proofed, Seen
from checking.rules.rulebook import MARKS, sentence
from outgoing.forms.proofing import key_of
from outgoing.queries.found import by_version, lines_of, names, proofed, waivers, where
from outgoing.queries.known import known
from outgoing.queries.texts import latest
from outgoing.rules import proofing as rules
from outgoing.rules.offers import offer
from workflow.spine import new_key


@dataclass
class Row:
    """One finding as it is drawn. `start` and `end` are where it stands in the field `inside`, as a browser counts."""

    seen: Seen
    message: str
    where: str
    mark: str
    inside: str = ""  # of a form's field that stands beside it
    start: int = 0
    end: int = 0
    field_url: str = ""  # where a field is changed that does not
    verb: str = ""  # what this person may answer
    key: str = ""  # of the form of that answer

    @property
    def name(self) -> str:
        return key_of(self.seen)


@dataclass
class Panel:
    """`paper` is None for one that is not saved yet. `url` is where a text is looked at while it is typed, empty beside no
    form; `who` may let an error pass; `verbs` are what the person may answer."""

    paper: Any = None
    url: str = ""
    who: str = ""
    verbs: Collection[str] = ()
    rows: list[Row] = field(default_factory=list)
    looked: bool = True
    refused: str = ""

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

    def show(self, found: Iterable[tuple[Seen, bool]], lines: Sequence[str] = ()) -> None:
        """Each with whether it stands in the saved text: only then can it be answered. `lines`: of the field beside it."""
        starts = [0, *accumulate(wide(line) + 1 for line in lines)]
        self.rows = [self._row(one, saved, lines, starts) for one, saved in found]

    def _row(self, one: Seen, saved: bool, lines: Sequence[str], starts: Sequence[int]) -> Row:
        made = Row(one, sentence(one.finding.of), where(one), str(MARKS[one.finding.of.mark]))
        if one.finding.line:
            self._in_text(made, lines, starts)
        else:
            self._in_field(made)
        verb = "waive_finding" if one.is_error else "ignore_finding"
        if saved and verb in self.verbs and one.is_open and one.finding.of.waivable:
            made.verb, made.key = verb, new_key()
        return made

    def _in_text(self, made: Row, lines: Sequence[str], starts: Sequence[int]) -> None:
        found = made.seen.finding
        if not 0 < found.line <= len(lines):
            return
        line, before = lines[found.line - 1], starts[found.line - 1]
        made.inside, made.start, made.end = "id_words", before, before + wide(line)
        if found.text and line.startswith(found.text, found.column - 1):
            made.start = before + wide(line[: found.column - 1])
            made.end = made.start + wide(found.text)

    def _in_field(self, made: Row) -> None:
        """On the form of a new paper beside it, else on a form of its own."""
        at, found = rules.field(made.seen.finding.field), made.seen.finding
        if self.paper is not None:
            made.field_url = (
                at.verb and f"{reverse('outgoing_act', args=[self.paper.ref, at.verb])}#id_{at.name}"
            )
        elif at.name:
            made.inside = f"id_{at.name}"
            made.start = wide(made.seen.sentence[: max(found.column - 1, 0)])
            made.end = made.start + wide(found.text)


def of_paper(paper: Any, found: Proofed, verbs: Collection[str]) -> Panel:
    """What was kept of a paper, for who may do these `verbs` on it."""
    made = Panel(paper, looked=found.run is not None, who=_who(paper, found), verbs=verbs)
    made.show((one, True) for one in found.findings)
    return made


def new_panel() -> Panel:
    """Beside a paper that is not saved yet: what is found in it is mended, not answered."""
    return Panel(url=reverse("outgoing_check_new"), looked=False)


def beside_form(paper: Any, person: Any) -> Panel:
    """Beside the text of a paper that is being changed, before anything is looked at."""
    now = known(paper, paper.now)
    verbs = {code for code in rules.REPLIES if offer(code, person.hats, now).ok}
    return Panel(paper, reverse("outgoing_check", args=[paper.ref]), _who(paper, now.proof()), verbs)


def kept_beside(paper: Any, person: Any) -> Panel:
    """Beside the text of a paper as it was saved; the words of a file stand in no field."""
    made, found, text = beside_form(paper, person), proofed(paper), latest(paper)
    made.looked = found.run is not None
    made.show(
        ((one, True) for one in found.findings), lines_of(text) if text and text.blob_id is None else ()
    )
    return made


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


def _who(paper: Any, found: Proofed) -> str:
    waivable = any(one.finding.of.waivable for one in found.open_errors)
    return names(waivers(paper)) if waivable else ""


def wide(text: str) -> int:
    """Its length as a browser counts it (UTF-16)."""
    return len(text.encode("utf-16-le")) // 2
