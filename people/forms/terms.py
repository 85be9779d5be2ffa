"""From when to when: appointments, leaving, deputies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from people.forms.keyed import DayField, KeyedForm
from people.models import Person, Post
from people.models.delegation import KINDS
from people.queries import readers
from people.rules import term_fits


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.short} · {obj.title}（{obj.get_role_display()}）"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit_short or ''}{obj.title or ''}）"


class TermForm(KeyedForm):
    """With a first day, today unless typed otherwise."""

    since = DayField(label=lazy("自"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"since": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AppointForm(TermForm):
    post = PostChoice(Post.objects.none(), label=lazy("职务"))
    until = DayField(label=lazy("至（不填为长期）"), required=False)

    field_order = ["post", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(is_active=True, unit__is_active=True).select_related("unit")
        self.fields["post"].queryset = posts.order_by("unit__order", "unit", "rank")  # type: ignore[attr-defined]


class EndForm(KeyedForm):
    until = DayField(label=lazy("最后一天"))


class LeaveForm(KeyedForm):
    left_on = DayField(label=lazy("离任日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"left_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class DeputyForm(TermForm):
    """Who stands in for `principal`. A secretary's term may stay open; a deputy's has a last day."""

    deputy = PersonChoice(Person.objects.none(), label=lazy("代理人"))
    until = DayField(label=lazy("至"), required=False)
    kinds = forms.MultipleChoiceField(
        label=lazy("代理哪些工作（不选为全部）"),
        required=False,
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=lazy("原因"), max_length=200, required=False)

    field_order = ["deputy", "since", "until", "reason", "kinds"]

    def __init__(self, *args: Any, principal: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = readers().exclude(pk=principal.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = term_fits(data.get("kinds") or (), data.get("until"))
        if said and "until" not in self.errors:
            self.add_error("until", said)
        return data
