"""The signed draft is the approval: an application comes with the printing, and goes with the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from alerts.models import Alert
from docflow.web.errors import Faster, Incomplete, NotAllowed
from outgoing.actions import issuing, jumping, print_runs, signing
from outgoing.actions.addressing import set_addressees
from outgoing.models import Outgoing
from people.models import Delegation
from people.roles import Role
from seals.actions import requests
from seals.models import SealRequest
from seals.queries.papers import open_runs, seal_for, why_not
from seals.queries.requests import request_for_paper
from tests.office import SINCE, fresh, person
from tests.outgoing.desk import CHECKED, RECHECKED, drafted, printing, sealing, signing_, to
from tests.outgoing.papers import now, plainly
from tests.seals.requests.asked import again
from tests.seals.world import World, in_use, make_world
from workflow.models import Task


@pytest.fixture
def w(db: None) -> Iterator[World]:
    with plainly():
        yield make_world()


def only(paper: Outgoing) -> SealRequest:
    return SealRequest.objects.get(paper=paper)


def test_printing_asks_for_the_seal(w: World) -> None:
    paper = now(sealing(w.d))
    request = only(paper)
    assert (request.state, request.basis, request.copies) == ("approved", "draft", 10)
    assert (request.applicant, request.approver, request.approver_for) == (w.d.drafter, w.o.leader2, None)
    assert paper.original is not None
    assert request.text_hash == paper.original.sha256
    sign = paper.signoffs.get()
    assert (request.approved_at, request.approver_post) == (sign.at, sign.signer_title)
    assert (request.signed_name, request.doc_number, request.expires_at) == (w.organ.name, paper.number, None)
    assert not Task.objects.about(request).exists(), "the paper's own task is the to-do"
    task = Task.objects.about(paper).open().get(kind="seal")
    assert task.holder == w.keeper.principal, "in whose hands the seal is"
    assert request_for_paper(paper) == request


def test_a_deputys_signature_has_both_names(w: World) -> None:
    deputy = person("daili", "戴理", w.o.office, Role.SECRETARY_GENERAL, 6)
    Delegation.objects.create(principal=w.o.leader2, deputy=deputy, since=SINCE, kinds=["sign"])
    paper = signing_(w.d)
    paper = signing.sign(paper, by=fresh(deputy), opinion="同意。").subject
    paper = issuing.recheck(paper, by=w.o.deputy, checked=RECHECKED).subject
    paper = issuing.number(paper, by=w.o.clerk).subject
    issuing.print_run(paper, by=w.o.clerk, copies=5)
    request = only(paper)
    assert (request.approver, request.approver_for) == (deputy, w.o.leader2)
    assert "秘书长" in request.approver_post


def test_every_run_is_asked_for_by_itself(w: World) -> None:
    paper = now(sealing(w.d))
    print_runs.print_more(paper, by=w.o.clerk, copies=3, reason="补发")
    assert [(r.run.number, r.copies, r.state) for r in SealRequest.objects.order_by("pk") if r.run] == [
        (1, 10, "approved"), (2, 3, "approved"),
    ]  # fmt: skip


def void_it(w: World, paper: Outgoing) -> None:
    issuing.void(paper, by=w.o.chief, reason="内容有误")


def jump(w: World, paper: Outgoing) -> None:
    jumping.jump(paper, by=w.o.chief, target="signing", reason="重签")


@pytest.mark.parametrize(("end", "why"), [(void_it, "公文作废"), (jump, "公文调整环节")])
def test_it_goes_with_its_paper(w: World, end: Callable[[World, Outgoing], None], why: str) -> None:
    paper = now(sealing(w.d))
    request = only(paper)
    end(w, paper)
    request = again(request)
    assert request.state == "voided"
    assert why in Alert.objects.filter(subject_kind="seal_request", recipient=w.d.drafter).get().said
    assert request_for_paper(now(paper)) is None


def test_another_text_makes_it_void(w: World) -> None:
    """What is printed changes while the paper is with the keeper: its addressees."""
    paper = now(sealing(w.d))
    set_addressees(paper, by=w.o.clerk, main=[to(w.o.unit)])
    paper = now(paper)
    assert paper.is_stale
    assert only(paper).state == "voided"
    assert "没有签发" in why_not(paper, w.seal)


def test_a_new_edition_is_a_new_application(w: World) -> None:
    paper = now(sealing(w.d))
    first = only(paper)
    paper = jumping.jump(paper, by=w.o.chief, target="signing", reason="重签").subject
    paper = signing.sign(now(paper), by=w.o.leader2, checked=CHECKED).subject
    paper = issuing.recheck(paper, by=w.o.deputy, checked=RECHECKED).subject
    issuing.print_run(paper, by=w.o.clerk, copies=12)
    assert again(first).state == "voided"
    new = SealRequest.objects.get(paper=paper, state="approved")
    assert new.run is not None
    assert (new.run.edition, new.copies) == (2, 12)


def test_without_a_seal_it_waits_with_the_keepers_posts(w: World) -> None:
    type(w.seal).objects.filter(pk=w.seal.pk).update(state="suspended", version=2, entry_count=1)
    paper = now(sealing(w.d))
    assert not SealRequest.objects.exists()
    task = Task.objects.about(paper).open().get(kind="seal")
    assert task.holder.startswith("o")
    assert "没有在用" in why_not(paper, seal_for(paper))
    type(w.seal).objects.filter(pk=w.seal.pk).update(state="in_use", version=3, entry_count=2)
    seal = seal_for(paper)
    assert seal is not None
    assert why_not(paper, seal) == ""
    [run] = open_runs(paper, seal)
    made = requests.apply(SealRequest(seal=seal, paper=paper, run=run), by=fresh(w.o.chief)).subject
    assert paper.original is not None
    assert (made.state, made.applicant, made.text_hash) == ("approved", w.d.drafter, paper.original.sha256)


def test_one_run_is_asked_for_once(w: World) -> None:
    paper = now(sealing(w.d))
    run = paper.print_runs.get()
    with pytest.raises(IntegrityError, match="seal_request_run_once"), transaction.atomic():
        requests.apply(SealRequest(seal=w.seal, paper=paper, run=run), by=fresh(w.o.chief))


def test_an_unsigned_paper_names_the_missing_step(w: World) -> None:
    paper = drafted(w.d)
    said = why_not(paper, w.seal)
    assert "还没有签发" in said
    assert w.d.drafter.name in said


def test_the_paper_stays_open_while_one_lives(w: World) -> None:
    paper = now(sealing(w.d))
    with pytest.raises((Faster, NotAllowed, Incomplete)):
        issuing.dispatch(paper, by=w.o.clerk, channel="exchange")
    assert now(paper).state == "sealing"
    assert only(paper).state == "approved"


def test_a_drafter_who_keeps_the_seal_gets_no_application(w: World) -> None:
    in_use(w, seal_no="Y-09", name="另一", kind="special")
    paper = now(printing(w.d))
    type(w.seal).objects.filter(pk=w.seal.pk).update(keeper=w.d.drafter, stand_in=w.stand_in)
    issuing.print_run(paper, by=w.o.clerk, copies=5)
    assert not SealRequest.objects.exists()
    assert "保管人" in why_not(now(paper), seal_for(paper))


def test_it_is_not_withdrawn_by_itself(w: World) -> None:
    request = only(sealing(w.d))
    with pytest.raises(Incomplete, match="随发文办理"):
        requests.withdraw(request, by=w.d.drafter)
