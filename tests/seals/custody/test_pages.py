"""The pages of custody: signed by three at one screen, appointed by a chief, away for whole days."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from people.models.attempt import Attempt
from seals.models import Absence, Handover, LedgerLine, Seal, SealPrint
from seals.queries.custody import custody_of
from tests.seals.custody.hands import handed
from tests.seals.world import World, in_use, make_world

PASSWORD = "docflow-demo"


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def client(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


def words(answer: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return unescape(found[1])


def counted(w: World, page: Any, **more: Any) -> dict[str, Any]:
    pk = w.seal.pk
    return {"key": hidden(page, "key"), "giver": w.keeper.pk, "seals": [pk], "to": w.stand_in.pk, "keys": "钥匙 2 把",
            "note": "", f"condition_{pk}": "完好", f"pages_{pk}": 31, **more}  # fmt: skip


def signed(page: Any, sent: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**sent, "seen": hidden(page, "seen"), "giver_login": "chu", "giver_password": PASSWORD, "in_stead": "",
            "taker_login": "yang", "taker_password": PASSWORD, "watch_login": "wu", "watch_password": PASSWORD, **more}  # fmt: skip


def ready(w: World, by: Person | None = None, **more: Any) -> tuple[Client, dict[str, Any], Any]:
    """At the page that is signed: who is there, what he sent, the page."""
    c = client(by or w.keeper)
    url = reverse("seal_handover")
    sent = counted(w, c.get(url, {"from": w.keeper.pk}), **more)
    return c, sent, c.post(url, sent)


def test_three_sign_and_the_seal_is_his(w: World) -> None:
    c, sent, check = ready(w)
    assert check.status_code == 200
    assert "核对并签名" in words(check)
    assert "31" in words(check)
    assert not Handover.objects.exists(), "looked at, and no more"
    answer = c.post(reverse("seal_handover"), signed(check, sent))
    assert answer.status_code == 302
    row = Handover.objects.get()
    assert (row.register_pages, row.keys, row.condition) == (31, "钥匙 2 把", "完好")
    assert (row.from_person, row.to_person, row.supervised_by) == (w.keeper, w.stand_in, w.o.chief)
    again = c.post(reverse("seal_handover"), signed(check, sent))
    assert again.status_code == 302
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said", "status"),
    [
        ({"taker_password": "falsch"}, "用户名或密码不正确", 422),
        ({"giver_password": "falsch"}, "用户名或密码不正确", 422),
        ({"watch_password": "falsch"}, "用户名或密码不正确", 422),
        ({"taker_login": "feng"}, "接收人是杨九九", 422),
        ({"watch_login": "yang"}, "一人不能签两处", 422),
        ({"watch_login": "chu"}, "一人不能签两处", 422),
        ({"watch_login": "wei"}, "监交人须是", 422),
        ({"giver_login": "zhou"}, "代签须写明原因", 422),
        ({"giver_login": "feng", "in_stead": "住院"}, "可以代签", 422),
        ({"watch_password": ""}, "必填", 422),
    ],
)
def test_not_by_who_is_not_there(w: World, wrong: dict[str, str], said: str, status: int) -> None:
    c, sent, check = ready(w)
    answer = c.post(reverse("seal_handover"), signed(check, sent, **wrong))
    assert answer.status_code == status
    assert said in words(answer) or said == "必填"
    assert not Handover.objects.exists()
    assert custody_of(Seal.objects.get()).person == w.keeper  # type: ignore[union-attr]
    assert "钥匙 2 把" in answer.content.decode(), "what was filled in stays"
    assert PASSWORD not in answer.content.decode()


def test_a_wrong_password_counts_like_one_at_the_login(w: World) -> None:
    c, sent, check = ready(w)
    for _n in range(5):
        c.post(reverse("seal_handover"), signed(check, sent, watch_password="falsch"))
    assert Attempt.objects.count() >= 5
    answer = c.post(reverse("seal_handover"), signed(check, sent))
    assert answer.status_code == 422, "the right one, too, waits now"
    assert not Handover.objects.exists()


def test_a_chief_signs_in_his_stead(w: World) -> None:
    c, sent, check = ready(w, w.director)
    asked = signed(check, sent, giver_login="zhou", in_stead="住院，由主任代签")
    assert c.post(reverse("seal_handover"), asked).status_code == 302
    assert Handover.objects.get().in_stead == "住院，由主任代签"


def test_the_first_keeper(w: World) -> None:
    new = Seal.objects.create(
        seal_no="Y-09", name="新章", kind="special", unit=w.o.office, keeper=w.keeper, stand_in=w.stand_in
    )
    c, url = client(w.director), reverse("seal_handover")
    page = c.get(url, {"from": "0"})
    sent = {
        "key": hidden(page, "key"),
        "giver": 0,
        "seals": [new.pk],
        "to": w.keeper.pk,
        f"condition_{new.pk}": "完好",
        f"pages_{new.pk}": 0,
    }
    check = c.post(url, sent)
    asked = signed(check, sent, giver_login="zhou", taker_login="chu")
    assert c.post(url, asked).status_code == 302
    assert custody_of(new).person == w.keeper  # type: ignore[union-attr]


def test_what_changed_meanwhile_is_looked_at_again(w: World) -> None:
    c, sent, check = ready(w)
    handed(w, w.stand_in)
    handed(w, w.keeper)
    answer = c.post(reverse("seal_handover"), signed(check, sent))
    assert answer.status_code == 409
    assert "有变化" in words(answer)
    assert Handover.objects.count() == 2
    assert c.post(reverse("seal_handover"), signed(answer, sent)).status_code == 302


def test_what_is_missing_is_said_at_its_field(w: World) -> None:
    c, url = client(w.keeper), reverse("seal_handover")
    page = c.get(url)
    answer = c.post(url, counted(w, page, **{f"pages_{w.seal.pk}": "", f"condition_{w.seal.pk}": " "}))
    assert answer.status_code == 422
    assert "请清点登记簿页数" in words(answer)
    assert "请写明印章状况" in words(answer)
    assert c.post(url, counted(w, page, seals=[])).status_code == 422
    assert c.post(url, counted(w, page, to=w.o.clerk.pk)).status_code == 422
    assert c.post(url, {}).status_code == 422
    assert c.get(url, {"from": "x"}).status_code == 400
    assert c.get(url, {"from": "999999"}).status_code == 404


@pytest.mark.parametrize(
    "text", ["很长的字" * 2_000, "<b>31.02.2026\x00</b>", "2026-02-31", "机密★5年", "9" * 30]
)
def test_nonsense_is_answered_with_a_sentence(w: World, text: str) -> None:
    """In every field of every form, also where the page draws none: refused, never broken."""
    c, sent, check = ready(w)
    names = [
        *sent,
        "seen",
        "giver_login",
        "giver_password",
        "in_stead",
        "taker_login",
        "taker_password",
        "watch_login",
    ]
    url, own = reverse("seal_handover"), {"keys", "note", "in_stead", "key", f"condition_{w.seal.pk}"}
    if text.isascii() and "\x00" not in text:  # good enough for somebody's own words
        names = [name for name in names if name not in own]
    for name in names:
        answer = c.post(url, signed(check, sent) | {name: text})
        assert answer.status_code in (409, 422), (name, answer.status_code)
    chief = client(w.director)
    for url in (reverse("seal_appoint", args=[w.seal.ref]), reverse("seal_absence")):
        page = chief.get(url)
        for name in (
            "key",
            "version",
            "keeper",
            "stand_in",
            "supervisor",
            "paper",
            "person",
            "since",
            "until",
            "reason",
        ):
            answer = chief.post(url, {"key": hidden(page, "key"), "paper": "任", name: text})
            assert answer.status_code == 422, (name, answer.status_code)
    assert not Handover.objects.exists()
    assert Seal.objects.get().version == 1


def test_who_sees_what(w: World) -> None:
    sheet = handed(w, w.stand_in)[0].sheet
    absence = Absence.objects.create(person=w.keeper, person_name="褚", since=timezone.localdate(), until=timezone.localdate(),
                                     made_by_name="褚", made_at=timezone.now())  # fmt: skip
    urls = [reverse("seal_custody"), reverse("seal_handover"), reverse("seal_absence"), reverse("seal_appoint", args=[w.seal.ref]),
            reverse("handover_sheet", args=[sheet]), reverse("seal_absence_end", args=[absence.pk])]  # fmt: skip
    for status, people in {
        200: (w.keeper, w.stand_in, w.supervisor, w.director, w.o.chief),
        403: (w.o.clerk, w.o.handler, w.o.leader),
        404: (w.o.outsider, w.o.head, w.o.auditor, w.o.admin, w.o.secadmin),
    }.items():
        for who in people:
            c = client(who)
            for url in urls:
                answer = c.get(url)
                assert answer.status_code in ((405,) if "back" in url else (status,)), (url, who.name)
                if status != 200:
                    assert c.post(url).status_code in (status, 405), (url, who.name)


def test_a_chief_appoints(w: World) -> None:
    c, url = client(w.director), reverse("seal_appoint", args=[w.seal.ref])
    page = c.get(url)
    sent = {"key": hidden(page, "key"), "version": hidden(page, "version"), "keeper": w.stand_in.pk, "stand_in": w.keeper.pk,
            "supervisor": w.supervisor.pk, "paper": "厅任〔2026〕3号"}  # fmt: skip
    assert c.post(url, {**sent, "paper": ""}).status_code == 422
    answer = c.post(url, {**sent, "stand_in": w.stand_in.pk})
    assert answer.status_code == 422
    assert "厅任〔2026〕3号" in answer.content.decode()
    assert c.post(url, sent).status_code == 302
    assert Seal.objects.get(pk=w.seal.pk).keeper == w.stand_in
    late = c.post(url, {**sent, "key": "another-key-of-a-form", "paper": "厅任〔2026〕4号"})
    assert late.status_code == 409
    assert "周九" in words(late)
    assert client(w.keeper).post(url, sent).status_code == 403


def test_days_away(w: World) -> None:
    today = timezone.localdate()
    c, url = client(w.keeper), reverse("seal_absence")
    page = c.get(url)
    assert "设代理人不等于移交印章" in words(page)
    sent = {
        "key": hidden(page, "key"),
        "person": w.keeper.pk,
        "since": today,
        "until": today + timedelta(2),
        "reason": "出差",
    }
    assert c.post(url, {**sent, "until": today - timedelta(1)}).status_code == 422
    assert c.post(url, {**sent, "person": w.stand_in.pk}).status_code == 422, "only his own"
    assert c.post(url, sent).status_code == 302
    assert c.post(url, sent).status_code == 302, "a second click"
    row = Absence.objects.get()
    shown = words(client(w.director).get(reverse("seal_custody")))
    assert "不在岗，请先办理临时交接" in shown
    back = reverse("seal_absence_end", args=[row.pk])
    assert client(w.stand_in).post(back, {"key": "k" * 20}).status_code == 403
    assert c.post(back, {}).status_code == 422
    assert c.post(back, {"key": hidden(c.get(url), "key")}).status_code == 302
    assert Absence.objects.get().ended_at is not None


def test_the_sheet_is_printed_and_noted(w: World) -> None:
    sheet = handed(w, w.stand_in)[0].sheet
    answer = client(w.keeper).get(reverse("handover_sheet", args=[sheet]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    word = client(w.o.chief).get(reverse("handover_sheet", args=[sheet]), {"as": "docx"})
    assert word.content.startswith(b"PK")
    rows = SealPrint.objects.order_by("pk").values_list("form", "ref", "way", "person_name")
    assert list(rows) == [("handover", sheet, "pdf", "褚四四"), ("handover", sheet, "docx", "吴十")]
    assert client(w.keeper).get(reverse("handover_sheet", args=[sheet]), {"as": "exe"}).status_code == 400
    assert client(w.keeper).get(reverse("handover_sheet", args=["20260101aaaaa"])).status_code == 404


def test_no_page_costs_more_with_more_seals(w: World) -> None:

    def cost(url: str) -> int:
        c = client(w.director)
        c.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert c.get(url).status_code == 200
        return len(seen)

    urls = [
        reverse("seal_custody"),
        f"{reverse('seal_handover')}?from={w.keeper.pk}",
        reverse("seal_absence"),
    ]
    before = [cost(url) for url in urls]
    for n in range(3):
        in_use(w, seal_no=f"Z-{n}", name=f"章{n}", kind="special")
    assert [cost(url) for url in urls] == before
    assert LedgerLine.objects.count() == 0
