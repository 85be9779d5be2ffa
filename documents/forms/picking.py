"""Fields that take what a clerk types: names of units or persons, a limit such as +5, several files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.limits import TYPED, BadLimit, Explained, parse_typed
from people.models import Unit
from people.pinyin import parts
from people.queries import handling_units, readers
from workflow.clock import database_now

BETWEEN = re.compile(r"[、,，;；\n]+")
LIMIT_HINT = gettext_lazy("+5 为 5 个工作日，1126 为 11 月 26 日")


class NamesField(forms.CharField):
    """Names with 、 between them; each must be exactly one of `rows()`: its name, short name or initials. What is written
    twice counts once, unless `keep_twice`."""

    unknown = gettext_lazy("没有「%(name)s」，请从候选中选。")
    several = gettext_lazy("「%(name)s」不止一个，请写全称。")
    most = 200

    def __init__(
        self,
        rows: Callable[[], QuerySet[Any]],
        *,
        lookup: str,
        one: bool = False,
        keep_twice: bool = False,
        **kwargs: Any,
    ) -> None:
        self.rows, self.one, self.keep_twice = rows, one, keep_twice
        attrs = {"data-combo": "", "data-url": reverse_lazy("pick", args=[lookup]), "autocomplete": "off"}
        if not one:
            attrs["data-multi"] = ""
        kwargs.setdefault("max_length", 4000)
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        names = self._each([n.strip() for n in BETWEEN.split(text) if n.strip()])
        if len(names) > self.most:
            raise ValidationError(_("一次最多 %(n)s 个。") % {"n": self.most})
        found = self._find(names)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        if self.one and len(found) > 1:
            raise ValidationError(_("只能填一个。"))
        return (found[0] if found else None) if self.one else found

    def _find(self, names: list[str]) -> list[Any]:
        if not names:
            return []
        wanted = names_match(self.rows().model, names)
        rows = list(self.rows().filter(wanted))
        found = []
        for name in names:
            hits = best([r for r in rows if name in spellings(r)], name)
            if len(hits) != 1:
                raise ValidationError((self.several if hits else self.unknown) % {"name": name[:60]})
            found.append(hits[0])
        return self._each(found)

    def _each(self, found: list[Any]) -> list[Any]:
        return found if self.keep_twice else list(dict.fromkeys(found))


def names_match(model: type[Any], names: Iterable[str]) -> Q:
    """Rows that have one of the names."""
    given = list(names)
    if model is Unit:
        lower = [n.lower() for n in given]
        initials = Q(pk__in=[])
        for text in lower:
            if text.isascii():
                initials |= Q(initials__contains=f"{text} ") | Q(initials__endswith=text)
        return Q(name__in=given) | Q(short_name__in=given) | initials
    return Q(name__in=given) | Q(initials__in=[n.lower() for n in given if n.isascii()])


def spellings(row: Any) -> set[str]:
    """Every way a row may be typed."""
    initials = set(row.initials.split())
    if isinstance(row, Unit):
        initials |= parts(row.short)
    return {row.name, getattr(row, "short_name", row.name), *initials, *(i.upper() for i in initials)}


def best(rows: list[Any], name: str) -> list[Any]:
    """An exact name beats initials."""
    exact = [r for r in rows if name in (r.name, getattr(r, "short_name", r.name))]
    return exact or rows


class UnitField(NamesField):
    """One unit that can be given work."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(handling_units, lookup="units", one=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.short if isinstance(value, Unit) else value


class UnitsField(NamesField):
    """Several units that can be given work."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(handling_units, lookup="units", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.short for u in value)


class ReadersField(NamesField):
    """Several persons who may be given a paper to read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(readers, lookup="readers", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(p.name for p in value)


class LimitField(forms.CharField):
    """A limit as typed; cleaned to `Explained`, counted from now by the database clock. Empty gives None.

    `source`: what the date will say of who set it.
    """

    def __init__(self, *, source: str = TYPED, **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("help_text", LIMIT_HINT)
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Explained | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_typed(text, database_now(), source=self.source)
        except BadLimit as error:
            raise ValidationError(str(error)) from error


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ten files in one field; cleaned to a list of uploads."""

    most = 10
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [f for f in (data if isinstance(data, (list, tuple)) else [data]) if f]
        if len(given) > self.most:
            raise ValidationError(_("一次最多 %(n)s 个文件。") % {"n": self.most})
        if self.required and not given:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in given]
