"""A paper that stands still: what nobody does with it meanwhile, and who lets it go on. Pure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.rules.known import LACKING, MOVED, Bar, Known
from workflow.models import PauseCode

# What it waits for, to stand within a sentence.
WAITS: dict[str, str | Promise] = {
    PauseCode.SUPPLEMENT: lazy("补件"),
    PauseCode.AGREEMENT: lazy("书面同意"),
    PauseCode.HIGHER: lazy("上级答复"),
}


def paused(known: Known, hats: Any) -> Bar | None:
    """It stands still: who stopped it, when and why, and who can let it go on."""
    paper = known.paused
    if paper is None:
        return None
    words = {
        "who": paper.paused_by_name, "at": timezone.localtime(paper.paused_at).strftime("%m-%d %H:%M"),
        "what": PauseCode(paper.paused_code).label, "why": paper.paused_for, "on": paper.look_again_on.isoformat(),
    }  # fmt: skip
    said = _("%(who)s %(at)s 暂停办理本件（%(what)s：%(why)s），%(on)s 再看；请%(who)s或处长恢复办理后再办。")
    return Bar(said % words, LACKING)


def not_paused(known: Known, hats: Any) -> Bar | None:
    return None if known.paused is not None else Bar(_("本件没有暂停，正在办理。"), MOVED)
