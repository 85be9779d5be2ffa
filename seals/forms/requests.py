"""用印申请 (S11): a described paper with its file; and what is said with each act on an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm, QueryForm
from documents.files.kinds import ACCEPT_ATTRIBUTE
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.unclassified import Unclassified
from outgoing.models.paper import URGENCIES
from people.models import Person
from seals.models import Seal, SealRequest
from seals.queries.approvers import approvers
from seals.rules.approval import Way, rule_of
from seals.rules.signed_names import names_of
from seals.words import PaperKind, Refused, SealKind

BLANK = "blank"
KINDS = [("", lazy("请选择")), *PaperKind.choices, (BLANK, lazy("空白纸、空白介绍信、空白表格"))]
WORDS = frozenset(
    {"docx", "doc", "wps", "txt", "rtf", "xlsx", "xls", "et"}
)  # of these the words are always read
FIELDS = ("title", "urgency", "paper_kind", "signed_name", "addressee", "pages", "copies", "per_copy", "paging", "mandate",
          "off_hours", "work_secret", "note")  # fmt: skip


class NewQuery(QueryForm):
    """`seal`, `paper`: public ids; `number`: a document number somebody typed to find the paper."""

    seal = forms.SlugField(max_length=20)
    paper = forms.SlugField(max_length=20)
    number = forms.CharField(max_length=80)


class PaperForm(Unclassified, BaseForm):
    """Copies of an outgoing paper: nothing is typed but a remark."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(label=lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)


