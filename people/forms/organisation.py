"""Units, posts, persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseModelForm
from people.actions.persons import PUBLIC
from people.forms.keyed import RowForm, key_field
from people.models import Person, Post, Unit
from people.rules import password_fits, relation_fits
from workflow.spine import new_key


class UnitForm(RowForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "number_code", "kind", "relation", "parent", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Unit.objects.filter(is_active=True) | Unit.objects.filter(pk=self.instance.parent_id)
        self.fields["parent"].queryset = offered.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if said := relation_fits(data.get("kind", ""), data.get("relation", "")):
            self.add_error("relation", said)
        return data


class PersonForm(RowForm):
    password = forms.CharField(
        label=lazy("初始密码"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy("新增时填写；已有人员留空则不改。本人首次登录须自行修改。"),
    )

    class Meta:
        model = Person
        fields = ["username", "name", "phone", "rank"]
        widgets = {"username": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_demo:
            self.fields["password"].widget.attrs["readonly"] = True
            self.fields["password"].help_text = PUBLIC

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password", "")
        if not password and self.instance.pk is None:
            self.add_error("password", _("请填写初始密码。"))
        elif password:
            him = Person(username=data.get("username", ""), name=data.get("name", ""))
            for said in password_fits(password, him):
                self.add_error("password", said)
        return data


class PostForm(BaseModelForm):
    key = key_field()

    class Meta:
        model = Post
        fields = ["unit", "title", "role", "rank"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(is_active=True)  # type: ignore[attr-defined]
