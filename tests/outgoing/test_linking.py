"""The answer to a letter of ours (S09, S10): linked both ways."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from docflow.web.errors import Faster
from documents.actions.answering import answers_ours_no_more
from documents.models import Document
from documents.queries.open_matters import lacks_reply
from outgoing.actions.linking import link_answer
from outgoing.models import Outgoing
from tests.office import registered
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk
from workflow.models import Entry
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


def now(row: Any) -> Any:
    """The row as the database has it."""
    return type(row)._default_manager.get(pk=row.pk)


def linked(paper: Outgoing, d: Desk, answer: Document) -> None:
    link_answer(now(paper), by=d.o.clerk, answer=answer)


@pytest.mark.parametrize("later_first", [False, True])
def test_a_wrong_answer_is_let_go_by_the_right_one(d: Desk, later_first: bool) -> None:
    paper = dispatched(d, drafted(d, kind="letter", layout="letter"))
    docs = [registered(d.o, kind="letter", title=title) for title in ("无关的函", "复函")]
    wrong, right = reversed(docs) if later_first else docs
    linked(paper, d, wrong)
    assert not lacks_reply(now(wrong))
    linked(paper, d, right)
    assert now(paper).answer == right
    assert (now(wrong).ours_ref, now(wrong).ours_number) == ("", "")
    assert lacks_reply(now(wrong))  # its duty is back
    assert now(right).ours_ref == paper.ref
    entry = Entry.objects.filter(subject_kind="document", subject_pk=wrong.pk).latest("seq")
    assert (entry.verb, entry.reason) == ("answers_ours_no_more", paper.number)
    linked(paper, d, right)  # the same once more
    assert now(right).ours_ref == paper.ref
    assert list(differences(Document)) == []


def test_what_answers_another_of_ours_by_now_keeps_that(d: Desk) -> None:
    one, two = (
        dispatched(d, drafted(d, kind="letter", layout="letter", title=t))
        for t in ("江东省人民政府办公厅关于甲事的函", "江东省人民政府办公厅关于乙事的函")
    )
    docs = [registered(d.o, kind="letter", title=title) for title in ("来函一", "来函二")]
    linked(one, d, docs[0])
    linked(two, d, docs[0])
    linked(one, d, docs[1])
    assert now(docs[0]).ours_ref == two.ref
    with pytest.raises(Faster, match="另一件发文的复文"):
        answers_ours_no_more(docs[0], by=d.o.clerk, ref=one.ref)


def test_a_request_that_answers_ours_asks_for_an_answer_all_the_same(d: Desk) -> None:
    paper = dispatched(d, drafted(d, kind="letter", layout="letter"))
    doc = registered(d.o, kind="request")
    linked(paper, d, doc)
    assert now(doc).ours_ref == paper.ref
    assert lacks_reply(now(doc))


def test_an_unknown_number_is_refused_in_words(d: Desk, client: Client) -> None:
    paper = dispatched(d)
    client.force_login(d.o.clerk)
    address = f"/outgoing/{paper.ref}/do/link_answer/"
    answer = client.post(address, {"key": "k", "version": paper.version, "answer": "收〔2026〕999号"})
    assert answer.status_code == 422
    assert "没有这件来文，或您无权查看。" in answer.content.decode()
