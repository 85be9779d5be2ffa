from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Unit

from .conftest import Desk

pytestmark = pytest.mark.django_db


def names(desk: Desk, q: str, **more) -> list[str]:
    page = desk.client.get("/documents/lookup/units/", {"q": q, **more}).content.decode()
    return [part.split('"')[0] for part in page.split('data-label="')[1:]]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ycszf", "云川市人民政府"), ("YCSRMZF", "云川市人民政府"), ("云川", "云川市人民政府"), ("水利", "江东省水利厅"),
     ("江东省财政厅", "江东省财政厅"), ("省体育局", "江东省体育局")],
)  # fmt: skip
def test_units_by_name_short_name_and_initials(desk, typed, first):
    assert names(desk, typed)[0] == first


def test_the_very_name_comes_before_names_that_contain_it(desk):
    Unit.objects.create(name="江东省财政厅国库支付局", short_name="国库支付局", order=1)
    assert names(desk, "江东省财政厅")[0] == "江东省财政厅"


def test_an_option_carries_its_code_and_closed_units_are_not_offered(desk):
    page = desk.client.get("/documents/lookup/units/", {"q": "ycszf"}).content.decode()
    assert f'data-value="{desk.office.sender.pk}"' in page
    assert 'data-code="云政"' in page
    Unit.objects.filter(pk=desk.office.sender.pk).update(is_active=False)
    assert names(desk, "ycszf") == []


def test_a_new_unit_is_offered_for_a_name_only(desk):
    assert names(desk, "青石县人民政府", new=1) == ["青石县人民政府"]
    assert names(desk, "qsxrmzf", new=1) == []
    assert names(desk, "云川市人民政府", new=1) == ["云川市人民政府"]
    assert names(desk, "青石县人民政府") == []
    assert names(Desk(desk.office, desk.office.chief), "青石县人民政府", new=1) == []


@pytest.mark.parametrize("q", ["", " ", "%", "_", "\\", "，", "'", "<script>"])
def test_odd_terms_find_nothing_or_what_contains_them(desk, q):
    assert names(desk, q) == []


def test_names_are_escaped(desk):
    Unit.objects.create(name='甲<b>"乙局', short_name="甲乙局")
    assert "<b>" not in desk.client.get("/documents/lookup/units/", {"q": "甲乙局"}).content.decode()


def test_one_statement_whatever_the_number_of_units(desk):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            names(desk, "江东")
        return len(seen)

    few = count()
    Unit.objects.bulk_create(Unit(name=f"江东省第{n}局", initials=f"jdsd{n}j") for n in range(30))
    assert count() == few == 4
    assert len(names(desk, "江东")) == 8
