"""Forms of the verbs after dispatch: sign for copies, urge, send again, close, recall, revoke, numbered copies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checking.rules.gates import Listing
from docflow.web.forms import dress, no_surrogate
from docflow.web.parts import when
from documents.forms.act import ActForm
from documents.forms.numbers import NumbersField
from documents.forms.part import Anything
from documents.forms.picking import ReadersField
from documents.forms.wording import WordsField
from documents.rules.keys import number_key
from outgoing.forms.route import GateForm
from outgoing.models import Addressee, Outgoing
from outgoing.queries import gates
from outgoing.queries.copies import balance, ledger
from outgoing.queries.dispatch import missing
from outgoing.queries.visible import visible_to
from outgoing.rules.receipts import AGAIN, BY_UNIT, MOST, TO_URGE
from outgoing.rules.verbs import ISSUED
from outgoing.words import Channel, Receipt
from people.models import Person
from workflow.models import Task

GIVE_ROWS = 4


def line(label: Any, *, required: bool = True) -> forms.CharField:
    """One line of words."""
    return forms.CharField(label=label, max_length=200, required=required)


class Beside(ActForm):
    """An act beside others: it compares rows, not the version of the paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False


class ReceiveForm(Beside):
    """How many copies came, and how. Filled in: all of them, signed."""

    condition = forms.ChoiceField(
        label=gettext_lazy("签收结果"), initial=Receipt.SIGNED, widget=forms.RadioSelect,
        choices=[(code.value, code.label) for code in BY_UNIT],
    )  # fmt: skip
    copies = forms.IntegerField(label=gettext_lazy("收到份数"), min_value=0, max_value=MOST)
    note = line(gettext_lazy("说明（少件、破损、拒收时必填）"), required=False)
    task = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )  # what was drawn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.waiting is not None:
            self.initial["task"] = self.waiting.pk
        if self.row is not None:
            self.fields["copies"].initial = self.row.copies

    @cached_property
    def waiting(self) -> Task | None:
        """The task that is answered: the one it was drawn for, else the first of his."""
        rows = Task.objects.about(self.doc).open().filter(kind="receive")
        mine = rows.held_by(sorted(self.person.hats.all)).order_by("sequence", "id")
        sent = str(self.data.get("task", "") if self.is_bound else self.initial.get("task", ""))
        if sent.isascii() and sent.isdecimal() and len(sent) < 19:
            return mine.filter(pk=int(sent)).first()
        return mine.first()

    @cached_property
    def row(self) -> Addressee | None:
        """What was sent to his unit and is waited for."""
        return Addressee.objects.filter(pk=self.waiting.assignment_id or 0).first() if self.waiting else None

    def act_kwargs(self) -> dict[str, Any]:
        kwargs = super().act_kwargs()
        task = kwargs.pop("task")
        return {**kwargs, "task_id": task}


class WhomForm(Beside):
    """Ticks over addressees in the states that the verb is about."""

    states: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(
            Addressee.objects.filter(paper_id=self.doc.pk, receipt__in=sorted(self.states)).order_by(
                "alarm_at", "order", "id"
            )
        )
        self.fields["whom"] = Anything(
            label=_("单位"), choices=[(str(r.pk), self.said(r)) for r in rows], widget=forms.CheckboxSelectMultiple,
            initial=[str(r.pk) for r in rows if self.ticked(r)],
        )  # fmt: skip
        dress(self.fields["whom"].widget)
        self.order_fields(["whom"])

    def ticked(self, row: Addressee) -> bool:
        """Is it chosen before anybody has chosen?"""
        return False

    @staticmethod
    def said(row: Addressee) -> str:
        """省水利厅 3份，应于 11-30 10:00 前签收，已催 2 次; of what was recalled, when the organ was told, or not yet."""
        until = _("，应于 %(at)s 前签收") % {"at": when(row.alarm_at)} if row.receipt == Receipt.SENT else ""
        state = "" if row.receipt == Receipt.SENT else f"，{Receipt(row.receipt).label} {row.note}".rstrip()
        urged = _("，已催 %(n)s 次") % {"n": row.urged} if row.urged else ""
        return (
            _("%(unit)s %(n)s 份") % {"unit": row.name, "n": row.copies} + until + state + _told(row) + urged
        )


def _told(row: Addressee) -> str:
    if row.receipt != Receipt.RECALLED:
        return ""
    if row.recall_told_at is None:
        return _("，未通知召回")
    return _("，已于 %(at)s 通知召回") % {"at": when(row.recall_told_at)}


