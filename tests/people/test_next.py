"""Who is responsible next for work that is late: the chief, whoever chases for the office, and never nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.behind import NEXT
from people.models import Appointment, Delegation, Person, Post, Unit
from people.roles import ADMINS, Role
from tests.office import SINCE, Office, appoint, make_office, person

pytestmark = pytest.mark.django_db


def responsible_next(holders: Iterable[str], now: datetime) -> dict[str, set[int]]:
    """Each of these principals with the ids of who is responsible next when his work is late, deputies included."""
    sql = f"""WITH asked AS (SELECT unnest(%(holders)s::varchar[]) AS holder)
      SELECT DISTINCT holder, person_id FROM ({NEXT}) who"""
    found: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"holders": list(holders), "now": now})
        for holder, person_id in cursor.fetchall():
            found.setdefault(holder, set()).add(person_id)
    return found


@pytest.fixture
def office() -> Office:
    return make_office()


def after(*holders: Any) -> set[str]:
    """Names of who is responsible after these, together."""
    principals = [getattr(h, "principal", h) for h in holders]
    found = responsible_next(principals, timezone.now())
    return set(Person.objects.filter(pk__in=set().union(*found.values())).values_list("name", flat=True))


def end(*people: Person) -> None:
    Appointment.objects.filter(person__in=people).delete()


def test_of_a_person_his_chief(office: Office) -> None:
    assert after(office.handler) == after(office.clerk) == {"吴十"}
    assert after(office.deputy) == {"吴十"}


def test_of_a_post_too_also_when_nobody_holds_it(office: Office) -> None:
    post = appoint(office.clerk2, office.section, Role.HANDLER, 10)
    assert after(post) == {"吴十"}
    end(office.clerk2)
    assert after(post) == {"吴十"}
    seat = Post.objects.get(role=Role.SECTION_CHIEF)
    assert after(seat) == {"蒋六六"}


def test_without_a_chief_his_deputy_then_who_chases(office: Office) -> None:
    end(office.chief)
    assert after(office.handler) == {"郑一一"}
    assert after(office.deputy) == {"蒋六六"}
    end(office.deputy)
    assert after(office.handler) == {"蒋六六"}


def test_of_the_chief_himself_the_supervisor(office: Office) -> None:
    assert after(office.chief) == {"蒋六六"}


def test_the_supervisors_own_work_goes_on_to_the_director(office: Office) -> None:
    assert after(office.supervisor) == {"吴十", "郑一一"}, "nobody else there: the chiefs of the office"
    person("dsg", "副秘", office.office, Role.DEPUTY_SG, 6)
    assert after(office.supervisor) == {"副秘"}
    person("dir", "主任", office.office, Role.OFFICE_DIRECTOR, 5)
    assert after(office.supervisor) == {"主任"}


def test_of_a_leader_the_supervisor(office: Office) -> None:
    assert after(office.leader) == {"蒋六六"}
    end(office.supervisor)
    assert after(office.leader) == {"吴十", "郑一一"}


def test_of_a_unit_its_head_and_the_supervisor(office: Office) -> None:
    assert after(office.unit) == {"何明远", "蒋六六"}
    assert after(office.unit2) == {"蒋六六"}
    assert after(office.section) == {"吴十", "蒋六六"}
    assert after(office.unit_clerk) == {"何明远"}
    assert after(office.unit2_clerk) == {"蒋六六"}
    assert after(office.head) == {"蒋六六"}


def test_an_organ_outside_has_no_supervisor_of_ours(office: Office) -> None:
    """Whoever has such a post elsewhere chases nobody here."""
    person("far", "外督", office.unit3, Role.SUPERVISOR, 8)
    assert after(office.chief) == {"蒋六六"}


def test_who_left_or_sits_nowhere_does_not_fall_into_a_hole(office: Office) -> None:
    end(office.handler)
    assert after(office.handler) == {"蒋六六"}
    Person.objects.filter(pk=office.clerk.pk).update(is_active=False)
    assert after(office.clerk) == {"吴十"}
    assert after("u987654321", "p987654321") == {"蒋六六"}


def test_never_an_administrator(office: Office) -> None:
    end(*(p for p in office.everybody().values() if p.username not in ("zhu", "qin", "you", "feng", "wu")))
    assert after(office.handler) == {"吴十"}
    assert after(office.chief) == set(), "only administrators and a handler are left"
    appoint(office.handler, office.section, Role.DEPUTY_CHIEF, 9)
    Delegation.objects.create(principal=office.handler, deputy=office.admin, since=SINCE)
    assert after(office.chief) == {"冯二二"}
    seats = Appointment.objects.filter(person__name__in=after(office.chief)).values_list(
        "post__role", flat=True
    )
    assert not set(seats) & ADMINS


def test_deputies_count_but_not_the_holder_himself(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE)
    assert after(office.handler) == {"吴十", "郑一一"}
    Delegation.objects.create(principal=office.chief, deputy=office.handler, since=SINCE)
    assert after(office.handler) == {"吴十", "郑一一"}
    assert after(office.clerk) == {"吴十", "郑一一", "冯二二"}


def test_his_highest_seat_says_which_unit_is_his(office: Office) -> None:
    appoint(office.handler, office.unit, Role.UNIT_CLERK, 30)
    assert after(office.handler) == {"吴十"}
    appoint(office.handler, office.unit, Role.UNIT_CLERK, 3)
    assert after(office.handler) == {"何明远"}


def test_one_statement_for_any_number(office: Office) -> None:
    everybody = [p.principal for p in office.everybody().values()]
    units = [u.principal for u in Unit.objects.all()]
    for holders in (everybody[:1], [*everybody, *units]):
        with CaptureQueriesContext(connection) as asked:
            found = responsible_next(holders, timezone.now())
        assert len(asked) == 1
        assert set(found) == set(holders), "somebody's work falls into a hole"
