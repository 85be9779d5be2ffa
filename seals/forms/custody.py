"""Forms of custody: appointing, handing over, signing, days away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from documents.forms.unclassified import Unclassified
from outgoing.queries.people import of_our_own
from people.forms.keyed import INCOMPLETE, DayField, key_field
from people.forms.terms import PersonChoice
from people.models import Person
from people.queries import persons
from seals.actions.handover import Count
from seals.models import Seal
from workflow.spine import new_key

MOST_PAGES = 100_000


def password_field(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget)


def login_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Keyed(Unclassified, BaseForm):
    """With a key for the one act it asks for."""

    key = key_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AppointForm(Keyed):
    """Keeper, stand-in and supervisor of one seal, by a written appointment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE)
    keeper = PersonChoice(Person.objects.none(), label=lazy("保管人"))
    stand_in = PersonChoice(Person.objects.none(), label=lazy("代管人"))
    supervisor = PersonChoice(Person.objects.none(), label=lazy("监印人"), required=False)
    paper = forms.CharField(
        label=lazy("书面任命"), max_length=200, help_text=lazy("文号，或由谁在哪一天签批。")
    )

    def __init__(self, *args: Any, seal: Seal, **kwargs: Any) -> None:
        given = {"version": seal.version, "keeper": seal.keeper_id, "stand_in": seal.stand_in_id,
                 "supervisor": seal.supervisor_id, **(kwargs.get("initial") or {})}  # fmt: skip
        super().__init__(*args, **{**kwargs, "initial": given})
        for name in ("keeper", "stand_in", "supervisor"):
            self.fields[name].queryset = of_our_own()  # type: ignore[attr-defined]

    def act_kwargs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("keeper", "stand_in", "supervisor", "paper")}


class HandoverForm(Keyed):
    """What is handed over, counted, and to whom. `seals` are those that the giver has; each has its own two fields."""

    giver = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE)
    seals = forms.TypedMultipleChoiceField(
        label=lazy("印章"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    to = PersonChoice(Person.objects.none(), label=lazy("接收人"), help_text=lazy("任命的保管人或代管人。"))
    keys = forms.CharField(label=lazy("钥匙"), max_length=120, required=False)
    note = forms.CharField(label=lazy("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, rows: Sequence[Seal], giver: Person | None, **kwargs: Any) -> None:
        given = {"giver": giver.pk if giver else 0, **(kwargs.get("initial") or {})}
        super().__init__(*args, **{**kwargs, "initial": given})
        self.rows = rows
        self.fields["seals"].choices = [(seal.pk, seal.name) for seal in rows]  # type: ignore[attr-defined]
        self.fields["to"].queryset = takers(rows, giver)  # type: ignore[attr-defined]
        for seal in rows:
            self.fields[f"condition_{seal.pk}"] = forms.CharField(
                label=_("%(seal)s 状况") % {"seal": seal.name}, max_length=200, required=False, initial=_("完好"),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip
            self.fields[f"pages_{seal.pk}"] = forms.IntegerField(
                label=_("%(seal)s 登记簿页数") % {"seal": seal.name}, min_value=0, max_value=MOST_PAGES, required=False,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )  # fmt: skip

    def clean_giver(self) -> int:
        """Whose seals these are, the page says; another number is another page's."""
        if self.cleaned_data["giver"] != self.initial["giver"]:
            raise forms.ValidationError(INCOMPLETE["required"])
        return int(self.cleaned_data["giver"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for pk in data.get("seals") or ():
            if not data.get(f"condition_{pk}", "").strip() and f"condition_{pk}" not in self.errors:
                self.add_error(f"condition_{pk}", _("请写明印章状况。"))
            if data.get(f"pages_{pk}") is None and f"pages_{pk}" not in self.errors:
                self.add_error(f"pages_{pk}", _("请清点登记簿页数，没有纸质登记簿填 0。"))
        return data

    @property
    def chosen(self) -> list[Seal]:
        return [seal for seal in self.rows if seal.pk in self.cleaned_data["seals"]]

    def counts(self) -> Mapping[int, Count]:
        data = self.cleaned_data
        return {s.pk: Count(data[f"condition_{s.pk}"].strip(), data[f"pages_{s.pk}"]) for s in self.chosen}

    def lines(self) -> list[dict[str, Any]]:
        """Each seal with its boxes, for the table of the page."""
        ticked = self["seals"].value() or ()
        marked = {str(value) for value in ticked} if self.is_bound else {str(s.pk) for s in self.rows}
        return [
            {"seal": s, "ticked": str(s.pk) in marked, "condition": self[f"condition_{s.pk}"], "pages": self[f"pages_{s.pk}"]}
            for s in self.rows
        ]  # fmt: skip

    def sends_again(self) -> list[tuple[str, str]]:
        """What was filled in, as hidden boxes of the form that is signed."""
        names = ["key", "giver", "to", "keys", "note"]
        names += [f"{what}_{s.pk}" for s in self.chosen for what in ("condition", "pages")]
        found = [(name, str(self.data.get(name, ""))) for name in names]
        return found + [("seals", str(s.pk)) for s in self.chosen]


def takers(rows: Sequence[Seal], giver: Person | None) -> QuerySet[Person]:
    """Who is appointed keeper or stand-in of one of these seals, and is here."""
    named = {pk for seal in rows for pk in (seal.keeper_id, seal.stand_in_id) if pk is not None}
    found = persons().filter(pk__in=named)
    return found.exclude(pk=giver.pk) if giver is not None else found


class SignForm(Unclassified, BaseForm):
    """Three persons at one screen: who gives, who takes, who watches; each by his own password."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20_000, error_messages=INCOMPLETE)
    giver_login = login_field(lazy("交出人登录名"))
    giver_password = password_field(lazy("交出人密码"))
    in_stead = forms.CharField(
        label=lazy("代签原因"), max_length=200, required=False,
        help_text=lazy("交出人不能签名（离任、患病等）时，由处长或办公厅主任用自己的登录名代签，并写明原因。"),
    )  # fmt: skip
    taker_login = login_field(lazy("接收人登录名"))
    taker_password = password_field(lazy("接收人密码"))
    watch_login = login_field(lazy("监交人登录名"))
    watch_password = password_field(lazy("监交人密码"))


class AwayForm(Keyed):
    """Whole days away, the first and the last included."""

    person = PersonChoice(Person.objects.none(), label=lazy("谁"))
    since = DayField(label=lazy("第一天"))
    until = DayField(label=lazy("最后一天"))
    reason = forms.CharField(label=lazy("原因"), max_length=120, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        kwargs["initial"] = {"since": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons().filter(pk__in=people.values("pk"))  # type: ignore[attr-defined]

    def act_kwargs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("person", "since", "until", "reason")}


class BackForm(Keyed):
    """Back earlier: nothing but the key."""


class HandoverQuery(BaseForm):
    """`?from=`: whose seals; 0: those that nobody has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
