"""A state-secret marking is refused in whatever form it is typed; nothing of it is stored."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

import documents.forms
from documents.forms.batch import UrgeManyForm
from documents.forms.pointer import PointerForm
from documents.forms.register import RegisterForm
from documents.forms.unclassified import Unclassified
from documents.models import Document, Draft
from documents.views.registry import ACTS
from tests.documents.page.browser import Page, text
from tests.office import Office, make_office, reviewing, submitted
from workflow.models import Entry

MARK = "机密★5年 请办"
OWN = {PointerForm, RegisterForm}  # they look themselves: what they refuse goes on as a pointer


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def posted() -> list[type[forms.BaseForm]]:
    """Every form of the room that is sent with words and is not a question to a list."""
    found = []
    for module in pkgutil.iter_modules(documents.forms.__path__, "documents.forms."):
        for form in vars(importlib.import_module(module.name)).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                found.append(form)
    return [f for f in found if not f.__name__.startswith("Instructing") and f is not Unclassified]


def test_every_act_has_it() -> None:
    assert len(ACTS) > 20
    assert [verb for verb, (form, _) in ACTS.items() if not issubclass(form, Unclassified)] == []


def test_every_posted_form_has_it() -> None:
    asked = {
        "LedgerForm",
        "RegisterForm",
        "SearchForm",
        "HomeForm",
        "ColumnsForm",
        "PrintQuery",
        "TickedQuery",
        "CentreQuery",
    }  # questions and choices: no words are stored
    plain = [f for f in posted() if not issubclass(f, Unclassified) and f not in OWN]
    assert [f.__name__ for f in plain if f.__name__ not in asked] == []


def test_any_text_of_it_is_looked_at() -> None:
    for data in ({"note": MARK}, {"somewhere": MARK}, QueryDict("note=a&note=绝密★")):
        assert "国家秘密标志" in str(UrgeManyForm(data).errors)
    assert UrgeManyForm({"note": "请抓紧，做好保密工作"}).is_valid()


@pytest.mark.parametrize("verb", ["approve", "give_back"])
def test_the_chiefs_words(office: Office, verb: str) -> None:
    doc = reviewing(office)
    before = Entry.objects.count()
    answer = Page(office.chief).send(doc, verb, opinion=MARK, reason=MARK)
    assert answer.status_code == 422
    assert "国家秘密标志" in text(answer)
    assert Entry.objects.count() == before
    assert Document.objects.get(pk=doc.pk).state == "reviewing"
    assert not Draft.objects.exists()


def test_the_leaders_words(office: Office) -> None:
    doc = submitted(office)
    answer = Page(office.leader).send(doc, "instruct", text=MARK)
    assert answer.status_code == 422
    assert not Entry.objects.filter(opinion__contains="机密").exists()
