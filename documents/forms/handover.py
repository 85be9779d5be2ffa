"""交办: one row per item, prefilled from the instructions, the proposal, or the part that came back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.limits import AT_ASSIGNING, BY_LEADER, Explained, parse_typed
from deadlines.words import dates_wanted
from docflow.web.forms import dress
from documents.actions.handover import open_instructions
from documents.forms.part import Anything, TaskForm
from documents.forms.picking import LIMIT_HINT, LimitField, ReadersField, UnitField, UnitsField
from documents.models import Assignment, Document, Proposal
from documents.rules.beyond import beyond, limit_hint
from documents.rules.instructed import only_read, units_named
from documents.words import State
from people.models import Unit
from people.queries import handling_units
from workflow.clock import database_now

MOST = 30
ROW = ("content", "lead", "co", "due", "for")


class AssignForm(TaskForm):
    """Rows `content_<i>`, `lead_<i>`, `co_<i>`, `due_<i>`, `for_<i>`; `more` asks for another row.

    A row left empty is no item. `no_work`: instructions that nobody has to do anything about.
    """

    verb = "assign"
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

    def __init__(self, *args: Any, doc: Document, **kwargs: Any) -> None:
        super().__init__(*args, doc=doc, **kwargs)
        self.back = self._sent_back()
        self.instructions = [] if self.back else open_instructions(doc)
        first = [self._from(self.back)] if self.back else prefilled(doc, self.instructions)
        if not self.instructions and not self.back and doc.state != State.INSTRUCTED:
            first = []  # one more thing beside what was handed over before: nothing is known of it
        self.asked_more = bool(self.is_bound and self.data.get("more"))
        count = self._count(len(first))
        self.fields["rows"].initial = count
        sources = [(str(i.number), f"{i.leader_name}：{i.text}"[:40]) for i in self.instructions]
        for n in range(count):
            self._add_row(n, first[n] if n < len(first) else {}, sources)
        if sources:
            self.fields["no_work"] = Anything(
                label=_("不需交单位办理的批示"),
                required=False,
                choices=sources,
                initial=[str(i.number) for i in self.instructions if needs_nobody(i)],
                widget=forms.CheckboxSelectMultiple,
            )
            dress(self.fields["no_work"].widget)

    def _sent_back(self) -> Assignment | None:
        """The part he gives again: the one posted, else the first task when that is such a part."""
        posted = str(self.data.get("task", "")) if self.is_bound else ""
        task = next((t for t in self.tasks if str(t.pk) == posted), self.tasks[0] if self.tasks else None)
        return self.parts.get(task.assignment_id) if task and task.assignment_id else None

    @property
    def _unit_label(self) -> str:
        helping = self.back is not None and self.back.role == Assignment.Role.CO
        return _("协办单位") if helping else _("主办单位")

    def _count(self, filled: int) -> int:
        if self.back:
            return 1
        if not self.is_bound:
            return max(filled + 1, 3)
        typed = str(self.data.get("rows", ""))
        count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 3
        count = max(1, min(count + self.asked_more, MOST))
        if self.asked_more:
            data: Any = self.data
            self.data = data = data.copy()
            data["rows"] = str(count)
        return count

    @staticmethod
    def _from(back: Assignment) -> dict[str, Any]:
        """What was asked, by the date it had, while that lies ahead."""
        ahead = back.due_at is not None and back.due_at > database_now()
        return {
            "content": back.content,
            "due": f"{timezone.localtime(back.due_at):%Y-%m-%d}" if ahead else "",
        }

    def _add_row(self, n: int, first: dict[str, Any], sources: list[tuple[str, str]]) -> None:
        area = forms.Textarea(attrs={"rows": 2})
        self.fields[f"content_{n}"] = forms.CharField(
            label=_("办理要求"),
            required=False,
            max_length=4000,
            widget=area,
            initial=first.get("content", ""),
        )
        self.fields[f"lead_{n}"] = UnitField(
            label=self._unit_label, required=False, initial=first.get("lead")
        )
        if not self.back:  # a part that came back is one unit's, in its own role; the others stay as they are
            self.fields[f"co_{n}"] = UnitsField(label=_("协办单位"), required=False, initial=first.get("co"))
        self.fields[f"due_{n}"] = LimitField(
            label=_("期限"), required=False, source=AT_ASSIGNING, initial=first.get("due", "")
        )
        if sources:
            choices = [("", _("拟办意见")), *sources]
            self.fields[f"for_{n}"] = forms.ChoiceField(
                label=_("依据"), required=False, choices=choices, initial=first.get("for", "")
            )
        if hint := limit_hint(self.doc):
            self.fields[f"due_{n}"].help_text = f"{LIMIT_HINT}；{hint}"
        for name in ROW:
            if f"{name}_{n}" in self.fields:
                dress(self.fields[f"{name}_{n}"].widget)

    def full_clean(self) -> None:
        """A form that only asks for another row is not judged yet."""
        if not self.asked_more:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None

    def is_valid(self) -> bool:
        return not self.asked_more and super().is_valid()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        for n in self.used():
            unit = _("请填%(unit)s。") % {"unit": self._unit_label}
            for name, words in (
                ("content", _("请写明办理要求。")),
                ("lead", unit),
                ("due", _("请先定一个日期。")),
            ):
                if not data.get(f"{name}_{n}"):
                    self.add_error(f"{name}_{n}", words)
            if due := data.get(f"due_{n}"):
                data[f"due_{n}"] = self._by_whom(due, n)
        return data

    def _by_whom(self, due: Explained, n: int) -> Explained:
        """A date that the leader himself wrote is his; every other is set by who hands over (domain.md §4.8)."""
        if due.unit != "absolute":
            return due
        meant = self.cleaned_data.get(f"for_{n}", "")
        rows = [i for i in self.instructions if meant in ("", str(i.number))]
        if self.back and self.back.instruction:
            rows = [self.back.instruction]
        day = due.at.date()
        if not any(day in dates_by(i) for i in rows):
            return due
        return parse_typed(f"{due.at:%Y-%m-%d %H:%M}", database_now(), source=BY_LEADER)

    def used(self) -> list[int]:
        """Rows with anything in them, without those of instructions nobody has to act on."""
        data, skipped = self.cleaned_data, {str(n) for n in self.cleaned_data.get("no_work", ())}
        rows = range(sum(1 for name in self.fields if name.startswith("content_")))
        filled = [n for n in rows if any(data.get(f"{f}_{n}") for f in ("content", "lead", "co", "due"))]
        return [n for n in filled if not (data.get(f"for_{n}") and data[f"for_{n}"] in skipped)]

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        by_number = {str(i.number): i for i in self.instructions}
        items = [
            {
                "content": data[f"content_{n}"],
                "lead": data[f"lead_{n}"],
                "co": data.get(f"co_{n}", []),
                "due": data[f"due_{n}"],
                "instruction": by_number.get(data.get(f"for_{n}", "")),
            }
            for n in self.used()
        ]
        return {"items": items, "no_work": data.get("no_work", []), "task_id": data.get("task")}

    @property
    def no_work_field(self) -> Any:
        """The boxes for instructions without work, when there are any."""
        return self["no_work"] if "no_work" in self.fields else None

    def _date(self, n: int) -> Any:
        """The moment that stands in the row now, where it can be read."""
        try:
            return self.fields[f"due_{n}"].clean(self[f"due_{n}"].value() or "").at
        except (AttributeError, forms.ValidationError):
            return None

    @property
    def row_fields(self) -> list[dict[str, Any]]:
        """Bound fields by row, for the template."""
        count = sum(1 for name in self.fields if name.startswith("content_"))
        return [
            {
                "number": n + 1,
                "content": self[f"content_{n}"],
                "lead": self[f"lead_{n}"],
                "co": self[f"co_{n}"] if f"co_{n}" in self.fields else None,
                "due": self[f"due_{n}"],
                "beyond": beyond(self.doc, self._date(n)),
                "source": self[f"for_{n}"] if f"for_{n}" in self.fields else None,
            }
            for n in range(count)
        ]


def prefilled(doc: Document, instructions: list[Any]) -> list[dict[str, Any]]:
    """One row per instruction that wants work, with the units and the date its words name; the proposal's units
    where they name none. Where nobody wants work, one row from the proposal."""
    proposal = Proposal.objects.filter(document=doc, latest=True).select_related("lead_unit").first()
    units = {"lead": proposal.lead_unit, "co": list(proposal.co_units.all())} if proposal else {}
    wanting = [i for i in instructions if not needs_nobody(i)]
    if wanting:
        known = list(handling_units())
        return [_from_words(i, known, units) for i in wanting]
    return [{"content": proposal.text, **units}] if proposal else []


def needs_nobody(instruction: Any) -> bool:
    """The leader wrote only that he has read, and wants no answer."""
    return only_read(instruction.text) and not instruction.needs_feedback


def _from_words(instruction: Any, known: list[Unit], units: dict[str, Any]) -> dict[str, Any]:
    row = {"content": instruction.text, "for": str(instruction.number), **units}
    lead, others = units_named(instruction.text, known)
    if lead is not None and (others or lead != units.get("lead")):
        row |= {"lead": lead, "co": others}  # else he only repeats who leads: those beside stay as proposed
    elif others:  # whom the proposal lets lead, with those the words add
        row["co"] = [u for u in others if u != units.get("lead")]
    days = dates_by(instruction)
    if len(days) == 1 and days[0] >= timezone.localdate():
        row["due"] = days[0].isoformat()
    return row


def dates_by(instruction: Any) -> list[date]:
    """The days the leader's words name, counted from the day he wrote."""
    return dates_wanted(instruction.text, timezone.localtime(instruction.given_at).date())


class CirculateOnlyForm(TaskForm):
    verb = "circulate_only"
    readers = ReadersField(label=gettext_lazy("送阅"), required=False)
    note = forms.CharField(label=gettext_lazy("附言"), required=False, max_length=1000)

    def wanted(self, tasks: list[Any]) -> list[Any]:
        return [t for t in tasks if t.assignment_id is None]
