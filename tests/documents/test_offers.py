"""One rule, three mouths: what the page lists, what the verb's own page says, what the guard lets through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from documents.actions.confirming import confirm_oral
from documents.actions.handling import accept, report
from documents.actions.instruct import instruct, record
from documents.actions.reading import circulate, read
from documents.actions.signers import add_signer
from documents.actions.transferring import reassign, transfer
from documents.actions.urging import urge
from documents.actions.withdraw import withdraw
from documents.models import Document
from documents.queries.known import known
from documents.rules.verbs import VERBS, offer, offers
from documents.views.registry import ACTS
from people.models import Delegation
from tests.documents.handling.path import asked
from tests.documents.page.browser import Page, text
from tests.office import (
    SINCE,
    Office,
    approve,
    circulating,
    fresh,
    handling,
    instructed,
    make_office,
    registered,
    reviewing,
    submitted,
)
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def now(doc: Document) -> Document:
    return Document.objects.get(pk=doc.pk)


def after(office: Office, name: str) -> Document:
    """Papers whose last move is of every kind: it can be taken back, or somebody has acted since."""
    if name == "read beside":
        doc = reviewing(office)
        circulate(doc, by=office.clerk, readers=[office.head], note="请阅")
        read(doc, by=office.head)
    elif name == "reassigned":
        doc = reviewing(office)
        [task] = Task.objects.about(doc).open()
        reassign(doc, by=office.deputy, task_id=task.pk, to=office.deputy, reason="开会")
    elif name == "urged":
        doc = reviewing(office)
        urge(doc, by=office.clerk, task_ids=[t.pk for t in Task.objects.about(doc).open()])
    elif name == "approved by the deputy":
        Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
        doc = reviewing(office)
        approve(doc, by=fresh(office.deputy))
    elif name == "approved by a deputy no more":
        doc = after(office, "approved by the deputy")
        Delegation.objects.update(ended_at=timezone.now())
    elif name == "read in circulation":
        doc = circulating(office, readers=[office.head])
        read(doc, by=office.head)
    elif name == "a signer after":
        doc = add_signer(reviewing(office), by=office.chief, signer=office.head, mode="after").subject
        approve(doc, by=office.chief)
    elif name == "transferred":
        doc = reviewing(office)
        transfer(doc, by=office.chief, to=office.deputy, reason="出差")
    elif name == "signer":
        doc = reviewing(office)
        add_signer(doc, by=office.chief, signer=office.head, mode="before")
    elif name == "one leader wrote":
        doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
        instruct(doc, by=office.leader, text="同意。")
    elif name == "accepted":
        doc = handling(office)
        accept(doc, by=office.unit_clerk)
    elif name == "reported":
        doc = handling(office)
        report(doc, by=office.unit_clerk, result="已办。")
    elif name == "taken back":
        doc = reviewing(office)
        doc = submitted(office, doc) if doc.state == "proposing" else approve(doc, by=office.chief).subject
        withdraw(doc, by=office.chief)
    else:
        return STAGES[name](office)
    return now(doc)


STAGES: dict[str, Callable[[Office], Document]] = {
    "registered": registered, "reviewing": reviewing, "submitted": submitted, "instructed": instructed,
    "handling": handling, "circulating": circulating, "closing": asked,
}  # fmt: skip
SCENES = (*STAGES, "read beside", "reassigned", "urged", "approved by the deputy", "transferred", "signer",
          "one leader wrote", "accepted", "reported", "taken back", "read in circulation",
          "approved by a deputy no more", "a signer after")  # fmt: skip
# Who may take it back there; nobody where none is named.
BACK = {
    "reviewing": {"handler"}, "submitted": {"chief"}, "handling": {"handler"}, "read beside": {"handler"},
    "reassigned": {"handler"}, "urged": {"handler"}, "approved by the deputy": {"chief", "deputy"},
    "transferred": {"chief"}, "signer": {"chief"}, "circulating": {"chief"}, "closing": {"handler"},
    "approved by a deputy no more": {"chief"}, "a signer after": {"chief"},
}  # fmt: skip
DRAWN = ("handling",)  # here the verbs that are not offered are asked for, too, each by everybody
CAST = ("clerk", "handler", "chief", "deputy", "leader", "leader2", "supervisor", "unit_clerk", "head")


class Undo(Exception):
    pass


def refused(call: Callable[[], Any]) -> Refusal | None:
    """What the act answers; nothing stays."""
    try:
        with transaction.atomic():
            call()
            raise Undo
    except Undo:
        return None
    except Refusal as refusal:
        return refusal


def listed(page: Page, doc: Document) -> set[str]:
    """The verbs on the paper's page."""
    panel = page.open(doc).context["panel"]
    found = {verb.code for _url, verb in (*panel.direct, *panel.more)}
    return found | ({panel.verb.code} if panel.verb is not None else set())


@pytest.mark.parametrize("scene", SCENES)
def test_taking_back_is_one_rule(office: Office, scene: str) -> None:
    doc = after(office, scene)
    for name in CAST:
        who = fresh(getattr(office, name))
        page, may = Page(who), name in BACK.get(scene, set())
        if page.open(doc).status_code == 404:
            assert not may
            continue
        said = offer("withdraw", who.hats, known(doc)).why_not
        refusal = refused(partial(withdraw, now(doc), by=who))
        answer = page.get(doc, "withdraw")
        assert (not said) == may, (name, said)
        assert ("withdraw" in listed(page, doc)) == may, name
        assert (refusal is None) == may, (name, refusal)
        assert answer.status_code == (200 if may else 403), name
        if not may:
            assert said in text(answer)
            if doc.state in VERBS["withdraw"].states:
                assert str(refusal) == said
                assert "请" in said, "no word of what comes next"


