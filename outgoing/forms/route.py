"""Forms of the way to the signature: whom it is sent to, and what they answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.forms.gates import GateFields
from checking.rules.gates import Listing
from docflow.web.forms import dress
from docflow.web.parts import when
from documents.forms.act import ActForm
from documents.forms.part import Anything
from documents.forms.wording import WordsField
from outgoing.forms.fields import AnybodyField, CountersignersField, PeopleField
from outgoing.forms.joint import returning
from outgoing.queries import gates
from outgoing.queries.people import recheckers, signers
from outgoing.queries.plan import people_of, units_of
from outgoing.queries.urged import as_words, urgings
from outgoing.words import Answer, Order, Passed, TaskKind
from workflow.models import Task


class SendForm(ActForm):
    """送出: the way of the paper, prefilled with what it was last time."""

    units = CountersignersField(label=lazy("会签单位"), required=False)
    order = forms.ChoiceField(
        label=lazy("会签次序"), choices=Order.choices, initial=Order.TOGETHER, required=False, widget=forms.RadioSelect,
        help_text=lazy("依次：按上面所列先后，一家答复后再送下一家。"),
    )  # fmt: skip
    legal = PeopleField(label=lazy("合法性审核人"), required=False, one=True)
    fair = PeopleField(label=lazy("公平竞争审查人"), required=False, one=True)
    reviewers = PeopleField(
        label=lazy("审核人"), keep_twice=True, help_text=lazy("按先后写；不能是拟稿人。末位审核人同时是首位签发人的，审核随签发办理。")
    )  # fmt: skip
    signers = AnybodyField(label=lazy("签发人"), keep_twice=True)
    rechecker = PeopleField(rows=recheckers, label=lazy("复核人"), one=True)

    def __init__(self, *args: Any, doc: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = {
            "units": units_of(doc, "units"),
            "order": doc.plan.get("order") or Order.TOGETHER,
        }
        for name in ("reviewers", "signers"):
            known[name] = people_of(doc, name)
        for name in ("legal", "fair", "rechecker"):
            known[name] = next(iter(people_of(doc, name)), None)
        super().__init__(*args, doc=doc, **{**kwargs, "initial": {**known, **kwargs.get("initial", {})}})
        may = "、".join(p.name for p in signers(doc.organ_id, doc.direction, doc.kind)[:6]) or _("无")
        self.fields["signers"].help_text = _("本件可以签发的：%(who)s。") % {"who": may}
        if doc.other_departments and not doc.consulted:
            self.fields["units"].help_text = _("涉及其他部门职权，须选会签单位。")
        if not doc.is_normative:
            del self.fields["legal"]
        if not doc.affects_operators:
            del self.fields["fair"]

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        plan: dict[str, Any] = {
            "units": [u.pk for u in data["units"]], "order": data["order"] or Order.TOGETHER.value
        }  # fmt: skip
        for name in ("reviewers", "signers"):
            plan[name] = [p.pk for p in data[name]]
        for name in ("legal", "fair", "rechecker"):
            if data.get(name):
                plan[name] = [data[name].pk]
        return {"plan": plan}


class CountersignForm(ActForm):
    opinion = WordsField(label=lazy("会签意见"), required=False)
    result = forms.ChoiceField(
        label=lazy("会签结果"), choices=Answer.choices, initial=Answer.AGREED, widget=forms.RadioSelect
    )


class RecordCountersignForm(CountersignForm):
    """The answer of one of the units that still have to answer."""

    by_name = forms.CharField(label=lazy("签字人"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = _open(self.doc, TaskKind.COUNTERSIGN)
        self.fields["task_id"] = forms.TypedChoiceField(
            label=_("会签单位"), coerce=int, choices=[(t.pk, t.holder_name) for t in rows],
            error_messages={"invalid_choice": _("该单位已经答复，不用代录。")},
        )  # fmt: skip
        dress(self.fields["task_id"].widget)
        self.order_fields(["task_id", "opinion", "result", "by_name"])


class OverdueForm(ActForm):
    """Beside each unit stands how it was urged: that is kept with the act and not typed once more."""

    reason = WordsField(
        label=lazy("不再等候的理由"), required=False,
        help_text=lazy("上面所列的催办记录随本件记下，不用再写；没有催办记录的须写明催办情况。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        late = [t for t in _open(self.doc, TaskKind.COUNTERSIGN) if t.due_at and t.due_at < timezone.now()]
        self.fields["task_ids"] = Anything(
            label=_("逾期的单位"),
            choices=_with_urgings(self.doc, late),
            widget=forms.CheckboxSelectMultiple,
        )
        dress(self.fields["task_ids"].widget)
        self.order_fields(["task_ids", "reason"])


def _with_urgings(doc: Any, late: list[Task]) -> list[tuple[int, str]]:
    found = urgings(doc, [t.pk for t in late])
    rows = []
    for task in late:
        made = found.get(task.pk, [])
        words = {"due": when(task.due_at), "n": len(made), "how": as_words(made)}
        said = _("限 %(due)s，已催 %(n)s 次：%(how)s") if made else _("限 %(due)s，没有催办记录")
        rows.append((task.pk, f"{task.holder_name}（{said % words}）"))
    return rows


def _open(doc: Any, kind: str) -> list[Task]:
    return list(Task.objects.about(doc).open().filter(kind=kind).order_by("id"))


class SettleForm(ActForm):
    answer = WordsField(label=lazy("采纳情况"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Task.objects.about(self.doc).filter(
            kind=TaskKind.COUNTERSIGN, round=self.doc.round, status="done",
            outcome__in=(Answer.AMENDED, Answer.DISAGREED),
        )  # fmt: skip
        said = [f"{t.holder_name}（{Answer(t.outcome).label}）：{t.answer}" for t in rows.order_by("id")]
        self.fields["answer"].help_text = "；".join(said)


class CheckForm(ActForm):
    opinion = WordsField(label=lazy("审核意见"), rows=4)
    result = forms.ChoiceField(
        label=lazy("结论"), choices=Passed.choices, initial=Passed.PASSED, widget=forms.RadioSelect
    )


class GateForm(GateFields, ActForm):
    """An act that passes a gate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_gate_fields()

    def renew(self, doc: Any) -> None:
        super().renew(doc)
        self.renew_gate()


