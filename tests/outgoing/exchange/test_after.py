"""Recalled, revoked, repealed: nothing is deleted, everybody who has it is told, nothing is closed with copies out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions.after import recall, revoke
from outgoing.actions.receipts import close, receipts, receive
from outgoing.actions.unsigned import resend
from outgoing.models import Addressee, Outgoing
from outgoing.queries.visible import visible_to
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of, receiving, said
from tests.outgoing.exchange.test_receipts import everybody
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office)


def receipt(paper: Outgoing) -> dict[str, str]:
    return dict(Addressee.objects.filter(paper=paper).values_list("name", "receipt"))


def test_a_recall_waits_for_every_copy(paper: Outgoing, office: Office) -> None:
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会", receipt="refused", note="不收"))
    with pytest.raises(Incomplete):
        recall(paper, by=fresh(office.chief), reason=" ")
    done = recall(paper, by=fresh(office.chief), reason="数字有误", expected_version=now(paper).version)
    assert (done.subject.standing, done.subject.standing_reason) == ("recalled", "数字有误")
    assert receipt(paper) == {
        "江东省水利厅": "recalled", "江东省财政厅": "recalled", "云川市人民政府": "recalled", "江东工程协会": "refused",
    }  # fmt: skip
    assert receiving(paper) == []
    assert not visible_to(fresh(office.unit2_clerk)).filter(pk=paper.pk).exists()
    assert Alert.objects.filter(recipient=office.unit_clerk, said__contains="已召回").exists()
    assert Alert.objects.filter(recipient=office.clerk, said__contains="收回各单位").exists()
    with pytest.raises(Faster):
        receive(paper, by=fresh(office.unit2_clerk), copies=2)
    with pytest.raises(Incomplete, match="召回尚未退回"):
        close(paper, by=fresh(office.clerk))
    with pytest.raises(Faster):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利"))
    with pytest.raises(Incomplete, match="已召回"):
        resend(paper, by=fresh(office.clerk), addressee_ids=[of(paper, "协会").pk], note="再寄")
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", "财政", "云川", receipt="returned"))
    assert close(paper, by=fresh(office.clerk)).subject.state == "closed"
    with pytest.raises(Incomplete, match="已召回"):
        recall(paper, by=fresh(office.chief), reason="再召回")
    assert visible_to(fresh(office.unit_clerk)).filter(pk=paper.pk).exists()
    assert list(differences(Outgoing)) == []


def test_a_closed_paper_is_open_again_with_whoever_kept_its_receipts(paper: Outgoing, office: Office) -> None:
    everybody(paper, office)
    close(paper, by=fresh(office.clerk))
    done = recall(paper, by=fresh(office.chief), reason="依据变化")
    assert (done.subject.state, done.subject.closed_at) == ("dispatched", None)
    task = Task.objects.about(paper).open().get()
    assert (task.kind, task.holder, task.subject_live) == ("receipts", office.clerk.principal, True)
    assert task.due_at is not None
    assert list(differences(Outgoing)) == []


def test_a_closed_paper_whose_clerk_left_comes_to_the_chief(paper: Outgoing, office: Office) -> None:
    everybody(paper, office)
    close(paper, by=fresh(office.clerk))
    office.clerk.appointments.update(until=timezone.localdate() - timedelta(days=1))
    recall(paper, by=fresh(office.chief), reason="依据变化")
    assert Task.objects.about(paper).open().get().holder == office.chief.principal


@pytest.mark.parametrize("who", ["clerk", "handler", "leader", "unit_clerk", "outsider", "admin"])
def test_recalling_and_revoking_are_a_chiefs(paper: Outgoing, office: Office, who: str) -> None:
    by = fresh(getattr(office, who))
    with pytest.raises(NotAllowed):
        recall(paper, by=by, reason="x")
    with pytest.raises(NotAllowed):
        revoke(paper, by=by, repeal=True, on=timezone.localdate(), reason="x")


@pytest.mark.parametrize(("repeal", "standing"), [(True, "repealed"), (False, "revoked")])
def test_revoked_and_repealed_keep_their_links(
    paper: Outgoing, office: Office, repeal: bool, standing: str
) -> None:
    other, today = dispatched(office), timezone.localdate()
    revoke(paper, by=fresh(office.chief), repeal=repeal, on=today, reason="被新文件代替", by_paper=other)
    paper.refresh_from_db()
    assert (paper.standing, paper.standing_on, paper.ended_by) == (standing, today, other)
    assert list(other.ends.all()) == [paper]
    assert paper.state == "dispatched"
    assert Addressee.objects.filter(paper=paper, receipt="sent").count() == 4
    words = "自始无效" if not repeal else "起失效"
    assert Alert.objects.filter(recipient=office.unit2_clerk, said__contains=words).exists()
    receive(paper, by=fresh(office.unit_clerk), copies=3)  # whoever has it still signs for it
    with pytest.raises(Incomplete):
        revoke(paper, by=fresh(office.chief), repeal=True, on=today, reason="再来")
    assert list(differences(Outgoing)) == []


def test_bad_revocations(paper: Outgoing, office: Office) -> None:
    today, by = timezone.localdate(), fresh(office.chief)
    secret = dispatched(office, work_secret=True)
    bad: list[dict[str, Any]] = [
        {"on": today + timedelta(days=1)},
        {"on": today - timedelta(days=1)},
        {"by_paper": paper},
        {"by_paper": secret},
    ]
    for more in bad:
        with pytest.raises(BadInput):
            revoke(paper, by=by, **{"repeal": True, "on": today, "reason": "x", **more})
    with pytest.raises(Incomplete):
        revoke(paper, by=by, repeal=True, on=today, reason="")
    assert now(paper).standing == "in_force"
