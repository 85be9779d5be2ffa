"""Rows of answers, one per addressee: for the clerk's receipts of one paper and for the list of a batch alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import BaseForm, dress, no_surrogate
from documents.forms.act import ActForm
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import late, light
from outgoing.rules.receipts import ARRIVED, MOST, NEXT, ON_PAPER, Said, fault
from outgoing.words import OPEN_RECEIPTS, Receipt
from workflow.clock import database_now

PAGE = 100  # rows on one form: with five fields each they stay well below what a request may carry
ROW = {
    "receipt": gettext_lazy("结果"),
    "copies": gettext_lazy("收到份数"),
    "by": gettext_lazy("签收人"),
    "note": gettext_lazy("说明"),
    "seal": gettext_lazy("密封"),
}
SEAL = [("", "—"), ("yes", gettext_lazy("完好")), ("no", gettext_lazy("不完好"))]


def moment() -> forms.DateTimeField:
    """When it was signed: by the minute, now where nothing else is typed."""
    return forms.DateTimeField(
        label=gettext_lazy("签收时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=gettext_lazy("不填就是现在"),
    )


class AnswerRows(BaseForm):
    """Fields `receipt_<key>`, `copies_<key>`, `by_<key>`, `note_<key>` (and `seal_<key>`) for each of `listed`; a row
    without a result says nothing. `by` and `on` stand for every row that names nobody itself."""

    by = forms.CharField(label=gettext_lazy("签收人"), required=False, max_length=60)
    on = moment()
    with_seal = False
    listed: Sequence[Addressee] = ()

    def list_rows(self, rows: Sequence[Addressee]) -> None:
        """Add the fields of these rows; call it at the end of `__init__`."""
        self.listed = rows
        for row in rows:
            for name, field in self._fields_of(row).items():
                self.add(f"{name}_{row.pk}", field)

    def add(self, name: str, field: forms.Field) -> None:
        """A field made while the form is: dressed and guarded as those of the class are."""
        if isinstance(field, forms.CharField):
            field.validators.append(no_surrogate)
        dress(field.widget)
        self.fields[name] = field

    def _fields_of(self, row: Addressee) -> dict[str, forms.Field]:
        said = [(code, Receipt(code).label) for code in ON_PAPER if code in NEXT.get(row.receipt, ())]
        who = {"unit": row.name}
        found: dict[str, forms.Field] = {
            "receipt": forms.ChoiceField(
                label=_("%(unit)s：结果") % who, required=False, choices=[("", "—"), *said]
            ),
            "copies": forms.IntegerField(
                label=_("%(unit)s：收到份数") % who,
                required=False,
                min_value=0,
                max_value=MOST,
                initial=row.copies,
            ),
            "by": forms.CharField(label=_("%(unit)s：签收人") % who, required=False, max_length=60),
            "note": forms.CharField(label=_("%(unit)s：说明") % who, required=False, max_length=200),
        }
        if self.with_seal:
            found["seal"] = forms.ChoiceField(label=_("%(unit)s：密封") % who, required=False, choices=SEAL)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        for row in self.listed:
            answer = data.get(f"receipt_{row.pk}")
            if not answer and data.get(f"note_{row.pk}"):
                self.add_error(f"receipt_{row.pk}", _("填了说明，请选择结果。"))
            if answer in ARRIVED and not (data.get(f"by_{row.pk}") or data.get("by")):
                self.add_error(f"by_{row.pk}", _("请填写签收人。"))
            if answer and (wrong := fault(self._said(row, answer), before=row.receipt, sent=row.copies)):
                self.add_error(f"receipt_{row.pk}", wrong)  # here what was typed stays
        if not self.errors and not self.said():
            self.add_error(None, _("没有登记任何一个单位：请至少选择一个结果。"))
        return data

    def _said(self, row: Addressee, answer: str) -> Said:
        data = self.cleaned_data
        copies = data.get(f"copies_{row.pk}")
        return Said(answer, row.copies if copies is None else copies, data.get(f"note_{row.pk}", "").strip())

    def said(self) -> list[dict[str, Any]]:
        """The rows that say something, as the act takes them."""
        data, found = self.cleaned_data, []
        on: datetime | None = data.get("on")
        for row in self.listed:
            if answer := data.get(f"receipt_{row.pk}"):
                seal = {"yes": True, "no": False}.get(data.get(f"seal_{row.pk}") or "")
                found.append(
                    {
                        "addressee": row.pk, "receipt": answer, "received_copies": data.get(f"copies_{row.pk}"),
                        "by_name": data.get(f"by_{row.pk}") or data.get("by", ""), "on": on,
                        "note": data.get(f"note_{row.pk}", ""), "seal_intact": seal,
                    }
                )  # fmt: skip
        return found

    @property
    def row_fields(self) -> list[dict[str, Any]]:
        """Each row with its bound fields and their short names, for the template."""
        now = database_now()
        return [
            {
                "row": row,
                "late": late(row, now),
                "lamp": light(row, now),
                "fields": [
                    (self[f"{name}_{row.pk}"], short)
                    for name, short in ROW.items()
                    if f"{name}_{row.pk}" in self.fields
                ],
            }
            for row in self.listed
        ]


class ReceiptsForm(AnswerRows, ActForm):
    """Those that have not answered, the late ones first; with `all` those that have, too: a late refusal, a find."""

    partial = "outgoing/_answer_rows.html"

    def __init__(self, *args: Any, doc: Outgoing, **kwargs: Any) -> None:
        super().__init__(*args, doc=doc, **kwargs)  # type: ignore[arg-type]
        self.fields["version"].required = False  # beside others: rows are compared, not the paper
        everybody = Addressee.objects.filter(paper=doc, receipt__in=sorted(NEXT))
        shown = list(everybody.order_by("alarm_at", "order", "id"))
        still = [row for row in shown if row.receipt in OPEN_RECEIPTS]
        answered = [row for row in shown if row.receipt not in OPEN_RECEIPTS]
        self.more = max(0, len(shown) - PAGE)
        self.list_rows([*still, *answered][:PAGE])

    def act_kwargs(self) -> dict[str, Any]:
        return {"rows": self.said()}


def local_now() -> str:
    """Now as a field of minutes has it."""
    return f"{timezone.localtime(database_now()):%Y-%m-%dT%H:%M}"
