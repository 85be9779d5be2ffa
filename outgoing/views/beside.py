"""What rooms above this one show on the page of an outgoing paper; each adds its own when it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

# For the paper and who looks at it: HTML, or nothing. Asked only of printed papers, for who sees the inside.
BESIDE: list[Callable[[Any, Any], SafeString]] = []


def beside(paper: Any, person: Any) -> SafeString:
    if paper.printed_on is None:
        return SafeString("")
    return SafeString("".join(show(paper, person) for show in BESIDE))
