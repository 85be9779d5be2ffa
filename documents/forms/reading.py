"""传阅: to whom, what for, how; what a reader writes; from whom it is taken back; groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.forms.act import ActForm
from documents.forms.instruct import Instructing
from documents.forms.part import Anything, TaskForm
from documents.forms.picking import LimitField, ReadersField, best, names_match, spellings
from documents.forms.unclassified import Unclassified
from documents.forms.wording import WordsField
from documents.models import ReaderGroup
from documents.queries.circulation import groups_of
from people.forms.keyed import KeyedForm
from people.models import Person
from people.queries import readers
from workflow.models import Lane, Task

LISTED = 500  # persons in the plain list for a browser without script
PURPOSE = "请阅知。"


class RecipientsField(ReadersField):
    """Persons and saved groups by name or initials; cleaned to both, in the order typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person: Any = None
        self.widget.attrs["data-url"] = reverse_lazy("recipients")

    def _find(self, names: list[str]) -> list[Any]:
        if not names:
            return []
        known = [*groups_of(self.person), *self.rows().filter(names_match(Person, names))]
        found = []
        for name in names:
            hits = best([row for row in known if name in spellings(row)], name)
            if len(hits) != 1:
                raise ValidationError((self.several if hits else self.unknown) % {"name": name[:60]})
            found.append(hits[0])
        return list(dict.fromkeys(found))


def persons_of(named: list[Any]) -> list[Person]:
    """What `RecipientsField` found, with every group as its members by rank; nobody twice."""
    found: list[Person] = []
    for one in named:
        members = one.persons.order_by("rank", "pk") if isinstance(one, ReaderGroup) else [one]
        found += [person for person in members if person not in found]
    return found


class CirculateForm(ActForm):
    """Many persons and groups in one go. Without script the persons stand in a list to choose from."""

    readers = RecipientsField(
        label=gettext_lazy("送阅"),
        required=False,
        help_text=gettext_lazy("姓名、常用组或拼音首字母，可填多个"),
    )
    note = forms.CharField(label=gettext_lazy("传阅目的"), max_length=500, initial=PURPOSE)
    ordered = forms.ChoiceField(
        label=gettext_lazy("方式"),
        choices=[("no", gettext_lazy("同时送")), ("yes", gettext_lazy("按所列顺序"))],
        initial="no",
        required=False,
        widget=forms.RadioSelect,
    )
    due = LimitField(label=gettext_lazy("时限（不填则按规则）"), required=False)
    field_order = ["readers", "people", "due", "note", "ordered", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        self.fields["readers"].person = self.person  # type: ignore[attr-defined]
        self.fields["readers"].widget.attrs["autofocus"] = True
        groups = list(groups_of(self.person))
        self.fields["groups"] = Anything(
            label=_("常用组"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(str(g.pk), f"{g.name}（{g.size}）") for g in groups],
        )  # fmt: skip
        self.fields["people"] = Anything(
            label=_("从名单中选"), required=False, choices=self._listed, widget=forms.SelectMultiple
        )
        for name in ("groups", "people"):
            dress(self.fields[name].widget)
        self.order_fields(self.field_order)

    @staticmethod
    def _listed() -> list[tuple[str, str]]:
        people: QuerySet[Any] = readers()[:LISTED]
        return [(str(p.pk), f"{p.name}（{p.unit_short} {p.title}）") for p in people]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("readers") or data.get("groups") or data.get("people")):
            self.add_error("readers", _("请选择传阅人员或常用组。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed = data["readers"]
        ticked = groups_of(self.person).filter(pk__in=data["groups"])
        listed = readers().filter(pk__in=data["people"])
        return {
            "readers": [*(r for r in typed if isinstance(r, Person)), *listed],
            "groups": [*(r for r in typed if isinstance(r, ReaderGroup)), *ticked],
            "note": data["note"],
            "ordered": data["ordered"] == "yes",
            "due": data["due"],
        }


class ReadForm(TaskForm):
    verb = "read"
    opinion = WordsField(label=gettext_lazy("阅后意见（可不写）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False


class InstructFromReadingForm(Instructing, TaskForm):
    verb = "instruct_from_reading"
    text = WordsField(label=gettext_lazy("批示"), rows=4, required=False, css="big")
    field_order = ["task", "text", "kind", "feedback"]

    def act_kwargs(self) -> dict[str, Any]:
        return {**self.said(), "task_id": self.cleaned_data.get("task")}


class ToActionForm(TaskForm):
    verb = "to_action"
    reason = WordsField(label=gettext_lazy("转办理由"))


class RecallForm(ActForm):
    """From whom the paper is taken back: those who have not read it."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        rows = Task.objects.about(self.doc).live().filter(lane=Lane.CIRCULATION).order_by("id")
        choices = [(str(t.pk), t.holder_name) for t in rows]
        self.fields["readers"] = Anything(
            label=_("撤回谁的"), choices=choices, widget=forms.CheckboxSelectMultiple,
            initial=[choices[0][0]] if len(choices) == 1 else None,
        )  # fmt: skip
        dress(self.fields["readers"].widget)
        self.order_fields(["readers"])

    def act_kwargs(self) -> dict[str, Any]:
        return {"task_ids": self.cleaned_data["readers"], "reason": self.cleaned_data["reason"]}


class MembersField(ReadersField):
    most = 2000


class GroupForm(Unclassified, KeyedForm):
    """A saved group of readers: its name, its persons, whether the office shares it. `saved`: what it is now."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=30)
    persons = MembersField(label=gettext_lazy("人员"), max_length=40_000)
    shared = forms.BooleanField(label=gettext_lazy("全办公用"), required=False)

    def __init__(
        self, *args: Any, person: Any, group: ReaderGroup, saved: dict[str, Any], **kwargs: Any
    ) -> None:
        self.person = person
        if saved:
            kwargs["initial"] = {
                "name": group.name, "persons": list(group.persons.all()), "shared": group.owner_id is None,
            }  # fmt: skip
        super().__init__(*args, saved=saved, **kwargs)
        if not person.hats.reads_register:
            del self.fields["shared"]
