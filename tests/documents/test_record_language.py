"""What an act itself puts into the record is Chinese, whatever language the screen of who acts is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation

from documents.actions.closing import close
from documents.actions.register import register
from documents.models import Document
from tests.documents.handling.path import asked, codes
from tests.documents.papers import returned
from tests.office import Office, approve, fresh, make_office, reviewing, unsaved
from workflow.models import Entry

pytestmark = pytest.mark.django_db


def approved(office: Office) -> Document:
    return approve(reviewing(office), by=fresh(office.chief)).subject


def closed(office: Office) -> Document:
    doc = asked(office)
    return close(doc, by=fresh(office.chief), checked=codes(doc)).subject


def sent_again(office: Office) -> Document:
    first = returned(office)
    doc = unsaved(office, title=first.title)
    return register(doc, by=fresh(office.clerk), handler=office.handler, resubmits=first).subject


@pytest.mark.parametrize(
    ("make", "verb", "wanted"),
    [
        (approved, "approve", "同意。"),
        (closed, "close", "同意办结。"),
        (sent_again, "register", "退文后的重报件。"),
    ],
)
def test_an_english_screen_writes_no_english_into_the_record(
    make: Callable[[Office], Document], verb: str, wanted: str
) -> None:
    with translation.override("en"):
        doc = make(make_office())
    entry = Entry.objects.filter(subject_pk=doc.pk, verb=verb).latest("seq")
    assert (entry.opinion or entry.reason).endswith(wanted)
