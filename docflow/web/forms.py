"""The form every form of docflow starts from: our classes on the widgets, and text that can be stored."""

import re
from collections.abc import Iterable, Iterator
from threading import RLock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


def no_surrogate(value: object) -> None:
    """Refuse half a character: the database cannot store it, so it must never get there."""
    if isinstance(value, str) and SURROGATE.search(value):
        raise ValidationError(_("含有无法保存的字符，请删去后重试。"), code="surrogate")


def dress(widget: forms.Widget) -> None:
    """Give a widget its class: form-select, radios, checks or form-control; a class it has stays."""
    if isinstance(widget, forms.RadioSelect):
        css = "radios"
    elif isinstance(widget, forms.CheckboxSelectMultiple):
        css = "checks"
    elif isinstance(widget, PLAIN):
        return
    else:
        css = "form-select" if isinstance(widget, forms.Select) else "form-control"
    widget.attrs["class"] = f"{css} {widget.attrs.get('class', '')}".strip()


def no_nul(value: object) -> None:
    """The same for the character NUL, which the database does not take either."""
    if isinstance(value, str) and "\0" in value:
        raise ValidationError(_("含有看不见的控制字符，请删去后重试。"), code="nul")


class Fixed(BaseChoiceIterator):
    """Choices that nobody changes: shared by all copies of their field. Django copies a list, pair by pair, for
    every form that is made."""

    def __init__(self, pairs: Iterable[Any]) -> None:
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __copy__(self) -> "Fixed":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Fixed":
        return self


_prepared: set[Any] = set()
_preparing = RLock()


def prepare(form: Any) -> None:
    """Dress the fields that every form of this class starts from, once."""
    if form in _prepared:
        return
    with _preparing:  # two requests may be the first: the second waits for whole fields
        for field in form.base_fields.values():
            _dress_once(field)
        _prepared.add(form)


def _dress_once(field: Any) -> None:
    if getattr(field, "is_prepared", False):  # inherited from a form prepared before
        return
    field.is_prepared = True
    dress(field.widget)
    if isinstance(field, forms.CharField):
        own = [v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        field.validators = [*own, no_nul, no_surrogate]
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
        field.choices = Fixed(field.choices)


class DressedMixin:
    """For Form and ModelForm alike."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        prepare(type(self))
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class BaseForm(DressedMixin, forms.Form):
    """A plain form in the house's dress."""


class BaseModelForm(DressedMixin, forms.ModelForm):
    """A model form in the house's dress."""


class QueryForm(BaseForm):
    """A form over the query string: nothing is required; a bad value is a 400 with its reason, never a 500."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.is_required = False
