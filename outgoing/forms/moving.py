"""The form of moving a paper by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from documents.forms.act import ActForm
from documents.forms.wording import WordsField
from outgoing.forms.fields import AnybodyField
from outgoing.queries.jumps import jumps, takers, unmanned
from outgoing.rules.jumping import ahead
from outgoing.words import State, TaskKind


class Step(forms.ChoiceField):
    """A step of the way: those that may be chosen are drawn; why not another is the act's to say, under the lock."""

    def valid_value(self, value: Any) -> bool:
        return value in State.values


class JumpForm(ActForm):
    """调整环节: only steps that are legal are drawn, and a person is asked for only where one is lacking."""

    to = AnybodyField(label=lazy("由谁办"), one=True, required=False)
    reason = WordsField(label=lazy("理由"), help_text=lazy("写明卡在哪里、为什么这样调整；记入流转记录。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper: Any = self.doc
        legal = [step for step, bar in jumps(paper, self.person).items() if bar is None]
        self.fields["target"] = Step(
            label=_("调整到"),
            choices=[(str(s), _said(paper.state, s)) for s in legal],
            widget=forms.RadioSelect,
        )
        dress(self.fields["target"].widget)
        lacking = dict.fromkeys(kind for step in legal for kind, _name in unmanned(paper, step))
        if lacking:
            able = [
                _("%(what)s：%(who)s") % {"what": TaskKind(k).label, "who": _names(paper, k)} for k in lacking
            ]
            self.fields["to"].help_text = _("原来选的人已不在的，请指定。%(able)s") % {
                "able": "；".join(able)
            }
        else:
            del self.fields["to"]
        self.order_fields(["target", "to", "reason"])


def _said(state: str, step: str) -> str:
    words = {"step": State(step).label}
    return (_("往前：%(step)s（不再等候会签）") if ahead(state, step) else _("退到：%(step)s")) % words


def _names(paper: Any, kind: str) -> str:
    return "、".join(p.name for p in takers(paper, kind)[:6]) or _("无")
