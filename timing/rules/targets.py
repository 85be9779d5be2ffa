"""What may stand in a receiver's row, as far as it needs no look at the network; what may be said of it."""

from __future__ import annotations

import re

VALUE = re.compile(r"=[^&]*")
TOKEN = re.compile(r"/(?=[^/]*[0-9])[^/]{16,}")  # as 飞书 writes its key: /open-apis/bot/v2/hook/3f0c…


def shown_path(path: str) -> str:
    """A path as lists and the trail show it: receivers carry keys in its query (?key=…) or as a part of it (/hook/…),
    which are nobody's to read."""
    head, mark, query = path.partition("?")
    return TOKEN.sub("/…", head) + mark + VALUE.sub("=…", query)
