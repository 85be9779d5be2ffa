"""House rules that hold for every template, model and file. Those of the routes: `tests/house/test_routes.py`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from docflow import embedded
from docflow.errors import PAGES
from documents.rules.verbs import VERBS

ROOT = Path(embedded.BASE)
ROOMS = (
    "alerts", "bulletins", "checking", "deadlines", "docflow", "documents", "outgoing", "people", "proofing", "seals", "timing",
    "workflow",
)  # fmt: skip
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(p.relative_to(ROOT / "templates").as_posix() for p in (ROOT / "templates").rglob("*.html"))

# -- templates ---------------------------------------------------------------------------------------

MADE_NAMES = {f"documents/act_{verb}.html" for verb in VERBS} | {
    f"errors/{code}.html" for code in PAGES.values()
}
BY_DJANGO = {"registration/login.html", "django/forms/field.html", "django/forms/errors/list/ul.html"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_used_and_short(name: str) -> None:
    text = (ROOT / "templates" / name).read_text()
    assert len(text.splitlines()) <= 100
    if name in MADE_NAMES | BY_DJANGO:
        return
    written = [p.read_text() for p in SOURCES]
    written += [(ROOT / "templates" / other).read_text() for other in TEMPLATES if other != name]
    short = name.removeprefix("errors/").removesuffix(".html")
    assert any(f'"{name}"' in t or f"'{name}'" in t or f'template="{short}"' in t for t in written), (
        "nobody uses it"
    )


# -- models ------------------------------------------------------------------------------------------

OURS = [m for m in apps.get_models() if m._meta.app_label in ROOMS]
OF_ONE_PERSON = {"documents.SavedView", "documents.Phrase", "documents.ReaderGroup"}


def checked(model: type[models.Model]) -> str:
    rows = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    return " ".join(str(c.condition) for c in rows)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_closed_list_is_closed_in_the_database(model: type[models.Model]) -> None:
    lists = [f.name for f in model._meta.get_fields() if isinstance(f, models.CharField) and f.choices]
    assert [name for name in lists if f"'{name}__in'" not in checked(model)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_record_outlives_what_it_names(model: type[models.Model]) -> None:
    """Nothing that people did vanishes with a row it points to; only what is one's own alone may."""
    gone = [
        f.name
        for f in model._meta.get_fields()
        if isinstance(f, models.ForeignKey)
        and f.remote_field.on_delete is not models.PROTECT
        and model._meta.label not in OF_ONE_PERSON
    ]
    assert gone == []


# -- files -------------------------------------------------------------------------------------------

LONG = {"docflow/embedded.py": 450}  # everything about the embedded servers in one file, as wanted
HOME_ADDRESS = re.compile(
    r"https?://(?!127\.0\.0\.1|localhost|\{|www\.w3\.org|schemas\.|www\.ofdspec)[^\s\"'`]*"
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file(path: Path) -> None:
    name, text = path.relative_to(ROOT).as_posix(), path.read_text()
    assert len(text.splitlines()) <= LONG.get(name, 400), "too long"
    assert HOME_ADDRESS.findall(text) == [], "an address outside"
    assert path.stem not in ("utils", "common", "helpers")
    for node in ast.walk(ast.parse(text)):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        assert called not in ("receiver", "eval", "exec", "mark_safe"), (
            f"{called} in line {getattr(node, 'lineno', 0)}"
        )
        assert not called.endswith(".has_perm"), "rights come from hats"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("is_staff", "is_superuser"), "rights come from hats"
    if re.search(r"\bclock\.told\(|import told\b", text):
        assert name.startswith("docflow/demo/"), "acts take their time from the database"
    if "db.models.signals" in text or "django.dispatch" in text:
        assert name == "deadlines/apps.py", "no signals between rooms"


def test_tests_stay_readable() -> None:
    long = {p.name for p in (ROOT / "tests").rglob("*.py") if len(p.read_text().splitlines()) > 600}
    assert long == set()
