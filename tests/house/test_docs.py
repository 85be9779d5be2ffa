"""The papers beside the code: links lead somewhere, every variable and command they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from docflow import embedded

ROOT = Path(embedded.BASE)
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").rglob("*.md")]
CODE = "".join(
    p.read_text() for p in [*(ROOT / "docflow").rglob("*.py"), ROOT / "docker-compose.yml", ROOT / "Makefile"]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in target and not target.startswith("docs/pictures/"):
            assert (page.parent / target).exists(), target
    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in get_commands(), command


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda p: p.name)
def test_every_variable_is_read(page: Path) -> None:
    named = re.findall(r"^\| ((?:`[A-Z_]+`[,、]? ?)+)", page.read_text(), re.M)
    variables = re.findall(r"[A-Z_]{4,}", " ".join(named))
    assert len(variables) >= 14
    for name in variables:
        assert f'"{name}"' in CODE or f"{name}:" in CODE, name


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\(([a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {p.name for p in folder.glob("*.md")} - {"README.md"}
