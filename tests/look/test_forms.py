"""Forms: dressed, tied to their words and errors, and closed to text that cannot be stored."""

import pytest
from django import forms

from docflow.web.forms import BaseForm, QueryForm
from tests.look.frame import HOSTILE, source


class Paper(BaseForm):
    title = forms.CharField(label="标题", max_length=20, help_text="照原文")
    kind = forms.ChoiceField(label="文种", choices=[("a", "通知"), ("b", HOSTILE)])
    way = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    seen = forms.BooleanField(label="已核", required=False)
    note = forms.CharField(label="附注", required=False, widget=forms.Textarea(attrs={"class": "tall"}))


class Filter(QueryForm):
    q = forms.CharField(max_length=50)
    n = forms.IntegerField(min_value=1, max_value=99)
    d = forms.DateField()


def group(form: forms.Form, name: str) -> str:
    return str(form[name].as_field_group())


def test_widgets_are_dressed() -> None:
    form = Paper()
    assert 'class="form-control"' in str(form["title"])
    assert 'class="form-select"' in str(form["kind"])
    assert 'class="radios"' in str(form["way"])
    assert 'class="form-control tall"' in str(form["note"])
    assert "class" not in str(form["seen"])


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    html = group(Paper({"title": ""}), "title")
    assert '<label for="id_title">标题<span class="req" aria-hidden="true">*</span></label>' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html


def test_radios_are_a_fieldset() -> None:
    html = group(Paper(), "way")
    assert html.startswith("<fieldset")
    assert "<legend>方式" in html


def test_choices_are_escaped() -> None:
    assert "<script" not in group(Paper(), "kind")


def test_summary_links_to_the_fields() -> None:
    form = Paper({"title": "", "kind": "a", "way": "a"})
    form.is_valid()
    form.add_error(None, "整张表有误")
    html = source('{% include "_errors.html" %}', form=form)
    assert 'role="alert"' in html
    assert '<a href="#id_title">标题：' in html
    assert "整张表有误" in html
    assert source('{% include "_errors.html" %}', form=Paper()).strip() == ""


@pytest.mark.parametrize("bad", ["甲\ud800", "\udfff", "甲\x00"])
def test_text_that_cannot_be_stored_is_refused(bad: str) -> None:
    form = Paper({"title": bad, "kind": "a", "way": "a"})
    assert "title" in form.errors


def test_rare_characters_beyond_the_basic_plane_are_welcome() -> None:
    assert Paper({"title": "𠮷𡈽堃祎", "kind": "a", "way": "a"}).is_valid()


@pytest.mark.parametrize(
    "query", [{"n": "²"}, {"n": "9" * 30}, {"d": "2026-02-30"}, {"q": "\x00"}, {"q": "长" * 51}]
)
def test_a_bad_query_is_an_error_not_a_crash(query: dict[str, str]) -> None:
    assert not Filter(query).is_valid()


def test_an_empty_query_is_fine() -> None:
    assert Filter({}).is_valid()
