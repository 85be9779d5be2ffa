"""Read any number of times and in any order, the book says the same; what it has found stays."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from bulletins.actions import collecting
from bulletins.actions.collecting import READERS, collect, keep
from bulletins.models import Collected, Counter, ErrorChange, ErrorEntry
from bulletins.queries.sources.made import Made
from bulletins.rules.deriving import GROUPS, RETURNS, of_codes, of_reason, of_rule, unnamed
from docflow import tasks
from documents.words import ReturnCode
from proofing.catalogue import RULES
from tests.bulletins.errors import wrong
from tests.bulletins.errors.wrong import make_world
from tests.seals.world import World
from workflow.clock import database_now

pytestmark = pytest.mark.django_db
SEVERAL = ("give_back", "misdirected", "recalled", "late", "refused", "waived", "lost_number")


@pytest.fixture
def w(db: Any) -> World:
    return make_world()


def book() -> list[tuple[Any, ...]]:
    """All that an entry says but its number, which is given as it comes."""
    rows = ErrorEntry.objects.order_by("source", "source_key")
    return [
        (
            e.source,
            e.source_key,
            e.description,
            e.category,
            e.made_by_id,
            e.repeat_of.source_key if e.repeat_of else "",
        )
        for e in rows.select_related("repeat_of")
    ]


def emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE bulletins_errorentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE bulletins_errorentry SET repeat_of_id = NULL; DELETE FROM bulletins_errorentry"
        )
        cursor.execute("ALTER TABLE bulletins_errorentry ENABLE TRIGGER USER")
    Counter.objects.all().delete()
    Collected.objects.all().delete()


def test_in_any_order(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (*SEVERAL, "give_back", "refused"):
        wrong.WAYS[way][0](w)
    collect()
    first = book()
    assert len(first) >= len(SEVERAL) + 2
    assert any(repeats for *_rest, repeats in first)
    emptied()
    monkeypatch.setattr(collecting, "READERS", READERS[::-1])
    monkeypatch.setattr(collecting, "AT_ONCE", 3)
    collect()
    assert book() == first
    assert (collect(), collect(whole=True)) == (0, 0)
    assert sorted(ErrorEntry.objects.values_list("no", flat=True)) == list(range(1, len(first) + 1)), "no gap"


def test_what_was_committed_late_is_found(w: World) -> None:
    """A transaction that began first may end last: its keys are below what was read already."""
    wrong.give_back(w)
    collect()
    [row] = Collected.objects.filter(source="return_inside")
    emptied()
    Collected.objects.create(source="return_inside", upto=row.upto, at=row.at)
    assert collect() == 1, "within the margin"
    emptied()
    Collected.objects.create(source="return_inside", upto=row.upto + collecting.MARGIN, at=row.at)
    assert collect() == 0
    assert collect(whole=True) == 1, "the night finds it whatever happened"
    assert Collected.objects.get(source="return_inside").upto == row.upto + collecting.MARGIN, (
        "and nothing goes back"
    )


def made(key: str, days_ago: float, **more: Any) -> Made:
    values: dict[str, Any] = {
        "source": "return_inside", "key": key, "at": database_now() - timedelta(days=days_ago), "stage": "before",
        "category": "routing", "said": "退回修改", "mark": "give_back", "unit": "公文运转处",
    }  # fmt: skip
    return Made(**{**values, **more})


def test_repeats_are_linked_to_the_last_one_before_within_a_year(w: World) -> None:
    keep([made("now", 0), made("older", 400), made("other", 3, unit="省水利厅"), made("rule", 2, mark="R04")])
    assert repeats() == {"now": None, "older": None, "other": None, "rule": None}
    keep([made("month", 30)])
    assert repeats()["now"] == "month"
    keep([made("week", 7), made("long", 300)])
    assert repeats() == {"now": "week", "week": "month", "month": "long", "long": "older", "older": None, "other": None,
                         "rule": None}  # fmt: skip


def repeats() -> dict[str, str | None]:
    rows = ErrorEntry.objects.select_related("repeat_of")
    return {e.source_key: e.repeat_of.source_key if e.repeat_of else None for e in rows}


def test_its_words_have_no_name_and_of_a_secret_nobodys_words(w: World) -> None:
    doc = wrong.reviewing(w.o)
    wrong.review.give_back(
        doc, by=w.o.chief, expected_version=doc.version, reason=f"请{w.o.handler.name}按吴十的意见改主送"
    )
    secret = wrong.reviewing(w.o, wrong.registered(w.o, work_secret=True))
    wrong.review.give_back(secret, by=w.o.chief, expected_version=secret.version, reason="某项目代号写错")
    collect()
    plain, hidden = ErrorEntry.objects.order_by("subject_secret")
    assert "请有关人员按有关人员的意见改主送" in plain.description
    assert "代号" not in hidden.description
    assert hidden.subject_secret
    assert unnamed("张三丰与张三", ["张三", "张三丰"]) == "有关人员与有关人员", "the longer one first"


def test_the_tick_the_night_and_the_command(w: World) -> None:
    wrong.give_back(w)
    tasks.errors()
    assert ErrorEntry.objects.count() == 1
    tasks.errors_whole()
    out = StringIO()
    call_command("collect_errors", "--all", stdout=out)
    assert out.getvalue() == "0 entries made\n"


def test_reading_on_costs_the_same_with_one_row_and_with_three(
    w: World, django_assert_max_num_queries: Any
) -> None:
    wrong.give_back(w)
    collect()
    with django_assert_max_num_queries(50) as first:
        collect()
    for _n in range(2):
        wrong.give_back(w)
    collect()
    with django_assert_max_num_queries(50) as third:
        collect()
    assert len(third) == len(first)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM bulletins_errorentry", "TRUNCATE bulletins_errorentry CASCADE", "UPDATE bulletins_errorentry SET no = no + 1",
        "UPDATE bulletins_errorentry SET source_key = 'x'", "UPDATE bulletins_errorentry SET found_at = now()",
        "UPDATE bulletins_errorentry SET found_by_name = 'x'", "UPDATE bulletins_errorentry SET subject_title = 'x'",
        "DELETE FROM bulletins_errorchange", "UPDATE bulletins_errorchange SET by_name = 'x'", "TRUNCATE bulletins_errorchange",
    ],
)  # fmt: skip
def test_the_database_keeps_it(w: World, change: str) -> None:
    wrong.give_back(w)
    collect()
    ErrorChange.objects.create(
        entry=ErrorEntry.objects.get(),
        fields={"stage": ["a", "b"]},
        by=w.o.chief,
        by_name="吴十",
        at=database_now(),
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {change}")


def test_what_the_database_lets_be_written(w: World) -> None:
    """The negative control of the last one."""
    wrong.give_back(w)
    collect()
    assert ErrorEntry.objects.update(root_cause="不熟悉分工", prevention="先查分工表") == 1


def test_every_rule_and_code_has_its_category() -> None:
    assert {rule.split("-")[0] for rule in RULES} <= set(GROUPS)
    assert {code for code in ReturnCode.values if code not in RETURNS} == {"R01", "R02"}, (
        "what is wrong in its matter"
    )
    assert of_codes(["R01", "R12"]) == "attachment"
    assert of_codes(["R01"]) == "other"
    assert (of_rule("NUM-01"), of_rule("XX-1"), of_reason("天气不好")) == ("number", "other", "other")
