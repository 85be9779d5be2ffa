"""Verbs that are done at the desk of another room: the room says where when its addresses are loaded. The page of the paper
leads there."""

from __future__ import annotations

from collections.abc import Callable

from outgoing.models import Outgoing

DESKS: dict[str, Callable[[Outgoing], str]] = {}


def desk(code: str, paper: Outgoing) -> str:
    """Address of the desk where this verb is done; empty where it is done on the page of the paper."""
    at = DESKS.get(code)
    return at(paper) if at is not None else ""
