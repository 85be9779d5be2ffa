"""The exchange in a browser: a batch is taken apart and given up, a recall is told by telephone; each page as Inspector wants it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outgoing.actions.after import recall
from outgoing.actions.exchanging import make_batch
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, exchanged, of

Visit = Callable[..., Visitor]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def batch(office: Office, paper: Outgoing) -> ExchangeBatch:
    items = list(Addressee.objects.filter(paper=paper).values_list("pk", flat=True))
    return make_batch(by=fresh(office.clerk), items=items, courier="老周", key="k")


def test_a_batch_is_taken_apart_and_given_up(office: Office, visit: Visit) -> None:
    paper = dispatched(office, channel="exchange")
    made, chen, inspect = batch(office, paper), visit("chen"), Inspector()
    address = f"/exchange/{made.pk}/"
    inspect.look(chen, address)
    inspect.look(chen, f"{address}give-up/")
    chen.resize(1280, 800)
    chen.open(address)
    assert not chen.one("[data-batch]").is_enabled(), "nothing is ticked yet"
    chen.one("[name=pick]").click()
    chen.until(lambda: chen.one("[data-batch]").is_enabled(), "one is ticked")
    chen.one("[data-batch]").click()
    chen.sees("取出 1 件，回到「待交换」")
    chen.open(f"{address}give-up/")
    chen.fill("reason", "送件人没有到")
    chen.one("form[data-submit] .btn-danger").click()
    chen.sees("已作废这一批：送件人没有到")
    for path in (address, "/exchange/?tab=batches"):
        inspect.look(chen, path)
    inspect.close()
    assert Addressee.objects.filter(paper=paper, batch=None).count() == 4


def test_who_was_told_of_a_recall_is_seen(office: Office, visit: Visit) -> None:
    paper = exchanged(office, dispatched(office))
    recall(paper, by=fresh(office.chief), reason="数字有误")
    chen, inspect = visit("chen"), Inspector()
    inspect.look(chen, f"/outgoing/{paper.ref}/?tab=to")
    chen.sees("2 个单位还没有通知召回")
    inspect.look(chen, f"/outgoing/{paper.ref}/do/urge_receipts/")
    chen.resize(1280, 800)
    chen.open(f"/outgoing/{paper.ref}/do/urge_receipts/")
    chen.one(f'[name="whom"][value="{of(paper, "协会").pk}"]').click()
    chen.fill("answered_by", "王姐")
    chen.send()
    chen.sees("接听人 王姐")
    inspect.look(chen, f"/outgoing/{paper.ref}/?tab=to")
    chen.sees("已通知召回", "接听人 王姐")
    inspect.close()
    assert of(paper, "协会").recall_told_name == "王姐"
