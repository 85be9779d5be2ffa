"""The acts on the book of numbers: who may, what is refused, what stays on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from outgoing.actions import slots
from outgoing.actions.certify import certify_year
from outgoing.actions.series import of_series, reserve, save_series
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, VoidRequest
from outgoing.models.number import PATTERN
from outgoing.rules.certificate import is_whole
from people.actions.guard import fingerprint
from people.models import Delegation
from people.roles import Role
from tests.office import SINCE, Office, appoint, fresh
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, organ, paper, series, taken
from workflow.models import Entry
from workflow.replay import differences


def book() -> NumberBook:
    return NumberBook.the()


def rule_of(code: str = "江政办函", **changed: Any) -> dict[str, Any]:
    return {"organ": organ(), "code": code, "pattern": PATTERN, **changed}


def asked(office: Office, rule: NumberSeries, by: str = "clerk") -> VoidRequest:
    slot = taken(rule, office)
    void_reserved(book(), by=fresh(getattr(office, by)), slot=slot, reason="会议改期")
    return VoidRequest.objects.get(slot=slot)


# -- who may -------------------------------------------------------------------------------------------

CLERKS = {"clerk", "clerk2", "chief", "deputy"}
CHIEFS = {"chief", "deputy"}


def attempts(office: Office, rule: NumberSeries) -> dict[str, tuple[set[str], Callable[[Any], Any]]]:
    """Every act: who may, and how he does it."""

    def wish() -> VoidRequest:
        slot = taken(rule, office)
        return VoidRequest.objects.create(
            slot=slot, reason="试", asked_at=slot.taken_at, asked_by=office.secretary, asked_by_name="陶七八"
        )

    def answering(who: Any, agree: bool) -> Any:
        return answer_void(book(), by=who, wish=wish(), agree=agree, words="还要用")

    def closing(who: Any) -> Any:
        old = series(f"江{'一二三四五六七八九十百千万亿兆京垓秭穰沟涧正载极'[NumberSeries.objects.count()]}")
        taken(old, office, LAST_YEAR, of=paper(office))
        return certify_year(book(), by=who, series=old, year=LAST_YEAR)

    return {
        "rule": (CHIEFS | {"admin"}, lambda who: save_series(book(), by=who, series=rule, **rule_of("江政办发"))),
        "reserve": (CLERKS, lambda who: reserve(book(), by=who, series=rule, n=1, reason="会议纪要")),
        "ask": (CLERKS, lambda who: void_reserved(book(), by=who, slot=taken(rule, office), reason="不用")),
        "confirm": (CHIEFS, lambda who: answering(who, True)),
        "refuse": (CHIEFS, lambda who: answering(who, False)),
        "certify": (CHIEFS, closing),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["rule", "reserve", "ask", "confirm", "refuse", "certify"])
def test_every_act_for_everybody(name: str, office: Office) -> None:
    may, attempt = attempts(office, series())[name]
    done = set()
    for who, person in office.everybody().items():
        before = Entry.objects.count()
        try:
            attempt(fresh(person))
        except NotAllowed:
            assert Entry.objects.count() == before
        else:
            done.add(who)
            assert Entry.objects.count() == before + 1
    assert done == may
    assert list(differences(NumberBook)) == []


# -- the rules -----------------------------------------------------------------------------------------


def test_a_new_rule_and_its_change_are_told(office: Office) -> None:
    by = fresh(office.chief)
    done = save_series(book(), by=by, kinds=["letter"], layouts=["letter"], first=38, **rule_of())
    rule = NumberSeries.objects.get()
    assert (rule.code, rule.kinds, rule.layouts, rule.first) == ("江政办函", ["letter"], ["letter"], 38)
    assert "江政办函" in done.said
    seen = fingerprint(of_series(rule))
    save_series(book(), by=by, series=rule, seen=seen, first=40, **rule_of("江政办电"))
    rule.refresh_from_db()
    assert (rule.code, rule.first, rule.kinds) == ("江政办电", 40, [])
    assert Entry.objects.latest("pk").data["before"]["code"] == "江政办函"
    with pytest.raises(Faster, match="吴十"):
        save_series(book(), by=by, series=rule, seen=seen, **rule_of("江政办字"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "{serial.__class__}"}, "code"), ({"code": "a"}, "code"), ({"code": ""}, "code"), ({"code": "江" * 21}, "code"),
        ({"pattern": "{code!r}〔{year}〕{serial}号"}, "pattern"), ({"pattern": "{serial.__class__}号"}, "pattern"),
        ({"pattern": "江" * 61}, "pattern"), ({"kinds": ["no such"]}, "kinds"), ({"layouts": ["x"]}, "layouts"),
        ({"first": 0}, "first"), ({"first": 10**7}, "first"), ({"note": "长" * 201}, "note"), ({"note": "秘密★5年"}, "note"),
        ({"code": "江政办", "pattern": "{code}发〔{year}〕{serial}号"}, "code"),
    ],
)  # fmt: skip
def test_what_no_rule_may_be(changed: dict[str, Any], field: str, office: Office, rule: NumberSeries) -> None:
    with pytest.raises(Refusal) as refused:
        save_series(book(), by=fresh(office.chief), **{**rule_of(), **changed})
    assert getattr(refused.value, "field", None) == field
    assert NumberSeries.objects.count() == 1


def test_a_used_rule_stays(office: Office, rule: NumberSeries) -> None:
    taken(rule, office)
    by, now = fresh(office.chief), {"organ": rule.organ, "code": rule.code, "pattern": rule.pattern}
    other = organ("江东省人民政府")
    for changed in ({"code": "别"}, {"pattern": "{code}第{serial}号"}, {"first": 2}, {"organ": other}):
        with pytest.raises(BadInput) as refused:
            save_series(book(), by=by, series=rule, **{**now, **changed})
        assert refused.value.field == next(iter(changed))
    save_series(book(), by=by, series=rule, **now, kinds=["notice"], note="仅通知", is_active=False)
    rule.refresh_from_db()
    assert (rule.kinds, rule.note, rule.is_active) == (["notice"], "仅通知", False)
    with pytest.raises(Incomplete, match="已停用"):
        reserve(book(), by=fresh(office.clerk), series=rule, n=1, reason="会议")


def test_only_the_first_year_begins_at_the_first_number(office: Office) -> None:
    rule = series(first=38)
    assert [taken(rule, office, year).serial for year in (LAST_YEAR, LAST_YEAR, THIS_YEAR, THIS_YEAR)] == [
        38,
        39,
        1,
        2,
    ]
    assert dict(NumberYear.objects.values_list("year", "first")) == {LAST_YEAR: 38, THIS_YEAR: 1}


def test_without_a_year_it_never_begins_anew(office: Office) -> None:
    rule = series("江政办令", pattern="第{serial}号")
    assert [taken(rule, office, year).number for year in (LAST_YEAR, THIS_YEAR)] == ["第1号", "第2号"]
    assert set(NumberSlot.objects.values_list("year", flat=True)) == {0}
    with pytest.raises(Incomplete, match="不按年"):
        certify_year(book(), by=fresh(office.chief), series=rule, year=0)


def test_the_rule_is_read_when_the_number_is_taken(office: Office, rule: NumberSeries) -> None:
    """The caller's row is old by then: a number of the old form would never be found again."""
    NumberSeries.objects.filter(pk=rule.pk).update(code="江政办函", first=5)
    assert rule.code == "江政办发"
    assert taken(rule, office).number == f"江政办函〔{THIS_YEAR}〕5号"


