"""登记复文: which incoming paper answers this one, by its number; and the incoming paper that a number names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.forms.act import ActForm
from documents.models import Document
from documents.queries.numbered import numbered


def incoming(person: Any, typed: str) -> Document:
    """The paper he may see that this names; `ValidationError` where there is none or it is not clear which."""
    found = numbered(person, typed)
    if len(found) != 1:
        several = _("不止一件来文用这个字号，请写收文编号。")
        raise ValidationError(several if found else _("没有这件来文，或您无权查看。"))
    return found[0]


class LinkAnswerForm(ActForm):
    answer = forms.CharField(
        label=lazy("来文的收文编号或字号"),
        max_length=80,
        help_text=lazy("也可以只写今年的收文序号，或扫处理单的条码。"),
    )

    def clean_answer(self) -> Any:
        return incoming(self.person, self.cleaned_data["answer"])
