"""The register form (登记来文): fields of domain.md §4.1 in paper order, and what the server makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.explain import amount_text
from deadlines.limits import BadLimit, Explained, due_for, parse_typed
from docflow.web.forms import BaseForm
from documents.actions.extra import SENDERS
from documents.files.secrecy import find_in_fields, refusal
from documents.files.titles import kind_of_title
from documents.models import Document
from documents.queries.proposers import proposers
from documents.queries.senders import unit_chosen, units_meant
from documents.queries.visible import visible_to
from documents.rules.copies import named
from documents.rules.ranges import BadRange
from documents.rules.registering import printed_number, proposed_category, visible
from documents.words import (
    URGENCY_OF_PAPERS,
    URGENCY_OF_TELEGRAMS,
    Carrier,
    Category,
    Channel,
    Kind,
    State,
    ToUs,
    Urgency,
    urgencies,
)
from people.models import Unit
from workflow.spine import new_key

OLDEST = 2000  # the first year the limits know
WATCHED = (
    "sender", "source_doc_number", "title", "urgency", "kind", "limit", "received_at", "document_date", "carrier",
    "category", "to_us",
)  # fmt: skip
ENDINGS = {str(kind.label): kind.value for kind in Kind if kind != Kind.OTHER} | {
    "请示报告": Kind.REQUEST.value,
    "征求意见": "", "修改意见": "", "反馈意见": "", "信函": "", "来函": "",
}  # fmt: skip
BOTH_LISTS = (Urgency.NORMAL, Urgency.ROUTINE, Urgency.URGENT, Urgency.TOP_URGENT, Urgency.FLASH)
MANY: dict[str, Any] = {"min_value": 1, "max_value": 9999}


def text(label: Any, size: int, **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", **more.pop("attrs", {})}
    return forms.CharField(label=label, max_length=size, widget=forms.TextInput(attrs=attrs), **more)


class UrgencySelect(forms.Select):
    """Both urgency lists; each option says for which carriers it is, so that the script hides the others."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        lists = [("paper electronic", URGENCY_OF_PAPERS), ("fax telegram", URGENCY_OF_TELEGRAMS)]
        option["attrs"]["data-for"] = " ".join(carriers for carriers, codes in lists if value in codes)
        return option


class HandlerChoice(forms.ChoiceField):
    """Who may propose; the rows are read once per form."""

    def offer(self, people: Iterable[Any]) -> None:
        self.people = {str(p.pk): p for p in people}
        self.choices = [
            (pk, f"{p.name}（{p.title}）" if p.title else p.name) for pk, p in self.people.items()
        ]

    def clean(self, value: Any) -> Any:
        return self.people[super().clean(value)]


