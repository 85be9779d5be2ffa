"""Forms of the desk: stamping, refusing, putting right, entering late, signing in to watch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.errors import BadInput
from docflow.web.forms import BaseForm, QueryForm
from documents.actions.uploads import Sent, keep, sent_by
from documents.forms.unclassified import Unclassified
from documents.models import Blob
from people.actions.signature import signed_by
from people.models import Person
from seals.models import LedgerLine, Seal, SealRequest
from seals.words import Refused
from workflow.spine import new_key

MOST = 999_999
FIGURES = ("stamped", "spoiled", "unused", "paging", "impressions")
PHOTO = ("jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "heic")


class DeskQuery(QueryForm):
    """`q`: what was scanned or typed; `paper`: the reference of an outgoing paper that waits for its seal."""

    q = forms.CharField(max_length=100)
    paper = forms.CharField(max_length=40)


class PageQuery(QueryForm):
    """`scanned`: the slip was scanned, so the copies come next; `p`: from which page on; `view`: the file as text."""

    scanned = forms.BooleanField()
    p = forms.IntegerField(min_value=1, max_value=100_000)
    view = forms.ChoiceField(choices=[("", ""), ("text", "text"), ("layout", "layout")])


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, **more)


class Keyed(Unclassified, BaseForm):
    """What every form of the desk carries: `version` counts the entries its request or seal had when it was drawn."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, about: Any, person: Any, **kwargs: Any) -> None:
        self.about, self.person = about, person
        initial = {"version": about.entry_count, "key": new_key(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)

    def renew(self, about: Any) -> None:
        """What was typed stays; what the form was drawn from is the subject as it is now."""
        data: Any = self.data
        self.about, self.data = about, data.copy()
        self.data["version"], self.data["key"] = about.entry_count, new_key()  # type: ignore[index]

    def carried(self) -> dict[str, Any]:
        return {"key": self.cleaned_data["key"], "expected_version": self.cleaned_data["version"]}


class Second(Keyed):
    """With a second person, who signs on this screen with name and password."""

    second_username = forms.CharField(
        label=lazy("第二人用户名"), max_length=150, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label=lazy("第二人密码"), max_length=4096, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def second(self, address: str) -> Person | None:
        """Who signed; None where nobody is named. `BadInput` where name and password do not fit."""
        name, word = self.cleaned_data["second_username"], self.cleaned_data["second_password"]
        return signed_by(name, word, address=address, field="second_password") if name or word else None


class StampForm(Second):
    """实盖、废印、未用: what is left is filled in. What is not accounted for stays for another time."""

    copies = _count(lazy("实盖份数"))
    spoiled = _count(lazy("废印"))
    unused = _count(lazy("未用退回"))
    paging = _count(lazy("骑缝"))
    impressions = _count(lazy("印迹处数"))
    reason = forms.CharField(
        label=lazy("与批准不同的原因"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photo = forms.FileField(label=lazy("用印页照片"), required=False)
    photo_token = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: SealRequest = self.about
        self.initial.setdefault("copies", request.left)
        if request.paging:
            left = request.paging - request.paging_made
            self.initial.setdefault("paging", left)
            self.fields["paging"].help_text = _("批准 %(n)s 处，剩 %(left)s 处") % {
                "n": request.paging,
                "left": left,
            }
        else:
            del self.fields["paging"]
        self.fields["impressions"].help_text = _("不填按每份 %(n)s 处计") % {"n": request.per_copy}
        self.fields["photo"].widget.attrs["accept"] = "image/*"

    def counts(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("copies", "spoiled", "unused", "paging")
        return {name: data.get(name) or 0 for name in names} | {
            "impressions": data["impressions"], "reason": data["reason"]
        }  # fmt: skip

    def pictured(self) -> Blob | None:
        """The photograph, kept; it stays with the form where that comes again. `BadInput` for anything but a picture."""
        sent: Sent | None = None
        if self.cleaned_data["photo"] is not None:
            sent = keep(self.cleaned_data["photo"], self.person)
        elif token := self.cleaned_data["photo_token"]:
            sent = next(iter(sent_by(self.person, [token])), None)
        if sent is None:
            return None
        if sent.blob.ext not in PHOTO:
            raise BadInput(_("照片应为图片文件。"), "photo")
        data: Any = self.data
        self.data = data.copy()
        self.data["photo_token"] = sent.token  # type: ignore[index]
        return sent.blob


class LateForm(StampForm):
    """补录: with the time it really was."""

    happened_at = forms.DateTimeField(
        label=lazy("实际用印时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("补录原因")
        self.order_fields(["happened_at", "copies", "spoiled", "unused", "paging", "impressions", "reason", "second_username",
                           "second_password"])  # fmt: skip

    def counts(self) -> dict[str, Any]:
        return super().counts() | {"happened_at": self.cleaned_data["happened_at"]}


class RefuseForm(Keyed):
    """拒绝用印: which case, and why. `seal` where nothing was applied for."""

    code = forms.ChoiceField(label=lazy("情形"), choices=[(c.value, f"{c.value} {c.label}") for c in Refused])
    why = forms.CharField(label=lazy("拒绝的原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RefuseBlankForm(BaseForm, Unclassified):
    """Somebody came without an application: with blank paper, with something of his own."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0)
    seal = forms.ModelChoiceField(label=lazy("印章"), queryset=Seal.objects.none())
    code = forms.ChoiceField(label=lazy("情形"), choices=[(c.value, f"{c.value} {c.label}") for c in Refused])
    why = forms.CharField(label=lazy("拒绝的原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, seals: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": new_key(), "version": 0, "code": Refused.BLANK}, **kwargs)
        self.fields["seal"].queryset = seals  # type: ignore[attr-defined]
        self.initial["seal"] = seals.first()


class CorrectForm(Second):
    """更正: what the line should have said, where it is a number; why; and who was there."""

    stamped = _count(lazy("应为：实盖份数"))
    spoiled = _count(lazy("应为：废印"))
    unused = _count(lazy("应为：未用退回"))
    paging = _count(lazy("应为：骑缝"))
    impressions = _count(lazy("应为：印迹处数"))
    reason = forms.CharField(
        label=lazy("更正的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, line: LedgerLine, **kwargs: Any) -> None:
        super().__init__(*args, about=line.request or line.seal, **kwargs)
        for name in ("second_username", "second_password"):
            self.fields[name].required = True
        if line.request_id is None:
            for name in FIGURES:
                del self.fields[name]
        self.order_fields([*FIGURES, "reason", "second_username", "second_password"])

    def figures(self) -> dict[str, int | None]:
        return {name: self.cleaned_data.get(name) for name in FIGURES}


class SitForm(BaseForm):
    """监印签到: the supervisor's own name and password, on the keeper's screen."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    supervisor_username = forms.CharField(
        label=lazy("监印人用户名"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    supervisor_password = forms.CharField(
        label=lazy("监印人密码"), max_length=4096, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": new_key(), "version": 0}, **kwargs)