class DescribedForm(KeptFiles, Unclassified, BaseForm):
    """A described paper for one seal. `refused`: the code and reason for which the seal is not set on it (X1, X4): that is
    written into the ledger, whatever else is wrong."""

    upload_field = "file"
    most_files = 2  # one that is kept and one that comes in its place

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title = forms.CharField(
        label=lazy("文件名称或事由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "song"}),
    )
    paper_kind = forms.ChoiceField(label=lazy("文件种类"), choices=KINDS)
    signed_name = forms.CharField(label=lazy("落款"), max_length=120)
    addressee = forms.CharField(label=lazy("发往"), max_length=200, required=False)
    urgency = forms.ChoiceField(label=lazy("紧急程度"), choices=URGENCIES, initial="normal")
    pages = forms.IntegerField(
        label=lazy("页数"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=lazy("不填则按文件的页数。"),
    )
    copies = forms.IntegerField(label=lazy("份数"), min_value=1, max_value=99_999, initial=1)
    per_copy = forms.IntegerField(label=lazy("每份盖章处数"), min_value=1, max_value=99, initial=1)
    paging = forms.IntegerField(
        label=lazy("骑缝章"), min_value=0, max_value=99_999, initial=0, required=False,
        help_text=lazy("共盖几处；没有的不填。"),
    )  # fmt: skip
    mandate = forms.CharField(
        label=lazy("授权依据"), max_length=200, required=False,
        help_text=lazy("由签名人以外的人审批的，写明书面授权的文号、日期。"),
    )  # fmt: skip
    off_hours = forms.BooleanField(label=lazy("非工作时间用印"), required=False)
    work_secret = forms.BooleanField(label=lazy("工作秘密"), required=False)
    note = forms.CharField(label=lazy("说明"), max_length=200, required=False)
    complete = forms.BooleanField(label=lazy("正文完整，没有空白栏，日期已填，附件齐全"))

    def __init__(self, *args: Any, person: Any, seal: Seal, **kwargs: Any) -> None:
        self.person, self.seal = person, seal
        self.refused: tuple[Refused, str] | None = None
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("用印文件"),
            required=False,
            help_text=_("必须上传：批准的是这一份文本，换了就要重新申请。"),
        )
        self.fields["file"].widget.attrs |= {"accept": ACCEPT_ATTRIBUTE, "class": "form-control"}
        self.names = names_of(seal)
        self.fields["signed_name"].initial = self.names[0]
        if seal.kind == SealKind.STAMP:
            self.fields["signed_name"].required = False
        if seal.kind != SealKind.SIGNATURE:
            del self.fields["mandate"]
        if seal.is_electronic:  # one file, once: whatever is sent
            for name in ("copies", "per_copy", "paging"):
                self.fields[name].disabled = True
        if rule_of(seal.kind).way != Way.NOBODY:
            self.fields["approver"] = _approver_field(seal, person.pk)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        self.sent = self.sent[-1:]
        if not self.sent and "file" not in self.errors:
            self.add_error("file", _("请上传待用印的文件：批准的是这一份文本。"))
        if self.seal.is_electronic and self.sent and self.sent[0].blob.ext != "pdf":
            self.add_error("file", _("电子印章只能加盖在 PDF 文件上，请上传 PDF。"))
        data["paging"] = data.get("paging") or 0
        self._blank(data)
        self._organ(data)
        self._pages(data)
        return data

    def _blank(self, data: dict[str, Any]) -> None:
        """X1: no seal on what anybody could fill in afterwards."""
        blob = self.sent[0].blob if self.sent else None
        empty = blob is not None and blob.ext in WORDS and not any(page.strip() for page in blob.text)
        if data.get("paper_kind") == BLANK or empty:
            self.refused = (
                Refused.BLANK,
                str(Refused.BLANK.label),
            )  # its title is no reason: an auditor reads those
            said = _("空白纸、空白介绍信、空白表格不能用印，已记入用印登记簿。")
            self.add_error("file" if empty else "paper_kind", said)

    def _organ(self, data: dict[str, Any]) -> None:
        """X4: the name on the paper is that of the seal."""
        name = (data.get("signed_name") or "").strip()
        if not name or name in self.names:
            return
        words = {"seal": self.seal.name, "name": self.names[0]}
        if self.refused is None:
            self.refused = (Refused.ORGAN, f"{Refused.ORGAN.label}：{name}"[:300])
        self.add_error(
            "signed_name", _("落款与印章「%(seal)s」不符，应为“%(name)s”；已记入用印登记簿。") % words
        )

    def _pages(self, data: dict[str, Any]) -> None:
        pages = self.sent[0].blob.pages if self.sent else 0
        if pages and data.get("pages") and data["pages"] != pages:
            self.add_error("pages", _("文件共 %(n)s 页，请核对。") % {"n": pages})
        data["pages"] = data.get("pages") or pages or None

    def request(self) -> SealRequest:
        """The unsaved row."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        values["signed_name"] = values["signed_name"].strip()
        one = self.sent[0]
        approver = self.cleaned_data.get("approver")
        return SealRequest(
            seal=self.seal, file=one.blob, file_name=one.name[:200], approver=approver, **values
        )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit_short or ''}{obj.title or ''}）"


def _approver_field(seal: Seal, applicant_id: int) -> PersonChoice:
    """Exactly who may approve this seal for him now; of a signature seal those by a mandate, too."""
    rule, mandate = rule_of(seal.kind), seal.kind == SealKind.SIGNATURE
    rows = approvers(seal, applicant_id, mandate=mandate)
    made = PersonChoice(label=_("审批人"), queryset=rows, empty_label=_("请选择"), help_text=str(rule.who))
    made.widget.attrs["class"] = "form-select"
    return made


class ApproveForm(ActForm):
    opinion = forms.CharField(
        label=lazy("意见"), max_length=500, required=False, help_text=lazy("不写的记为“同意用印。”"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class RejectForm(ActForm):
    reason = forms.CharField(label=lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(ActForm):
    reason = forms.CharField(label=lazy("理由（可不写）"), max_length=200, required=False)


class UrgeForm(ActForm):
    note = forms.CharField(label=lazy("附言（可不写）"), max_length=200, required=False)


class ExpireForm(ActForm):
    """Nothing is said."""


class ApproverForm(ActForm):
    approver = PersonChoice(label=lazy("审批人"), queryset=Person.objects.none(), empty_label=lazy("请选择"))

    def __init__(self, *args: Any, doc: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, doc=doc, person=person, **kwargs)
        rows = approvers(doc.seal, doc.applicant_id, mandate=bool(doc.mandate)).exclude(pk=doc.approver_id)
        self.fields["approver"].queryset = rows  # type: ignore[attr-defined]
