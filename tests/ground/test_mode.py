"""Demo or real: said once. What a later process says, or forgets to say, mixes neither into the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from docflow import checks, first_start, mode
from docflow.models import Mode
from people.models import Person
from tests.ground.running import PYTHON, prepared, run
from tests.ground.test_settings import settings_of

PEOPLE = "from people.models import Person; print('people:', Person.objects.count())"


@pytest.fixture
def trial(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("DEMO", raising=False)
    settings.HOME, settings.PRODUCTION, settings.DEMO = tmp_path, False, True
    return settings


def test_a_real_office_stays_one_whatever_the_next_start_says(tmp_path: Path) -> None:
    """The first start said DEMO=0; then plain `make run`, a command beside it, and DEMO=1."""
    home = tmp_path / "var"
    prepared(home)
    plain = settings_of(home)
    assert (plain["DEMO"], plain["OFFICE_NAME"]) == (False, "")
    loaded = run(home, PYTHON, "manage.py", "load_demo")
    assert loaded.returncode == 1
    assert "opened as a real one" in loaded.stderr
    other = run(home, PYTHON, "manage.py", "prepare", DEMO="1")
    assert other.returncode == 1
    assert "docflow.E005" in other.stderr
    assert "Unset DEMO" in other.stderr
    (home / "mode").unlink()  # the copy is lost, or is from before: the database knows
    again = run(home, PYTHON, "manage.py", "prepare")
    assert again.returncode == 0, again.stderr
    assert mode.remembered(home) is False
    assert "people: 0" in run(home, PYTHON, "manage.py", "shell", "-c", PEOPLE).stdout


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.django_db
def test_the_first_start_decides(demo: bool, trial: Any) -> None:
    trial.DEMO = demo
    assert first_start.kept() is None
    assert first_start.settle() is demo
    trial.DEMO = not demo
    assert first_start.settle() is first_start.kept() is demo
    assert mode.remembered(trial.HOME) is demo


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.django_db
def test_an_office_from_before_is_what_its_people_are(demo: bool, trial: Any) -> None:
    Person.objects.create_user("chen", "陈三三", is_demo=demo)
    trial.DEMO = not demo
    assert first_start.settle() is demo


@pytest.mark.parametrize(("is_demo", "said", "refused"), [
    (False, "1", True), (False, "0", False), (False, "", False),
    (True, "0", True), (True, "1", False), (True, "", False),
])  # fmt: skip
@pytest.mark.django_db
def test_only_the_other_mode_said_aloud_is_refused(
    is_demo: bool, said: str, refused: bool, trial: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Mode.objects.create(pk=1, demo=is_demo)
    monkeypatch.setenv("DEMO", said)
    trial.DEMO = said != "0"
    found = checks.mode_as_kept(["default"])
    assert [(e.id, bool(e.hint)) for e in found] == ([("docflow.E005", True)] if refused else [])


@pytest.mark.django_db
def test_a_site_has_no_copy_and_must_say_it(trial: Any) -> None:
    Mode.objects.create(pk=1, demo=True)
    trial.PRODUCTION, trial.DEMO = True, False
    assert [e.id for e in checks.mode_as_kept(["default"])] == ["docflow.E005"]
    first_start.settle()
    assert mode.remembered(trial.HOME) is None


@pytest.mark.django_db
def test_no_demo_in_a_real_office(trial: Any) -> None:
    Mode.objects.create(pk=1, demo=False)
    with pytest.raises(CommandError, match="opened as a real one"):
        call_command("load_demo", papers=0)
    assert not Person.objects.exists()
    Person.objects.create_user(
        "chen", "陈三三", is_demo=True
    )  # smuggled in: a start without DEMO sees it, too
    assert [e.id for e in checks.no_demo_accounts(["default"])] == ["docflow.E004"]


@pytest.mark.parametrize("text", ["", "x", "\0", "demo and more"])
def test_a_broken_copy_says_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "mode").write_text(text)
    assert mode.remembered(tmp_path) is None
    mode.remember(tmp_path, False)
    assert mode.remembered(tmp_path) is False
