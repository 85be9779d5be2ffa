"""A described paper: asked for, approved, refused, withdrawn, given to another, urged, run out; by whom, in which state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from people.models import Appointment, Delegation, Person
from people.roles import Role
from seals.actions import ending, requests
from seals.models import Seal, SealRequest
from seals.queries.offers import is_over, offers
from tests.office import SINCE, appoint, fresh, person
from tests.seals.requests.asked import again, approved, asking, unsaved
from tests.seals.world import World, in_use, make_world
from workflow.clock import database_now, told
from workflow.models import Task
from workflow.replay import differences


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_asked_and_approved(w: World) -> None:
    row = asking(w)
    assert row.state == "asking"
    assert row.number.startswith(f"YY{local(row.asked_at).year}-")
    assert row.text_hash == row.file.sha256  # type: ignore[union-attr]
    task = Task.objects.about(row).open().get()
    assert (task.kind, task.holder, task.due_trace[0]["rule"]) == (
        "seal_approve",
        w.director.principal,
        "seal_approve",
    )
    row = again(requests.approve(row, by=fresh(w.director), opinion="同意。").subject)
    assert (row.state, row.approver, row.approver_for, row.basis) == (
        "approved",
        w.director,
        None,
        "approval",
    )
    assert row.approved_at is not None
    assert row.expires_at is not None
    assert timedelta(days=14) < row.expires_at - row.approved_at < timedelta(days=40)
    task = Task.objects.about(row).open().get()
    assert (task.kind, task.holder, task.due_trace[0]["rule"]) == ("seal", w.keeper.principal, "seal")
    assert "已批准" in Alert.objects.get(subject_kind="seal_request", recipient=w.o.handler).said
    assert list(differences(SealRequest)) == []


def test_a_stamp_needs_nobody(w: World) -> None:
    stamp = in_use(w, seal_no="S-01", name="收文章", kind="stamp")
    row = asking(w, seal=stamp, approver=None)
    assert (row.state, row.basis, row.approver, row.expires_at) == ("approved", "none", None, None)
    assert Task.objects.about(row).open().get().kind == "seal"


def test_a_special_seal_is_its_units_heads(w: World) -> None:
    special = in_use(w, seal_no="Z-01", name="合同专用章", kind="special", unit=w.o.section)
    with pytest.raises(BadInput) as refused:
        asking(w, seal=special, approver=w.director)
    assert refused.value.field == "approver"
    assert approved(w, seal=special, approver=w.o.chief).approver == w.o.chief


def test_a_signature_wants_its_signer_or_a_mandate(w: World) -> None:
    seal = in_use(w, seal_no="Q-01", name="李四", kind="signature", signer=w.o.leader2)
    with pytest.raises(BadInput) as refused:
        asking(w, seal=seal, approver=w.director)
    assert refused.value.field == "mandate"
    assert approved(w, seal=seal, approver=w.o.leader2).mandate == ""
    assert approved(w, seal=seal, approver=w.director, mandate="李四2026年11月1日书面授权").mandate
    with pytest.raises(BadInput):
        asking(w, seal=seal, approver=w.o.chief, mandate="李四2026年11月1日书面授权")


def test_nobody_signs_for_the_signer(w: World) -> None:
    seal = in_use(w, seal_no="Q-01", name="李四", kind="signature", signer=w.o.leader2)
    deputy = person("daili", "戴理", w.o.section, Role.ARCHIVIST, 30)
    Delegation.objects.create(principal=w.o.leader2, deputy=deputy, since=SINCE, kinds=["seal_approve"])
    row = asking(w, seal=seal, approver=w.o.leader2)
    with pytest.raises(NotAllowed, match="本人审批"):
        requests.approve(row, by=fresh(deputy))


def test_a_deputy_is_named_for_just_this(w: World) -> None:
    """Who looks after everything of his does not approve; who is named for it does, and both names stand."""
    deputy = person("daili", "戴理", w.o.section, Role.ARCHIVIST, 30)
    row = asking(w)
    whole = Delegation.objects.create(principal=w.director, deputy=deputy, since=SINCE)
    with pytest.raises(NotAllowed, match="没有写明"):
        requests.approve(row, by=fresh(deputy))
    Delegation.objects.filter(pk=whole.pk).update(kinds=["seal_approve"])
    row = again(requests.approve(row, by=fresh(deputy)).subject)
    assert (row.approver, row.approver_for) == (deputy, w.director)


def test_no_deputy_of_his_own_approver(w: World) -> None:
    Delegation.objects.create(principal=w.director, deputy=w.o.handler, since=SINCE, kinds=["seal_approve"])
    with pytest.raises(NotAllowed, match="申请人不能审批"):
        requests.approve(asking(w), by=fresh(w.o.handler))
    Delegation.objects.create(principal=w.director, deputy=w.keeper, since=SINCE, kinds=["seal_approve"])
    with pytest.raises(NotAllowed, match="保管"):
        requests.approve(asking(w), by=fresh(w.keeper))


def test_who_lost_his_post_approves_no_more(w: World) -> None:
    """And the applicant sends it to another; the first sees it no more."""
    row = asking(w)
    Appointment.objects.filter(person=w.director).update(until=timezone.localdate() - timedelta(days=1))
    person("xin", "辛主任", w.o.office, Role.OFFICE_DIRECTOR, 6)
    other = Person.objects.get(username="xin")
    appoint(w.director, w.o.section, Role.HANDLER)
    with pytest.raises(NotAllowed, match="现在无权"):
        requests.approve(row, by=fresh(w.director))
    row = again(requests.change_approver(row, by=fresh(w.o.handler), approver=other).subject)
    with pytest.raises(NotAllowed):
        requests.approve(row, by=fresh(w.director))
    assert again(requests.approve(row, by=fresh(other)).subject).approver == other


def test_refused_with_a_reason(w: World) -> None:
    row = asking(w)
    with pytest.raises(BadInput):
        requests.reject(row, by=fresh(w.director), reason=" ")
    row = again(requests.reject(row, by=fresh(w.director), reason="事由不清").subject)
    assert row.state == "rejected"
    assert "事由不清" in Alert.objects.get(subject_kind="seal_request", recipient=w.o.handler).said
    assert not Task.objects.about(row).live().exists()
    assert not Task.objects.about(row).filter(subject_live=True).exists()


def test_urged(w: World) -> None:
    row = asking(w)
    requests.urge(row, by=fresh(w.o.handler), note="今天要用")
    assert Task.objects.about(row).open().get().urged == 1
    assert Alert.objects.get(stage="urged", recipient=w.director).said == "今天要用"


def test_an_approval_runs_out(w: World) -> None:
    """It counts no more by the clock alone; a person clears it away."""
    row = approved(w)
    with pytest.raises(Incomplete, match="还没有过期"):
        ending.expire(row, by=fresh(w.o.handler))
    assert row.expires_at is not None
    with told(row.expires_at + timedelta(minutes=1)):
        assert is_over(row, database_now())
        with pytest.raises(NotAllowed):
            ending.expire(row, by=fresh(w.director))
        assert again(ending.expire(row, by=fresh(w.o.handler)).subject).state == "expired"


@pytest.mark.parametrize(
    ("state", "error"), [("suspended", BadInput), ("waiting", BadInput), ("lost", BadInput)]
)
def test_only_a_seal_in_use_is_asked_for(w: World, state: str, error: type[Exception]) -> None:
    seal = in_use(w, seal_no="Y-02", name="二号", kind="legal", organ=w.organ, state=state)
    with pytest.raises(error):
        asking(w, seal=seal)


def test_who_has_it_does_not_ask(w: World) -> None:
    with pytest.raises(NotAllowed, match="保管人不能申请"):
        asking(w, by=w.keeper)
    for who in (w.o.outsider, w.o.admin, w.o.auditor, w.o.head):
        with pytest.raises(NotAllowed):
            asking(w, by=who)


# -- who may what, in which state ------------------------------------------------------------------------

MAKE: dict[str, Callable[[World], SealRequest]] = {
    "asking": asking,
    "approved": approved,
    "rejected": lambda w: again(requests.reject(asking(w), by=fresh(w.director), reason="不办").subject),
    "withdrawn": lambda w: again(requests.withdraw(asking(w), by=fresh(w.o.handler)).subject),
    "voided": lambda w: again(ending.void(asking(w), by=fresh(w.o.handler), reason="改了").subject),
}
ACTS: dict[str, Callable[[SealRequest, Any, World], Any]] = {
    "approve": lambda row, by, w: requests.approve(row, by=by),
    "reject": lambda row, by, w: requests.reject(row, by=by, reason="不办"),
    "withdraw": lambda row, by, w: requests.withdraw(row, by=by),
    "urge": lambda row, by, w: requests.urge(row, by=by),
    "change_approver": lambda row, by, w: requests.change_approver(row, by=by, approver=w.o.leader),
    "expire": lambda row, by, w: ending.expire(row, by=by),
}
MAY = {
    ("approve", "asking"): {"director"}, ("reject", "asking"): {"director"}, ("withdraw", "asking"): {"handler"},
    ("withdraw", "approved"): {"handler"}, ("urge", "asking"): {"handler"}, ("urge", "approved"): {"handler"},
    ("change_approver", "asking"): {"handler"},
}  # fmt: skip


def everybody(w: World) -> dict[str, Person]:
    more = {"keeper": w.keeper, "watch": w.supervisor, "second": w.stand_in, "director": w.director}
    return {name: fresh(who) for name, who in {**w.o.everybody(), **more}.items()}


@pytest.mark.parametrize("state", list(MAKE))
def test_state_by_role(w: World, state: str) -> None:
    row, cast = MAKE[state](w), everybody(w)
    for verb, do in ACTS.items():
        for name, who in cast.items():
            allowed = name in MAY.get((verb, state), set())
            if allowed:
                continue
            with pytest.raises(Refusal):
                do(again(row), who, w)
            assert again(row).state == state, (verb, name)
    for (verb, at), names in MAY.items():
        for name in names if at == state else ():
            ACTS[verb](MAKE[state](w), cast[name], w)


def test_a_stale_form_is_told_who_was_faster(w: World) -> None:
    row = asking(w)
    requests.change_approver(
        row, by=fresh(w.o.handler), approver=fresh(w.o.leader), expected_version=row.version
    )
    with pytest.raises(Faster, match=w.o.handler.name):
        requests.approve(row, by=fresh(w.director), expected_version=row.version)


def test_the_same_form_twice_is_one(w: World) -> None:
    for _time in range(2):
        requests.apply(unsaved(w), by=fresh(w.o.handler), key="k1")
    assert SealRequest.objects.count() == 1


def test_what_was_stamped_is_not_withdrawn(w: World) -> None:
    row = approved(w)
    seal = Seal.objects.get(pk=row.seal_id)
    assert seal.keeper == w.keeper
    row.stamped = 1
    assert "withdraw" not in [v.code for v in offers(row, w.o.handler, [], database_now())]
