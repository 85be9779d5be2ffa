"""Groups of addressees as acts: who may, what the journal says, and two people at one group."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client

from docflow.web.errors import BadInput, Faster, NotAllowed
from outgoing.actions.groups import as_saved, save_group, start_group, stop_group, switched
from outgoing.models import AddresseeGroup
from people.actions.guard import fingerprint
from people.models import Roster
from tests.office import Office, fresh, make_office
from tests.outgoing.exchange.test_pages import drawn_from, line_of
from tests.races.threads import at_once, passed, without_the_lock
from workflow.models import Entry
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def group(office: Office) -> AddresseeGroup:
    made = AddresseeGroup.objects.create(name="各厅局")
    made.units.set([office.unit, office.unit2])
    return made


def test_the_journal_says_who_when_and_what_it_was(office: Office, group: AddresseeGroup) -> None:
    save_group(
        Roster.the(), by=fresh(office.clerk), group=group, name="各委办局", units=[office.unit2], order=7
    )
    stop_group(Roster.the(), by=fresh(office.chief), group=group)
    saved, stopped = Entry.objects.filter(subject_kind="roster", data__addressee_group=group.pk).order_by(
        "seq"
    )
    assert (saved.verb, saved.actor_name) == ("addressee_group_save", office.clerk.name)
    assert saved.data["changed"] == {
        "name": ["各厅局", "各委办局"], "order": [100, 7],
        "units": [sorted([office.unit.pk, office.unit2.pk]), [office.unit2.pk]],
    }  # fmt: skip
    assert saved.data["units"] == ["江东省财政厅"]
    assert (stopped.verb, stopped.actor_name) == ("addressee_group_stop", office.chief.name)
    assert list(differences(Roster)) == []


@pytest.mark.parametrize(
    "who", ["handler", "supervisor", "unit_clerk", "leader", "admin", "auditor", "outsider"]
)
def test_nobody_else_may(office: Office, group: AddresseeGroup, who: str) -> None:
    by = fresh(getattr(office, who))
    with pytest.raises(NotAllowed, match="文书或处长"):
        save_group(Roster.the(), by=by, group=group, name="改", units=[office.unit], order=1)
    for switch in (stop_group, start_group):
        with pytest.raises(NotAllowed):
            switch(Roster.the(), by=by, group=group)
    group.refresh_from_db()
    assert (group.name, group.is_active) == ("各厅局", True)
    assert not Entry.objects.filter(subject_kind="roster").exists()


@pytest.mark.parametrize(
    "name", ["省水利厅", "江东省水利厅", "各、厅", "第1组", "「各厅」", "", " ", "长" * 61, "各厅局"]
)
def test_names_that_could_not_be_read(office: Office, group: AddresseeGroup, name: str) -> None:
    with pytest.raises(BadInput):
        save_group(
            Roster.the(),
            by=fresh(office.clerk),
            group=AddresseeGroup(),
            name=name,
            units=[office.unit],
            order=1,
        )
    assert AddresseeGroup.objects.count() == 1


def test_the_slower_is_told_and_keeps_what_he_typed(office: Office, group: AddresseeGroup) -> None:
    one, other, address = Client(), Client(), f"/exchange/groups/{group.pk}/"
    one.force_login(office.clerk)
    other.force_login(office.clerk2)
    mine, his = drawn_from(one, address), drawn_from(other, address)
    words = {"name": "各厅局", "units": "省水利厅", "order": "3"}
    assert one.post(address, {**words, **mine}).status_code == 302
    assert one.post(address, {**words, **mine}).status_code == 302, "a double click says the same once more"
    refused = other.post(address, {**words, "units": "省财政厅、省水利厅", **his})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert office.clerk.name in page
    assert "已保存分发单位组" in page
    assert 'value="省财政厅、省水利厅"' in page
    again = {name: refused.context["form"][name].value() for name in ("key", "seen")}
    assert other.post(address, {**words, "units": "省财政厅", **again}).status_code == 302
    assert list(group.units.all()) == [office.unit2]
    assert "最近变更" in other.get(address).content.decode()


def test_two_who_switch_it(office: Office, group: AddresseeGroup) -> None:
    """The second of two who stop it is told who did; he does not start it again, as a toggle would."""
    one, other, address = Client(), Client(), f"/exchange/groups/{group.pk}/"
    one.force_login(office.clerk)
    other.force_login(office.chief)
    mine, his = line_of(one), line_of(other)
    assert one.post(f"{address}stop/", mine).status_code == 302
    refused = other.post(f"{address}stop/", his)
    assert refused.status_code == 409
    assert office.clerk.name in refused.content.decode()
    assert not AddresseeGroup.objects.get().is_active
    assert other.post(f"{address}stop/", line_of(other)).status_code == 409
    assert other.post(f"{address}stop/").status_code == 422


def changes(office: Office, group: AddresseeGroup, n: int) -> list[partial[Done]]:
    seen, units = fingerprint(as_saved(group)), [office.unit, office.unit2]
    people = [fresh(office.clerk if i % 2 else office.chief) for i in range(n)]
    assert all(who.hats for who in people)
    Roster.the()
    return [
        partial(save_group, Roster.the(), by=who, key=f"g{i}", group=AddresseeGroup.objects.get(pk=group.pk),
                name=f"各厅局{'甲乙丙丁戊己庚辛'[i]}", units=units[: 1 + i % 2], order=i + 1, seen=seen)
        for i, who in enumerate(people)
    ]  # fmt: skip


def test_of_eight_at_once_one_wins(office: Office, group: AddresseeGroup) -> None:
    results = at_once(changes(office, group, 8))
    [won] = [r for r in results if isinstance(r, Done)]
    assert all(isinstance(r, (Done, Faster)) for r in results), results
    group.refresh_from_db()
    assert group.name == won.entry.data["name"]
    assert list(differences(Roster)) == []


def test_without_the_lock_both_pass(
    office: Office, group: AddresseeGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = changes(office, group, 2)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


def test_a_name_taken_meanwhile(office: Office) -> None:
    """Two make a group of one name: one of them is told that there is one."""
    people = [fresh(office.clerk), fresh(office.chief)]
    assert all(who.hats for who in people)
    Roster.the()
    results = at_once(
        [
            partial(save_group, Roster.the(), by=who, key=f"n{n}", group=AddresseeGroup(), name="各市",
                    units=[office.unit], order=1)
            for n, who in enumerate(people)
        ]
    )  # fmt: skip
    assert sorted(type(r).__name__ for r in results) == ["BadInput", "Done"]


def test_the_drawn_state_of_a_line(group: AddresseeGroup) -> None:
    assert switched(group) == {"is_active": True}