# -- reserving -----------------------------------------------------------------------------------------


def test_reserving(office: Office, rule: NumberSeries) -> None:
    by = fresh(office.clerk)
    done = reserve(book(), by=by, series=rule, n=3, reason=" 常务会议纪要 ", key="k" * 20)
    again = reserve(book(), by=by, series=rule, n=3, reason=" 常务会议纪要 ", key="k" * 20)
    assert again.replayed
    rows = list(NumberSlot.objects.values_list("serial", "status", "reason", "paper"))
    assert rows == [(n, "reserved", "常务会议纪要", None) for n in (1, 2, 3)]
    assert done.entry.data["numbers"] == [f"江政办发〔{THIS_YEAR}〕{n}号" for n in (1, 2, 3)]
    for n, reason, error in (
        (0, "会", BadInput),
        (21, "会", BadInput),
        (1, "  ", Incomplete),
        (1, "机密★1年", Refusal),
    ):
        with pytest.raises(error):
            reserve(book(), by=by, series=rule, n=n, reason=reason)
    assert NumberSlot.objects.count() == 3


# -- two persons ---------------------------------------------------------------------------------------


def test_voiding_takes_two_persons(office: Office, rule: NumberSeries) -> None:
    wish = asked(office, rule, "chief")
    assert wish.slot.status == "reserved"
    with pytest.raises(NotAllowed, match="不能自己确认"):
        answer_void(book(), by=fresh(office.chief), wish=wish, agree=True)
    answer_void(book(), by=fresh(office.deputy), wish=wish, agree=True)
    slot = NumberSlot.objects.get()
    assert (slot.status, slot.reason, slot.changed_by_name) == ("void", "会议改期", "郑一一")
    wish.refresh_from_db()
    assert (wish.status, wish.answered_by) == ("confirmed", office.deputy)
    for agree in (True, False):
        with pytest.raises(Faster, match="郑一一"):
            answer_void(book(), by=fresh(office.deputy), wish=wish, agree=agree, words="晚了")


