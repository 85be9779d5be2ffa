"""A receiver of webhooks, as the security administrator types it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from alerts.channels.guard import check_target
from alerts.models import Target
from people.forms.keyed import KeyedForm, RowForm
from timing.queries.targets import FIELDS

SHORTEST = 8  # letters of a secret


class TargetForm(RowForm):
    """The secret goes in and never out: the page of a receiver does not have it."""

    secret = forms.CharField(
        label=lazy("密钥"),
        required=False,
        max_length=200,
        min_length=SHORTEST,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Target
        fields = [*FIELDS]
        labels = {
            "name": lazy("名称"),
            "form": lazy("形式"),
            "host": lazy("主机"),
            "port": lazy("端口"),
            "path": lazy("路径"),
            "tls": lazy("加密连接（HTTPS）"),
            "network": lazy("允许的地址或网段"),
        }
        help_texts = {
            "host": lazy("域名或地址，不带协议和路径"),
            "path": lazy("以 / 开头；企业微信、钉钉照抄机器人地址中主机之后的部分"),
            "network": lazy(
                "主机只能解析到这里，如 203.0.113.0/24；内网地址要在这里写明才能用。对方要求跳转的一律不跟"
            ),
        }
        widgets = {"host": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = self.instance.pk is None
        self.fields["secret"].help_text = (
            _("用来签名，保存后不再显示；至少 8 个字符") if new else _("不填则沿用现在的密钥；保存后不再显示")
        )

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"]
        return host.strip().lower()

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if not secret and self.instance.pk is None:
            raise ValidationError(_("请填写密钥：没有签名的消息，接收端无法辨别真假。"))
        return secret

    def validate_unique(self) -> None:
        """The act says that a name is taken: it knows the form that came twice from another one."""

    def clean(self) -> dict[str, Any]:
        """What may never be called is refused here as it is in the act."""
        data = super().clean() or {}
        if all(data.get(name) for name in ("host", "port", "path", "network")):
            for said in check_target(data["host"], data["port"], data["path"], data["network"]):
                self.add_error(None, said)
        return data


class SwitchForm(KeyedForm):
    """Off and on."""
