"""What must hold of a unit, a deputy's term, a password: asked by the form, for its place, and by the act, always."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from people.models import Person, Unit
from people.models.delegation import KINDS


def relation_fits(kind: str, relation: str) -> str:
    """Only our own office is itself; the sentence when it does not fit."""
    if (kind == Unit.Kind.OFFICE) == (relation == Unit.Relation.SELF):
        return ""
    return _("“本机关”的类别和关系要一致。")


def term_fits(kinds: Sequence[str], until: date | None) -> str:
    """A deputy's term has a last day; only a secretary's may stay open."""
    if until is not None or list(kinds) == ["record"]:
        return ""
    return _("请填写结束日期；只有秘书代录可以长期。")


def kinds_fit(kinds: Sequence[str]) -> str:
    """Kinds of work that exist."""
    return "" if set(kinds) <= dict(KINDS).keys() else _("没有这一类工作，请重新选择。")


def password_fits(password: str, person: Person) -> list[str]:
    """What is wrong with this password for him."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []


def refuse(sentence: str | Sequence[str], field: str) -> None:
    """BadInput when there is something to say."""
    if sentence:
        raise BadInput(sentence if isinstance(sentence, str) else " ".join(sentence), field)


def columns_fit(row: models.Model, fields: Sequence[str]) -> None:
    """BadInput when a value does not fit its column: empty, too long, none of the choices."""
    others = {f.name for f in row._meta.concrete_fields if f.name not in fields and f.attname not in fields}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        label: Any = row._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        raise BadInput(f"{label}：{messages[0]}", field) from error
