"""Words this room shows but does not know: the rooms that have tasks put theirs here when they are loaded."""

from __future__ import annotations

from typing import Any

KINDS: dict[str, Any] = {}  # code of a kind of task to its (lazily translated) label
