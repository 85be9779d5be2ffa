"""核稿: which finding is put aside, and why; what of the findings goes onto the return slip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from documents.forms.act import ActForm
from documents.models import Document
from documents.queries.proofing import found_in
from documents.rules import proofing as rules

SHOWN = 60  # characters of a sentence in a list of choices


class IgnoreForm(ActForm):
    """Every finding that may be put aside is a choice: who comes too late hears who was faster."""

    reason = forms.CharField(label=lazy("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [one for one in found_in(self.doc).findings if one.finding.of.waivable]
        gone = _("文件里已经没有这一处，不用再答复。")
        self.fields["finding"] = forms.ChoiceField(
            label=_("哪一处"),
            choices=[(rules.key_of(one), _choice(one)) for one in rows],
            error_messages={"invalid_choice": gone},
        )
        dress(self.fields["finding"].widget)
        self.order_fields(["finding", "reason"])


def _choice(one: Any) -> str:
    words = one.sentence[:SHOWN] if one.finding.line else ""
    return f"{one.finding.rule} {words or rules.where(one.finding)}"


def on_slip(doc: Document, keys: Sequence[str]) -> dict[str, Any]:
    """What a proposal to return the paper starts from: codes, words and basis of these findings, as far as they stand."""
    chosen = [one for one in found_in(doc).findings if rules.key_of(one) in keys and one.is_open]
    if not chosen:
        return {}
    return {"codes": rules.codes(chosen), "text": rules.reasons(chosen), "advice": rules.advice(chosen)}
