"""Entering a seal and changing it; stocktaking; the list as a register (domain.md §6.3, A19)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from docflow.web.ledger import texts
from seals.actions import registry
from seals.actions.stocktaking import take_stock
from seals.models import LedgerLine, Seal, Stocktake
from seals.queries.registry import Row, seals, seen_by
from seals.queries.stocktaking import quarter_of, this_quarter
from seals.views.lists import SEALS
from tests.office import fresh
from tests.seals.drawer import at, browser, registered, sent, today, unsaved
from tests.seals.world import World, in_use, make_world
from workflow.models import Entry
from workflow.replay import differences


@pytest.fixture
def w(db: None) -> World:
    return make_world()


# -- entering ----------------------------------------------------------------------------------------


def test_the_ledger_begins_with_the_registration(w: World) -> None:
    done = registry.register_seal(unsaved(w), by=w.keeper)
    seal = Seal.objects.get(seal_no="Z-09")
    [line] = LedgerLine.objects.filter(seal=seal)
    assert (line.serial, line.kind, line.to_state, line.actor_id) == (1, "open", "waiting", w.keeper.pk)
    assert (seal.state, seal.line_count, bytes(seal.line_head)) == ("waiting", 1, bytes(line.hash))
    assert "启用" in done.said
    assert done.entry.data["after"]["place"] == "3号柜"
    assert [said for said in differences(Seal) if f"seal {seal.pk}:" in said] == []


def test_who_may_enter(w: World) -> None:
    for who in (w.o.clerk, w.supervisor, w.o.leader, w.o.outsider, w.o.admin, w.o.auditor):
        with pytest.raises(NotAllowed):
            registry.register_seal(unsaved(w), by=fresh(who))
    for n, who in enumerate((w.keeper, w.o.chief, w.director)):
        registry.register_seal(unsaved(w, seal_no=f"Z-{n}"), by=fresh(who))


E = {"medium": "electronic", "certificate": "C0FFEE", "algorithm": "SM2", "adapter_id": "seal-1"}


@pytest.mark.parametrize(("fields", "field", "words"), [
    ({"seal_no": "y-01"}, "seal_no", "Y-01 已经是「江东省人民政府办公厅」（在用）。一章一号"),
    ({"name": "江东省人民政府办公厅"}, "name", "国发〔1999〕25号第二十二条"),
    ({"name": "江东省 人民政府 办公厅"}, "name", "有区别"),
    ({"kind": "legal", "name": "某某局"}, "organ", "署名机关"),
    ({"kind": "steel"}, "organ", "钢印要选署名机关"),
    ({"kind": "signature"}, "signer", "签名人"),
    ({"medium": "electronic"}, "certificate", "证书序列号"),
    ({"certificate": "C0FFEE"}, "certificate", "实物印章没有"),
    ({**E}, "valid_from", "有效期自"),
])  # fmt: skip
def test_what_is_wrong_is_said_on_its_field(w: World, fields: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        registry.register_seal(unsaved(w, **fields), by=w.keeper)
    assert refusal.value.field == field
    assert words in str(refusal.value)
    assert not Seal.objects.filter(seal_no="Z-09").exists()


def test_an_electronic_seal(w: World) -> None:
    now = timezone.now()
    dates = {"valid_from": now, "valid_to": now + timedelta(days=365)}
    with pytest.raises(BadInput, match="早于"):
        registry.register_seal(unsaved(w, **E, valid_from=now, valid_to=now), by=w.keeper)
    first = registry.register_seal(unsaved(w, **E, **dates, twin=w.seal), by=w.keeper).subject
    with pytest.raises(BadInput, match="这个证书已经用于 Z-09"):
        registry.register_seal(unsaved(w, **E, **dates, seal_no="Z-10"), by=w.keeper)
    with pytest.raises(BadInput, match="实物印章"):
        registry.register_seal(
            unsaved(w, **{**E, "certificate": "2"}, **dates, seal_no="Z-10", twin=first), by=w.keeper
        )
    page = browser(w.keeper).get(f"/seals/{w.seal.ref}/").content.decode()
    assert f'href="/seals/{first.ref}/"' in page


# -- changing ----------------------------------------------------------------------------------------


def test_old_values_stay(w: World) -> None:
    seal = registered(w)
    done = registry.edit_seal(
        seal, by=w.o.chief, fields={"place": "5号柜", "name": "江东省人民政府办公厅公文交换专用章"}
    )
    assert done.entry.data["before"] == {"name": "江东省人民政府办公厅收文专用章", "place": "3号柜"}
    assert done.entry.data["after"] == {"name": "江东省人民政府办公厅公文交换专用章", "place": "5号柜"}
    assert "印文、存放处" in done.said
    assert LedgerLine.objects.filter(seal=seal).count() == 1
    with pytest.raises(BadInput, match="没有改动"):
        registry.edit_seal(seal, by=w.o.chief, fields={"place": "5号柜"})


@pytest.mark.parametrize(
    ("name", "value"), [("name", "别的专用章"), ("kind", "stamp"), ("signer", "leader"), ("organ", None)]
)
def test_in_force_it_stays_what_it_is(w: World, name: str, value: Any) -> None:
    seal = w.seal
    with pytest.raises(BadInput):
        registry.edit_seal(seal, by=w.o.chief, fields={name: w.o.leader if value == "leader" else value})
    registry.edit_seal(seal, by=w.o.chief, fields={"place": "6号柜"})


def test_what_is_gone_is_not_changed(w: World) -> None:
    with pytest.raises(NotAllowed, match="销毁"):
        registry.edit_seal(at(w, "destroyed"), by=w.o.chief, fields={"place": "1"})


def test_somebody_was_faster(w: World) -> None:
    seal = registered(w)
    registry.edit_seal(seal, by=w.o.chief, expected_version=seal.version, fields={"place": "5号柜"})
    with pytest.raises(Faster, match=w.o.chief.name):
        registry.edit_seal(seal, by=w.keeper, expected_version=seal.version, fields={"place": "6号柜"})
    client = browser(w.keeper)
    typed = {
        "seal_no": "Z-09",
        "name": "某某专用章",
        "kind": "special",
        "medium": "physical",
        "unit": w.o.office.pk,
        "place": "七号柜",
    }
    answer = client.post(f"/seals/{seal.ref}/edit/", {**typed, "key": "k", "version": seal.version})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "七号柜" in html
    assert w.o.chief.name in html
    assert client.post(f"/seals/{seal.ref}/edit/", {**typed, "key": "k2", "version": 3}).status_code == 409
    again = answer.context["form"]
    assert again["version"].value() == 2
    done = client.post(f"/seals/{seal.ref}/edit/", {**typed, "key": again["key"].value(), "version": 2})
    assert done.status_code == 302
    assert Seal.objects.get(pk=seal.pk).place == "七号柜"


def test_the_form_on_the_page(w: World) -> None:
    client = browser(w.keeper)
    typed = {"seal_no": "Y-01", "name": w.organ.name, "kind": "special", "medium": "physical", "unit": w.o.office.pk, "version": 1,
             "key": "n1", "place": "8号柜"}  # fmt: skip
    answer = client.post("/seals/new/", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "一章一号" in html
    assert "第二十二条" in html
    assert "8号柜" in html
    answer = client.post("/seals/new/", typed | {"seal_no": "Y-77", "name": f"{w.organ.name}合同专用章"})
    seal = Seal.objects.get(seal_no="Y-77")
    assert answer["Location"] == f"/seals/{seal.ref}/"
    right = typed | {"seal_no": "Y-77", "name": f"{w.organ.name}合同专用章"}
    assert client.post("/seals/new/", right)["Location"] == f"/seals/{seal.ref}/"
    other = client.post("/seals/new/", right | {"seal_no": "Y-77", "place": "另一处"})
    assert other.status_code == 409
    assert "另一处" in other.content.decode()
    assert Seal.objects.filter(seal_no="Y-77").count() == 1
    changed = {name: value for name, value in right.items() if name not in ("key", "version")} | {
        "place": "9号柜"
    }
    assert sent(client, f"/seals/{seal.ref}/edit/", **changed).status_code == 302
    assert "没有改动" in sent(client, f"/seals/{seal.ref}/edit/", **changed).content.decode()
    assert Seal.objects.get(pk=seal.pk).place == "9号柜"


SECRET = "机密★5年"


@pytest.mark.parametrize(
    "place", ["seals/new/", "seals/{ref}/edit/", "seals/{ref}/do/suspend/", "seals/{ref}/do/take_stock/"]
)
def test_a_state_secret_marking_is_refused(w: World, place: str) -> None:
    before = Entry.objects.exclude(verb="refused").count()
    path = "/" + place.format(ref=w.seal.ref)
    answer = sent(browser(w.keeper), path, why=SECRET, place=SECRET, on=str(today()))
    assert answer.status_code == 422
    assert "国家秘密标志" in answer.content.decode()
    assert not Entry.objects.filter(subject_kind="seal").exists()
    assert before <= Entry.objects.count()


# -- stocktaking -------------------------------------------------------------------------------------


def test_looked_at_by_two(w: World) -> None:
    done = take_stock(w.seal, by=w.keeper, second=w.supervisor, present=True, place="1号柜", condition="完好")
    row, line = Stocktake.objects.get(), LedgerLine.objects.get()
    assert (row.present, row.place, row.by_name, row.second_name) == (
        True,
        "1号柜",
        w.keeper.name,
        w.supervisor.name,
    )
    assert (line.kind, line.reason, line.second_id) == ("stocktake", "在；1号柜；完好", w.supervisor.pk)
    assert (line.from_state, line.to_state) == ("in_use", "in_use")
    assert "已盘点" in done.said
    for wrong, words in (({"second": w.keeper}, "本人"), ({"second": w.o.auditor}, "本机关"), ({"condition": " "}, "状况"), ({"place": ""}, "哪里")):  # fmt: skip
        with pytest.raises(BadInput, match=words):
            take_stock(
                w.seal,
                by=w.keeper,
                **{"second": w.supervisor, "present": True, "place": "1", "condition": "好"} | wrong,
            )
    for who in (w.o.clerk, w.o.auditor, w.o.admin, w.o.outsider, w.stand_in):
        with pytest.raises(NotAllowed):
            take_stock(w.seal, by=fresh(who), second=w.supervisor, present=True, place="1", condition="好")
    assert Stocktake.objects.count() == 1


def test_not_there_is_told(w: World) -> None:
    done = take_stock(w.seal, by=w.keeper, second=w.supervisor, present=False, place="", condition="柜中没有")
    assert "马上报失" in done.said
    assert {a.recipient_id for a in Alert.objects.all()} == {w.o.chief.pk, w.o.deputy.pk, w.director.pk}
    assert Seal.objects.get(pk=w.seal.pk).state == "in_use"


def test_elsewhere_than_written(w: World) -> None:
    registry.edit_seal(w.seal, by=w.keeper, fields={"place": "1号柜"})
    done = take_stock(w.seal, by=w.keeper, second=w.supervisor, present=True, place="抽屉", condition="完好")
    assert "与台账的存放处（1号柜）不同" in done.said


def test_what_is_due_this_quarter(w: World) -> None:
    for state in ("lost", "returned", "destroyed"):
        seal = at(w, state)
        with pytest.raises(Incomplete):
            take_stock(seal, by=w.keeper, second=w.supervisor, present=True, place="1", condition="好")
    at(w, "sealed_up")
    in_use(w, seal_no="E-1", name="电子", kind="special", medium="electronic")
    now = timezone.now()
    assert [(s.seal_no, s.taken) for s in this_quarter(now)] == [("S-sealed_up", None), ("Y-01", None)]
    take_stock(w.seal, by=w.keeper, second=w.supervisor, present=True, place="1号柜", condition="完好")
    due = this_quarter(now)
    assert [(s.seal_no, s.taken is None, s.found) for s in due] == [
        ("S-sealed_up", True, None),
        ("Y-01", False, True),
    ]
    assert due[1].taken_by == w.keeper.name
    q = quarter_of(now)
    assert timezone.localtime(q.since).day == 1
    assert (timezone.localtime(q.since).month - 1) % 3 == 0
    html = browser(w.supervisor).get("/seals/stocktaking/").content.decode()
    assert "待盘点 1 枚" in html
    last_quarter = this_quarter(q.since + timedelta(days=100))
    assert all(s.taken is None for s in last_quarter)


# -- the list ----------------------------------------------------------------------------------------


def listed(w: World, who: Any, query: str = "") -> list[str]:
    page = browser(who).get(f"/seals/?{query}")
    assert page.status_code == 200, page.content.decode()[-800:]
    return [row.seal_no for row in page.context["page"].rows]


def test_filters(w: World) -> None:
    at(w, "lost")
    at(w, "suspended")
    in_use(w, seal_no="E-1", name="电子收文专用章", kind="special", medium="electronic")
    assert listed(w, w.keeper) == ["E-1", "S-lost", "S-suspended", "Y-01"]
    assert listed(w, w.keeper, "sort=no-down") == ["Y-01", "S-suspended", "S-lost", "E-1"]
    assert listed(w, w.keeper, "state=lost") == listed(w, w.keeper, "view=lost") == ["S-lost"]
    assert listed(w, w.keeper, "view=off") == ["S-suspended"]
    assert listed(w, w.keeper, "kind=legal") == ["Y-01"]
    assert listed(w, w.keeper, f"organ={w.organ.pk}") == ["Y-01"]
    assert listed(w, w.keeper, "medium=electronic&q=收文") == ["E-1"]
    assert listed(w, w.keeper, "q=y-0") == ["Y-01"]
    assert listed(w, w.keeper, "keeper=褚四") == ["E-1", "S-lost", "S-suspended", "Y-01"]
    assert listed(w, w.keeper, "keeper=没有") == []
    assert "没有符合条件的印章" in browser(w.keeper).get("/seals/?keeper=没有").content.decode()
    assert browser(w.keeper).get("/seals/?state=nonsense").status_code == 400
    assert browser(w.keeper).get(f"/seals/?before={10**18}").status_code == 200


def test_page_after_page(w: World) -> None:
    for n in range(5):
        in_use(w, seal_no=f"P-{n}", name="章", kind="stamp")
    from documents.queries.asked import Place
    from documents.queries.finding import Conditions

    who = fresh(w.keeper)
    first = seals(who, Conditions(), size=2)
    assert [r.seal_no for r in first.rows] == ["P-0", "P-1"]
    assert (first.older, first.newer, first.count) == (True, False, 6)
    second = seals(who, Conditions(), size=2, before=Place(first.rows[-1].id))
    assert [r.seal_no for r in second.rows] == ["P-2", "P-3"]
    back = seals(who, Conditions(), size=2, after=Place(second.rows[0].id))
    assert [r.seal_no for r in back.rows] == ["P-0", "P-1"]


def test_who_sees_which(w: World) -> None:
    other = in_use(w, seal_no="A-1", name="章", kind="stamp", stand_in=None, keeper=None, supervisor=None)
    for who in (w.keeper, w.supervisor, w.director, w.o.chief, w.o.auditor):
        assert listed(w, who) == ["A-1", "Y-01"], who.name
    assert listed(w, w.stand_in) == ["Y-01"]
    assert not seen_by(fresh(w.stand_in)).filter(pk=other.pk).exists()
    for status, people in {404: (w.o.outsider, w.o.head), 403: (w.o.clerk, w.o.admin, w.o.secadmin)}.items():
        for who in people:
            for path in ("/seals/", "/seals/print/", "/seals/export/"):
                assert browser(who).get(path).status_code == status, (who.name, path)
    assert browser(w.stand_in).get(f"/seals/{other.ref}/").status_code == 404


def test_taken_along_and_printed(w: World) -> None:
    client = browser(w.keeper)
    answer = client.post("/seals/export/", {"query": "state=in_use", "key": "x"})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    answer = client.get("/seals/print/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"


def test_every_column_has_its_text(w: World) -> None:
    asked = SEALS.asked_for(fresh(w.keeper), "", timezone.localtime())
    cols = SEALS.columns(asked, keys=list(SEALS.every(asked.now, {}, "no", str, ())))
    [row] = asked.page().rows
    said = dict(zip([c.key for c in cols], texts(row, cols), strict=True))
    assert not any("<" in words for words in said.values())
    assert (said["no"], said["name"], said["who"], said["state"]) == (
        "Y-01",
        w.organ.name,
        w.keeper.name,
        "在用",
    )
    assert (said["keeper"], said["stand_in"], said["organ"]) == (
        w.keeper.name,
        w.stand_in.name,
        w.organ.short_name,
    )
    assert said["since"]
    out = row._replace(
        travellers="甲、乙",
        where="北京",
        out_at=timezone.now(),
        until=timezone.now() - timedelta(hours=1),
        state="out",
    )
    assert isinstance(out, Row)
    assert texts(out, cols)[[c.key for c in cols].index("who")] == "甲、乙 带往 北京"
    state = next(c for c in cols if c.key == "state")
    assert "逾期未还" in str(state.cell(out))


@pytest.mark.parametrize("path", ["/seals/", "/seals/stocktaking/", "/seals/{ref}/"])
def test_statements_do_not_grow(w: World, path: str) -> None:
    client, path = browser(w.keeper), path.format(ref=w.seal.ref)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path)
    for n in range(3):
        in_use(w, seal_no=f"Q-{n}", name="章", kind="stamp", organ=w.organ)
        take_stock(w.seal, by=w.keeper, second=w.supervisor, present=True, place="1", condition="好")
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)
