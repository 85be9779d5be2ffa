"""份号: every printed copy is accounted for, whatever is done in whatever order; nobody destroys alone."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Incomplete, NotAllowed, Refusal
from documents.files.store import save
from documents.models import Blob
from outgoing.actions.copying import copies, number_copies
from outgoing.actions.issuing import dispatch
from outgoing.actions.receipts import close, receipts, receive
from outgoing.actions.unsigned import resend
from outgoing.models import Copy, Outgoing
from outgoing.queries.copies import balance, ledger
from outgoing.queries.dispatch import held_numbers
from outgoing.queries.dispatch import rows as matrix
from outgoing.queries.forms import dispatch_list
from outgoing.queries.original import original
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of, said, stamped
from tests.outgoing.exchange.test_receipts import everybody
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office, numbered_copies=True, print_run=10)


def test_given_taken_back_destroyed_by_two(paper: Outgoing, office: Office) -> None:
    clerk = fresh(office.clerk)
    water = of(paper, "水利")
    copies(paper, by=clerk, give=[("1-3", water.pk), ("4、5", "赵六")])
    assert Copy.objects.get(paper=paper, number=2).addressee == water
    assert [(w, n) for _c, _l, w, n in ledger(paper)] == [
        ("江东省水利厅", "1-3"),
        ("赵六", "4-5"),
        ("", "6-10"),
    ]
    assert not balance(paper).complete
    copies(paper, by=clerk, back="1-4")
    with pytest.raises(Incomplete, match="监销人"):
        copies(paper, by=clerk, destroy="1")
    with pytest.raises(NotAllowed):
        copies(paper, by=clerk, destroy="1", witness=office.clerk)
    with pytest.raises(Incomplete, match="遗失"):
        copies(paper, by=clerk, lost="5")
    done = copies(
        paper, by=clerk, destroy="1-3、6", witness=office.clerk2, lost="5", reason="搬迁中遗失，已报告"
    )
    assert "全部清退" in done.said
    found = balance(paper)
    assert (found.kept, found.given, found.returned, found.destroyed, found.lost) == (4, 0, 1, 4, 1)
    assert found.even
    assert found.complete
    assert Copy.objects.get(paper=paper, number=6).note == f"监销：{office.clerk2.name}"
    copies(paper, by=clerk, back="5")  # it was found
    assert list(differences(Outgoing)) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"give": [("1", 0)]}, "没有这一项"), ({"give": [("1", " ")]}, "领用"), ({"give": [("", "赵六")]}, "份号"),
        ({"give": [("11", "赵六")]}, "没有份号 11"), ({"give": [("1-3", "赵六"), ("3", "李四")]}, "填了两次"),
        ({"back": "1"}, "还没有分发"), ({"back": "9" * 30}, "看不懂"), ({"give": [("1\0", "赵六")]}, "看不懂"), ({}, "没有填写"),
        ({"lost": "1-99999", "reason": "x"}, "最多"),
    ],
)  # fmt: skip
def test_bad_numbers_are_named(paper: Outgoing, office: Office, more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        copies(paper, by=fresh(office.clerk), **more)
    assert balance(paper).kept == 10


def test_another_papers_addressee_is_none_of_this(paper: Outgoing, office: Office) -> None:
    other = dispatched(office, numbered_copies=True)
    with pytest.raises(BadInput):
        copies(paper, by=fresh(office.clerk), give=[("1", of(other, "水利").pk)])


def test_what_is_elsewhere_says_where(paper: Outgoing, office: Office) -> None:
    copies(paper, by=fresh(office.clerk), give=[("1-3", "赵六")])
    with pytest.raises(BadInput, match="份号 2-3 现在是「已分发」，登记在赵六名下"):
        copies(paper, by=fresh(office.clerk2), give=[("2-4", "李四")])


def test_a_paper_is_not_closed_while_a_copy_is_out(paper: Outgoing, office: Office) -> None:
    copies(paper, by=fresh(office.clerk), give=[("7-8", of(paper, "水利").pk)])
    everybody(paper, office)
    with pytest.raises(Incomplete, match="份号 7-8 尚未清退"):
        close(paper, by=fresh(office.clerk))
    copies(paper, by=fresh(office.clerk), back="7-8")
    with pytest.raises(NotAllowed, match="核发本件的人不能自己复核办结"):
        close(paper, by=fresh(office.clerk), checked=["returned"])
    assert close(paper, by=fresh(office.deputy), checked=["returned"]).subject.state == "closed"
    copies(now(paper), by=fresh(office.clerk), destroy="7-8", witness=office.chief)


def test_papers_without_numbers_have_none(office: Office) -> None:
    paper = dispatched(office)
    assert not Copy.objects.filter(paper=paper).exists()
    with pytest.raises(Incomplete, match="不印份号"):
        copies(paper, by=fresh(office.clerk), give=[("1", "赵六")])
    for who in (office.handler, office.unit_clerk, office.admin):
        with pytest.raises(NotAllowed):
            copies(paper, by=fresh(who), give=[("1", "赵六")])


def test_printed_anew_the_rows_follow_the_run(paper: Outgoing, office: Office) -> None:
    assert number_copies(paper, 12) == 12
    assert number_copies(paper, 5) == 5
    assert list(Copy.objects.filter(paper=paper).values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    copies(paper, by=fresh(office.clerk), give=[("5", "赵六")])
    with pytest.raises(Incomplete):
        number_copies(paper, 4)
    for n in (0, -1, 10**30):
        with pytest.raises(BadInput):
            number_copies(paper, n)


RANGE = st.tuples(st.integers(1, 12), st.integers(0, 3)).map(lambda r: f"{r[0]}-{r[0] + r[1]}")
MOVE = st.one_of(
    st.fixed_dictionaries(
        {"give": st.lists(st.tuples(RANGE, st.sampled_from(["赵六", "李四"])), max_size=2)}
    ),
    st.fixed_dictionaries({"back": RANGE}),
    st.fixed_dictionaries({"destroy": RANGE}),
    st.fixed_dictionaries({"lost": RANGE, "reason": st.just("遗失")}),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=st.lists(MOVE, max_size=8))
def test_it_always_comes_out_even(paper: Outgoing, office: Office, moves: list[dict[str, Any]]) -> None:
    """Whatever is tried, done or refused: printed = kept + given + returned + destroyed + lost."""
    Copy.objects.filter(paper=paper).update(status="kept", holder="", addressee=None)
    clerk = fresh(office.clerk)
    for move in moves:
        with suppress(Refusal):
            copies(paper, by=clerk, **move, **({"witness": office.clerk2} if "destroy" in move else {}))
        found = balance(paper)
        assert found.even
        assert found.printed == Copy.objects.filter(paper=paper).count() == 10
        assert found.complete == (not Copy.objects.filter(paper=paper, status="given").exists())


def test_dispatch_hands_out_the_lowest_numbers_in_order(office: Office) -> None:
    paper, clerk = stamped(office, numbered_copies=True, print_run=10), fresh(office.clerk)
    copies(paper, by=clerk, give=[("2", of(paper, "财政").pk), ("4", "赵六")])
    dispatch(now(paper), by=clerk, expected_version=now(paper).version, channel="exchange")
    assert [row.numbers for row in matrix(now(paper)).rows] == ["1、3、5", "2、6", "7", "8-9"]
    assert (balance(now(paper)).kept, balance(now(paper)).given) == (1, 9)
    listed: Any = dispatch_list(now(paper), "办公厅", clerk).pages[0][-1]
    assert [line[-1] for line in listed.rows] == ["份号 1、3、5", "份号 2、6", "份号 7", "份号 8-9"]
    everybody(paper, office)
    with pytest.raises(Incomplete, match="份号 1-9 尚未清退"):
        close(paper, by=clerk)
    copies(paper, by=clerk, back="1-9")
    close(paper, by=fresh(office.deputy), checked=["returned"])
    with pytest.raises(Incomplete, match="不能再分发"):
        copies(now(paper), by=clerk, give=[("10", "赵六")])
    assert list(differences(Outgoing)) == []


def test_too_few_numbers_are_not_sent(office: Office) -> None:
    paper, clerk = stamped(office, numbered_copies=True, print_run=10), fresh(office.clerk)
    copies(paper, by=clerk, give=[("1-3", "赵六")])
    with pytest.raises(Incomplete, match="只有 7 份"):
        dispatch(now(paper), by=clerk, expected_version=now(paper).version, channel="exchange")
    assert now(paper).state == "dispatching"


def test_copies_sent_again_have_numbers_of_their_own(office: Office) -> None:
    paper, clerk = stamped(office, numbered_copies=True, print_run=10), fresh(office.clerk)
    dispatch(paper, by=clerk, expected_version=paper.version, channel="electronic")
    receive(paper, by=fresh(office.unit_clerk), copies=1, condition="short", note="只到一份")
    water = of(paper, "水利")
    resend(paper, by=clerk, addressee_ids=[water.pk], note="补2份")
    assert (now(paper).sent_copies, held_numbers(now(paper))[water.pk]) == (10, "1-3、9-10")
    receive(paper, by=fresh(office.unit2_clerk), copies=2, condition="damaged", note="受潮")
    with pytest.raises(Incomplete, match="用印的 10 份只剩 0 份"):
        resend(paper, by=clerk, addressee_ids=[of(paper, "财政").pk], note="补2份")
    assert of(paper, "财政").receipt == "damaged"
    receipts(paper, by=clerk, rows=said(paper, "协会", receipt="refused", note="不收"))
    resend(
        paper, by=clerk, addressee_ids=[of(paper, "协会").pk], note="原件再送"
    )  # they came back: no more leave
    assert now(paper).sent_copies == 10


def test_a_copy_is_printed_with_its_number(office: Office, client: Client) -> None:
    paper = stamped(office, numbered_copies=True, print_run=10)
    stored = save(ContentFile(original(paper, timezone.now()), name="正本.pdf"))
    blob = Blob.objects.create(
        sha256=stored.sha256,
        size=stored.size,
        ext="pdf",
        mime="application/pdf",
        uploaded_by_id=office.clerk.pk,
    )
    Outgoing.objects.filter(pk=paper.pk).update(original=blob)
    address = f"/outgoing/{paper.ref}/original.pdf"
    client.force_login(office.clerk)
    answer = client.get(address, {"copy": "7"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pypdfium2.PdfDocument(answer.content) as pdf:
        assert "000007" in pdf[0].get_textpage().get_text_range()
    assert "按份号印正本" in client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
    for bad, status in (("11", 404), ("0", 400), ("x", 400), ("9" * 30, 400), ("7\0", 400)):
        assert client.get(address, {"copy": bad}).status_code == status, bad
    client.force_login(office.handler)
    assert client.get(address, {"copy": "7"}).status_code == 403
    assert "按份号印正本" not in client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
    plain = stamped(office)
    client.force_login(office.clerk)
    assert client.get(f"/outgoing/{plain.ref}/original.pdf?copy=1").status_code == 404
