"""The list of addressees: as typed, with groups and names outside the roster; replaced before dispatch, longer after."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from outgoing.actions.addressing import Entry, set_addressees
from outgoing.actions.copying import copies
from outgoing.forms.addressees import AddresseesField, AddresseesForm, _as_it_stood, line
from outgoing.models import Addressee, AddresseeGroup, Outgoing
from outgoing.rules.listed import BadList, Listed, parse, written
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.stage import dispatched, now, receiving, stamped
from workflow.replay import differences
from workflow.spine import new_key

NAME = st.text(st.characters(categories=["Lo"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAME, st.integers(1, 9999), st.booleans()), max_size=12))
def test_what_is_written_is_read_back(parts: list[tuple[str, int, bool]]) -> None:
    text = "、".join(written(n, c, quoted=q, relation="上级机关") for n, c, q in parts)
    assert parse(text) == [Listed(n, None if c == 1 else c, q, "上级机关" if q else "") for n, c, q in parts]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadList):
        assert all(p.name for p in parse(text))


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def group(office: Office) -> AddresseeGroup:
    made = AddresseeGroup.objects.create(name="各厅局")
    made.units.set([office.unit, office.unit2, office.unit3])
    return made


def typed(text: str, **more: Any) -> list[Entry]:
    rows: list[Entry] = AddresseesField(required=False, **more).clean(text)
    return rows


def test_names_groups_initials_and_copies(office: Office, group: AddresseeGroup) -> None:
    rows = typed("省财政厅 2、各厅局 5;「江东、工程协会」（不相隶属机关）3份，ycszf×4")
    assert [(r.name, r.copies, r.text) for r in rows] == [
        ("江东省财政厅", 2, ""), ("江东省水利厅", 5, "各厅局"), ("江东省交通运输厅", 5, "各厅局"),
        ("江东、工程协会", 3, ""), ("云川市人民政府", 4, ""),
    ]  # fmt: skip
    assert (rows[3].unit, rows[3].relation, rows[1].relation) == (None, "non_subordinate", "subordinate")
    again = typed(line(rows, grouped=False))
    assert [r.name for r in again] == [r.name for r in rows]


def test_a_name_with_its_own_copies_beats_its_group(office: Office, group: AddresseeGroup) -> None:
    rows = typed("各厅局、省财政厅 9")
    assert [(r.name[3:], r.copies) for r in rows] == [("水利厅", 1), ("财政厅", 9), ("交通运输厅", 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [("没有这个厅", "名册中没有"), ("省财政厅 0", "份数"), ("省财政厅 123456", "份数"), ("省财政厅 " + "9" * 30, "份数"), ("「」", "没有写"),
     ("「协会", "看不懂"), ("「协会」（朋友）", "这种关系"), ("省财政厅、江东省财政厅", "填了两次"), ("省财政厅\0", "空字符|控制|Null|名册")],
)  # fmt: skip
def test_what_cannot_be_read_says_so(office: Office, text: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        typed(text)


def test_a_group_by_its_initials(office: Office, group: AddresseeGroup) -> None:
    assert [r.text for r in typed("gtj 3")] == ["各厅局"] * 3
    AddresseeGroup.objects.create(name="各厅级")
    with pytest.raises(ValidationError, match="不止一个"):
        typed("gtj")
    AddresseeGroup.objects.create(name="水利厅").units.set([office.unit])
    with pytest.raises(ValidationError, match="不止一个"):
        typed("slt")


def test_a_group_that_was_stopped_is_no_name(office: Office, group: AddresseeGroup) -> None:
    AddresseeGroup.objects.update(is_active=False)
    with pytest.raises(ValidationError):
        typed("各厅局")


def form(paper: Outgoing, office: Office, **data: str) -> AddresseesForm:
    given = {"version": str(paper.version), "key": new_key(), **data}
    return AddresseesForm(given, doc=paper, person=fresh(office.clerk))


def test_the_form_shows_what_stands_and_asks_for_a_relation(office: Office, group: AddresseeGroup) -> None:
    paper = stamped(office)
    drawn = AddresseesForm(doc=paper, person=fresh(office.clerk))
    assert drawn["main"].value() == "江东省水利厅 3、江东省财政厅 2、云川市人民政府"
    assert drawn["cc"].value() == "「江东工程协会」（不相隶属机关） 2"
    assert "channel" not in drawn.fields
    same = form(paper, office, main=drawn["main"].value(), cc=drawn["cc"].value())
    assert same.is_valid(), same.errors
    bare = form(paper, office, main="「某公司」")
    assert not bare.is_valid()
    assert "relation" in bare.errors
    told = form(paper, office, main="「某公司」", relation="superior")
    assert told.is_valid()
    assert told.act_kwargs()["main"][0].relation == "superior"


def entries(paper: Outgoing, *roles: str) -> list[Entry]:
    rows = Addressee.objects.filter(paper=paper, role__in=roles).select_related("unit")
    return [Entry(r.unit, r.name, r.relation, r.role, r.copies) for r in rows]


def test_before_dispatch_only_copies_may_change_once_it_is_printed(office: Office) -> None:
    paper, by = stamped(office), fresh(office.clerk)
    main, cc = entries(paper, "main"), entries(paper, "copy")
    with pytest.raises(Incomplete, match="已印制用印"):
        set_addressees(paper, by=by, main=main[:2], cc=cc)
    assert Addressee.objects.filter(paper=paper).count() == 4


def test_the_list_is_replaced_while_it_is_drafted(office: Office) -> None:
    paper = stamped(office, state="rechecking")
    keys = {r.name: r.pk for r in Addressee.objects.filter(paper=paper)}
    main = [
        *reversed(entries(paper, "main")[:2]),
        Entry(office.unit3, office.unit3.name, "subordinate", "", 7),
    ]
    before = paper.content_hash
    set_addressees(paper, by=fresh(office.clerk), main=main)
    rows = list(Addressee.objects.filter(paper=paper).order_by("order"))
    assert [(r.name[3:6], r.copies) for r in rows] == [("财政厅", 2), ("水利厅", 3), ("交通运", 7)]
    assert rows[0].pk == keys["江东省财政厅"]
    assert now(paper).content_hash != before
    assert list(differences(Outgoing)) == []


def test_bad_lists(office: Office) -> None:
    paper, by = stamped(office, state="rechecking"), fresh(office.clerk)
    one = Entry(office.unit, office.unit.name, "subordinate", "", 1)
    bad: list[dict[str, Any]] = [
        {"main": [one], "cc": [one]},
        {"main": [one._replace(copies=0)]},
        {"main": [one._replace(copies=10**30)]},
        {"main": [one._replace(relation="friend")]},
        {"main": [one._replace(name=" ")]},
        {"main": [one._replace(name="长" * 121)]},
        {"main": [one._replace(name=f"局{n}") for n in range(1001)]},
    ]
    for lists in bad:
        with pytest.raises(BadInput):
            set_addressees(paper, by=by, **lists)
    with pytest.raises(NotAllowed):
        set_addressees(paper, by=fresh(office.unit_clerk), main=[one])


def test_one_who_has_numbered_copies_stays(office: Office) -> None:
    paper = stamped(office, numbered_copies=True)
    row = Addressee.objects.get(paper=paper, name__contains="水利")
    copies(paper, by=fresh(office.clerk), give=[("1", row.pk)])
    with pytest.raises(BadInput, match="请先清退"):
        set_addressees(
            paper, by=fresh(office.clerk), main=entries(paper, "main")[1:], cc=entries(paper, "copy")
        )


def test_after_dispatch_only_more(office: Office) -> None:
    paper, by = dispatched(office), fresh(office.clerk)
    main, cc = entries(paper, "main"), entries(paper, "copy")
    more = Entry(office.unit3, office.unit3.name, "subordinate", "", 4)
    with pytest.raises(BadInput, match="不能从分发单位中删去"):
        set_addressees(paper, by=by, main=[*main[1:], more], cc=cc)
    with pytest.raises(BadInput, match="不能再改"):
        set_addressees(paper, by=by, main=[main[0]._replace(copies=9), *main[1:]], cc=cc)
    with pytest.raises(Incomplete, match="没有新增"):
        set_addressees(paper, by=by, main=main, cc=cc)
    with pytest.raises(BadInput):
        set_addressees(paper, by=by, main=[*main, more], cc=cc, channel="pigeon")
    with pytest.raises(NotAllowed):
        set_addressees(paper, by=fresh(office.handler), main=[*main, more], cc=cc)
    before = now(paper).content_hash
    set_addressees(paper, by=by, main=[*main, more], cc=cc)
    row = Addressee.objects.get(paper=paper, unit=office.unit3)
    assert (row.receipt, row.copies, row.channel) == ("sent", 4, "electronic")
    assert office.unit3.principal in receiving(paper)
    assert now(paper).content_hash == before
    assert list(differences(Outgoing)) == []


ROW = st.tuples(st.integers(0, 4), st.integers(1, 3), st.sampled_from(["", "各厅局", "停用组", "没有的组"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=st.lists(ROW, unique_by=lambda row: row[0]))
def test_what_the_form_shows_is_the_list_that_stands(
    office: Office, group: AddresseeGroup, drawn: list[tuple[int, int, str]]
) -> None:
    """Whole groups and broken ones, stopped ones and unknown ones: sent back as drawn, nothing is changed."""
    stopped, _new = AddresseeGroup.objects.get_or_create(name="停用组", is_active=False)
    stopped.units.set([office.unit])
    units = [office.unit, office.unit2, office.unit3, office.sender]
    rows = [
        Entry(units[n], units[n].name, units[n].relation, "", copies, text)
        if n < 4
        else Entry(None, "江东、工程协会", "non_subordinate", "", copies, text)
        for n, copies, text in drawn
    ]
    assert _as_it_stood(typed(line(rows)), rows) == rows  # type: ignore[arg-type]


def test_a_group_that_is_not_whole_is_listed_by_names(office: Office, group: AddresseeGroup) -> None:
    rows = typed("各厅局 5")
    assert line(rows) == "各厅局 5"
    other = [rows[0]._replace(copies=9), *rows[1:]]
    assert line(other) == "江东省水利厅 9、江东省财政厅 5、江东省交通运输厅 5"
    group.units.add(office.sender)
    assert "云川" not in line(rows)
    assert [e.text for e in _as_it_stood(typed(line(rows)), rows)] == ["各厅局"] * 3  # type: ignore[arg-type]
    one_less = typed(line(rows[:2]))
    assert [e.text for e in _as_it_stood(one_less, rows)] == ["", ""]  # type: ignore[arg-type]


def test_more_after_dispatch_keeps_to_the_rules_and_to_what_was_stamped(office: Office) -> None:
    paper, by = dispatched(office), fresh(office.clerk)
    assert paper.sent_copies == 8
    main, cc = entries(paper, "main"), entries(paper, "copy")
    more = Entry(office.unit3, office.unit3.name, "subordinate", "", 13)
    with pytest.raises(Incomplete, match="用印的 20 份只剩 12 份"):
        set_addressees(paper, by=by, main=[*main, more], cc=cc)
    superior = Entry(None, "国务院办公厅", "superior", "", 1)
    with pytest.raises(Incomplete, match="不能主送上级机关"):
        set_addressees(paper, by=by, main=[*main, superior], cc=cc)
    set_addressees(paper, by=by, main=[*main, more._replace(copies=12)], cc=cc)
    assert now(paper).sent_copies == 20
