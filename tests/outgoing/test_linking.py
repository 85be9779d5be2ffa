"""The answer to a letter of ours (S09, S10): linked both ways."""

from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Document
from documents.queries.open_matters import lacks_reply
from tests.office import registered
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def d() -> Desk:
    return make_desk()


def test_a_letter_and_its_answer_know_each_other(d: Desk, client: Client) -> None:
    paper = dispatched(d, drafted(d, kind="letter", layout="letter"))
    doc = registered(d.o, source_doc_number="北政办函〔2026〕48号", kind="letter")
    assert lacks_reply(doc)
    client.force_login(d.o.clerk)
    address = f"/outgoing/{paper.ref}/do/link_answer/"
    form = client.get(address).context["form"]
    words = {"key": form["key"].value(), "version": paper.version, "answer": "北政办函2026 48号"}
    assert client.post(address, words).status_code == 302
    paper.refresh_from_db()
    doc.refresh_from_db()
    assert paper.answer == doc
    assert not lacks_reply(doc)  # an answer asks for none
    assert (doc.ours_ref, doc.ours_number) == (paper.ref, paper.number)
    assert paper.number in client.get(f"/documents/{doc.ref}/?tab=facts").content.decode()
    assert doc.receipt_no in client.get(f"/outgoing/{paper.ref}/?tab=facts").content.decode()
    assert list(differences(Document)) == []


def test_an_unknown_number_is_refused_in_words(d: Desk, client: Client) -> None:
    paper = dispatched(d)
    client.force_login(d.o.clerk)
    address = f"/outgoing/{paper.ref}/do/link_answer/"
    answer = client.post(address, {"key": "k", "version": paper.version, "answer": "收〔2026〕999号"})
    assert answer.status_code == 422
    assert "没有这件来文，或您无权查看。" in answer.content.decode()
