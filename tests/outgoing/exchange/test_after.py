"""Recalled, revoked, repealed: nothing is deleted, everybody who has it is told, nothing is closed with copies out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions.after import recall, revoke
from outgoing.actions.receipts import close, receipts, receive
from outgoing.actions.unsigned import resend, urge_receipts
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import rows as matrix
from outgoing.queries.page import lines
from outgoing.queries.visible import visible_to
from people.models import Person
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, exchanged, now, of, receiving, row, said
from tests.outgoing.exchange.test_receipts import everybody
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    """All of it has left the house: of what lies here still nobody is called, nor is it waited for."""
    return exchanged(office, dispatched(office))


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
    with pytest.raises(NotAllowed, match="核发本件的人不能自己复核办结"):
        close(paper, by=fresh(office.clerk))
    assert close(paper, by=fresh(office.deputy), checked=["recalled"]).subject.state == "closed"
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


def recalled(paper: Outgoing, office: Office) -> str:
    return str(recall(paper, by=fresh(office.chief), reason="数字有误").said)


def drawn(paper: Outgoing) -> str:
    return render_to_string("outgoing/_dispatch.html", {"dispatch": matrix(paper)})


def test_a_recall_names_whom_it_cannot_reach(paper: Outgoing, office: Office) -> None:
    """云川 has nobody here, the association is no organ of the roster: both are to be called; a unit with people is not."""
    sentence = recalled(paper, office)
    words = "云川市人民政府、江东工程协会 不在本系统办理，请电话通知，并在「催签」中填写接电话的人。"
    assert sentence == "已召回，待收回 4 个单位的份数。" + words
    assert Alert.objects.get(recipient=office.clerk, said__contains="收回各单位").said.endswith(words)
    assert [of(paper, name).recall_told_at is None for name in ("水利", "财政", "云川", "协会")] == [
        False, False, True, True,
    ]  # fmt: skip
    html = drawn(paper)
    assert "2 个单位还没有通知召回" in html
    assert (html.count("未通知召回，请电话通知"), html.count("已通知召回")) == (2, 2)
    assert "须电话通知 云川市人民政府、江东工程协会" in page_log(paper)


def page_log(paper: Outgoing) -> str:
    entries = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq")
    return " ".join(line for found in lines(paper, entries, []) for line in found.more)


def test_what_waits_for_the_exchange_never_left(office: Office) -> None:
    """Dispatched, and in no batch yet: nobody is called about it, nothing is waited for, whoever has it here is told."""
    paper = dispatched(office)
    sentence = recalled(paper, office)
    words = "云川市人民政府、江东工程协会 的件还在「待交换」，不要送出。"
    assert sentence == "已召回，待收回 2 个单位的份数。" + words
    assert [of(paper, name).receipt for name in ("水利", "云川", "协会")] == [
        "recalled",
        "withdrawn",
        "withdrawn",
    ]
    assert "不要送出" in Alert.objects.get(recipient=office.clerk, said__contains="收回各单位").said
    assert matrix(paper).untold == 0
    log = page_log(paper)
    assert "云川市人民政府、江东工程协会 的件还在「待交换」，没有送出。" in log
    assert "须电话通知" not in log
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", "财政", receipt="returned"))
    with pytest.raises(NotAllowed, match="核发本件的人不能自己复核办结"):
        close(paper, by=fresh(office.clerk))
    assert close(paper, by=fresh(office.deputy), checked=["recalled"]).subject.state == "closed"
    assert list(differences(Outgoing)) == []


def test_a_recall_that_reaches_everybody_asks_for_no_call(office: Office) -> None:
    paper = dispatched(office, [row(office.unit, 1), row(office.unit2, 2)])
    assert recalled(paper, office) == "已召回，待收回 2 个单位的份数。"
    assert "未通知召回" not in drawn(paper)


def test_the_call_about_a_recall_is_recorded(paper: Outgoing, office: Office) -> None:
    recalled(paper, office)
    ids = [of(paper, "协会").pk]
    with pytest.raises(
        Incomplete, match="江东工程协会 不在本系统办理，请电话通知召回、催其退回，并填写接电话的人"
    ):
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids)
    done = urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="王姐")
    assert done.said == "已电话催 江东工程协会，接听人 王姐。"
    assert done.entry.data["phoned"] == {"names": ["江东工程协会"], "answered_by": "王姐"}
    found = of(paper, "协会")
    assert (found.recall_told_at, found.recall_told_name) == (done.entry.at, "王姐")
    assert (found.urged, found.receipt) == (0, "recalled"), "told for the first time, not urged"
    html = drawn(paper)
    assert "1 个单位还没有通知召回" in html
    assert "接听人 王姐" in html
    urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="李哥")
    found = of(paper, "协会")
    assert (found.urged, found.recall_told_name) == (1, "李哥")
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会", receipt="returned"))
    with pytest.raises(Incomplete, match="不必再催"):
        urge_receipts(paper, by=fresh(office.clerk), addressee_ids=ids, answered_by="王姐")
    assert "接听人 李哥" in drawn(paper), "who was told stays, also when the copies are back"
    assert list(differences(Outgoing)) == []


def test_units_with_people_are_urged_to_send_back_what_was_recalled(paper: Outgoing, office: Office) -> None:
    recalled(paper, office)
    Addressee.objects.filter(pk=of(paper, "财政").pk).update(recall_told_at=None)  # had nobody on that day
    assert set(matrix(paper).to_urge) == set(
        Addressee.objects.filter(paper=paper).values_list("pk", flat=True)
    )
    done = urge_receipts(paper, by=fresh(office.clerk), note="今天务必退回")
    assert done.said.startswith("已催 江东省水利厅、江东省财政厅 退回。云川市人民政府、江东工程协会 不在")
    [alert] = Alert.objects.filter(recipient=office.unit_clerk, said__contains="今天务必退回")
    assert (alert.title, alert.subject_ref) == ("", "")
    assert of(paper, "水利").urged == 1
    assert (of(paper, "财政").urged, of(paper, "财政").recall_told_at) == (0, done.entry.at)
    assert of(paper, "云川").recall_told_at is None
    assert Task.objects.about(paper).live().get().kind == "receipts", "nobody is asked to sign"


def test_the_call_is_recorded_on_screen(paper: Outgoing, office: Office, client: Client) -> None:
    recalled(paper, office)
    client.force_login(office.clerk)
    address = f"/outgoing/{paper.ref}/do/urge_receipts/"
    form = client.get(address).context["form"]
    labels = [label for _key, label in form.fields["whom"].choices]
    assert "江东工程协会 2 份，召回待退，未通知召回" in labels
    assert any(label.startswith("江东省水利厅 3 份，召回待退，已于 ") for label in labels)
    inside = [str(of(paper, name).pk) for name in ("水利", "财政")]
    assert form.fields["whom"].initial == inside, "each of the others is called by itself"
    data = {"key": form["key"].value(), "whom": [of(paper, "协会").pk], "note": "", "answered_by": ""}
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert "请电话通知召回" in answer.content.decode()
    answer = client.post(address, {**data, "answered_by": "王姐"}, follow=True)
    assert "接听人 王姐" in answer.content.decode()
    page = client.get(f"/outgoing/{paper.ref}/?tab=to").content.decode()
    assert "1 个单位还没有通知召回" in page
    assert "催还没有退回的单位" in page


def linked(who: Person, paper: Outgoing) -> list[str]:
    """What he was told with the paper's title and the way to it."""
    rows = Alert.objects.filter(recipient=who, subject_ref=paper.ref).order_by("id")
    assert all(row.title == paper.title for row in rows)
    return [row.said.split(" ")[-1] for row in rows]


