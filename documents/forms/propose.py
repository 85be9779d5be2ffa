"""拟办: what it asks, who leads, who joins, who reads, by when; or 拟退文 with its coded reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.actions.propose import reviewers, straight_reviewer
from documents.forms.act import ActForm
from documents.forms.picking import LimitField, NamesField, UnitField, UnitsField
from documents.forms.proofing import on_slip
from documents.forms.reading import RecipientsField, persons_of
from documents.forms.wording import WordsField
from documents.models import Document
from documents.queries.proposed import proposed_before
from documents.rules.phrases import blanks, filled
from documents.rules.returns import BASIS
from documents.words import MUST_HAVE_LIMIT, Category, ReturnCode, RouteMode
from people.models import Person
from people.queries import leaders


class LeadersField(NamesField):
    """Leaders in the order in which the paper goes to them."""

    most = 12

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(leaders, lookup="leaders", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(p.name for p in value)


class ReviewedForm(ActForm):
    """With the chief who will review: chosen, or fixed when the paper goes straight back to who returned it.

    Starts from what was proposed before when the paper came back.
    """

    text: Any
    to_return = False

    def __init__(self, *args: Any, doc: Document, **kwargs: Any) -> None:
        before = proposed_before(doc, to_return=self.to_return)
        kwargs["initial"] = {**before, **kwargs.get("initial", {})}
        super().__init__(*args, doc=doc, **kwargs)
        straight = straight_reviewer(self.doc)
        self.people: list[Person] = [straight] if straight else reviewers(self.person)
        self.fields["reviewer"] = forms.TypedChoiceField(
            label=_("送审核"),
            choices=[(str(p.pk), self._said(p)) for p in self.people],
            coerce=self._person,
            initial=str(self.people[0].pk) if self.people else None,
            help_text=_("退回时要求改后直接送回。") if straight else "",
        )
        dress(self.fields["reviewer"].widget)

    @staticmethod
    def _said(person: Person) -> str:
        title = getattr(person, "title", "")
        return f"{person.name}（{title}）" if title else person.name

    def _person(self, pk: str) -> Person:
        return next(p for p in self.people if str(p.pk) == pk)

    def fill(self, known: dict[str, str]) -> None:
        """Put what was picked into the blanks of the text; one that stays open is an error."""
        text = self.cleaned_data.get("text")
        if not text:
            return
        text = filled(text, {name: value for name, value in known.items() if value})
        left = blanks(text)
        if left:
            self.add_error("text", _("还有空白未填：%(what)s") % {"what": "、".join(left)})
        self.cleaned_data["text"] = text


class ProposeForm(ReviewedForm):
    """Blanks of the templates ({主办}, {协办}, {领导}, {日期} …) are filled from the other fields."""

    text = WordsField(label=gettext_lazy("拟办意见"), rows=4, blanks=True)
    lead_unit = UnitField(label=gettext_lazy("主办单位"), required=False)
    co_units = UnitsField(label=gettext_lazy("协办单位"), required=False)
    leaders = LeadersField(label=gettext_lazy("阅批领导（按先后）"), required=False)
    readers = RecipientsField(
        label=gettext_lazy("传阅人员"),
        required=False,
        help_text=gettext_lazy("姓名、常用组或拼音首字母，可填多个"),
    )
    due = LimitField(label=gettext_lazy("办结时限"), required=False)
    route_mode = forms.ChoiceField(
        label=gettext_lazy("送领导"),
        choices=RouteMode.choices,
        initial=RouteMode.SEQUENTIAL,
        widget=forms.RadioSelect,
    )
    field_order = ["text", "lead_unit", "co_units", "leaders", "readers", "due", "reviewer", "route_mode"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.fields["readers"].person = self.person  # type: ignore[attr-defined]
        self.fields["due"].required = must_have_limit(self.doc)
        for name, blank in (("lead_unit", "主办"), ("co_units", "协办"), ("leaders", "领导")):
            self.fields[name].widget.attrs["data-blank"] = blank
        self.fields["leaders"].widget.attrs["data-after"] = "同志"

    def clean_readers(self) -> list[Person]:
        """Persons and the members of saved groups, each once, in the order typed."""
        return persons_of(self.cleaned_data["readers"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.fill(known(self.doc, data))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        kwargs = super().act_kwargs()
        kwargs["limit_text"] = str(self.data.get("due", "")).strip()[:40]
        return kwargs


def must_have_limit(doc: Document) -> bool:
    """An urgent action item must say by when (条例 第二十四条（四）)."""
    return doc.urgency in MUST_HAVE_LIMIT and doc.category == Category.ACTION


def known(doc: Document, data: dict[str, Any]) -> dict[str, str]:
    """What the blanks of a template stand for, from what was picked. The last of several leaders is the highest."""
    lead, co = data.get("lead_unit"), list(data.get("co_units") or ())
    route, due = list(data.get("leaders") or ()), data.get("due")
    day = timezone.localtime(due.at) if due else None
    units = [u.short for u in ([lead] if lead else []) + co]
    several = len(route) > 1
    return {
        "来文单位": doc.source_short,
        "主办": lead.short if lead else "",
        "部门": lead.short if lead else "",
        "单位": lead.short if lead else "",
        "协办": "、".join(u.short for u in co),
        "部门列表": "、".join(units),
        "领导": comrades(route),
        "领导列表": comrades(route or list(data.get("readers") or ())),
        "分管领导": comrades(route[:-1] if several else route),
        "主要领导": comrades(route[-1:]) if several else "",
        "日期": f"{day.month}月{day.day}日" if day else "",
    }


def comrades(people: list[Person]) -> str:
    return "、".join(p.name for p in people) + "同志" if people else ""


class ProposeReturnForm(ReviewedForm):
    """Reasons R01 to R17, the words that go onto the slip, and what the sender should change."""

    to_return = True
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("退文理由"),
        choices=lambda: [
            (code.value, f"{code.value} {code.label}（{BASIS[code.value]}）") for code in ReturnCode
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    text = WordsField(label=gettext_lazy("具体说明"), rows=3, blanks=True)
    advice = WordsField(label=gettext_lazy("修改建议"), rows=2, required=False)
    field_order = ["codes", "text", "advice", "reviewer"]

    def __init__(self, *args: Any, doc: Document, **kwargs: Any) -> None:
        initial = kwargs.get("initial", {})
        if keys := initial.get("found"):  # ticked in 核稿
            kwargs["initial"] = {**initial, **on_slip(doc, keys)}
        super().__init__(*args, doc=doc, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        basis = "、".join(BASIS[code] for code in data.get("codes", ()))
        self.fill({"来文单位": self.doc.source_short, "依据": basis})
        return data
