"""What was typed into a form of an outgoing paper and not sent: kept every few seconds, there again when it is opened."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.queries.drafts import drafts_of, forgetting
from outgoing.actions.route import CHANGES
from workflow.models import Entry, Task
from workflow.write import Statement

NEW = "outgoing-new"


def draft_name(verb: str, ref: str) -> str:
    """Under which name what is typed for this verb on this paper is kept."""
    return f"{verb}-{ref}"


def restore(form: forms.BaseForm | None, person: Any, name: str, *, key: str = "") -> str:
    """Put what was kept into a form not sent yet; answers the key of that draft, empty where there is none.

    `key` names one of several drafts of a form of which many may be begun. Of a verb's form words alone come back, and
    only into the turn they were typed in: a tick, a choice, a day or a number is decided anew.
    """
    if form is None:
        return ""
    found = drafts_of(person, name)
    draft = (found.filter(key=key) if key else found).first()
    doc = getattr(form, "doc", None)
    if draft is None or doc is not None and _is_old(draft, doc, person, name.split("-")[0]):
        return ""
    for field, values in draft.data.items():
        known = form.fields.get(field)
        if known is None or not values or isinstance(known, forms.FileField) or known.widget.is_hidden:
            continue
        if doc is not None and not _is_words(known):
            continue
        form.initial[field] = values if isinstance(known, forms.MultipleChoiceField) else values[-1]
    return draft.key


def _is_words(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput | forms.Textarea)


def _is_old(draft: Any, paper: Any, person: Any, verb: str) -> bool:
    """Typed before the paper came to where it is, before this was given to him, or into fields that were changed since."""
    about = Entry.objects.filter(
        subject_kind=paper.subject_kind, subject_pk=paper.pk, at__gte=draft.updated_at
    )
    since = about.exclude(to_state="") | about.filter(verb__in=CHANGES if verb in CHANGES else ())
    given = Task.objects.about(paper).open().held_by(person.hats.all).filter(given_at__gte=draft.updated_at)
    return since.exists() or given.exists()


def done_with(person: Any, name: str, *keys: str) -> list[Statement]:
    """The drafts that go with the act."""
    return [forgetting(person, name, [key for key in keys if key])]
