"""Fields drawn by Python are what Django's own templates would have drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test import SimpleTestCase
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from docflow.web.renderer import DRAWN, Drawn

same = SimpleTestCase().assertHTMLEqual
NASTY = "<b>\"&'堃"
CHOICES = [("", "—"), ("a", NASTY), (NASTY, "二"), ("组", [("1", "甲"), (2, SafeString("<i>乙</i>"))])]
WIDGETS: list[tuple[forms.Widget, list[Any]]] = [
    (forms.TextInput({"maxlength": 20, "data-x": NASTY, "required": True, "disabled": False}), ["", None, NASTY, 7]),
    (forms.NumberInput(), [1234567, "x"]),
    (forms.EmailInput(), ["a@b"]),
    (forms.PasswordInput(), ["geheim"]),
    (forms.HiddenInput(), [NASTY, None]),
    (forms.DateInput(), [date(2026, 11, 24), "30 February"]),
    (forms.DateTimeInput(), [None, "x"]),
    (forms.TimeInput(), [None, "x"]),
    (forms.CheckboxInput(), [True, False, "yes"]),
    (forms.Select(choices=CHOICES), ["", "a", NASTY, "1", 2, None]),
    (forms.Select({"class": "form-select"}, choices=[]), [None]),
    (forms.Textarea({"rows": 3}), ["", None, f"\n{NASTY}\n"]),
]  # fmt: skip


@pytest.mark.parametrize(("widget", "values"), WIDGETS, ids=lambda x: type(x).__name__)
def test_same_as_the_template(widget: forms.Widget, values: list[Any]) -> None:
    assert widget.template_name in DRAWN
    for value in values:
        drawn = widget.render("named", value, {"id": "id_named"}, Drawn())
        same(drawn, widget.render("named", value, {"id": "id_named"}, TemplatesSetting()))


def test_every_drawn_widget_is_compared() -> None:
    compared = {widget.template_name for widget, _ in WIDGETS}
    assert compared == set(DRAWN) - {"django/forms/widgets/input.html"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_escaped(text: str) -> None:
    drawn = forms.TextInput().render("n", text, {}, Drawn())
    assert drawn == forms.TextInput().render("n", text, {}, TemplatesSetting())


def test_other_widgets_keep_their_template() -> None:
    drawn = forms.ClearableFileInput().render("n", None, {}, Drawn())
    assert '<input type="file"' in drawn
