"""Forms of what becomes of a seal; where two must be there, the second signs with his own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.files.kinds import IMAGES
from documents.forms.act import ActForm
from documents.forms.wording import WordsField

ACCEPT = ",".join(f".{ext}" for ext in (*sorted(IMAGES), "jpeg", "tiff"))


def today_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class Signed(ActForm):
    """A second person signs: his login name and his password, which is never shown again nor kept."""

    second_name = forms.CharField(
        label=lazy("第二人的登录名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second_password = forms.CharField(
        label=lazy("第二人的密码"), max_length=200, strip=False, help_text=lazy("由第二人本人当面输入。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def act_kwargs(self) -> dict[str, Any]:
        return {k: v for k, v in super().act_kwargs().items() if not k.startswith("second_")}


class EnableForm(ActForm):
    on = today_field(lazy("启用日期"))
    notice = forms.CharField(label=lazy("启用通知（文号或名称）"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())


class OnForm(ActForm):
    """From which day, and why."""

    on = today_field(lazy("自哪一天"))
    why = WordsField(label=lazy("原因"), max_length=200, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())


class LoseForm(OnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("发现遗失的日期")
        self.fields["why"].label = _("经过")


class WhyForm(ActForm):
    why = WordsField(label=lazy("原因"), max_length=200, rows=2)


class SealUpForm(Signed):
    why = WordsField(label=lazy("原因"), max_length=200, rows=2)
    field_order = ("why", "second_name", "second_password")


class GiveBackForm(Signed):
    to = forms.CharField(label=lazy("缴回到（单位）"), max_length=120)
    why = WordsField(label=lazy("原因"), max_length=160, rows=2, required=False)
    field_order = ("to", "why", "second_name", "second_password")


class DestroyForm(Signed):
    on = today_field(lazy("销毁日期"))
    why = WordsField(label=lazy("原因和方式"), max_length=200, rows=2)
    field_order = ("on", "why", "second_name", "second_password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())


class StocktakeForm(Signed):
    present = forms.TypedChoiceField(
        label=lazy("印章在不在"), choices=[("1", lazy("在")), ("0", lazy("不在"))], coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    place = forms.CharField(label=lazy("所在（保险柜号）"), max_length=80, required=False)
    condition = forms.CharField(label=lazy("状况"), max_length=200, help_text=lazy("如：完好；字迹清晰。"))
    field_order = ("present", "place", "condition", "second_name", "second_password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("place", self.doc.place)  # type: ignore[attr-defined]


class ImprintForm(ActForm):
    """One picture; nothing else is taken."""

    picture = forms.FileField(label=lazy("印模图片"), help_text=lazy("PNG、JPEG 或 TIFF 图片。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].widget.attrs["accept"] = ACCEPT
