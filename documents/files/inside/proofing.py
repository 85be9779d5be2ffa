"""The draft check of a foreign file: read, asked by every rule, its findings and lines given back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from proofing.catalogue import ERROR
from proofing.draft import Draft
from proofing.finding import MOST, gravest
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.files import Unreadable, source
from proofing.read.text import parse


def check(
    path: str, folder: Path, *, ext: str, meta: dict[str, Any], severities: dict[str, str]
) -> dict[str, Any]:
    """`{"lines", "findings", "errors", "warns"}`, or `{"unreadable": why}`."""
    try:
        read = source(f"file.{ext}", Path(path).read_bytes())
    except Unreadable as error:
        return {"unreadable": str(error)}
    known = Meta.of(meta)
    draft = replace(parse(read.lines, known), layout=read.layout)
    found = proof(draft, replace(known, format=_format(draft, known)), severities=severities)
    rows = [one.as_dict() for one in gravest(found, MOST)]
    errors = sum(one.severity == ERROR for one in found)
    return {"lines": read.lines, "findings": rows, "errors": errors, "warns": len(found) - errors}


def _format(draft: Draft, meta: Meta) -> str:
    """As its head shows it: of a letter the number stands below the rule (10.1)."""
    if meta.format != "standard":
        return meta.format
    return "letter" if draft.rule and draft.number.line > draft.rule else "standard"
