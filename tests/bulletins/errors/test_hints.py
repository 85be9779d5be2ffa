"""同类差错提示: what went wrong with papers like this, where the next one is written; quietly, cheaply, without a name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bulletins.actions.collecting import keep
from bulletins.models import ErrorEntry
from bulletins.queries.sources.made import Made
from checking.hints import Like, hints
from tests.office import registered
from tests.outgoing.desk import Desk, drafted, make_desk
from workflow.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def d(db: None) -> Desk:
    return make_desk()


def happened(d: Desk, times: int, *, days: int = 1, side: str = "document", **more: Any) -> None:
    """So often, with papers of one kind."""
    paper = registered(d.o) if side == "document" else drafted(d)
    plain: dict[str, Any] = {"source": "gate", "stage": "before", "category": "number", "said": "差错", "mark": "x",
                             "kind": side, "pk": paper.pk, "rule": "NUM-01"}  # fmt: skip
    then = database_now() - timedelta(days=days)
    count = ErrorEntry.objects.count()
    keep([Made(**{**plain, "key": f"h{count + n}", "at": then, **more}) for n in range(times)])
    cache.clear()


def test_the_most_frequent_first_and_three_at_most(d: Desk) -> None:
    for n, rule in enumerate(("NUM-01", "NUM-02", "NUM-03", "NUM-04"), start=2):
        happened(d, n, rule=rule)
    found = hints(Like("document", "request"))
    assert [h.times for h in found] == [5, 4, 3]
    assert all(h.words.startswith("字号：") for h in found)


def test_what_happened_once_is_said_only_where_it_can_be_prevented(d: Desk) -> None:
    happened(d, 1)
    assert hints(Like("document", "request")) == []
    ErrorEntry.objects.update(prevention="先看登记簿")
    cache.clear()
    [hint] = hints(Like("document", "request"))
    assert (hint.times, hint.cure) == (1, "先看登记簿")


def test_what_went_wrong_is_said_and_where_all_of_it_stands(d: Desk, client: Client) -> None:
    """Without a rule the kind of error alone says nothing; the title of another paper is not said."""
    happened(d, 2, rule="", said="缺附件，退回补齐")
    entry = ErrorEntry.objects.order_by("id").last()
    assert entry is not None
    [hint] = hints(Like("document", "request"))
    assert hint.last == "缺附件，退回补齐。"
    client.force_login(d.drafter)
    listed = client.get(hint.url)
    assert listed.status_code == 200
    assert f"/errors/{entry.ref}/" in listed.content.decode()
    ErrorEntry.objects.update(description=f"《{entry.subject_title}》缺附件")
    cache.clear()
    assert [h.last for h in hints(Like("document", "request"))] == [""]
    ErrorEntry.objects.update(rule="NUM-01", description="字号不对")
    cache.clear()
    assert [h.last for h in hints(Like("document", "request"))] == [""], "the rule says it"


def test_of_the_same_organ_before_the_same_kind(d: Desk) -> None:
    happened(d, 4, rule="NUM-02", organ="江东省体育局")
    happened(d, 2, rule="NUM-01")
    found = hints(Like("document", "request", "云川市人民政府"))
    assert [h.times for h in found] == [2, 4]
    assert [h.times for h in hints(Like("document", "", "江东省体育局"))] == [4]


@pytest.mark.parametrize(
    ("happen", "like"),
    [
        ({"days": 400}, Like("document", "request")), ({}, Like("document", "notice")), ({}, Like("outgoing", "request")),
        ({}, Like("document")), ({"secret": True}, Like("document", "request")), ({"source": "missed"}, Like("document", "request")),
    ],
)  # fmt: skip
def test_nothing_is_said_of_others(d: Desk, happen: dict[str, Any], like: Like) -> None:
    """Of another year, kind or flow, of an unknown kind, of a work secret; and to be late is no fault of the text."""
    happened(d, 3, **happen)
    assert hints(like) == []


def test_one_statement_and_then_none(d: Desk, django_assert_num_queries: Any) -> None:
    happened(d, 3)
    with django_assert_num_queries(1):
        hints(Like("document", "request"))
    with django_assert_num_queries(0):
        hints(Like("document", "request"))


def test_on_the_register_form_once_its_kind_is_known(d: Desk, client: Client) -> None:
    happened(d, 3, made_by=(d.o.handler.pk, d.o.handler.name))
    ErrorEntry.objects.update(prevention="先看登记簿")
    client.force_login(d.o.clerk)
    assert "同类差错提示" not in client.get("/documents/new/").content.decode()
    sent = {"title": "云川市人民政府关于某事的请示", "sender": "云川市人民政府"}
    page = client.post("/documents/new/check/", sent).content.decode()
    assert 'id="hints"' in page
    assert "一年内 3 次" in page
    assert "先看登记簿" in page
    assert d.o.handler.name not in page
    secret = client.post(
        "/documents/new/check/", {**sent, "title": "机密★5年 关于某事的请示"}
    ).content.decode()
    assert "一年内" not in secret


def test_while_a_paper_is_drafted(d: Desk, client: Client) -> None:
    happened(d, 2, side="outgoing")
    client.force_login(d.drafter)
    assert "一年内 2 次" in client.get("/outgoing/new/").content.decode(), (
        "a notice is what the form begins with"
    )
    assert "一年内 2 次" in client.get("/outgoing/hints/?kind=notice").content.decode()
    assert "一年内" not in client.get("/outgoing/hints/?kind=letter").content.decode()
    assert client.get("/outgoing/hints/?kind=nonsense").status_code == 400
    paper = drafted(d)
    assert "一年内 2 次" in client.get(f"/outgoing/{paper.ref}/").content.decode()
    client.force_login(d.o.clerk)
    assert "一年内" not in client.get(f"/outgoing/{paper.ref}/").content.decode(), (
        "only for whoever writes it"
    )
    client.force_login(d.o.outsider)
    assert client.get("/outgoing/hints/?kind=notice").status_code == 403


def test_the_way_leads_to_what_was_counted(d: Desk, client: Client) -> None:
    """Those of the same organ are of another kind of paper: the list is not narrowed to the kind."""
    happened(d, 2, rule="NUM-02", organ="江东省体育局")
    [hint] = hints(Like("document", "letter", "江东省体育局"))
    client.force_login(d.o.handler)
    assert hint.times == 2
    assert "kind=" not in hint.url
    assert client.get(hint.url).content.decode().count("data-row") == 2
