"""X1 to X9: whoever refuses, the keeper or the rules, it is a line that stays; the approval stays open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.test import Client

from alerts.models import Alert
from deadlines.days import SHANGHAI
from docflow.web.errors import BadInput, Faster, NotAllowed
from outgoing.models import Outgoing
from seals.actions.ledger import SealRefused
from seals.actions.refusing import by_database, refuse
from seals.actions.stamping import desk_stamp, stamp
from seals.models import Absence, Seal, SealRequest
from seals.words import Refused
from tests.office import fresh
from tests.seals.audit.stock import unguarded
from tests.seals.desk.steps import again, asked, handed_to, lines, of_paper
from tests.seals.world import World, in_use
from workflow.clock import told
from workflow.spine import database_now

Case = Callable[[World], SealRequest]


def past() -> datetime:
    return database_now() - timedelta(days=1)


def changed(w: World) -> SealRequest:
    """The register was changed behind the acts."""
    request = of_paper(w)
    assert request.paper is not None
    Outgoing.objects.filter(pk=request.paper.pk).update(content_hash="0" * 64)
    return request


def used_up(w: World) -> SealRequest:
    request = asked(w, 1)
    desk_stamp(request, by=w.keeper, copies=1)
    return request


def lost(w: World) -> SealRequest:
    request = asked(w)
    w.seal.state = "suspended"
    Seal.objects.filter(pk=w.seal.pk).update(
        state="suspended", version=w.seal.version + 1, entry_count=w.seal.entry_count + 1
    )
    return request


def away(w: World) -> SealRequest:
    today = database_now().astimezone(SHANGHAI).date()
    Absence.objects.create(
        person=w.keeper, person_name=w.keeper.name, since=today, until=today, made_at=database_now()
    )
    return asked(w)


def signature(w: World, **more: Any) -> SealRequest:
    seal = in_use(w, seal_no="Q-01", name="李四", kind="signature", signer=w.o.leader2)
    return asked(w, seal=seal, **{"approver": w.o.leader2, "approver_name": w.o.leader2.name, **more})


def of_another(w: World) -> SealRequest:
    """It is another's signature since it was approved."""
    request = signature(w)
    with unguarded("seals_seal"):  # the database keeps an enabled seal what it is
        Seal.objects.filter(pk=request.seal_id).update(signer=w.o.leader)
    return request


def kept_by(w: World, part: str) -> SealRequest:
    """Who had a part in it has the seal meanwhile."""
    request = asked(w, approver_for=w.o.chief)
    handed_to(w, getattr(request, part))
    return request


