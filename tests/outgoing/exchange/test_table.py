"""Every verb after dispatch by state and role: who may, and what the others are told; 500 addressees at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from alerts.models import Alert
from deadlines.limits import calendar
from docflow.web.errors import Refusal
from outgoing.actions.receipts import close, receipts, receive
from outgoing.models import Addressee, Outgoing
from outgoing.queries.known import known
from outgoing.rules.offers import offer
from outgoing.views.wired_after import ACTS
from outgoing.words import State
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatch, dispatched, many_units, now, of, row, said, stamped
from tests.outgoing.exchange.test_receipts import everybody
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db

CLERKS, CHIEFS = {"clerk", "clerk2", "chief", "deputy"}, {"chief", "deputy"}
REGISTRY = CLERKS | {"handler", "supervisor"}
KEEPER = {"clerk"}  # of this paper's receipts
UNITS = {"head", "unit_clerk", "unit2_clerk"}
# verb: who may while it is out, and who may once it is closed
MAY: dict[str, tuple[set[str], set[str]]] = {
    "receive": (UNITS, set()),
    "receipts": (REGISTRY, set()),
    "urge_receipts": (REGISTRY, set()),
    "resend": (REGISTRY, set()),
    "close": (KEEPER | CHIEFS, set()),
    "recall": (CHIEFS, CHIEFS),
    "revoke": (CHIEFS, CHIEFS),
    "copies": (CLERKS, CLERKS),
    "correct": (CLERKS | {"handler"}, CLERKS | {"handler"}),  # the handler drafted it
    "addressees": (CLERKS | {"handler"}, set()),  # the handler drafted it
}


@pytest.fixture
def office() -> Office:
    return make_office()


def ready(office: Office, verb: str) -> Outgoing:
    """Out, with nothing else in the way of this verb."""
    paper = dispatched(office, numbered_copies=True)
    rows = Addressee.objects.filter(paper=paper)
    if verb == "resend":
        rows.filter(name__contains="协会").update(receipt="damaged")
    if verb == "correct":
        Outgoing.objects.filter(pk=paper.pk).update(standing="revoked")
        paper.refresh_from_db()
    if verb == "close":
        rows.update(receipt="signed")
    return paper


@pytest.mark.parametrize("verb", MAY)
def test_who_may_while_it_is_out(office: Office, verb: str) -> None:
    paper = ready(office, verb)
    at = timezone.now()
    may = {
        name for name, who in office.everybody().items() if offer(verb, fresh(who).hats, known(paper, at)).ok
    }
    assert may == MAY[verb][0]
    for name, who in office.everybody().items():
        found = offer(verb, fresh(who).hats, known(paper, at))
        assert found.ok or found.why_not, name


@pytest.mark.parametrize("verb", MAY)
@pytest.mark.parametrize("state", State)
def test_in_no_other_state(office: Office, verb: str, state: str) -> None:
    """Offer by offer: where the state does not allow it, nobody may, and everybody is told where the paper is."""
    paper = ready(office, verb)
    if state == State.CLOSED:
        Addressee.objects.filter(paper=paper).update(receipt="signed")
        paper = close(paper, by=fresh(office.deputy), checked=["returned"]).subject
    paper.state = state  # asked of the rule alone, nothing is written
    allowed = {
        name
        for name, who in office.everybody().items()
        if offer(verb, fresh(who).hats, known(paper, timezone.now())).ok
    }
    if state == State.DISPATCHED:
        assert allowed == MAY[verb][0]
    elif state == State.CLOSED:
        assert allowed == MAY[verb][1]
    elif verb == "copies" and state == State.DISPATCHING:
        assert allowed == CLERKS
    elif verb == "addressees" and state not in (State.WITHDRAWN, State.VOIDED):
        assert allowed == CLERKS | {"handler"}
    else:
        assert allowed == set()


CALLS: dict[str, dict[str, Any]] = {
    "receive": {"copies": 3}, "receipts": {"rows": []}, "urge_receipts": {}, "resend": {"addressee_ids": [], "note": "x"},
    "close": {}, "recall": {"reason": "x"}, "revoke": {"repeal": True, "on": None, "reason": "x"},
    "copies": {"give": [("1", "赵六")]}, "addressees": {"main": []},
    "correct": {},
}  # fmt: skip


@pytest.mark.parametrize("verb", MAY)
def test_the_act_refuses_whom_the_table_refuses(office: Office, verb: str) -> None:
    paper = ready(office, verb)
    before = now(paper).entry_count
    for name, who in office.everybody().items():
        if name not in MAY[verb][0]:
            with pytest.raises(Refusal) as refused:
                ACTS[verb][1](paper, by=fresh(who), **CALLS[verb])
            assert str(refused.value), name
            assert refused.value.status in (403, 409), name
    assert now(paper).entry_count == before


@pytest.mark.parametrize("verb", MAY)
def test_every_form_can_be_drawn(office: Office, verb: str) -> None:
    paper = ready(office, verb)
    who = office.unit_clerk if verb == "receive" else office.chief
    form = ACTS[verb][0](doc=paper, person=fresh(who))  # type: ignore[arg-type]
    assert form.as_p()
    assert form["version"].value() == paper.version


def test_five_hundred_are_sent_by_a_handful_of_statements(
    office: Office, django_assert_num_queries: Any
) -> None:
    """The same number for 500 addressees as for three: what is written grows, not how often."""
    units = many_units(500)
    rows = [row(unit, n, copies=1) for n, (unit, _who) in enumerate(units, 1)]
    few, many = stamped(office, rows[:3]), stamped(office, [*rows[3:], row(None, 501, name="江东工程协会")])
    clerk = fresh(office.clerk)
    assert clerk.hats
    assert calendar()  # read once for all
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself some time after so many rows
    with django_assert_num_queries(12):
        dispatch(few, by=clerk, clerk=office.clerk, channel="")
    with django_assert_num_queries(13):  # one more channel
        dispatch(many, by=clerk, clerk=office.clerk, channel="")
    assert Addressee.objects.filter(paper=many, receipt="sent").count() == 498
    assert Task.objects.about(many).open().filter(kind="receive").count() == 497
    assert Alert.objects.filter(subject_ref=many.ref).count() == 497
    assert list(differences(Outgoing)) == []


def test_one_of_many_signs_at_the_price_of_one(office: Office, django_assert_num_queries: Any) -> None:
    units = many_units(40)
    rows = [row(unit, n, copies=1) for n, (unit, _who) in enumerate(units, 1)]
    few, many = dispatched(office, rows[:1]), dispatched(office, rows[1:])
    for paper, (_unit, who) in ((few, units[0]), (many, units[1])):
        by = fresh(who)  # type: ignore[arg-type]
        assert by.hats
        with django_assert_num_queries(7):
            receive(paper, by=by, copies=1)
    assert of(many, "第1局").receipt == "signed"


def test_closed_papers_take_no_more_receipts(office: Office) -> None:
    paper = dispatched(office)
    everybody(paper, office)
    close(paper, by=fresh(office.clerk))
    with pytest.raises(Refusal, match="已办结"):
        receipts(now(paper), by=fresh(office.clerk), rows=said(paper, "水利", receipt="refused", note="晚"))
