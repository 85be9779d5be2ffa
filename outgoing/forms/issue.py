"""Forms of signing and issuing: signature, number, print run, seal, dispatch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from checking.forms.gates import GateFields
from checking.rules.gates import Listing
from docflow.web.errors import Incomplete
from docflow.web.forms import dress
from documents.forms.act import ActForm
from documents.forms.wording import WordsField
from outgoing.models import Addressee
from outgoing.queries import gates
from outgoing.queries.repeats import review_with_signature
from outgoing.queries.runs import listed, short_of
from outgoing.queries.series import reserved_for, series_of
from outgoing.words import Channel

MOST_COPIES = 20_000


class SignForm(GateFields, ActForm):
    """签发: words or none (圈阅), and the full date; the five points, where the signer's own review was left to it, or
    where the text is another than the one that was reviewed."""

    opinion = WordsField(
        label=lazy("签发意见"), required=False, help_text=lazy("不写意见即为圈阅，视为同意。")
    )
    signed_on = forms.DateField(
        label=lazy("签发日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("signed_on", timezone.localdate())
        self.ticks_label = (
            _("审核与签发同为一人，审核随签发办理：已核对（条例第二十条）")
            if self.left_to_signature
            else _("这一稿审核后有改动，随签发核对：已核对（条例第二十条）")
        )
        self.add_gate_fields()

    @cached_property
    def left_to_signature(self) -> bool:
        return review_with_signature(self.doc)  # type: ignore[arg-type]

    def listing(self) -> Listing | None:
        paper: Any = self.doc
        owes = self.left_to_signature or not gates.reviewed(paper)
        return gates.review(paper) if owes else None

    def renew(self, doc: Any) -> None:
        super().renew(doc)
        self.__dict__.pop("left_to_signature", None)
        self.renew_gate()


class NumberForm(ActForm):
    """编号: the next number, or a reserved one; never one typed by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            series = series_of(self.doc)  # type: ignore[arg-type]
            rows = reserved_for(self.doc)  # type: ignore[arg-type]
        except Incomplete:  # said when it is sent
            series, rows = None, []
        self.slots = {str(s.pk): s for s in rows}
        self.fields["slot"] = forms.ChoiceField(
            label=_("取哪个号"), required=False,
            choices=[("", _("%(code)s 的下一个号") % {"code": series.code if series else ""})]
            + [(pk, f"{s.number}（{s.reason}）"[:90]) for pk, s in self.slots.items()],
            error_messages={
                "invalid_choice": _("字号由系统按顺序取，不能手填；要用预留号请从列表中选，没有的请处长先预留。")
            },
        )  # fmt: skip
        dress(self.fields["slot"].widget)

    def act_kwargs(self) -> dict[str, Any]:
        return {"slot": self.slots.get(self.cleaned_data["slot"])}


class PrintForm(ActForm):
    copies = forms.IntegerField(label=lazy("印数"), min_value=1, max_value=MOST_COPIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = Addressee.objects.filter(paper_id=self.doc.pk).aggregate(n=Sum("copies"))["n"] or 0
        self.fields["copies"].help_text = _("分发单位共 %(n)s 份；印数含存档。") % {"n": listed}
        self.initial.setdefault("copies", listed + 2)


class PrintMoreForm(ActForm):
    """加印: how many more, and why; as many as the list lacks where it lacks some."""

    copies = forms.IntegerField(label=lazy("加印份数"), min_value=1, max_value=MOST_COPIES)
    reason = WordsField(label=lazy("加印原因"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper: Any = self.doc
        words = {"run": paper.print_run or 0, "sealed": paper.sealed or 0, "listed": listed(paper)}
        self.fields["copies"].help_text = (
            _("已印 %(run)s 份，已用印 %(sealed)s 份；分发单位共 %(listed)s 份。") % words
        )
        if lacking := short_of(paper):
            self.initial.setdefault("copies", lacking)


class DispatchForm(ActForm):
    """核发: by the way that fits each organ, or all by one."""

    channel = forms.ChoiceField(
        label=lazy("发送方式"),
        choices=[("", lazy("按单位：系统内有人的系统内签收，其余送交换站")), *Channel.choices],
        required=False,
    )
