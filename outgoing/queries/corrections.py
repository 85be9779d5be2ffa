"""更正: the paper that this one corrects, and those that correct it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to


def corrections(paper: Outgoing, person: Any) -> list[tuple[str, Outgoing]]:
    """What stands beside it as a correction, of that which he may see; two statements."""
    seen = visible_to(person)
    before = [(_("更正"), old) for old in seen.filter(pk=paper.corrects_id or 0)]
    return before + [(_("被更正"), new) for new in seen.filter(corrects=paper).order_by("pk")]