def test_persons_are_compared_not_seats(office: Office, rule: NumberSeries) -> None:
    """Who asked as a clerk does not confirm as a chief; nor does who stands in for a chief without being one."""
    appoint(office.clerk, office.section, Role.DEPUTY_CHIEF)
    wish = asked(office, rule, "clerk")
    with pytest.raises(NotAllowed, match="不能自己确认"):
        answer_void(book(), by=fresh(office.clerk), wish=wish, agree=True)
    Delegation.objects.create(principal=office.chief, deputy=office.clerk2, since=SINCE)
    with pytest.raises(NotAllowed, match="由处长确认"):
        answer_void(book(), by=fresh(office.clerk2), wish=wish, agree=True)


def test_who_stands_in_for_the_asker_is_another_person_only_by_his_own_seat(
    office: Office, rule: NumberSeries
) -> None:
    wish = asked(office, rule, "chief")
    Delegation.objects.create(principal=office.chief, deputy=office.handler, since=SINCE)
    with pytest.raises(NotAllowed):
        answer_void(book(), by=fresh(office.handler), wish=wish, agree=True)
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE)
    done = answer_void(book(), by=fresh(office.deputy), wish=wish, agree=True)
    assert (done.entry.actor_name, done.entry.behalf_name) == ("郑一一", "")


def test_a_wish_is_refused_or_taken_back(office: Office, rule: NumberSeries) -> None:
    wish = asked(office, rule)
    with pytest.raises(Faster, match="陈三三"):
        void_reserved(book(), by=fresh(office.clerk2), slot=wish.slot, reason="再申请")
    with pytest.raises(NotAllowed):
        answer_void(book(), by=fresh(office.clerk2), wish=wish, agree=False, words="不是我的")
    with pytest.raises(Incomplete, match="为什么不同意"):
        answer_void(book(), by=fresh(office.chief), wish=wish, agree=False)
    answer_void(book(), by=fresh(office.chief), wish=wish, agree=False, words="月底要用")
    second = void_reserved(book(), by=fresh(office.clerk), slot=wish.slot, reason="确实不用").entry.data[
        "request"
    ]
    answer_void(book(), by=fresh(office.clerk), wish=VoidRequest.objects.get(pk=second), agree=False)
    assert list(VoidRequest.objects.order_by("pk").values_list("status", flat=True)) == [
        "refused",
        "withdrawn",
    ]
    assert NumberSlot.objects.get().status == "reserved"


