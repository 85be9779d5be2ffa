"""What can be done with a report, by whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Verb:
    """`line`: what will happen. `done`: how it stands in the history."""

    code: str
    label: Words
    line: Words
    done: Words


VERBS = {
    verb.code: verb
    for verb in (
        Verb("answer", _("答复"), _("写明核实情况，告知报错人；更正在记录本身办理，旧内容都保留。"), _("答复")),
        Verb("ask_again", _("再次提出"), _("不同意答复的，说明理由，可以再提出一次。"), _("再次提出")),
        Verb("settle", _("了结"), _("答复已看到，不再提出。"), _("了结")),
    )
}  # fmt: skip
DONE = {"report_error": _("报错"), **{verb.code: verb.done for verb in VERBS.values()}}


def done(code: str) -> str:
    """How an act stands in the history."""
    return str(DONE.get(code, code))
