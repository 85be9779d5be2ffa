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
from outgoing.forms.text import TextFields
from outgoing.models import Organ, Outgoing
from outgoing.models.paper import URGENCIES
from outgoing.rules.routing import layout
from outgoing.words import KINDS, Layout, Publicity, Role

FIELDS = ("organ", "kind", "layout", "title", "urgency", "work_secret", "publicity", "publicity_reason", "note",
          "contact", "is_normative", "affects_operators", "numbered_copies")  # fmt: skip


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
    contact = forms.CharField(label=lazy("联系人及电话"), required=False, max_length=80)
    joints = JointsField(label=lazy("联合发文机关"), required=False)
    is_normative = forms.BooleanField(label=lazy("规范性文件（须合法性审核）"), required=False)
    affects_operators = forms.BooleanField(
        label=lazy("涉及经营主体经济活动（须公平竞争审查）"), required=False
    )
    numbered_copies = forms.BooleanField(label=lazy("印制份号，用后清退"), required=False)
    work_secret = forms.BooleanField(label=lazy("工作秘密"), required=False)

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
    """A new paper. `answers` is the incoming paper that it answers, or None; the form carries its public id, so that what
    is kept of it does, too."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    answering = forms.SlugField(
        label=lazy("依据来文"), widget=forms.HiddenInput, max_length=20, required=False
    )
    main = OrgansField(label=lazy("主送"), required=False)
    copies = OrgansField(label=lazy("抄送"), required=False)
    field_order = ("kind", "organ", "urgency", "title", "main", "copies", "publicity", "publicity_reason", "layout",
                   "note", "contact", "joints")  # fmt: skip

    def __init__(self, *args: Any, person: Any, answers: Any = None, **kwargs: Any) -> None:
        self.person, self.answers = person, answers
        super().__init__(*args, **kwargs)
        self.initial["answering"] = answers.ref if answers is not None else ""
        self.add_text_fields()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answering") and self.answers is None:
            self.add_error(None, _("没有这件来文，或您无权查看。"))
        self.take_text()
        return data

    def paper(self) -> Outgoing:
        """The unsaved row."""
        return Outgoing(**self.values(), answers=self.answers)

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
    """改栏目."""

    def __init__(self, *args: Any, doc: Any, **kwargs: Any) -> None:
        known = {name: getattr(doc, name) for name in FIELDS} | {"organ": doc.organ_id}
        known["joints"] = [j.unit or j.name for j in doc.joints.select_related("unit")]
        super().__init__(*args, doc=doc, **{**kwargs, "initial": {**known, **kwargs.get("initial", {})}})

    def act_kwargs(self) -> dict[str, Any]:
        return {"fields": self.values(), "joints": self.cleaned_data["joints"]}