class RegisterForm(BaseForm):
    """Made with `person`. After `is_valid()`: `document()`, `due`, `unit`; `secret` names a field with a marking."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    sender = text(lazy("来文单位"), 120, help_text=lazy("全称、简称或拼音首字母"))
    sender_id = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    sender_new = forms.BooleanField(label=lazy("新增这个单位"), required=False)
    sender_relation = forms.ChoiceField(
        label=lazy("与本机关关系"), required=False, choices=[(r.value, r.label) for r in SENDERS],
        initial=Unit.Relation.NON_SUBORDINATE,
    )  # fmt: skip
    source_doc_number = text(lazy("来文字号"), 80, required=False, help_text=lazy("只输序号 212 也可；无字号留空"),
                  attrs={"data-docno": ""})  # fmt: skip
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=[(u.value, u.label) for u in BOTH_LISTS], initial=Urgency.NORMAL,
                                widget=UrgencySelect(attrs={"data-default": "", "data-carrier": "id_carrier"}))  # fmt: skip
    title = text(lazy("标题"), 500, attrs={"data-kind-from-title": "kind", "data-kinds": json.dumps(ENDINGS)})
    kind = forms.ChoiceField(label=lazy("文种"), required=False,
                             choices=[("", lazy("按标题")), *Kind.choices])  # fmt: skip
    copies = forms.IntegerField(label=lazy("份数"), initial=1, **MANY)
    limit = text(lazy("办结时限"), 40, required=False,
                 attrs={"placeholder": lazy("+5 或 1126，空为按规则")})  # fmt: skip
    handler = HandlerChoice(label=lazy("拟办人"))
    note = text(lazy("拟办意见"), 500, required=False, help_text=lazy("可不填；随件送拟办人参考"))
    received_at = forms.DateTimeField(
        label=lazy("收文时间"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=lazy("实际收到的时间；早于今天记为补登"),
    )  # fmt: skip
    document_date = forms.DateField(
        label=lazy("成文日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    channel = forms.ChoiceField(label=lazy("来文渠道"), choices=Channel.choices, initial=Channel.EXCHANGE)
    carrier = forms.ChoiceField(label=lazy("载体"), choices=Carrier.choices, initial=Carrier.PAPER)
    category = forms.ChoiceField(label=lazy("阅件/办件"), required=False,
                                 choices=[("", lazy("按规则")), *Category.choices])  # fmt: skip
    to_us = forms.ChoiceField(label=lazy("主送/抄送"), choices=ToUs.choices, initial=ToUs.MAIN)
    pages = forms.IntegerField(
        label=lazy("页数"), initial=1, widget=forms.NumberInput(attrs={"data-default": ""}), **MANY
    )
    copy_numbers = text(lazy("份号"), 200, required=False, attrs={"placeholder": lazy("如 000118-000119")})
    signer = text(lazy("签发人"), 60, required=False)
    contact = text(lazy("联系人及电话"), 80, required=False)
    attachments_note = text(lazy("附件说明"), 200, required=False)
    physical_location = text(lazy("纸质件位置"), 80, required=False)
    work_secret = forms.BooleanField(label=lazy("工作秘密（只有经办人可见）"), required=False)
    batch = forms.BooleanField(label=lazy("下一件保留来文单位和成文日期"), required=False)
    twins_seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    resubmits = forms.CharField(max_length=20, required=False)
    twin_reason = text(lazy("不是同一件，理由"), 200, required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        self.secret = ""
        self.unit: Unit | None = None
        self.meant: list[Unit] = []
        self.due: Explained | None = None
        self.limit_error = ""
        self.category_why = ""
        self.now = timezone.now()
        plain = {"key": new_key(), "received_at": timezone.localtime(self.now)}
        kwargs["initial"] = {**plain, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._handlers()
        sender = self.fields["sender"].widget.attrs
        sender |= {
            "data-combo": "",
            "data-hidden": "sender_id",
            "data-url": reverse("lookup_units") + "?new=1",
        }
        if not self.is_bound:
            first = "source_doc_number" if self.initial.get("sender") else "sender"
            self.fields[first].widget.attrs["autofocus"] = True
        for name in WATCHED:
            attrs = self.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} chk".strip()

    def _handlers(self) -> None:
        field = self.fields["handler"]
        assert isinstance(field, HandlerChoice)
        field.offer(proposers())
        field.error_messages["required"] = _("请选择拟办人；没有可选的人时，请管理员先任命。")

    def offer_previous(self, previous: Mapping[str, str]) -> None:
        """The last paper's values, for Ctrl+D; `code` and `sender_id` go with its sender."""
        for name, value in previous.items():
            if name in self.fields and name != "sender_id":
                self.fields[name].widget.attrs["data-prev"] = value
        if "sender" in previous:
            attrs = {"data-prev-value": previous["sender_id"], "data-prev-code": previous.get("code", "")}
            self.fields["sender"].widget.attrs |= attrs

    def mark_auto(self, names: Mapping[str, Any]) -> None:
        """Show these fields as read from the original."""
        for name in names:
            attrs = self.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} auto".strip()

    # -- cleaning ------------------------------------------------------------------------------

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or new_key()

    def clean_resubmits(self) -> Document | None:
        """The returned paper in the twin box that this one is sent in place of."""
        ref = self.cleaned_data["resubmits"]
        if not ref:
            return None
        first: Document | None = visible_to(self.person).filter(ref=ref, state=State.RETURNED).first()
        if first is None:
            self.add_error(None, _("没有这件公文，或您无权查看。"))
        return first

    def clean_title(self) -> str:
        title = re.sub(r"\s*[\r\n]+\s*", "", self.cleaned_data["title"])
        if not visible(title):
            raise forms.ValidationError(_("请填写标题；没有标题的自拟，加［ ］。"))
        return title

    def clean_received_at(self) -> datetime:
        at: datetime | None = self.cleaned_data["received_at"]
        if at is None:
            return self.now
        if at.year < OLDEST:
            raise forms.ValidationError(_("收文时间早于 %(year)s 年，请核对。") % {"year": OLDEST})
        if at > self.now + timedelta(minutes=5):
            raise forms.ValidationError(_("收文时间不能晚于现在。"))
        return at

    def clean_document_date(self) -> date | None:
        day: date | None = self.cleaned_data["document_date"]
        if day is not None and not date(1949, 10, 1) <= day <= self.now.date() + timedelta(days=366):
            raise forms.ValidationError(_("成文日期不合理，请核对。"))
        if day is not None and day > timezone.localtime(self.now).date():
            raise forms.ValidationError(_("成文日期不能晚于今天。"))
        return day

    def _clean_dates(self, values: dict[str, Any]) -> None:
        """A paper cannot have come before it was made."""
        day, received = values.get("document_date"), values.get("received_at")
        if day and received and day > timezone.localtime(received).date():
            self.add_error("document_date", _("成文日期不能晚于收文日期，请核对。"))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if found := find_in_fields({name: self.data.get(self.add_prefix(name)) for name in self.fields}):
            self.secret = found.where
            self.add_error(found.where, refusal())
            return values
        self._clean_dates(values)
        self._clean_sender(values)
        self._clean_number(values)
        self._clean_urgency(values)
        self._clean_kind(values)
        self._clean_copies(values)
        self._clean_limit(values)
        return values

    def _clean_sender(self, values: dict[str, Any]) -> None:
        typed = values.get("sender", "")
        if not typed:
            return
        self.unit = unit_chosen(values.get("sender_id", ""), typed)
        if self.unit is None:
            self.meant = units_meant(typed)
            if len(self.meant) == 1:
                self.unit = self.meant[0]
        if self.unit is not None:
            return
        if len(self.meant) > 1:
            names = "、".join(u.short for u in self.meant)
            self.add_error("sender", _("有多个单位符合，请写全：%(names)s。") % {"names": names})
        elif not visible(typed):
            self.add_error("sender", _("请填写来文单位。"))
        elif values.get("sender_new") or values.get("sender_id") == "new":
            relation = values.get("sender_relation") or Unit.Relation.NON_SUBORDINATE
            self.unit = Unit(name=typed, relation=relation)
        else:
            self.add_error(
                "sender", _("没有「%(name)s」这个单位：请改正，或选「新增这个单位」。") % {"name": typed}
            )

    @property
    def unknown(self) -> str:
        """The typed name of a sender nobody had before; empty when it is known, unclear or empty."""
        typed = self.cleaned_data.get("sender") or self.data.get(self.add_prefix("sender"), "")
        known = (self.unit is not None and self.unit.pk is not None) or self.meant
        return "" if known or self.secret or not visible(typed) else typed.strip()

    def _clean_number(self, values: dict[str, Any]) -> None:
        year = (values.get("document_date") or values.get("received_at") or self.now).year
        code = self.unit.number_code if self.unit else ""
        number = printed_number(values.get("source_doc_number", ""), code, year)
        if len(number) > 80:
            self.add_error("source_doc_number", _("来文字号太长。"))
        values["source_doc_number"] = number

    def _clean_urgency(self, values: dict[str, Any]) -> None:
        carrier, urgency = values.get("carrier"), values.get("urgency")
        if carrier and urgency and urgency not in urgencies(carrier):
            names = "、".join(str(u.label) for u in urgencies(carrier))
            words = {"carrier": Carrier(carrier).label, "names": names}
            self.add_error("urgency", _("%(carrier)s的紧急程度只有：%(names)s。") % words)

    def _clean_kind(self, values: dict[str, Any]) -> None:
        title = values.get("title", "")
        kind = values.get("kind") or kind_of_title(title)
        if title and "kind" in values and not kind:
            self.add_error("kind", _("标题没有写明文种，请选择。"))
        values["kind"] = kind or ""
        proposed, why = proposed_category(values["kind"], values.get("to_us", ""), title)
        if not values.get("category"):
            self.category_why = why
            values["category"] = proposed

    def _clean_copies(self, values: dict[str, Any]) -> None:
        """Each copy one number."""
        if "copies" in values:
            try:
                named(values.get("copy_numbers", ""), values["copies"])
            except BadRange as error:
                self.add_error("copy_numbers", str(error))

    def _clean_limit(self, values: dict[str, Any]) -> None:
        start = values.get("received_at") or self.now
        typed = values.get("limit", "")
        urgency = values.get("urgency") or Urgency.NORMAL
        try:
            if typed:
                self.due = parse_typed(typed, start, rule="handle")
            else:
                self.due = due_for(
                    "handle", urgency=urgency, category=values["category"], kind=values["kind"], start=start
                )
        except BadLimit as error:
            self.limit_error = str(error)
            self.add_error("limit", self.limit_error)

    # -- what the act gets ---------------------------------------------------------------------

    def document(self) -> Document:
        """The unsaved paper. Its sender may be a unit that is not saved yet."""
        values = self.cleaned_data
        same = (
            "source_doc_number", "title", "urgency", "kind", "copies", "received_at", "document_date", "channel", "carrier", "category",
            "to_us", "pages", "copy_numbers", "signer", "contact", "attachments_note", "physical_location", "work_secret",
        )  # fmt: skip
        return Document(source=self.unit, **{name: values[name] for name in same})

    @property
    def limit_amount(self) -> str:
        """`5个工作日`, or 写明的时间."""
        if self.due is None:
            return ""
        amount = self.due.amount
        return _("写明的时间") if amount is None else amount_text(self.due.unit, float(amount))

    @property
    def category_label(self) -> str:
        code = self.cleaned_data.get("category")
        return str(Category(code).label) if code else ""

    def likely(self) -> Document | None:
        """As much of the paper as the duplicate check needs, from a form that need not be complete."""
        if self.unit is None or self.unit.pk is None:
            return None
        values = self.cleaned_data
        return Document(
            source=self.unit, source_doc_number=values.get("source_doc_number", ""), title=values.get("title", ""),
            received_at=values.get("received_at") or self.now,
        )  # fmt: skip
