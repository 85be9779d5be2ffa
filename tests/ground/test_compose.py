"""The containers' file: it parses, is hardened, and every command it names exists and runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from docflow import parts
from tests.ground.running import BASE, PYTHON, run

COMPOSE: dict[str, Any] = yaml.safe_load((BASE / "docker-compose.yml").read_text())
DOCKERFILE = (BASE / "Dockerfile").read_text()
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "docflow"}


def commands() -> list[list[str]]:
    checks = [s["healthcheck"]["test"][1:] for s in OURS.values() if "healthcheck" in s]
    return [s["command"] for s in OURS.values()] + checks


def test_the_parts() -> None:
    assert set(COMPOSE["services"]) == {"postgres", "valkey", "prepare", "web", "worker", "beat"}
    assert COMPOSE["services"]["postgres"]["image"] == "postgres:17"
    assert "C.UTF-8" in COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_no_root_no_capabilities_and_watched(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("user") in ("postgres", "valkey") or service["image"] == "docflow"
    assert name == "prepare" or service["healthcheck"]["test"][0] == "CMD"
    mounted = {volume.split(":")[0] for volume in service.get("volumes", [])}
    assert mounted <= set(COMPOSE["volumes"])


def test_the_image_is_not_root() -> None:
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.M) == ["docflow"]
    assert "--require-hashes" in DOCKERFILE
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M):
        assert (BASE / source).exists()


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_named_commands_exist_and_take_their_arguments(command: list[str]) -> None:
    assert command[:2] == ["python", "manage.py"]
    name, *arguments = command[2:]
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    parser.parse_args(arguments)


@pytest.mark.parametrize("part", ["web", "worker", "beat"])
def test_the_programs_of_the_parts_run(part: str, tmp_path: Path) -> None:
    program, *arguments = parts.command(part)
    done = run(tmp_path / "var", program, *arguments, "--help")
    assert done.returncode == 0, done.stderr


def test_a_container_without_its_settings_says_so(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        PYTHON,
        "manage.py",
        "part",
        "web",
        DATABASE_URL="postgres://u:p@127.0.0.1:1/x",
        REDIS_URL="redis://x",
    )
    assert done.returncode != 0
    assert "SECRET_KEY is missing" in done.stderr


def test_every_variable_the_file_passes_is_read() -> None:
    read = "".join(
        (BASE / "docflow" / name).read_text() for name in ("settings.py", "embedded.py", "parts.py")
    )
    passed = {name for part in OURS.values() for name in part["environment"]}
    for name in passed - {"PGPASSWORD"}:  # that one by PostgreSQL's own client
        assert f'"{name}"' in read, name


def test_every_variable_of_the_readme_is_passed() -> None:
    table = re.findall(r"^\| (`[A-Z].+?) \|", (BASE / "README.md").read_text(), re.M)
    named = {name for row in table for name in re.findall(r"`([A-Z_]+)`", row)} | {"SECRET_KEY_FALLBACKS"}
    passed = {name for part in OURS.values() for name in part["environment"]} | {
        "DOCFLOW_HOME"
    }  # the image's
    assert named <= passed
