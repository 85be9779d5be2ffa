"""Forms of 外带: the application, its answers, leaving and coming back with the signatures of who is present."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import dress
from documents.files.kinds import IMAGES
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.lists import LedgerForm
from documents.forms.picking import FilesField
from outgoing.forms.fields import PeopleField
from people.models import Person
from seals.actions.travelling import Used
from seals.models import Seal, SealRequest, SealTakeout
from seals.queries.custody import custody_of
from seals.queries.takeouts import approvers, waiting_requests
from seals.words import Medium, SealState, TakeoutState

NEWEST, OLDEST = "no", "no-up"
LATE = "late"
VIEWS = [("", lazy("全部")), (LATE, lazy("超期未还")), (TakeoutState.OUT, lazy("外带中")), (TakeoutState.ASKING, lazy("待审批")),
         (TakeoutState.APPROVED, lazy("待带出"))]  # fmt: skip
MOST = 100_000


class TakeoutsForm(LedgerForm):
    """The filters of the list of take-outs."""

    q = forms.CharField(label=lazy("编号、印章或事由"), max_length=60)
    state = forms.ChoiceField(label=lazy("状态"), choices=[("", lazy("全部")), *TakeoutState.choices])
    view = forms.ChoiceField(label=lazy("视图"), choices=VIEWS, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=lazy("排序"), choices=[(NEWEST, NEWEST), (OLDEST, OLDEST)], widget=forms.HiddenInput
    )


class SealChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.seal_no} {obj.name}（{obj.get_state_display()}）"


class ApproverChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.title}）" if obj.title else str(obj.name)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class TakeoutForm(ActForm):
    """An application; the act is called with the unsaved row."""

    seal = SealChoice(label=lazy("印章"), queryset=Seal.objects.none())
    reason = forms.CharField(label=lazy("事由"), max_length=200)
    where = forms.CharField(label=lazy("地点"), max_length=120)
    far = forms.BooleanField(label=lazy("在本市以外"), required=False)
    since = _moment(lazy("带出时间"))
    until = _moment(lazy("归还时间"))
    planned = forms.IntegerField(label=lazy("预计用印次数"), min_value=1, max_value=MOST)
    traveller1 = PeopleField(label=lazy("随带人甲"), one=True)
    traveller2 = PeopleField(label=lazy("随带人乙"), one=True)
    approver1 = ApproverChoice(label=lazy("审批人"), queryset=Person.objects.none())
    approver2 = ApproverChoice(label=lazy("第二审批人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seals = Seal.objects.filter(medium=Medium.PHYSICAL, state__in=[SealState.IN_USE, SealState.OUT])
        fields: Any = self.fields
        fields["seal"].queryset = seals.order_by("seal_no")
        for name in ("approver1", "approver2"):
            fields[name].queryset = approvers()

    def takeout(self) -> SealTakeout:
        """The row of a valid form."""
        given = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "key")}
        return SealTakeout(**given)


class AnswerForm(ActForm):
    """Approving, without words."""


class ReasonForm(ActForm):
    reason = forms.CharField(label=lazy("原因"), max_length=200)


def password_field(label: str, *, required: bool = True) -> forms.CharField:
    """For a signature: what is typed is never shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    field = forms.CharField(label=label, max_length=128, strip=False, required=required, widget=widget)
    dress(field.widget)
    return field


class SignedForm(ActForm):
    """Those who are present sign with their own passwords: `signers` are field and person."""

    doc: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = custody_of(self.doc.seal)
        self.keeper: Person | None = held.person if held else None
        self.signers: dict[str, Person] = {}

    def signs(self, name: str, who: Person, label: str) -> None:
        self.signers[name] = who
        self.fields[name] = password_field(label % {"name": who.name})


class OutForm(SignedForm):
    """It leaves: both travellers and who keeps it sign. Who does both signs twice: as two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs("password1", self.doc.traveller1, _("随带人甲 %(name)s 的密码"))
        self.signs("password2", self.doc.traveller2, _("随带人乙 %(name)s 的密码"))
        if self.keeper:
            self.signs("password_keeper", self.keeper, _("保管人 %(name)s 的密码（交出印章）"))


class InForm(KeptFiles, SignedForm):
    """It comes back: what was stamped, what it was planned to be, pictures, its condition; who keeps it signs."""

    made = forms.IntegerField(label=lazy("实际用印次数"), min_value=0, max_value=MOST)
    why = forms.CharField(label=lazy("与预计不符的原因"), max_length=100, required=False)
    condition = forms.CharField(label=lazy("印章状况"), max_length=60, initial=lazy("完好"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(label=_("盖章页照片"), required=False)
        self.fields["files"].widget.attrs["accept"] = ".png,.jpg,.jpeg"
        dress(self.fields["files"].widget)
        self.waiting = waiting_requests(self.doc)
        for request in self.waiting:
            words = {"no": request.number, "n": request.left}
            self._count(
                f"stamped{request.pk}", _("%(no)s 实盖份数（批准未用 %(n)s 份）") % words, request.left
            )
            self._count(f"spoiled{request.pk}", _("%(no)s 废印份数") % words, request.left)
        hint = _("外带期间用印的，由监印人核对签名。") if self.waiting else ""
        self.fields["second_user"] = forms.CharField(
            label=_("核对人用户名"), max_length=60, required=False, help_text=hint
        )
        self.fields["second_user"].widget.attrs["autocomplete"] = "off"
        dress(self.fields["second_user"].widget)
        self.fields["second_password"] = password_field(_("核对人密码"), required=False)
        if self.keeper:
            self.signs("password_keeper", self.keeper, _("保管人 %(name)s 的密码（收回印章）"))

    def _count(self, name: str, label: str, most: int) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=most, initial=0)
        dress(self.fields[name].widget)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        if any(one.blob.ext not in IMAGES for one in self.sent):
            self.add_error("files", _("请上传照片（PNG、JPEG）。"))
        if bool(data.get("second_user")) != bool(data.get("second_password")):
            self.add_error("second_password", _("核对人的用户名和密码须一并填写。"))
        return data

    def used(self) -> list[Used]:
        return [self._used(request) for request in self.waiting]

    def _used(self, request: SealRequest) -> Used:
        data = self.cleaned_data
        return Used(request, data[f"stamped{request.pk}"], data[f"spoiled{request.pk}"])
