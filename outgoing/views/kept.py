"""What was typed into a form of an outgoing paper and not sent: kept every few seconds, there again when it is opened."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.queries.drafts import drafts_of, forgetting
from workflow.write import Statement

NEW = "outgoing-new"


def draft_name(verb: str, ref: str) -> str:
    """Under which name what is typed for this verb on this paper is kept."""
    return f"{verb}-{ref}"


def restore(form: forms.BaseForm | None, person: Any, name: str, *, key: str = "") -> str:
    """Put what was kept into a form not sent yet; answers the key of that draft, empty where there is none.

    `key` names one of several drafts of a form of which many may be begun.
    """
    if form is None:
        return ""
    found = drafts_of(person, name)
    draft = (found.filter(key=key) if key else found).first()
    if draft is None:
        return ""
    for field, values in draft.data.items():
        known = form.fields.get(field)
        if known is None or not values or isinstance(known, forms.FileField) or known.widget.is_hidden:
            continue
        form.initial[field] = values if isinstance(known, forms.MultipleChoiceField) else values[-1]
    return draft.key


def done_with(person: Any, name: str, *keys: str) -> list[Statement]:
    """The drafts that go with the act."""
    return [forgetting(person, name, [key for key in keys if key])]
