"""撤回 of one piece: its organ sees the paper no more and is told so, and gets it again by 补寄; a recall is another thing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import Faster, Incomplete, Refusal
from outgoing.actions.after import recall
from outgoing.actions.receipts import close, receipts, receive
from outgoing.actions.unsigned import resend
from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to
from people.models import Delegation, Person
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, of, receiving, row, said
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office)


def sees(who: Person, paper: Outgoing) -> bool:
    return bool(visible_to(fresh(who)).filter(pk=paper.pk).exists())


def withdraw(paper: Outgoing, office: Office, *names: str) -> None:
    rows = said(paper, *names, receipt="withdrawn", by_name="", note="发错单位")
    receipts(paper, by=fresh(office.clerk), rows=rows)


def told(who: Person, words: str = "已撤回") -> list[Alert]:
    return list(Alert.objects.filter(recipient=who, said__contains=words))


def test_its_unit_sees_it_no_more_and_is_told(paper: Outgoing, office: Office, client: Client) -> None:
    assert sees(office.unit_clerk, paper), "as long as it is to sign for it"
    withdraw(paper, office, "水利")
    assert of(paper, "水利").receipt == "withdrawn"
    assert receiving(paper) == [office.unit2.principal]
    assert not sees(office.unit_clerk, paper)
    assert not sees(office.head, paper)
    [alert] = told(office.unit_clerk)
    assert alert.said == f"{paper.number} 已撤回，不用签收；已到的请退回：发错单位"
    assert (alert.title, alert.subject_ref) == ("", ""), "what he may not read is not named"
    assert len(told(office.head)) == 1
    client.force_login(office.unit_clerk)
    for page in ("", "original.pdf", "do/receive/"):
        assert client.get(f"/outgoing/{paper.ref}/{page}").status_code == 404, page
    assert client.get("/exchange/receive/").context["count"] == 0
    with pytest.raises(Refusal):
        receive(paper, by=fresh(office.unit_clerk), copies=3)
    assert (sees(office.unit2_clerk, paper), told(office.unit2_clerk)) == (True, []), "the others keep theirs"
    assert list(differences(Outgoing)) == []


def test_what_was_said_before_keeps_no_title(office: Office) -> None:
    """Of a work secret, too, though the notice asked for no task; who has another step of it keeps his."""
    Delegation.objects.create(
        principal=office.unit_clerk, deputy=office.outsider, since=timezone.localdate(), kinds=["receive"]
    )
    paper = dispatched(office, work_secret=True, drafter=office.unit2_clerk)
    assert {a.title for a in told(office.unit_clerk, "已发出，请签收")} == {paper.title}
    withdraw(paper, office, "水利", "财政")
    for who in (office.unit_clerk, office.head, office.outsider):
        alerts = Alert.objects.filter(recipient=who)
        assert [(a.title, a.subject_ref) for a in alerts] == [("", "")] * 2, who
    assert {a.title for a in told(office.unit2_clerk, "已发出，请签收")} == {paper.title}, "he drafted it"
    ours = dispatched(office, [row(office.section, 1), row(office.unit, 2)])
    withdraw(ours, office, "公文运转处")
    assert {a.title for a in told(office.handler, ours.number + " 已发出")} == {ours.title}, (
        "he reads the register"
    )


def test_what_had_left_after_all_is_recorded_when_it_comes_back(paper: Outgoing, office: Office) -> None:
    withdraw(paper, office, "水利")
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", receipt="returned"))
    assert of(paper, "水利").receipt == "returned"
    assert not sees(office.unit_clerk, paper)
    withdraw(paper, office, "财政")
    with pytest.raises(Faster, match="现在是「撤回」"):
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "财政"))
    assert list(differences(Outgoing)) == []


def test_it_is_sent_again_and_seen_again(paper: Outgoing, office: Office, client: Client) -> None:
    withdraw(paper, office, "水利", "协会")
    rows = [of(paper, "水利"), of(paper, "协会")]
    before = now(paper).sent_copies
    done = resend(
        paper, by=fresh(office.clerk), addressee_ids=[row.pk for row in rows], note="核对无误，重新发"
    )
    assert "江东省水利厅、江东工程协会" in done.said
    assert [of(paper, name).receipt for name in ("水利", "协会")] == ["sent", "sent"]
    assert now(paper).sent_copies == before, "the copies that came back go out again: none more are stamped"
    assert sees(office.unit_clerk, paper)
    assert office.unit.principal in receiving(paper)
    assert len(told(office.unit_clerk, "已发出，请签收")) == 2
    client.force_login(office.unit_clerk)
    assert client.get(f"/outgoing/{paper.ref}/").status_code == 200
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    assert of(paper, "水利").receipt == "signed"
    entry = Entry.objects.get(subject_kind="outgoing", subject_pk=paper.pk, verb="resend")
    assert entry.data["resent"][0] == ["江东省水利厅", "withdrawn", None, "发错单位"], (
        "nobody had said what came"
    )
    assert list(differences(Outgoing)) == []


def test_the_form_of_sending_again_offers_it(paper: Outgoing, office: Office, client: Client) -> None:
    withdraw(paper, office, "水利")
    client.force_login(office.clerk)
    page = client.get(f"/outgoing/{paper.ref}/do/resend/")
    form = page.context["form"]
    assert [label for _key, label in form.fields["whom"].choices] == ["江东省水利厅 3 份，撤回 发错单位"]
    data = {"key": form["key"].value(), "whom": [of(paper, "水利").pk], "channel": "", "note": "重新发"}
    assert client.post(f"/outgoing/{paper.ref}/do/resend/", data).status_code == 302
    assert of(paper, "水利").receipt == "sent"


def test_who_had_said_that_some_were_short_sees_it_no_more_either(paper: Outgoing, office: Office) -> None:
    receive(paper, by=fresh(office.unit_clerk), copies=1, condition="short", note="只到一份")
    assert sees(office.unit_clerk, paper)
    withdraw(paper, office, "水利")
    assert not sees(office.unit_clerk, paper)
    assert not Task.objects.about(paper).filter(kind="receive", holder=office.unit.principal, revoked=False)
    assert len(told(office.unit_clerk)) == 1
    assert list(differences(Outgoing)) == []


def test_after_a_recall_a_withdrawn_piece_takes_nothing_away_and_is_not_sent_again(
    paper: Outgoing, office: Office
) -> None:
    """Who had signed sees what was recalled; he was told then, and the paper goes out to nobody any more."""
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    recall(paper, by=fresh(office.chief), reason="数字有误")
    withdraw(paper, office, "水利")
    assert sees(office.unit_clerk, paper)
    assert told(office.unit_clerk) == []
    with pytest.raises(Incomplete, match="已召回"):
        resend(paper, by=fresh(office.clerk), addressee_ids=[of(paper, "水利").pk], note="再寄")


def test_what_was_withdrawn_keeps_nothing_open(paper: Outgoing, office: Office) -> None:
    withdraw(paper, office, "水利", "财政", "云川")
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会"))
    assert close(paper, by=fresh(office.clerk)).subject.state == "closed"


@pytest.mark.parametrize(
    ("condition", "copies", "anew"),
    [("short", 1, 2), ("short", 0, 3), ("damaged", 3, 3)],
)
def test_what_had_not_come_or_was_spoilt_is_sent_anew(
    paper: Outgoing, office: Office, condition: str, copies: int, anew: int
) -> None:
    """What came whole comes back and goes out again; the rest are other stamped copies."""
    receive(paper, by=fresh(office.unit_clerk), copies=copies, condition=condition, note="有出入")
    withdraw(paper, office, "水利")
    before = now(paper).sent_copies
    resend(paper, by=fresh(office.clerk), addressee_ids=[of(paper, "水利").pk], note="重新发")
    assert now(paper).sent_copies == before + anew
    assert of(paper, "水利").received_copies is None