class UrgeReceiptsForm(WhomForm):
    states = TO_URGE
    answered_by = forms.CharField(
        label=gettext_lazy("接电话的人"), required=False, max_length=60,
        help_text=gettext_lazy("不在本系统办理的单位请电话催签、通知召回，并填写接听人"),
    )  # fmt: skip
    note = line(gettext_lazy("催签附言（可不写）"), required=False)

    def ticked(self, row: Addressee) -> bool:
        """All but organs outside the system that a recall is to be told to: each is called by itself."""
        return not (row.outside and row.receipt == Receipt.RECALLED)

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"addressee_ids": data["whom"], "note": data["note"], "answered_by": data["answered_by"]}


class ResendForm(WhomForm):
    states = AGAIN
    channel = forms.ChoiceField(
        label=gettext_lazy("补寄方式"),
        required=False,
        choices=[("", gettext_lazy("与原来相同")), *Channel.choices],
    )
    note = line(gettext_lazy("补寄份数和原因"))

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"addressee_ids": data["whom"], "channel": data["channel"], "note": data["note"]}


class CloseForm(GateForm):
    """The check list of gate 3 (mostly nothing to fill in); says who is missing."""

    ticks_label = gettext_lazy("办结前复核，逐项核对后勾选")

    def listing(self) -> Listing:
        return gates.closing(self.doc)  # type: ignore[arg-type]

    @cached_property
    def missing(self) -> list[str]:
        return missing(self.doc)  # type: ignore[arg-type]


class RecallForm(ActForm):
    reason = line(gettext_lazy("召回原因"))


class RevokeForm(ActForm):
    """撤销 or 废止, from which day, by which paper."""

    repeal = forms.ChoiceField(
        label=gettext_lazy("方式"), widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("撤销：自始无效")), ("yes", gettext_lazy("废止：自该日起失效"))],
    )  # fmt: skip
    on = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    by_paper = forms.CharField(
        label=gettext_lazy("依据的公文（发文字号，可不填）"), required=False, max_length=80
    )
    reason = line(gettext_lazy("依据和理由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_by_paper(self) -> Outgoing | None:
        typed = self.cleaned_data["by_paper"].strip()
        if not typed:
            return None
        issued = visible_to(self.person).filter(number_key=number_key(typed), state__in=sorted(ISSUED))
        found = list(issued.exclude(pk=self.doc.pk)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("没有这件已发出的公文，或您无权查看。"))
        return found[0]

    def act_kwargs(self) -> dict[str, Any]:
        data = super().act_kwargs()
        return {**data, "repeal": data["repeal"] == "yes"}


class CopiesForm(Beside):
    """Give out to addressees or others, take back, destroy by two, report lost."""

    partial = "outgoing/_copies.html"
    back = NumbersField(label=gettext_lazy("清退份号"), required=False)
    destroy = NumbersField(label=gettext_lazy("销毁份号"), required=False)
    witness = ReadersField(label=gettext_lazy("监销人"), required=False)
    lost = NumbersField(label=gettext_lazy("遗失份号"), required=False)
    reason = WordsField(label=gettext_lazy("遗失经过和处理"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].one = True  # type: ignore[attr-defined]
        self.fields["witness"].widget.attrs.pop("data-multi", None)
        rows = Addressee.objects.filter(paper_id=self.doc.pk).order_by("order", "id")
        self.names = dict(rows.values_list("name", "pk"))
        for n in range(GIVE_ROWS):
            hint = {"help_text": ""} if n else {}
            self.fields[f"give_{n}"] = NumbersField(label=_("分发份号"), required=False, **hint)
            self.fields[f"to_{n}"] = forms.CharField(
                label=_("领用单位或个人"), required=False, max_length=120, widget=forms.TextInput(attrs={"list": "holders"})
            )  # fmt: skip
            for name in (f"give_{n}", f"to_{n}"):
                self.fields[name].validators.append(no_surrogate)
                dress(self.fields[name].widget)

    def clean_witness(self) -> Person | None:
        found: Person | None = self.cleaned_data["witness"]
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for n in range(GIVE_ROWS):
            numbers, to = data.get(f"give_{n}"), data.get(f"to_{n}")
            if numbers and not to:
                self.add_error(f"to_{n}", _("请填写领用的单位或个人。"))
            if to and not numbers and f"give_{n}" in data:
                self.add_error(f"give_{n}", _("请填写份号，如 1-20、25。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        give = [
            (data[f"give_{n}"], self.names.get(data[f"to_{n}"], data[f"to_{n}"]))
            for n in range(GIVE_ROWS)
            if data.get(f"give_{n}")
        ]
        names = ("back", "destroy", "witness", "lost", "reason")
        return {"give": give, **{name: data[name] for name in names}}

    @cached_property
    def balance(self) -> Any:
        return balance(self.doc)  # type: ignore[arg-type]

    @cached_property
    def ledger(self) -> list[tuple[str, str, str, str]]:
        return ledger(self.doc)  # type: ignore[arg-type]

    @property
    def give_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"give_{n}"], self[f"to_{n}"]) for n in range(GIVE_ROWS)]
