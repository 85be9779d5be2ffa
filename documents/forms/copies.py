"""The form by which copies on paper change hands: only the fields of what is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.forms.act import ActForm
from documents.forms.numbers import NumbersField
from documents.forms.picking import ReadersField, UnitField
from documents.models import Copy, Document
from documents.rules.copies import FROM, possible, said
from documents.rules.ranges import MOST
from documents.rules.verbs import Verb
from documents.words import CopyStatus, Handed, ReturnWay

H = Handed
FIELDS: dict[str, tuple[str, ...]] = {
    H.GIVE: ("numbers", "person", "unit", "day"),
    H.BACK: ("numbers", "day", "place", "reason"),
    H.RETURN: ("numbers", "how", "receipt", "day"),
    H.LOST: ("numbers", "day", "reason"),
    H.PLACE: ("place",),
}
LINES: dict[str, str | Promise] = {
    H.GIVE: lazy("记下交给了谁；对方收到知会，在本件页上看得到自己持有哪几份。"),
    H.BACK: lazy("记下已退回文书处。"),
    H.RETURN: lazy("记下已退来文单位；方式和回执都保留。"),
    H.LOST: lazy(
        "记下遗失的经过，办结前由复核人核对；看得到本件的处长收到知会，没有这样的处长时请当面报告。"
    ),
    H.PLACE: lazy("记下纸质件现在放在哪里。"),
}


class HandCopiesForm(ActForm):
    """`what` comes with the link; without one it is the first that is possible."""

    what = forms.ChoiceField(choices=Handed.choices, widget=forms.HiddenInput)
    numbers = NumbersField(label=lazy("份号"), help_text="", max_length=MOST * 8)
    person = ReadersField(label=lazy("交给个人"), required=False)
    unit = UnitField(label=lazy("或交给单位"), required=False)
    how = forms.ChoiceField(label=lazy("退回方式"), choices=ReturnWay.choices)
    receipt = forms.CharField(label=lazy("回执编号或签收人"), max_length=120)
    day = forms.DateField(
        label=lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("日期不对，请写成 2026-05-22。")},
    )  # fmt: skip
    place = forms.CharField(label=lazy("存放位置"), max_length=80, required=False)
    reason = forms.CharField(
        label=lazy("说明"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, doc: Document, **kwargs: Any) -> None:
        now = {"day": timezone.localdate(), "place": doc.physical_location}
        kwargs["initial"] = {**now, **kwargs.get("initial", {})}
        super().__init__(*args, doc=doc, **kwargs)
        self.fields["version"].required = False  # it compares the copies, not the version of the paper
        self.fields["person"].one = True  # type: ignore[attr-defined]
        self.fields["person"].widget.attrs.pop("data-multi", None)
        rows = Copy.objects.filter(document=doc).order_by("number")
        self.rows = {
            n: (status, holder) for n, status, holder in rows.values_list("number", "status", "holder")
        }
        self.move = self._asked()
        self.initial["what"] = self.move
        for name in set().union(*FIELDS.values()) - set(FIELDS[self.move]):
            del self.fields[name]
        self._numbers()
        if self.move == H.LOST:
            self.fields["reason"].required = True
            self.fields["reason"].label = _("遗失经过和处理")
        self.order_fields(FIELDS[self.move])

    def _asked(self) -> str:
        sent = self.data.get("what") if self.is_bound else self.initial.get("what")
        if sent in Handed.values:
            return str(sent)
        there = {status for status, _holder in self.rows.values()} or {"kept"}
        return next((str(w) for w in FROM if possible(w, there)), H.PLACE)

    def _numbers(self) -> None:
        """Filled in with those that it could be, of those the link was about (`of`); no field where the paper has no
        numbers. Back come first those that are out: what was returned or lost, he has to name."""
        if "numbers" not in self.fields:
            return
        if not set(self.rows) - {0}:
            del self.fields["numbers"]
            return
        of = self.initial.get("of") or (CopyStatus.GIVEN if self.move == H.BACK else "")
        fit = [n for n, at in self.rows.items() if at[0] in FROM[self.move] and (not of or of in at)]
        self.fields["numbers"].label = _("%(verb)s哪几份（份号）") % {"verb": H(self.move).label}
        self.initial.setdefault("numbers", said(fit) if fit else "")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        fine = not {"person", "unit"} & set(self.errors)
        if self.move == H.GIVE and fine and bool(data.get("person")) == bool(data.get("unit")):
            self.add_error("person", _("请填写交给谁：个人或单位，二者选一。"))
        return data

    def worded(self, verb: Verb) -> Verb:
        return replace(verb, label=H(self.move).label, line=LINES[self.move])
