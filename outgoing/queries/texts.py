"""The words of a draft file, and of its versions."""

from __future__ import annotations

from outgoing.models import DraftVersion, Outgoing


def versions(paper: Outgoing) -> list[DraftVersion]:
    """Newest first, without their words."""
    return list(DraftVersion.objects.filter(paper=paper).defer("paragraphs").order_by("-number"))


def latest(paper: Outgoing) -> DraftVersion | None:
    """The text as it is now."""
    return DraftVersion.objects.filter(paper=paper).order_by("-number").first()
