"""What may stand in a receiver's row, as far as it needs no look at the network; what may be said of it."""

from __future__ import annotations

import re

VALUE = re.compile(r"=[^&]*")


def shown_path(path: str) -> str:
    """A path as lists and the trail show it: receivers carry keys in its query (?key=…), which are nobody's to read."""
    head, mark, query = path.partition("?")
    return head + mark + VALUE.sub("=…", query) if mark else head
