"""``make fresh`` wipes the home, that one, and only when nobody uses it."""

from __future__ import annotations

from pathlib import Path

from tests.ground.running import run
from tests.ground.test_embedded import home, leave, stay

__all__ = ["home"]


def test_in_use_and_free(home: Path) -> None:
    user = stay(home, "SELECT 1")
    refused = run(home, "make", "fresh")
    leave(user)
    assert refused.returncode != 0
    assert f"uses {home}: stop it first." in refused.stdout
    assert (home / "postgres").exists()

    assert run(home, "make", "fresh").returncode == 0
    assert not home.exists()
    assert run(home, "make", "fresh").returncode == 0  # nothing there is as good


def test_the_tests_home_within(home: Path) -> None:
    user = stay(home / "test", "SELECT 1")
    refused = run(home, "make", "fresh")
    leave(user)
    assert refused.returncode != 0
    assert (home / "test" / "postgres").exists()


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused = run(tmp_path, "make", "fresh")
    assert refused.returncode != 0
    assert "is no home of docflow" in refused.stdout
    assert (tmp_path / "thesis.txt").exists()
