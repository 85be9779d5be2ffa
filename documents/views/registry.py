"""Which form and which act answer which verb (`documents.rules.verbs.VERBS`)."""

from __future__ import annotations

from collections.abc import Callable

from documents.forms.act import ActForm
from workflow.spine import Done

from . import wired_handling, wired_main, wired_side

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    **wired_main.ACTS,
    **wired_handling.ACTS,
    **wired_side.ACTS,
}
