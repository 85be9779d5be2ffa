"""拟稿: the fields of an outgoing paper, new or changed (S06)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from documents.forms.act import ActForm
from documents.forms.unclassified import Unclassified
from outgoing.actions.addressing import Entry
from outgoing.forms.fields import JointsField, OrgansField
from outgoing.forms.linking import incoming
from outgoing.forms.text import TextFields
from outgoing.models import Organ, Outgoing
from outgoing.models.paper import URGENCIES
from outgoing.queries.visible import answers_for
from outgoing.rules.routing import layout
from outgoing.words import KINDS, Layout, Publicity, Role, State

FIELDS = ("organ", "kind", "layout", "title", "urgency", "work_secret", "publicity", "publicity_reason", "note",
          "contact", "is_normative", "affects_operators", "other_departments", "consulted", "numbered_copies")  # fmt: skip


class PaperFields(forms.Form):
    """What a paper says beside its text. `layout` left open follows from the kind."""

    organ = forms.ModelChoiceField(
        label=lazy("发文机关"), queryset=Organ.objects.filter(is_active=True), empty_label=None
    )
    kind = forms.ChoiceField(label=lazy("文种"), choices=KINDS, initial="notice")
    title = forms.CharField(
        label=lazy("标题"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "class": "song"})
    )
    layout = forms.ChoiceField(
        label=lazy("格式"), choices=[("", lazy("按文种")), *Layout.choices], required=False
    )
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=URGENCIES, initial="normal")
    publicity = forms.ChoiceField(
        label=lazy("公开属性"), choices=[("", lazy("请选择")), *Publicity.choices], required=False,
        help_text=lazy("送出前必须选定。"),
    )  # fmt: skip
    publicity_reason = forms.CharField(label=lazy("不予公开的理由"), required=False, max_length=200)
    note = forms.CharField(
        label=lazy("附注"),
        required=False,
        max_length=120,
        help_text=lazy("不写时，主动公开的印“此件公开发布”。"),
    )
    answers = forms.CharField(
        label=lazy("依据来文"), required=False, max_length=80,
        help_text=lazy("答复哪件来文：收文编号、来文字号，或今年的收文序号。批复必须填写。"),
    )  # fmt: skip
    contact = forms.CharField(label=lazy("联系人及电话"), required=False, max_length=80)
    joints = JointsField(label=lazy("联合发文机关"), required=False)
    is_normative = forms.BooleanField(label=lazy("规范性文件（须合法性审核）"), required=False)
    affects_operators = forms.BooleanField(
        label=lazy("涉及经营主体经济活动（须公平竞争审查）"), required=False
    )
    other_departments = forms.BooleanField(label=lazy("涉及其他部门、地区职权（须会签）"), required=False)
    consulted = forms.CharField(
        label=lazy("不会签的理由"), required=False, max_length=200,
        help_text=lazy("涉及其他部门职权而不送会签的写明，如已书面征求意见并达成一致。"),
    )  # fmt: skip
    numbered_copies = forms.BooleanField(label=lazy("印制份号，用后清退"), required=False)
    work_secret = forms.BooleanField(label=lazy("工作秘密"), required=False)

    def clean_answers(self) -> Any:
        """The incoming paper, or None."""
        typed = self.cleaned_data["answers"].strip()
        return incoming(self.person, typed) if typed else None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("publicity") == Publicity.NOT_PUBLIC and not data.get("publicity_reason"):
            self.add_error("publicity_reason", _("不予公开须写明理由。"))
        if data.get("kind") and not data.get("layout"):
            data["layout"] = layout(data["kind"])
        return data

    def values(self) -> dict[str, Any]:
        """The model's fields of it."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class DraftForm(Unclassified, TextFields, PaperFields, BaseForm):
    """A new paper."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    main = OrgansField(label=lazy("主送"), required=False)
    copies = OrgansField(label=lazy("抄送"), required=False)
    field_order = ("kind", "organ", "urgency", "title", "main", "copies", "publicity", "publicity_reason", "layout",
                   "note", "contact", "joints")  # fmt: skip

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        self.add_text_fields()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.take_text()
        return data

    def paper(self) -> Outgoing:
        """The unsaved row."""
        return Outgoing(**self.values(), answers=self.cleaned_data["answers"])

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "text": self.taken,
            "main": entries(data["main"], Role.MAIN),
            "copies": entries(data["copies"], Role.COPY),
            "joints": data["joints"],
        }


def entries(units: list[Any], role: str) -> list[Entry]:
    """One copy for each of these."""
    return [Entry(u, u.name, u.relation, role) for u in units]


class EditForm(PaperFields, ActForm):
    """改栏目. What it answers is changed while it is drafted, by whoever may see that."""

    def __init__(self, *args: Any, doc: Any, **kwargs: Any) -> None:
        known = {name: getattr(doc, name) for name in FIELDS} | {"organ": doc.organ_id}
        known["joints"] = [j.unit or j.name for j in doc.joints.select_related("unit")]
        known["answers"] = doc.answers.receipt_no if doc.answers else ""
        super().__init__(*args, doc=doc, **{**kwargs, "initial": {**known, **kwargs.get("initial", {})}})
        hidden = doc.answers is not None and answers_for(self.person, doc) is None
        if doc.state != State.DRAFTING or hidden:
            del self.fields["answers"]

    def act_kwargs(self) -> dict[str, Any]:
        fields = self.values()
        if "answers" in self.fields:
            fields["answers"] = self.cleaned_data["answers"]
        return {"fields": fields, "joints": self.cleaned_data["joints"]}
