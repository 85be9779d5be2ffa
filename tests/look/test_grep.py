"""The grep gate: what a strict content policy forbids never gets into templates or static files."""

import gzip
import re
from pathlib import Path

import pytest

from docflow import embedded

ROOT = Path(embedded.BASE)
FILES = sorted(
    p
    for folder in ("templates", "static")
    for p in (ROOT / folder).rglob("*")
    if p.suffix in {".html", ".js", ".css", ".svg", ".txt"}
)
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"']", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "an inline style sheet": re.compile(r"<style\b", re.I),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "hx-on": re.compile(r"hx-on", re.I),
    "an htmx expression": re.compile(r"hx-(?:vals|headers)\s*=\s*[\"']\s*js(?:cript)?:", re.I),
    "an outside address": re.compile(r"https?://|[\"'(]//[a-z]", re.I),
    "javascript:": re.compile(r"javascript:", re.I),
    "eval": re.compile(r"\beval\s*\(|new Function\b"),
}


def found(text: str) -> list[str]:
    """Names of the forbidden things in `text`."""
    text = text.replace(NAMESPACE, "")
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_forbidden(path: Path) -> None:
    assert found(path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<p style="color:red">', "a style attribute"),
        ("<script>alert(1)</script>", "an inline script"),
        ("<style>p{}</style>", "an inline style sheet"),
        ('<a href="/" onclick="x()">', "an on… attribute"),
        ('<a hx-on:click="x()">', "hx-on"),
        ("<a hx-vals='js:{a:1}'>", "an htmx expression"),
        ('<img src="https://cdn.example/x.png">', "an outside address"),
        ('<script src="//cdn.example/x.js">', "an outside address"),
        ('<a href="javascript:x()">', "javascript:"),
        ("eval(x)", "eval"),
    ],
)
def test_the_gate_sees_it(text: str, name: str) -> None:
    assert name in found(text)


def test_no_word_of_the_screen_is_in_a_script() -> None:
    """Sentences come from the page, where they are translated; only marks of the domain may stand in a script."""
    allowed = "〔〕号（）(、，；？"
    for path in (ROOT / "static").glob("*.js"):
        code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        words = re.findall(r"[\u4e00-\u9fff]+", code)
        assert [w for w in words if w not in allowed] == [], path.name


def test_small_enough() -> None:
    """All that we ever send of our own, as it travels: a first visit may have 80 KB, its page and library included."""
    own = [p for p in (ROOT / "static").iterdir() if p.suffix in {".js", ".css", ".svg"}]
    assert sum(len(gzip.compress(p.read_bytes(), 9)) for p in own) < 36_000
    for path in (ROOT / "static").glob("*.js"):
        assert len(path.read_text().splitlines()) <= 300, path.name
