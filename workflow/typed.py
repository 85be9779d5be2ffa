"""What a person filled in, as a short mark: a form that comes again with other words is another form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

PLAIN = (str, int, float, bool, type(None))


def mark(values: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits over what an act was called with; the same for the same form sent twice."""
    text = json.dumps(_plain(values), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def new(subject: Any) -> dict[str, Any]:
    """The words of a subject that is yet to be made; its public id is no word of anybody's."""
    if subject.pk is not None:
        return {}
    return {name: value for name, value in vars(subject).items() if isinstance(value, str) and name != "ref"}


def _plain(value: Any) -> Any:
    if isinstance(value, PLAIN):
        return value.strip() if isinstance(value, str) else value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    for name in ("pk", "sha256"):  # rows by their key, files by their content
        if hasattr(value, name):
            return [type(value).__name__, getattr(value, name)]
    if hasattr(value, "trace"):  # a limit as it was set: "five working days" is later each time it is counted
        return [value.unit, str(value.amount), value.at.isoformat() if value.unit == "absolute" else ""]
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [_plain(one) for one in value]
    return str(value)