def test_whoever_sees_it_no_more_keeps_no_title(office: Office) -> None:
    """Who signed sees the recalled paper; who had not has neither its title nor a way that leads nowhere."""
    paper = exchanged(office, dispatched(office, work_secret=True, drafter=office.clerk))
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    assert linked(office.unit2_clerk, paper) == ["已发出，请签收。"]
    recalled(paper, office)
    assert linked(office.unit_clerk, paper) == ["已发出，请签收。", "已召回，请停止使用并退回：数字有误"]
    assert linked(office.unit2_clerk, paper) == []
    alerts = Alert.objects.filter(recipient=office.unit2_clerk).order_by("id")
    assert [(row.title, row.said) for row in alerts] == [
        ("", f"{paper.number} 已发出，请签收。"),
        ("", f"{paper.number} 已召回，请停止使用并退回：数字有误"),
    ]
    assert [row.read_at is None for row in alerts] == [False, True], "what is over asks for nothing"


@pytest.mark.parametrize("back", [False, True])
def test_from_whom_it_was_withdrawn_hears_no_more_of_it(paper: Outgoing, office: Office, back: bool) -> None:
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", receipt="withdrawn", note="发错单位"))
    if back:
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", receipt="returned"))
    revoke(paper, by=fresh(office.chief), repeal=True, on=timezone.localdate(), reason="被新文件代替")
    assert linked(office.unit_clerk, paper) == []
    told = Alert.objects.filter(recipient=office.unit_clerk, said__contains="已废止")
    assert [row.title for row in told] == ([""] if back else [])
    assert "已废止" in " ".join(row.said for row in Alert.objects.filter(recipient=office.unit2_clerk))
    assert len(linked(office.unit2_clerk, paper)) == 2


def test_one_call_tells_one_organ_of_the_recall(paper: Outgoing, office: Office) -> None:
    recalled(paper, office)
    both = [of(paper, "协会").pk, of(paper, "云川").pk]
    for chosen in (both, None):
        with pytest.raises(BadInput, match="云川市人民政府、江东工程协会 须逐个电话通知召回") as refused:
            urge_receipts(paper, by=fresh(office.clerk), addressee_ids=chosen, answered_by="王姐")
        assert refused.value.field == "whom"
    assert matrix(paper).untold == 2
    one = [of(paper, "水利").pk, both[1]]
    done = urge_receipts(paper, by=fresh(office.clerk), addressee_ids=one, answered_by="王姐")
    assert done.entry.data["phoned"] == {"names": ["云川市人民政府"], "answered_by": "王姐"}
    assert matrix(paper).untold == 1
