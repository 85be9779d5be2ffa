"""What waits for a seal goes along with it; the former keeper sets it no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from people.models import Person
from seals.actions.ledger import write_line
from seals.models import Handover, LedgerLine, Seal, SealRequest, SealTakeout
from seals.queries.open_work import open_requests, stuck
from tests.house.routes import PICTURE
from tests.seals.custody.hands import handed
from tests.seals.world import World, in_use, keep_file, make_world
from workflow.act import Act
from workflow.clock import database_now
from workflow.models import Entry, Task
from workflow.spine import act


@pytest.fixture
def w(db: None) -> World:
    return make_world()


@act("asked")
def asked(a: Act, *, holder: Person, kind: str) -> str:
    a.open(kind, holder)
    return "已申请。"


@act("stamped", exclusive=False)
def stamped(a: Act, *, keeper: Person) -> str:
    write_line(a, a.subject.seal, "use", request=a.subject, keeper=keeper, stamped=1, impressions=1)
    a.subject.stamped += 1
    return "已用印。"


def applied(w: World, seal: Seal | None = None, **more: Any) -> SealRequest:
    """Approved, waiting with the keeper."""
    file = keep_file(SimpleUploadedFile("证明.png", PICTURE), w.o.clerk)
    now, n = database_now(), SealRequest.objects.count() + 1
    given: dict[str, Any] = {
        "number": f"用印〔2026〕{n}号", "seal": seal or w.seal, "basis": "approval", "file": file.blob, "text_hash": "a" * 64,
        "title": "在职证明", "paper_kind": "certificate", "copies": 3, "applicant": w.o.clerk, "applicant_name": "陈三三",
        "unit_name": "处", "asked_at": now, "approver": w.o.chief, "approver_name": "吴十", "approved_at": now, "state": "approved",
    }  # fmt: skip
    request = SealRequest(**{**given, **more})
    return asked(
        request, by=w.o.clerk, holder=w.keeper, kind="seal" if request.state == "approved" else "seal_approve"
    ).subject


def holder(subject: Any) -> str:
    return Task.objects.about(subject).live().get().holder


def test_applications_go_along(w: World) -> None:
    one, two = applied(w), applied(w)
    other = applied(w, in_use(w, seal_no="Y-07", name="合同章", kind="special"))
    asking = applied(w, state="asking", approver=None, approver_name="", approved_at=None)
    row = handed(w, w.stand_in)[0]
    assert row.open_requests == 3
    assert [holder(r) for r in (one, two)] == [w.stand_in.principal] * 2
    assert holder(other) == w.keeper.principal
    assert holder(asking) == w.keeper.principal, "an approval is no stamping"
    assert Entry.objects.get(verb="seal_handover").data["moved"] == 2
    handed(w, w.keeper)
    assert holder(one) == w.keeper.principal
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_take_outs_go_along(w: World) -> None:
    now = database_now()
    takeout = SealTakeout(
        number="外〔2026〕1号", seal=w.seal, reason="签约", where="会议中心", since=now, until=now.replace(year=now.year + 1), planned=2,
        applicant=w.o.clerk, applicant_name="陈", unit_name="处", traveller1=w.keeper, traveller1_name="褚", traveller2=w.o.handler,
        traveller2_name="冯", approver1=w.o.chief, approver1_name="吴", approver2=w.director, approver2_name="周", state="approved", approved1_at=now, approved2_at=now,
    )  # fmt: skip
    taken = asked(takeout, by=w.o.clerk, holder=w.keeper, kind="take_out").subject
    handed(w, w.stand_in)
    assert holder(taken) == w.stand_in.principal


def test_who_gave_it_sets_it_no_more(w: World) -> None:
    request = applied(w)
    stamped(request, by=w.keeper, keeper=w.keeper)
    handed(w, w.stand_in)
    with pytest.raises(IntegrityError, match="not in the hands"), transaction.atomic():
        stamped(request, by=w.keeper, keeper=w.keeper)
    stamped(SealRequest.objects.get(pk=request.pk), by=w.stand_in, keeper=w.stand_in)
    lines = LedgerLine.objects.order_by("serial").values_list("kind", "keeper_name")
    assert list(lines) == [("use", "褚四四"), ("handover", "杨九九"), ("use", "杨九九")]
    assert Handover.objects.get().counted == 1


def test_own_applications_are_named_before(w: World) -> None:
    applied(w, applicant=w.stand_in)
    applied(w)
    assert stuck([w.seal], w.stand_in) == 1
    assert open_requests([w.seal])[w.seal.pk] == 2
