"""The forms about one paper, as `documents.files` prints them: which there are, and what stands on each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists
from django.utils import translation

from documents.files.form import Field, Form, Part
from documents.models import Document, ReturnSlip
from documents.queries import notices, sheet
from documents.queries.page import beside
from documents.queries.slip import return_form
from documents.words import FormKind

BLANK = 6  # lines for readers who are added by hand


def there(doc: Document) -> list[FormKind]:
    """The forms this paper has, in the order of its way; its label too. One query."""
    some = {
        FormKind.ASSIGNMENT: notices.given(doc),
        FormKind.URGE: notices.nudged(doc),
        FormKind.RETURN: ReturnSlip.objects.filter(document=doc),
    }
    asked = {kind.value: Exists(rows) for kind, rows in some.items()}
    found = Document.objects.filter(pk=doc.pk).values(**asked).get()
    return [kind for kind in FormKind if found.get(kind.value, True)]


def form(kind: FormKind, doc: Any, person: Any, organ: str) -> Form | None:
    """The form, in Chinese whatever the language of the screen: it is the office's own. None where the paper has none
    of this kind. `doc` carries the database's clock as `now`."""
    with translation.override("zh-hans"):
        return _MADE[kind](doc, person, organ)


def _handling(doc: Any, person: Any, organ: str) -> Form:
    found = beside(doc, person)
    rows = sheet.rows(doc, found.entries, found.instructions, proposal=found.proposal, parts=found.parts)
    page: list[Part] = [*sheet.facts(doc), *sheet.limits(doc), sheet.title(doc), *rows]
    return Form(str(FormKind.HANDLING.label), sheet.head(doc, organ), [page])


def _circulation(doc: Any, person: Any, organ: str) -> Form:
    found = beside(doc, person)
    words = sheet.proposed(doc, found.entries, found.proposal)
    proposal = Field(str(sheet.ROWS[0][0]), words, wide=True, words=True)
    page: list[Part] = [*sheet.facts(doc), sheet.title(doc), proposal, sheet.readers(doc, BLANK)]
    return Form(str(FormKind.CIRCULATION.label), sheet.head(doc, organ), [page])


def _assignment(doc: Any, person: Any, organ: str) -> Form | None:
    return _notices(FormKind.ASSIGNMENT, doc, organ, notices.assignments(doc))


def _urge(doc: Any, person: Any, organ: str) -> Form | None:
    return _notices(FormKind.URGE, doc, organ, notices.urged(doc))


def _notices(kind: FormKind, doc: Any, organ: str, pages: list[list[Field]]) -> Form | None:
    """Each page goes to somebody else: none is numbered."""
    return Form(str(kind.label), sheet.head(doc, organ), pages, numbered=False) if pages else None


_MADE: dict[FormKind, Callable[[Any, Any, str], Form | None]] = {
    FormKind.HANDLING: _handling,
    FormKind.CIRCULATION: _circulation,
    FormKind.ASSIGNMENT: _assignment,
    FormKind.URGE: _urge,
    FormKind.RETURN: return_form,
}
