"""The English catalogue: every string of the screen has its English, compiled, without the gettext tools."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES"
ROOMS = [
    "docflow",
    "workflow",
    "deadlines",
    "alerts",
    "people",
    "checking",
    "documents",
    "outgoing",
    "seals",
    "timing",
    "bulletins",
]
CALLS = {"_", "gettext", "gettext_lazy", "lazy", "ngettext", "ngettext_lazy", "gettext_noop", "__"}
TRANSLATE = re.compile(r"\{%\s*trans(?:late)?\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")
BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)(?:\{%\s*plural\s*%\}.*?)?\{%\s*endblocktrans(?:late)?\s*%\}",
    re.S,
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def in_code() -> set[str]:
    """Literal first arguments of the translating calls."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = (
                        node.func.attr
                        if isinstance(node.func, ast.Attribute)
                        else getattr(node.func, "id", "")
                    )
                    if name in CALLS and isinstance(node.args[0].value, str):
                        found.add(node.args[0].value)
    return found


def in_templates() -> set[str]:
    """What {% translate %} and {% blocktranslate %} ask for."""
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= {ast.literal_eval(m[1]) for m in TRANSLATE.finditer(text)}
        for m in BLOCK.finditer(text):
            body = re.sub(r"\{\{\s*([\w.]+)\s*\}\}", r"%(\1)s", m[2])
            if "trimmed" in m[1]:
                body = " ".join(line.strip() for line in body.strip().splitlines())
            found.add(body)
    return found


def catalogue() -> dict[object, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def english() -> set[str]:
    return {k[0] if isinstance(k, tuple) else str(k) for k, v in catalogue().items() if v}


def test_every_string_has_its_english() -> None:
    wanted = {text for text in in_code() | in_templates() if HAN.search(text)}
    assert len(wanted) > 1000
    there = english()
    missing = {w for w in wanted if w not in there and w.replace("%", "%%") not in there}
    assert not missing, sorted(missing)


def test_nothing_is_fuzzy_or_left_over() -> None:
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    assert "fuzzy" not in text
    assert "#~" not in text
    assert not HAN.search(
        "".join(re.sub(r"国办函〔2009〕15号|［ ］", "", v) for k, v in catalogue().items() if k)
    )


def test_both_files_say_the_same() -> None:
    """The compiled catalogue is the one of the text file."""
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    ids = {ast.literal_eval(m) for m in re.findall(r"^msgid (\".*\")$", text, re.M)} - {""}
    compiled = {str(k[0] if isinstance(k, tuple) else k) for k in catalogue()}
    compiled = {k.rpartition("\x04")[2] for k in compiled} - {""}  # without its msgctxt
    assert ids == compiled
