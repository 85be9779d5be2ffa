"""What can be done with a report, by whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        Verb("answer", _("答复"), _("写明核实情况，告知报错人；更正在记录本身办理，旧内容都保留。"), pgettext_lazy("did", "答复")),
        Verb("ask_again", _("再次提出"), _("不同意答复的，说明理由，可以再提出一次。"), pgettext_lazy("did", "再次提出")),
        Verb("settle", _("了结"), _("答复已看到，不再提出。"), pgettext_lazy("did", "了结")),
    )
}  # fmt: skip
DONE = {  # by the names of the acts
    "report_error": pgettext_lazy("did", "报错"), "answer_report": VERBS["answer"].done, "ask_again": VERBS["ask_again"].done,
    "settle": VERBS["settle"].done,
}  # fmt: skip


def done(code: str) -> str:
    """How an act stands in the history."""
    return str(DONE.get(code, code))
