"""The same paper with other blanks, without blank lines, without rules is read into the same elements."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from proofing.draft import Draft
from proofing.meta import Meta
from proofing.read.text import lines_of, parse
from proofing.shapes import squeezed

DRAFTS = Path(__file__).parent.parent / "drafts"
WIDE = "\u3000"


def each(change: Callable[[str], list[str]]) -> Callable[[str], str]:
    return lambda text: "\n".join(new for line in text.split("\n") for new in change(line))


VARIANTS = {
    "two small blanks for a wide one": lambda text: text.replace(WIDE, "  "),
    "a tab for indentation": each(lambda line: [f"\t{line.lstrip(WIDE)}" if line.startswith(WIDE) else line]),
    "no indentation": each(lambda line: [line.strip(WIDE)]),
    "no blank lines": each(lambda line: [line] if line.strip() else []),
    "blank lines everywhere": each(lambda line: [line, ""]),
    "no red rule": each(lambda line: [] if "━" in line else [line]),
}
# The author below a forwarded text's title is taken for a part of it where no blank line parts them.
ODD = {("no blank lines", "forwarding.txt")}


def read(draft: Draft) -> dict[str, object]:
    spots = {
        "letterhead": [draft.letterhead], "number": [draft.number], "signer": [draft.signer], "title": [draft.title],
        "addressee": [draft.addressee], "dated": [draft.dated], "cc": [draft.cc], "printed": [draft.printed],
        "labels": draft.labels, "listed": draft.listed, "signature": draft.signature, "notes": draft.notes,
        "annexes": [annex.title for annex in draft.annexes], "headings": [annex.heading for annex in draft.annexes],
    }  # fmt: skip
    words: dict[str, object] = {name: [squeezed(s.text) for s in some] for name, some in spots.items()}
    return words | {"body": [squeezed(line.text) for line in draft.body]}


def papers() -> list[tuple[str, str, Meta]]:
    found = []
    for folder in ("given", "clean"):
        rows = json.loads((DRAFTS / folder / "expected.json").read_text(encoding="utf-8"))["drafts"]
        found += [
            (r["file"], (DRAFTS / folder / r["file"]).read_text(encoding="utf-8"), Meta.of(r["meta"]))
            for r in rows
        ]
    return found


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("name", "text", "meta"), papers(), ids=lambda p: p if isinstance(p, str) and len(p) < 40 else ""
)
def test_variants(variant: str, name: str, text: str, meta: Meta) -> None:
    changed = VARIANTS[variant](text)
    assert changed != text or name in (
        "body_only.txt",
        "public_notice.txt",
        "bulletin.txt",
        "order.txt",
        "resolution.txt",
        "communique.txt",
        "announcement_numbered.txt",
    )
    got, want = read(parse(lines_of(changed), meta)), read(parse(lines_of(text), meta))
    if (variant, name) in ODD:
        got.pop("annexes"), want.pop("annexes")
    assert got == want
