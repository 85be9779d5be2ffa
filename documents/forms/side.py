"""Forms of the verbs beside the main flow: withdraw, transfer, add a signer, urge, void, correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from docflow.web.parts import when
from documents.actions.correcting import EARLY, FIELDS
from documents.actions.transferring import takers
from documents.forms.act import ActForm
from documents.forms.part import Anything, TaskForm
from documents.forms.picking import ReadersField
from documents.forms.urging import CONTACT, ContactForm
from documents.forms.wording import WordsField
from documents.models import Document
from documents.queries.numbered import numbered
from documents.queries.visible import visible_to
from documents.rules.standing import reassignable
from documents.rules.verbs import VERBS, put_back
from documents.words import Carrier, Category, Channel, Kind, TaskKind, ToUs, Urgency
from people.models import Person, Unit
from workflow.models import Lane, Status, Task
from workflow.queries import live_of


def line(label: Any, *, required: bool = True) -> forms.CharField:
    """One line of words."""
    return forms.CharField(label=label, max_length=500, required=required)


class WithdrawForm(ActForm):
    """Shows from whom it is taken back."""

    reason = line(gettext_lazy("原因（可不写）"), required=False)

    @cached_property
    def holders(self) -> list[str]:
        """Who has it now."""
        rows = Task.objects.about(self.doc).open().filter(lane=Lane.MAIN)
        return list(rows.order_by("id").values_list("holder_name", flat=True))


class PersonChoice(forms.TypedChoiceField):
    """One of few persons, by their titles."""

    def __init__(self, people: list[Person], **kwargs: Any) -> None:
        by_id = {str(p.pk): p for p in people}
        choices = [("", "—")] + [(pk, self.said(p)) for pk, p in by_id.items()]
        super().__init__(choices=choices, coerce=by_id.get, empty_value=None, **kwargs)

    @staticmethod
    def said(person: Any) -> str:
        """赵六（副省长）."""
        title = getattr(person, "title", "")
        return f"{person.initials} {person.name}（{title}）" if title else f"{person.initials} {person.name}"


class RelateForm(ActForm):
    """A paper by its receipt number, its own number or this year's serial; those linked already can be ticked off."""

    number = forms.CharField(
        label=gettext_lazy("收文编号或来文字号"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("如 收〔2026〕317号，或本年的序号 317"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        linked = visible_to(self.person).filter(pk__in=self.doc.related.values("pk")).order_by("pk")
        self.linked = {str(d.pk): d for d in linked}
        if self.linked:
            self.fields["drop"] = forms.MultipleChoiceField(
                label=_("取消关联"),
                required=False,
                choices=[(pk, str(d)) for pk, d in self.linked.items()],
                widget=forms.CheckboxSelectMultiple,
            )
            dress(self.fields["drop"].widget)

    def clean_number(self) -> Document | None:
        typed = self.cleaned_data["number"].strip()
        if not typed:
            return None
        found = numbered(self.person, typed, beside=self.doc)
        if len(found) != 1:
            words = (
                _("有几件公文是这个字号，请填写收文编号。") if found else _("没有这件公文，或您无权查看。")
            )
            raise forms.ValidationError(words)
        return found[0]

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"other": data["number"], "drop": [self.linked[pk] for pk in data.get("drop", ())]}


class TransferForm(TaskForm):
    verb = "transfer"
    reason = line(gettext_lazy("转办原因"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {p.pk: p for t in self.tasks for p in takers(self.doc, t) if p.pk != self.person.pk}
        self.fields["to"] = PersonChoice(list(people.values()), label=_("转给"))
        dress(self.fields["to"].widget)
        self.order_fields(["task", "to", "reason"])

    def _label(self, task: Task) -> str:
        return str(TaskKind(task.kind).label)


class ReassignForm(TransferForm):
    """What stands in whose name, and who gets it; a chief's."""

    verb = "reassign"

    @cached_property
    def tasks(self) -> list[Task]:
        return reassignable(Task.objects.about(self.doc).live().order_by("sequence", "id"))

    def _label(self, task: Task) -> str:
        return f"{task.holder_name}：{TaskKind(task.kind).label}"

    def clean_task(self) -> int:
        task: int | None = self.cleaned_data["task"]
        if task is None:
            raise forms.ValidationError(_("请选择要改派的工作。"))
        return task


class SignerField(ReadersField):
    """One person."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.one = True
        self.widget.attrs.pop("data-multi", None)
        self.widget.attrs["autofocus"] = True

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Person) else value


class AddSignerForm(TaskForm):
    verb = "add_signer"
    signer = SignerField(label=gettext_lazy("请谁会签"))
    mode = forms.ChoiceField(
        label=gettext_lazy("次序"),
        choices=[
            ("before", gettext_lazy("在我之前：他写完后我再办")),
            ("beside", gettext_lazy("同时：都办完后送下一步")),
            ("after", gettext_lazy("在我之后：我办完后送他，他写完再送下一步")),
        ],
        initial="before",
        widget=forms.RadioSelect,
    )
    note = line(gettext_lazy("请他看什么（可不写）"), required=False)
    field_order = ["task", "signer", "mode", "note"]

    @cached_property
    def tasks(self) -> list[Task]:
        """Also the step that is put back until a signer has written: one more may be asked."""
        rows = live_of(self.doc, "d.lane = 'main'")
        mine = [
            t
            for t in rows
            if t.kind in VERBS[self.verb].task and self.person.hats.acts_for(t.holder, t.kind)[0]
        ]
        return [t for t in mine if t.status == Status.OPEN or put_back(t, rows)]


class UrgeForm(ContactForm, ActForm):
    """Who is urged: any open task. Ticked is the one the link named (`task`), or the readers (`lane`); else who is
    past his date."""

    note = line(gettext_lazy("催办附言（可不写）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        rows = list(
            Task.objects.about(self.doc).open().filter(paused_at=None).order_by("-lane", "sequence", "id")
        )
        self.fields["whom"] = Anything(
            label=_("催谁"), choices=[(str(t.pk), self._said(t)) for t in rows],
            initial=[str(t.pk) for t in rows if self._meant(t)], widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        dress(self.fields["whom"].widget)
        self.order_fields(["whom", *CONTACT])

    def _meant(self, task: Task) -> bool:
        if "task" in self.initial:
            return bool(task.pk == self.initial["task"])
        if "lane" in self.initial:
            return bool(task.lane == self.initial["lane"])
        return task.due_at is not None and task.due_at < (getattr(self.doc, "now", None) or timezone.now())

    @staticmethod
    def _said(task: Task) -> str:
        what = TaskKind(task.kind).label
        due = _("，限 %(due)s") % {"due": when(task.due_at)} if task.due_at else ""
        times = _("，已催 %(n)s 次") % {"n": task.urged} if task.urged else ""
        return f"{task.holder_name}（{what}{due}{times}）"

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"task_ids": data["whom"], "note": data["note"], **{name: data[name] for name in CONTACT}}


class VoidForm(ActForm):
    reason = WordsField(label=gettext_lazy("作废理由"))

    @property
    def open_count(self) -> int:
        """How many tasks end with it."""
        return Task.objects.about(self.doc).filter(status=Status.OPEN).count()


class CorrectForm(ActForm):
    """The register fields as they are; what differs is corrected."""

    reason = line(gettext_lazy("更正理由"))
    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("来文单位"), empty_label=None)
    source_doc_number = forms.CharField(label=gettext_lazy("来文字号"), max_length=80, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("文种"), choices=Kind.choices)
    carrier = forms.ChoiceField(label=gettext_lazy("载体"), choices=Carrier.choices)
    urgency = forms.ChoiceField(label=gettext_lazy("紧急程度"), choices=Urgency.choices)
    category = forms.ChoiceField(label=gettext_lazy("阅件/办件"), choices=Category.choices)
    to_us = forms.ChoiceField(label=gettext_lazy("主送/抄送"), choices=ToUs.choices)
    channel = forms.ChoiceField(label=gettext_lazy("来文渠道"), choices=Channel.choices)
    document_date = forms.DateField(
        label=gettext_lazy("成文日期"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    copies = forms.IntegerField(label=gettext_lazy("份数"), min_value=1, max_value=9999)
    copy_numbers = forms.CharField(label=gettext_lazy("份号"), max_length=200, required=False)
    pages = forms.IntegerField(label=gettext_lazy("页数"), min_value=1, max_value=9999)
    signer = forms.CharField(label=gettext_lazy("签发人"), max_length=60, required=False)
    contact = forms.CharField(label=gettext_lazy("联系人及电话"), max_length=80, required=False)
    attachments_note = forms.CharField(label=gettext_lazy("附件说明"), max_length=200, required=False)

    def __init__(self, *args: Any, doc: Document, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(doc, name) for name in FIELDS} | {"source": doc.source_id}
        super().__init__(*args, doc=doc, **kwargs)
        units = Unit.objects.filter(is_active=True) | Unit.objects.filter(pk=doc.source_id)
        self.fields["source"].queryset = units.order_by("order", "id")  # type: ignore[attr-defined]
        if doc.state not in EARLY:
            del self.fields["category"]

    def clean_document_date(self) -> Any:
        day = self.cleaned_data["document_date"]
        if day is not None and not 1949 <= day.year < 2100:
            raise forms.ValidationError(_("成文日期不合理，请核对。"))
        return day

    def act_kwargs(self) -> dict[str, Any]:
        fields = {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}
        return {"reason": self.cleaned_data["reason"], "fields": fields}