def test_a_number_that_was_used_meanwhile_is_not_voided(office: Office, rule: NumberSeries) -> None:
    wish = asked(office, rule)
    slots.use(wish.slot, paper(office), by=office.clerk, now=wish.asked_at)
    with pytest.raises(Incomplete, match="已用"):
        answer_void(book(), by=fresh(office.chief), wish=wish, agree=True)
    with pytest.raises(Incomplete, match="已用"):
        void_reserved(book(), by=fresh(office.clerk), slot=wish.slot, reason="不用")
    assert NumberSlot.objects.get().status == "used"


# -- the certificate -----------------------------------------------------------------------------------


def test_a_year_is_certified_once_everything_is_accounted_for(office: Office, rule: NumberSeries) -> None:
    by = fresh(office.chief)
    for year in (LAST_YEAR, THIS_YEAR):
        taken(rule, office, year, of=paper(office))
    kept = taken(rule, office, LAST_YEAR)
    with pytest.raises(Incomplete, match=f"预留.*{kept.number}"):
        certify_year(book(), by=by, series=rule, year=LAST_YEAR)
    for year, why in ((THIS_YEAR, "还没有过完"), (LAST_YEAR - 1, "没有取过号")):
        with pytest.raises(Incomplete, match=why):
            certify_year(book(), by=by, series=rule, year=year)
    void_reserved(book(), by=fresh(office.clerk), slot=kept, reason="未使用")
    answer_void(book(), by=by, wish=VoidRequest.objects.get(), agree=True)
    done = certify_year(book(), by=by, series=rule, year=LAST_YEAR)
    row = NumberYear.objects.get(year=LAST_YEAR)
    facts = row.certificate
    assert is_whole(facts)
    assert (facts["first"], facts["last"], facts["used"], facts["void"]) == (1, 2, 1, 1)
    assert [line[:4] for line in facts["lines"]][1] == [2, kept.number, "void", "未使用"]
    assert done.entry.data["sha256"] == facts["sha256"]
    assert row.certified_by_name == "吴十"
    with pytest.raises(Faster, match="吴十"):
        certify_year(book(), by=fresh(office.deputy), series=rule, year=LAST_YEAR)
    with pytest.raises(Incomplete, match="已经封存"):
        taken(rule, office, LAST_YEAR, of=paper(office))
    assert NumberYear.objects.get(year=LAST_YEAR).last == 2
    assert taken(rule, office, THIS_YEAR).serial == 2


def test_no_certificate_while_a_number_is_missing(office: Office, rule: NumberSeries) -> None:
    taken(rule, office, LAST_YEAR, of=paper(office))
    NumberYear.objects.update(last=3)
    with pytest.raises(Incomplete, match=f"说不清.*〔{LAST_YEAR}〕2号、.*3号"):
        certify_year(book(), by=fresh(office.chief), series=rule, year=LAST_YEAR)


def test_no_certificate_while_a_paper_of_that_year_waits_for_its_number(
    office: Office, rule: NumberSeries
) -> None:
    taken(rule, office, LAST_YEAR, of=paper(office))
    waiting = paper(office, document_date=f"{LAST_YEAR}-12-31")
    with pytest.raises(Incomplete, match="1 件.*还没有编号"):
        certify_year(book(), by=fresh(office.chief), series=rule, year=LAST_YEAR)
    series("江政办函", kinds=[waiting.kind])  # numbered elsewhere: none of this series' affair
    certify_year(book(), by=fresh(office.chief), series=rule, year=LAST_YEAR)


def test_figures_that_changed_since_the_form_was_drawn(office: Office, rule: NumberSeries) -> None:
    taken(rule, office, LAST_YEAR, of=paper(office))
    with pytest.raises(Faster):
        certify_year(book(), by=fresh(office.chief), series=rule, year=LAST_YEAR, seen="0" * 16)