@pytest.mark.parametrize("scene", SCENES)
def test_the_page_lists_what_the_guard_lets_through(office: Office, scene: str) -> None:
    """Each verb on anybody's page is drawn when it is asked for, and no other is."""
    doc = after(office, scene)
    for name in CAST:
        who = fresh(getattr(office, name))
        page = Page(who)
        if page.open(doc).status_code == 404:
            continue
        paper, shown = known(doc), listed(page, doc)
        assert shown == {o.verb.code for o in offers(who.hats, paper)} & set(ACTS), name
        for code in sorted(set(ACTS) - {"record"}):
            if not VERBS[code].quiet:
                assert offer(code, who.hats, paper).ok == (code in shown), (name, code)
                if code in shown or scene in DRAWN:
                    assert (page.get(doc, code).status_code == 200) == (code in shown), (name, code)


def barred() -> Iterator[tuple[str, str, str, type[Refusal], str]]:
    yield "reviewing", "recall_reader", "clerk", Incomplete, "没有尚未阅的人员"
    yield "handling", "reassign", "chief", Incomplete, "没有在个人名下的工作"
    yield "handling", "rework", "chief", Incomplete, "还没有单位报结"
    yield "instructed", "waive", "chief", Incomplete, "没有在办的事项"
    yield "accepted", "accept", "unit_clerk", Faster, "已接收"


FILLED: dict[str, dict[str, Any]] = {
    "recall_reader": {"task_ids": [1]}, "rework": {"parts": [1], "reason": "x", "due": None},
    "waive": {"part": 1, "reason": "x"}, "accept": {},
}  # fmt: skip


@pytest.mark.parametrize(("scene", "code", "name", "kind", "words"), list(barred()))
def test_what_there_is_nothing_to_do_to_is_not_offered(
    office: Office, scene: str, code: str, name: str, kind: type[Refusal], words: str
) -> None:
    doc, who = after(office, scene), fresh(getattr(office, name))
    page = Page(who)
    assert code not in listed(page, doc)
    assert words in text(page.get(doc, code))
    filled = FILLED.get(code, {"task_id": 1, "to": office.deputy, "reason": "x"})
    refusal = refused(lambda: ACTS[code][1](doc, by=who, **filled))
    assert isinstance(refusal, kind)
    assert words in str(refusal)


def test_reworking_is_offered_once_there_is_a_report(office: Office) -> None:
    page = Page(fresh(office.chief))
    assert "rework" in listed(page, after(office, "reported"))


def oral(office: Office) -> Document:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    return now(
        record(doc, by=fresh(office.secretary), leader=office.leader, text="请办。", kind="oral").subject
    )


@pytest.mark.parametrize(
    ("name", "confirms", "checks"),
    [("leader", True, False), ("leader2", False, False), ("secretary", True, False), ("clerk", True, True),
     ("chief", False, True)],
)  # fmt: skip
def test_confirming_and_checking_are_for_whom_the_link_is(
    office: Office, name: str, confirms: bool, checks: bool
) -> None:
    doc, who = oral(office), fresh(getattr(office, name))
    page = text(Page(who).open(doc))
    assert ("/do/confirm_oral/" in page) == confirms
    assert ("/do/check_record/" in page) == checks
    confirmed = refused(lambda: confirm_oral(doc, by=who, number=1))
    assert isinstance(confirmed, NotAllowed) == (not confirms)
    checked = refused(lambda: ACTS["check_record"][1](doc, by=who, number=1))
    assert (checked is None) == checks


def test_an_instruction_of_an_earlier_round_is_not_to_be_confirmed_any_more(office: Office) -> None:
    doc = oral(office)
    Document.objects.filter(pk=doc.pk).update(round=2)
    assert "/do/confirm_oral/" not in text(Page(fresh(office.clerk)).open(doc))
    assert refused(lambda: confirm_oral(now(doc), by=fresh(office.clerk), number=1)) is not None


def test_sixty_acts_beside_do_not_hide_the_last_move(office: Office) -> None:
    """The page keeps the newest entries; whose move can be taken back is asked of all of them."""
    doc = reviewing(office)
    transfer(doc, by=office.chief, to=office.deputy, reason="出差")
    for _ in range(61):
        urge(doc, by=office.clerk, task_ids=[t.pk for t in Task.objects.about(doc).open()])
    assert "withdraw" in listed(Page(fresh(office.chief)), doc)
    assert "withdraw" not in listed(Page(fresh(office.handler)), doc)


def test_the_way_back_stands_in_the_sentence_of_the_act(office: Office) -> None:
    """While it can be taken back, and only then: the next paper of the list has come up already."""
    chief, handler = Page(fresh(office.chief)), Page(fresh(office.handler))
    doc = reviewing(office)
    answer = chief.press(doc, opinion="同意。")
    back = f'<a href="/documents/{doc.ref}/do/withdraw/" data-undo title="Ctrl+Z">撤回</a>'
    html = chief.client.get("/").content.decode()
    assert "已送 赵六 批示" in html
    assert back in html
    assert answer.status_code == 302
    sent = {"version": now(doc).version, "key": "back"}
    assert chief.client.post(f"/documents/{doc.ref}/do/withdraw/", sent).status_code == 302
    assert back not in chief.client.get("/").content.decode()
    doc = instructed(office)
    sent = {"version": doc.version, "key": "round", "readers": "何明远", "note": "请<阅>"}
    assert handler.client.post(f"/documents/{doc.ref}/do/circulate/", sent).status_code == 302
    assert "/do/withdraw/" not in handler.client.get("/").content.decode()
