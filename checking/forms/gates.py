"""The check list inside a form of an act: what is green, what is red and why, what is to be ticked, what may be let pass."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from checking.rules.gates import Listing
from docflow.web.forms import dress, no_nul, no_surrogate

GATE_FIELDS = ("checked", "waived", "waive_reason")


class Points(forms.MultipleChoiceField):
    """Ticks of a list; one of an item that is asked no more, since the paper has changed, is no fault of his."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isidentifier() and len(str(value)) <= 40


class GateFields(forms.Form):
    """Beside the form of an act that passes a gate. The form says which list (`listing`); it is read where the form is drawn,
    and not where it is sent and fits."""

    ticks_label: Any = ""

    def listing(self) -> Listing | None:
        """None where this act passes no gate now."""
        raise NotImplementedError

    @cached_property
    def gate(self) -> Listing | None:
        return self.listing()

    def add_gate_fields(self) -> None:
        """Called once the form is made."""
        self.fields["looked"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=64, initial=self._hash
        )
        self.fields["checked"] = self._many(self.ticks_label or _("复核，逐项核对后勾选"), self._choices)
        self.fields["waived"] = self._many(_("放行未通过项（处长、副处长）"), self._waivable)
        self.fields["waive_reason"] = forms.CharField(
            label=_("放行理由"), required=False, max_length=200, validators=[no_nul, no_surrogate]
        )
        dress(self.fields["waive_reason"].widget)

    def visible_fields(self) -> list[Any]:
        """What is not asked is no field."""
        asked = set()
        if self.gate is not None:
            asked = {"checked"} if self.gate.manual else set()
            asked |= {"waived", "waive_reason"} if self.gate.waivable else set()
        return [f for f in super().visible_fields() if f.name not in GATE_FIELDS or f.name in asked]

    def _many(self, label: Any, choices: Any) -> forms.Field:
        field = Points(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
        dress(field.widget)
        return field

    def _hash(self) -> str:
        return self.gate.text_hash if self.gate is not None else ""

    def _choices(self) -> list[tuple[str, str]]:
        return self.gate.choices if self.gate is not None else []

    def _waivable(self) -> list[tuple[str, str]]:
        rows = self.gate.waivable if self.gate is not None else []
        return [(p.key, p.words) for p in rows]

    def renew_gate(self) -> None:
        """Drawn again from the paper as it is now: what he looks at is what he sees now."""
        self.__dict__.pop("gate", None)
        data: Any = self.data
        self.data = data.copy()
        self.data["looked"] = self._hash()  # type: ignore[index]
