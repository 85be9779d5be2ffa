"""Words of an opinion: a text in which no blank of a stock phrase is left open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.rules.phrases import blanks

MOST = 4000


def no_blanks(text: str) -> None:
    """Refuse {领导} and the like: a blank that nobody filled must not stand in an opinion."""
    left = blanks(text)
    if left:
        raise ValidationError(_("还有空白未填：%(what)s") % {"what": "、".join(left)}, code="blank")


class WordsField(forms.CharField):
    """An opinion as typed. `blanks` lets blanks pass: the form fills them."""

    def __init__(self, *, rows: int = 3, blanks: bool = False, css: str = "", **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"rows": rows, "data-op": ""}
        if css:
            attrs["class"] = css
        kwargs.setdefault("max_length", MOST)
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)
        if not blanks:
            self.validators = [*self.validators, no_blanks]