class ReviewForm(GateForm):
    opinion = WordsField(label=lazy("审核意见"), required=False, help_text=lazy("不写即为“同意，请签发。”"))
    ticks_label = lazy("已核对（条例第二十条）")

    def listing(self) -> Listing:
        return gates.review(self.doc)  # type: ignore[arg-type]


class RecheckForm(GateForm):
    opinion = WordsField(label=lazy("复核意见"), required=False, help_text=lazy("不写即为“复核无误。”"))
    ticks_label = lazy("已核对（条例第二十五条）")

    def listing(self) -> Listing:
        return gates.recheck(self.doc)  # type: ignore[arg-type]


class GiveBackForm(ActForm):
    reason = WordsField(label=lazy("退回原因"))
    straight = forms.TypedChoiceField(
        label=lazy("改后怎么送"),
        choices=[("no", lazy("重走流程")), ("yes", lazy("改后直接送回本环节"))],
        initial="no",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = returning(self.doc, self.person)
        if not rows:
            return
        several: list[Any] = [("", _("请选择"))] if len(rows) > 1 else []
        self.fields["task_id"] = forms.TypedChoiceField(
            label=_("退回的机关"), coerce=int, choices=several + rows,
            error_messages={"invalid_choice": _("该机关已经签发，请刷新后再看。")},
        )  # fmt: skip
        dress(self.fields["task_id"].widget)
        self.order_fields(["task_id", "reason", "straight"])


class ReasonForm(ActForm):
    """作废、撤稿、强制解锁: nothing but why."""

    reason = WordsField(label=lazy("理由"))


class TakeBackForm(ActForm):
    reason = WordsField(label=lazy("说明"), required=False)


class BareForm(ActForm):
    """Nothing to fill in: what will happen stands above the button."""


class TransferForm(ActForm):
    to = PeopleField(label=lazy("转给"), one=True)
    reason = WordsField(label=lazy("原因"))


class ReassignForm(TransferForm):
    """What stands in somebody's own name, to be chosen where there are several."""

    to = AnybodyField(label=lazy("改派给"), one=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [t for t in Task.objects.about(self.doc).live().filter(lane="main") if t.holder[0] == "p"]
        self.fields["task_id"] = forms.TypedChoiceField(
            label=_("哪一步"), coerce=int,
            choices=[(t.pk, f"{t.holder_name}（{TaskKind(t.kind).label}）") for t in rows],
            error_messages={"invalid_choice": _("这一步已经办完，请刷新后再看。")},
        )  # fmt: skip
        dress(self.fields["task_id"].widget)
        self.order_fields(["task_id", "to", "reason"])
