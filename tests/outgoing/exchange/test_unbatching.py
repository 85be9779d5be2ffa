"""A batch before and after it is handed over: taken apart, given up, ticked off; who may what in which state, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from outgoing.actions.after import recall
from outgoing.actions.exchanging import hand_over, handed, make_batch, tick_off
from outgoing.actions.receipts import receipts, receive
from outgoing.actions.unbatching import give_up, take_out
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from outgoing.queries.exchange import pieces, waiting
from outgoing.queries.page import lines
from people.models import Person
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, of, said
from workflow.models import Entry
from workflow.replay import differences

pytestmark = pytest.mark.django_db

KEEPERS = {"clerk", "clerk2", "chief", "deputy"}
STATES = ("here", "handed", "given_up")


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def paper(office: Office) -> Outgoing:
    return dispatched(office, channel="exchange")


def keys(*papers: Outgoing) -> list[int]:
    return list(Addressee.objects.filter(paper__in=papers).order_by("id").values_list("pk", flat=True))


def made(
    office: Office, *papers: Outgoing, key: str = "k1", state: str = "here", rows: list[int] | None = None
) -> ExchangeBatch:
    batch = make_batch(by=fresh(office.clerk), items=rows or keys(*papers), courier="老周", key=key)
    if state == "handed":
        return hand_over(batch, by=fresh(office.clerk), key=f"h{key}")
    if state == "given_up":
        return give_up(batch, by=fresh(office.clerk), reason="送件人未到", key=f"g{key}")
    return batch


def out(batch: ExchangeBatch, paper: Outgoing, who: Person) -> object:
    return take_out(batch, by=fresh(who), items=[of(paper, "水利").pk], key="t")


def over(batch: ExchangeBatch, paper: Outgoing, who: Person) -> object:
    return hand_over(batch, by=fresh(who), key="h")


def up(batch: ExchangeBatch, paper: Outgoing, who: Person) -> object:
    return give_up(batch, by=fresh(who), reason="送件人未到", key="g")


def ticked(batch: ExchangeBatch, paper: Outgoing, who: Person) -> object:
    result = tick_off(said(paper, "水利"), by=fresh(who), key="x")
    if result.refused:
        raise Incomplete(result.refused[0][1])
    return result


Try = Callable[[ExchangeBatch, Outgoing, Person], object]
# act: the states of the batch in which its keepers may; nobody else may in any
MAY: dict[str, tuple[Try, set[str]]] = {
    "take_out": (out, {"here"}),
    "give_up": (up, {"here"}),
    "hand_over": (over, {"here"}),
    # What was given up has left the batch: it may be signed for as what waits may.
    "tick_off": (ticked, {"handed", "given_up"}),
}


def tried(attempt: Try, batch: ExchangeBatch, paper: Outgoing, who: Person) -> Refusal | None:
    """The refusal, if any; what was done is undone: each of them finds it as it was."""
    with transaction.atomic():
        try:
            attempt(batch, paper, who)
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)
    return None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", MAY)
def test_who_may_what_in_which_state(office: Office, paper: Outgoing, name: str, state: str) -> None:
    attempt, states = MAY[name]
    batch, may = made(office, paper, state=state), set()
    for who, person in office.everybody().items():
        refusal = tried(attempt, batch, paper, person)
        if refusal is None:
            may.add(who)
        elif who in KEEPERS:
            assert not isinstance(refusal, NotAllowed), who
            assert batch.number in str(refusal), "it says which batch, and what became of it"
        else:
            assert isinstance(refusal, NotAllowed), who
    assert may == (KEEPERS if state in states else set())


def test_pieces_are_taken_out_and_go_with_another_batch(office: Office, paper: Outgoing) -> None:
    other = dispatched(office, channel="exchange")
    batch = made(office, paper, other)
    clerk = fresh(office.clerk)
    wanted = [of(paper, "水利").pk, of(other, "协会").pk]
    envelope = of(paper, "财政").envelope
    assert take_out(batch, by=clerk, items=wanted, key="t") == 2
    assert {row.pk for row in waiting(clerk)} == set(wanted)
    assert pieces(batch, clerk).count() == 6
    row = of(paper, "水利")
    assert (row.batch, row.envelope, row.receipt) == (None, None, "sent")
    assert of(paper, "财政").envelope == envelope, "what is packed keeps its envelope"
    entries = Entry.objects.filter(verb="unbatch").order_by("subject_pk")
    assert [e.data["batch"] for e in entries] == [[batch.number, 1]] * 2
    again = make_batch(by=clerk, items=wanted, courier="老周", key="k2")
    assert again.serial == batch.serial + 1
    hand_over(batch, by=clerk, key="h")
    assert of(paper, "水利").batch == again, "what was taken out did not go with the first"
    assert list(differences(Outgoing)) == []


def test_what_cannot_be_taken_out(office: Office, paper: Outgoing) -> None:
    other = dispatched(office, channel="exchange")
    batch, clerk = made(office, paper), fresh(office.clerk)
    with pytest.raises(BadInput, match="请选择要取出的件"):
        take_out(batch, by=clerk, items=[], key="a")
    with pytest.raises(Incomplete, match="整批不送的请用「作废本批」"):
        take_out(batch, by=clerk, items=keys(paper), key="b")
    for wrong in (keys(other)[:1], [10**30], [*keys(paper)[:1], *keys(other)[:1]]):
        with pytest.raises(Faster, match="请刷新后重选"):
            take_out(batch, by=clerk, items=wrong, key="c")
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    with pytest.raises(Faster):
        take_out(batch, by=clerk, items=[of(paper, "水利").pk], key="d")
    hand_over(batch, by=clerk, key="h")
    with pytest.raises(Faster, match="已经交出；没有送到的请登记「退回」"):
        take_out(batch, by=clerk, items=[of(paper, "财政").pk], key="e")
    assert Addressee.objects.filter(batch=batch).count() == 4


def test_a_batch_that_is_given_up_stays_with_its_reason(office: Office, paper: Outgoing) -> None:
    secret = dispatched(office, channel="exchange", work_secret=True, drafter=office.clerk)
    batch = made(office, paper, secret)
    with pytest.raises(BadInput, match="请写明作废这一批的原因"):
        give_up(batch, by=fresh(office.clerk2), reason=" ", key="a")
    assert secret not in {row.paper for row in pieces(batch, fresh(office.clerk2))}
    given = give_up(batch, by=fresh(office.clerk2), reason="送件人未到", key="b")
    assert (given.given_up_reason, given.given_up_by_name) == ("送件人未到", "陈小四")
    assert given.given_up_at is not None
    assert waiting(fresh(office.clerk)).count() == 8, "all of it, also what he may not see himself"
    assert set(Entry.objects.filter(verb="unbatch").values_list("reason", flat=True)) == {"送件人未到"}
    assert ExchangeBatch.objects.get() == batch, "it is not gone"
    assert made(office, paper, secret, key="k2").serial == 2, "its number is not given again"
    for act in (up, over):
        with pytest.raises(Faster, match="已由陈小四作废：送件人未到"):
            act(batch, paper, office.clerk)
    assert list(differences(Outgoing)) == []


def test_what_somebody_has_received_was_sent(office: Office, paper: Outgoing) -> None:
    """A unit says itself what it has in its hands, though the desk forgot to press: then the batch is not given up."""
    batch = made(office, paper)
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    with pytest.raises(Incomplete, match="江东省水利厅 已登记收到的情况，这一批已经送出：请点「已交出」"):
        give_up(batch, by=fresh(office.clerk), reason="送件人未到", key="a")
    hand_over(batch, by=fresh(office.clerk), key="h")
    assert of(paper, "水利").receipt == "signed"


@pytest.mark.parametrize("receipt", ["signed", "short", "damaged", "refused", "returned", "withdrawn"])
def test_nothing_is_recorded_of_what_lies_here(office: Office, paper: Outgoing, receipt: str) -> None:
    """Neither on the batch's list nor on the paper's page: no false 退回 to get a piece out of its batch."""
    batch = made(office, paper)
    rows = said(
        paper, "协会", receipt=receipt, note="迁址", received_copies=1 if receipt == "short" else None
    )
    words = (
        f"江东工程协会 的件在 {batch.number} 里，还没有交出：请先在该批点「已交出」再登记；不送的请从该批取出"
    )
    with pytest.raises(BadInput, match=words) as refused:
        receipts(paper, by=fresh(office.clerk), rows=rows)
    assert refused.value.field == f"receipt_{of(paper, '协会').pk}"
    result = tick_off(rows, by=fresh(office.clerk), key="t")
    assert result.done == 0
    assert words in result.refused[0][1]
    hand_over(batch, by=fresh(office.clerk), key="h")
    assert tick_off(rows, by=fresh(office.clerk), key="t2").done == 1
    assert of(paper, "协会").receipt == receipt


def test_a_recall_takes_what_lies_here_out_of_its_batch(office: Office, paper: Outgoing) -> None:
    """It never left: withdrawn at once, and nobody is called about it; whoever has the envelopes is told which."""
    other = dispatched(office, channel="exchange")
    batch = made(office, paper, other)
    sentence = recall(paper, by=fresh(office.chief), reason="数字有误").said
    names = "江东省水利厅、江东省财政厅、云川市人民政府、江东工程协会"
    words = f"从 {batch.number} 取出 4 件（{names}），清单请重印；已经送走的请收回，登记「退回」。"
    assert sentence == "已召回，待收回 0 个单位的份数。" + words
    assert Alert.objects.get(recipient=office.clerk, said__contains="收回各单位").said.endswith(words)
    entry = Entry.objects.get(subject_kind="outgoing", subject_pk=paper.pk, verb="recall")
    assert entry.data["kept_here"] == [[batch.number, 4, names.split("、")]]
    [line] = lines(paper, [entry], [])
    assert f"从 {batch.number} 取出 4 件：{names}。" in line.more
    assert set(Addressee.objects.filter(paper=paper).values_list("receipt", "batch")) == {("withdrawn", None)}
    assert pieces(batch, fresh(office.clerk)).count() == 4
    recall(other, by=fresh(office.chief), reason="数字有误")
    with pytest.raises(Incomplete, match="请用「作废本批」"):
        hand_over(batch, by=fresh(office.clerk), key="h")
    assert give_up(batch, by=fresh(office.clerk), reason="都已召回", key="g").given_up_at is not None
    alerts = Alert.objects.filter(recipient=office.unit_clerk, said__contains="已召回")
    assert {(row.title, row.subject_ref) for row in alerts} == {("", "")}, "nor do they see it"
    receipts(paper, by=fresh(office.clerk), rows=said(paper, "协会", receipt="returned"))
    assert of(paper, "协会").receipt == "returned", "had it left after all, that it came back is recorded"
    assert list(differences(Outgoing)) == []


def test_what_was_recalled_meanwhile_is_not_handed_over(office: Office, paper: Outgoing) -> None:
    """The desk read the list before the recall: nothing is said to have left that was taken out."""
    batch, listed = made(office, paper), keys(paper)
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    for changed in (listed, listed[1:]):
        if changed != listed:
            recall(paper, by=fresh(office.chief), reason="数字有误")
        with pytest.raises(Faster, match=f"{batch.number} 里的件刚有变化"):
            handed(paper, by=fresh(office.clerk), key="h", batch=batch, keys=changed)
    assert not Entry.objects.filter(verb="hand_over").exists()


def test_the_database_knows_no_batch_that_left_and_was_given_up(office: Office, paper: Outgoing) -> None:
    batch = made(office, paper, state="handed")
    whole = {
        "given_up_at": timezone.now(),
        "given_up_by": office.clerk,
        "given_up_by_name": "陈",
        "given_up_reason": "x",
    }
    for wrong in (whole, {**whole, "handed_at": None, "given_up_reason": ""}, {"given_up_reason": "x"}):
        with pytest.raises(IntegrityError, match="exchange_batch_given_up"), transaction.atomic():
            ExchangeBatch.objects.filter(pk=batch.pk).update(**wrong)
    ExchangeBatch.objects.filter(pk=batch.pk).update(**whole, handed_at=None)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_takes_apart_and_gives_up(office: Office, paper: Outgoing, client: Client) -> None:
    batch = made(office, paper)
    client.force_login(office.clerk)
    address = f"/exchange/{batch.pk}/"
    page = text(client.get(address))
    assert page.count('name="pick"') == 4
    assert "取出选中的件" in page
    assert "作废本批" in page
    assert "登记结果" not in page, "nothing is signed for before it left"
    row = of(paper, "水利")
    answer = client.post(address, {"key": "t", "by": "小王", f"receipt_{row.pk}": "signed"}, follow=True)
    assert "还没有交出，不能登记签收" in text(answer)
    assert of(paper, "水利").receipt == "sent"
    answer = client.post(f"{address}out/", {"pick": [row.pk], "key": "o"}, follow=True)
    assert "取出 1 件，回到「待交换」" in text(answer)
    assert text(answer).count('name="pick"') == 3
    assert "江东省水利厅" in text(client.get("/exchange/"))
    assert "请选择要取出的件" in text(client.post(f"{address}out/", {"key": "o2"}, follow=True))
    give = f"{address}give-up/"
    form = client.get(give).context["form"]
    for reason in ("", " ", "长" * 201, "坏\0", "机密★1年"):
        answer = client.post(give, {"key": form["key"].value(), "reason": reason})
        assert answer.status_code == 422, reason
    assert "长" * 201 in text(client.post(give, {"key": "g", "reason": "长" * 201})), "what was typed stays"
    answer = client.post(give, {"key": form["key"].value(), "reason": "送件人<未到>"}, follow=True)
    assert "已作废，其中的件回到「待交换」" in text(answer)
    assert "陈三三 已作废这一批：送件人&lt;未到&gt;" in text(answer)
    assert "打印清单" not in text(answer)
    page = text(client.get("/exchange/?tab=batches"))
    assert batch.number in page
    assert "已作废" in page
    assert "送件人&lt;未到&gt;" in page
    assert "没有清单可打印" in text(client.get(f"{address}list.pdf", follow=True))
    assert "已作废这一批" in text(client.get(give))
    assert "已由陈三三作废" in text(
        client.post(f"{address}out/", {"pick": [row.pk], "key": "z"}, follow=True)
    )
    assert "已作废，没有要登记的件" in text(client.post(address, {"key": "t"}, follow=True))


def test_two_windows_one_gives_up_what_the_other_has_handed_over(
    office: Office, paper: Outgoing, client: Client
) -> None:
    batch = made(office, paper)
    client.force_login(office.clerk)
    give = f"/exchange/{batch.pk}/give-up/"
    key = client.get(give).context["form"]["key"].value()
    hand_over(batch, by=fresh(office.clerk2), key="h")
    answer = client.post(give, {"key": key, "reason": "送件人未到"})
    assert answer.status_code == 422
    assert "已经交出" in text(answer)
    page = text(client.get(f"/exchange/{batch.pk}/"))
    assert "登记结果" in page
    assert "作废本批" not in page


def test_to_others_the_acts_do_not_exist(office: Office, paper: Outgoing, client: Client) -> None:
    batch = made(office, paper)
    for name, who in office.everybody().items():
        if name in KEEPERS:
            continue
        client.force_login(who)
        for path in ("out/", "give-up/", "hand/"):
            answer = client.post(f"/exchange/{batch.pk}/{path}", {"key": "k", "reason": "x"})
            assert answer.status_code == 404, (name, path)
        page = client.get(f"/exchange/{batch.pk}/")
        assert page.status_code == (200 if name in ("handler", "supervisor") else 404), name
        if page.status_code == 200:
            assert "江东工程协会" in text(page)
            assert "作废本批" not in text(page)
            assert 'name="pick"' not in text(page)
    assert ExchangeBatch.objects.get().lies_here


def test_the_page_costs_the_same_for_one_piece_and_for_many(office: Office, client: Client) -> None:
    client.force_login(office.clerk)

    def cost(batch: ExchangeBatch) -> int:
        client.get(f"/exchange/{batch.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/exchange/{batch.pk}/").status_code == 200
        return len(queries)

    few, many = (
        made(office, dispatched(office, channel="exchange")),
        [dispatched(office, channel="exchange") for _ in range(3)],
    )
    assert cost(few) == cost(made(office, *many, key="k2"))


@pytest.mark.parametrize("receipt", ["recalled", "returned"])
def test_what_went_out_is_not_given_up_after_it_was_recalled(
    office: Office, paper: Outgoing, receipt: str
) -> None:
    """A unit had its copies before the desk pressed 已交出: the batch has left, whatever was said since."""
    batch = made(office, paper)
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    recall(paper, by=fresh(office.chief), reason="数字有误")
    if receipt == "returned":
        receipts(paper, by=fresh(office.clerk), rows=said(paper, "水利", receipt="returned"))
    assert (of(paper, "水利").receipt, of(paper, "水利").batch) == (receipt, batch)
    with pytest.raises(Incomplete, match="江东省水利厅 已登记收到的情况"):
        give_up(batch, by=fresh(office.clerk), reason="送件人未到", key="a")
    assert hand_over(batch, by=fresh(office.clerk), key="h").handed_at is not None


def test_a_refusal_names_no_organ_of_a_paper_he_may_not_see(office: Office, paper: Outgoing) -> None:
    secret = dispatched(office, channel="exchange", work_secret=True, drafter=office.clerk)
    batch = made(office, paper, secret)
    receive(secret, by=fresh(office.unit2_clerk), copies=2)
    with pytest.raises(Incomplete) as refused:
        give_up(batch, by=fresh(office.clerk2), reason="送件人未到", key="a")
    assert str(refused.value).startswith("1 件您无权查看的公文 已登记收到的情况")
    receive(paper, by=fresh(office.unit_clerk), copies=3)
    with pytest.raises(Incomplete) as refused:
        give_up(batch, by=fresh(office.clerk2), reason="送件人未到", key="b")
    assert str(refused.value).startswith("江东省水利厅、1 件您无权查看的公文 已登记收到的情况")
    with pytest.raises(Incomplete, match="^江东省水利厅、江东省财政厅 已登记"):
        give_up(batch, by=fresh(office.clerk), reason="送件人未到", key="c")


@pytest.mark.parametrize("condition", ["short", "damaged", "recalled"])
def test_every_piece_of_a_batch_stands_on_its_page(
    office: Office, paper: Outgoing, client: Client, condition: str
) -> None:
    batch = made(office, paper)
    answer = "signed" if condition == "recalled" else condition
    copies = 1 if condition == "short" else 3
    receive(paper, by=fresh(office.unit_clerk), copies=copies, condition=answer, note="封口破")
    if condition == "recalled":
        recall(paper, by=fresh(office.chief), reason="数字有误")
    client.force_login(office.clerk)
    page = client.get(f"/exchange/{batch.pk}/")
    assert [row.name for row in page.context["answered"]] == ["江东省水利厅"]
    assert "江东省水利厅" in text(page)
    assert "登记结果" not in text(page)


def test_the_same_form_once_more_has_the_same_answer(office: Office, paper: Outgoing) -> None:
    """Sent twice: the second is told what the first has done, not that somebody was faster."""
    other = dispatched(office, channel="exchange")
    batch, clerk = made(office, paper, other), fresh(office.clerk)
    wanted = [of(paper, "水利").pk, of(other, "协会").pk]
    assert [take_out(batch, by=clerk, items=wanted, key="t") for _ in range(2)] == [2, 2]
    with pytest.raises(Faster):
        take_out(batch, by=fresh(office.clerk2), items=wanted, key="t")
    first = hand_over(batch, by=clerk, key="h").handed_at
    assert hand_over(batch, by=clerk, key="h").handed_at == first
    with pytest.raises(Faster, match="已经交出"):
        hand_over(batch, by=clerk, key="h2")
    second = made(office, key="k2", rows=wanted)
    given = give_up(second, by=clerk, reason="送件人未到", key="g").given_up_at
    assert give_up(second, by=clerk, reason="送件人未到", key="g").given_up_at == given
    with pytest.raises(Faster, match="作废"):
        give_up(second, by=clerk, reason="送件人未到", key="g2")
    assert Entry.objects.filter(verb="unbatch").count() == 4
    assert Entry.objects.filter(verb="hand_over").count() == 2