CASES: dict[str, tuple[str, Case]] = {
    "not approved": (
        "X2",
        lambda w: asked(w, state="asking", approver=None, approver_name="", approved_at=None),
    ),
    "expired": ("X2", lambda w: asked(w, expires_at=past())),
    "rejected": ("X2", lambda w: asked(w, state="rejected")),
    "voided": ("X3", lambda w: asked(w, state="voided")),
    "changed after approval": ("X3", changed),
    "another file": ("X3", lambda w: asked(w, text_hash="0" * 64)),
    "another name": ("X4", lambda w: asked(w, signed_name="江东省财政厅")),
    "no name": ("X4", lambda w: asked(w, signed_name="")),
    "no mandate": ("X6", of_another),
    "suspended": ("X7", lost),
    "away": ("X7", away),
    "too many": ("X8", lambda w: asked(w, copies=1)),
    "used up": ("X8", used_up),
    "own": ("X9", lambda w: kept_by(w, "applicant")),
    "approved himself": ("X9", lambda w: kept_by(w, "approver")),
    "approved by his deputy": ("X9", lambda w: kept_by(w, "approver_for")),
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_rules_refuse_is_a_line(w: World, case: str) -> None:
    code, make = CASES[case]
    request = make(w)
    before = again(request)
    for _n in range(2):  # the same form twice
        with pytest.raises(SealRefused, match="不能用印：.+；下一步：.+。") as refused:
            desk_stamp(again(request), by=fresh(w.keeper), copies=2, key="a-form-that-is-sent-twice")
    assert refused.value.code == code
    [line] = lines(request, kind="refusal")
    assert (line.code, line.reason) == (code, refused.value.words)
    now = again(request)
    assert (now.state, now.stamped) == (before.state, before.stamped)


def test_the_signer_or_his_mandate_is_enough(w: World) -> None:
    desk_stamp(signature(w), by=w.keeper, copies=1)
    seal = Seal.objects.get(seal_no="Q-01")
    desk_stamp(asked(w, seal=seal, mandate="授权书〔2026〕1号"), by=w.keeper, copies=1)
    assert [x.kind for x in lines()] == ["use", "use"]


def test_changed_after_approval_says_what_to_do(w: World) -> None:
    request = changed(w)
    with pytest.raises(SealRefused, match="需重新审批"):
        desk_stamp(request, by=w.keeper, copies=10)


@pytest.mark.parametrize(("code", "whole"), [(c, c in ("X1", "X5")) for c in Refused.values])
def test_the_keeper_refuses_with_every_code(w: World, code: str, whole: bool) -> None:
    request = None if whole else asked(w)
    done = refuse(request, w.seal, by=w.keeper, code=code, reason="不能盖", key=f"refused-with-{code}")
    again_ = refuse(request, w.seal, by=w.keeper, code=code, reason="不能盖", key=f"refused-with-{code}")
    assert again_.replayed
    [line] = lines()
    assert (line.kind, line.code, line.reason, line.keeper_name) == ("refusal", code, "不能盖", w.keeper.name)
    assert line.head in done.said
    if request is not None:
        assert again(request).state == "approved"
        assert Alert.objects.filter(recipient=w.d.drafter, said__contains="不能盖").count() == 1
        desk_stamp(again(request), by=fresh(w.keeper), copies=3)


def test_a_refusal_has_its_reason_and_its_keeper(w: World) -> None:
    request = asked(w)
    with pytest.raises(BadInput):
        refuse(request, w.seal, by=w.keeper, code="X5", reason=" ")
    with pytest.raises(BadInput):
        refuse(request, w.seal, by=w.keeper, code="X0", reason="x")
    with pytest.raises(NotAllowed):
        refuse(request, w.seal, by=w.stand_in, code="X5", reason="私事")
    desk_stamp(request, by=w.keeper, copies=3)
    with pytest.raises(Faster):
        refuse(again(request), w.seal, by=w.keeper, code="X5", reason="私事")
    assert [x.kind for x in lines()] == ["use"]


def test_who_has_it_no_more(w: World) -> None:
    request = asked(w)
    with pytest.raises(SealRefused, match=f"印章在{w.keeper.name}手里"):
        desk_stamp(request, by=w.stand_in, copies=1)
    [line] = lines()
    assert (line.code, line.actor_name, line.keeper_id) == ("X7", w.stand_in.name, None)


OFFICE = datetime(2026, 11, 30, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("at", "off", "ok"), [
    (OFFICE, False, True), (OFFICE.replace(hour=20), False, False), (OFFICE.replace(hour=20), True, True),
    (OFFICE - timedelta(days=1), False, False), (OFFICE - timedelta(days=1), True, True),
])  # fmt: skip
def test_out_of_hours(w: World, settings: Any, at: datetime, off: bool, ok: bool) -> None:
    settings.SEAL_OFFICE_HOURS = True
    request = asked(w, off_hours=off)
    with told(at):
        if ok:
            stamp(request, by=w.keeper, copies=1, supervisor=w.supervisor)
        else:
            with pytest.raises(SealRefused, match="非工作时间用印") as refused:
                desk_stamp(request, by=w.keeper, copies=1, supervisor=w.supervisor)
            assert refused.value.code == "X2"
    assert [x.kind for x in lines()] == ["use" if ok else "refusal"]


@pytest.mark.parametrize("why", ["expired", "suspended"])
def test_the_rest_of_what_was_begun_is_given_back(w: World, why: str) -> None:
    """The approval has run out or the seal is suspended meanwhile: nothing more is stamped, but it can be closed."""
    request = asked(w, expires_at=database_now() + timedelta(days=1))
    desk_stamp(request, by=w.keeper, copies=1)
    if why == "suspended":
        Seal.objects.filter(pk=w.seal.pk).update(
            state="suspended", version=F("version") + 1, entry_count=F("entry_count") + 1
        )
    with told(database_now() + timedelta(days=2 if why == "expired" else 0)):
        with pytest.raises(SealRefused):
            desk_stamp(again(request), by=w.keeper, copies=1, supervisor=w.supervisor)
        with pytest.raises(SealRefused):  # of another, of which nothing was stamped, the applicant lets go
            desk_stamp(asked(w, expires_at=past()), by=w.keeper, copies=0, unused=3, reason="过期", second=w.supervisor,
                       supervisor=w.supervisor)  # fmt: skip
        page = Client()
        page.force_login(fresh(w.keeper))
        assert 'name="unused"' in page.get(f"/seals/desk/{request.ref}/").content.decode()
        desk_stamp(again(request), by=w.keeper, copies=0, unused=2, reason="过期", second=w.supervisor,
                   supervisor=w.supervisor)  # fmt: skip
    assert (again(request).state, [x.kind for x in lines(request)]) == (
        "closed",
        ["use", "refusal", "settle"],
    )


def test_the_last_net_is_told_in_words() -> None:
    assert by_database(IntegrityError("custody: the keeper is away")).code == "X7"  # type: ignore[union-attr]
    assert by_database(IntegrityError("separation: the applicant approved")).code == "X9"  # type: ignore[union-attr]
    assert by_database(IntegrityError("task_one_live")) is None


def test_the_last_net_writes_a_line(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = asked(w, expires_at=past())
    monkeypatch.setattr("seals.actions.accounting.why_not", lambda *_a, **_k: None)
    with pytest.raises(SealRefused):
        desk_stamp(request, by=w.keeper, copies=1)
    request = away(w)
    with pytest.raises(SealRefused):
        desk_stamp(request, by=w.keeper, copies=1)
    assert [(x.kind, x.code) for x in lines()] == [("refusal", "X2"), ("refusal", "X7")]
