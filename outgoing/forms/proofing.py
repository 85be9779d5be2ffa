"""核稿: what is looked at while it is typed, and the answer to a finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.queries.proofing import Seen
from docflow.web.forms import BaseForm, QueryForm, dress
from documents.forms.act import ActForm
from outgoing.forms.draft import PaperFields, entries
from outgoing.forms.fields import JointsField, OrgansField
from outgoing.models import Organ, Outgoing
from outgoing.queries.found import proofed, where
from outgoing.rules.alike import MOST, too_long
from outgoing.words import Role

SHOWN = 60  # characters of a sentence in a list of choices


class Words(forms.CharField):
    """The text as it stands in the field; blank is nothing to look at. Line ends as the page counts them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST:
            raise forms.ValidationError(too_long(len(text)))
        return text


class CheckForm(QueryForm):
    """The text of a paper that is there already: its fields are as they were saved."""

    words = Words()


class NewCheckForm(PaperFields, BaseForm):
    """A paper that is only being typed: whatever can be read of it is looked at, nothing is demanded, nothing is kept."""

    words = Words()
    main = OrgansField(required=False)
    copies = OrgansField(required=False)
    joints = JointsField(required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def paper(self) -> Outgoing | None:
        """The unsaved row, as far as it can be read; None where not even kind and organ can."""
        self.full_clean()
        read = {name: self.cleaned_data.get(name) for name in self.fields}
        organ = read["organ"] or Organ.objects.filter(is_active=True).first()
        if organ is None or not read["kind"]:
            return None
        texts = ("title", "publicity", "publicity_reason", "note", "contact")
        flags = ("is_normative", "affects_operators", "work_secret")
        return Outgoing(
            organ=organ, kind=read["kind"], layout=read["layout"] or "ordinary", urgency=read["urgency"] or "normal",
            answers=read["answers"], **{n: read[n] or "" for n in texts}, **{n: bool(read[n]) for n in flags},
        )  # fmt: skip

    def addressees(self) -> list[Any]:
        data = self.cleaned_data
        return [*entries(data.get("main") or [], Role.MAIN), *entries(data.get("copies") or [], Role.COPY)]

    def joint_names(self) -> list[str]:
        return [j if isinstance(j, str) else j.name for j in self.cleaned_data.get("joints") or []]


class ReplyForm(ActForm):
    """Which finding, and why. Every finding of the kind is a choice: who comes too late hears who was faster."""

    errors_only = False
    reason = forms.CharField(label=lazy("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper: Any = self.doc
        found = proofed(paper)
        rows = found.errors if self.errors_only else found.warns
        choices = [(key_of(one), _choice(one)) for one in rows]
        gone = _("文稿里已经没有这一处，不用再答复。")
        self.fields["finding"] = forms.ChoiceField(
            label=_("哪一处"), choices=choices, error_messages={"invalid_choice": gone}
        )
        dress(self.fields["finding"].widget)
        self.order_fields(["finding", "reason"])

    def act_kwargs(self) -> dict[str, Any]:
        rule, _dot, place = self.cleaned_data["finding"].rpartition(".")
        return {"rule": rule, "place": place, "reason": self.cleaned_data["reason"]}


class WaiveForm(ReplyForm):
    errors_only = True


def key_of(one: Seen) -> str:
    """What a form calls a finding."""
    return f"{one.finding.rule}.{one.place}"


def _choice(one: Seen) -> str:
    return f"{one.finding.rule} {where(one)} {one.sentence[:SHOWN]}"
