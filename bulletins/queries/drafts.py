"""What somebody typed into a pack and did not save: there again, unless the pack was changed since."""

from __future__ import annotations

from typing import Any

from bulletins.models import Pack, PackBook
from documents.models import Draft
from documents.queries.drafts import drafts_of
from workflow.models import Entry


def newest(person: Any, form: str, pack: Pack) -> Draft | None:
    draft = drafts_of(person, form).first()
    if draft is None or pack.is_issued:
        return None
    since = Entry.objects.filter(
        subject_kind=PackBook.subject_kind,
        data__pack=pack.ref,
        data__has_key="version",
        at__gte=draft.updated_at,
    )
    return None if since.exists() else draft
