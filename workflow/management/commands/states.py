"""`manage.py states`: draw every state machine into docs/states.md; `--check` fails when the drawing is old."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflow.models import Subject


class Command(BaseCommand):
    help = "Draw the state machines into docs/states.md."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file is old")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "states.md"
        text = drawing()
        if options["check"]:
            if not target.exists() or target.read_text() != text:
                raise CommandError("docs/states.md is old: run `manage.py states`")
            return
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
        self.stdout.write(f"wrote {target}")


def drawing() -> str:
    """Markdown with one Mermaid state diagram and one table per machine."""
    parts = ["# State machines", "", "Drawn by `manage.py states`; the tests fail when this page is old.", ""]
    for model in apps.get_models():
        if issubclass(model, Subject) and any(f.name == "state" for f in model._meta.fields):
            parts += _machine(model)
    return "\n".join(parts)


def _machine(model: Any) -> list[str]:
    states = dict(model._meta.get_field("state").choices)
    moves = sorted(
        {
            (str(t.source), str(t.target), t.name, (t.method.__doc__ or "").strip())
            for t in _transitions(model)
        }
    )
    lines = [f"## {model.__name__}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {code}: {code} {label}" for code, label in states.items()]
    lines += [f"    {source} --> {target}: {name}" for source, target, name, _ in moves]
    lines += ["```", "", "| from | to | move | what it means |", "|--|--|--|--|"]
    lines += [f"| {source} | {target} | `{name}` | {said} |" for source, target, name, said in moves]
    return [*lines, ""]


def _transitions(model: Any) -> Any:
    return model._meta.get_field("state").get_all_transitions(model)
