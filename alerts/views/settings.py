"""通知设置: one's own addresses, what comes by which way and when, and a trial of it."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from alerts import own
from alerts.models import Channel, Contact, Delivery, Preference
from alerts.wants import DEFAULTS, quiet_until
from docflow.web.errors import Incomplete
from docflow.web.forms import BaseForm
from docflow.web.parts import when

PHONE = re.compile(r"\+?[0-9]{8,15}")
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # digits of an input method
EVERYBODY = ("all", "everyone", "here", "所有人", "全体成员")
Mode, Group = Preference.Mode, Preference.Group


def clock_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class OwnForm(BaseForm):
    """`contact` as it is, the `channels` of this site, and what he wants of each; `modes()` is what he wants now."""

    mail = forms.EmailField(label=lazy("邮箱"), required=False, max_length=200)
    mobile = forms.CharField(label=lazy("手机"), required=False, max_length=30)
    im_name = forms.CharField(
        label=lazy("即时消息账号"), required=False, max_length=60, help_text=lazy("企业微信、钉钉等里的账号")
    )
    always = forms.BooleanField(label=lazy("不设免打扰，随时接收"), required=False)
    quiet_from = clock_field(lazy("免打扰 从"))
    quiet_to = clock_field(lazy("到"))

    def __init__(self, *args: Any, contact: Contact, wanted: own.Wanted, **kwargs: Any) -> None:
        kwargs["initial"] = as_shown(contact)
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        for (channel, group), mode in wanted.items():
            words = {"channel": Channel(channel).label, "group": Group(group).label}
            self.fields[f"{channel}_{group}"] = forms.ChoiceField(
                label=_("%(group)s：%(channel)s") % words,
                choices=mode_choices(group),
                initial=mode,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean_mobile(self) -> str:
        typed = self.cleaned_data["mobile"].translate(WIDE)
        plain = re.sub(r"[\s()-]", "", typed)
        if plain and not PHONE.fullmatch(plain):
            raise ValidationError(_("这不像手机号码。请只填数字，如 13800000000；境外号码以 + 开头。"))
        return plain

    def clean_im_name(self) -> str:
        """An account is named in a message to a group: one that names everybody there would call all of them."""
        typed: str = self.cleaned_data["im_name"].strip()
        if typed.casefold().lstrip("@＠") in EVERYBODY or not typed.isprintable():
            raise ValidationError(_("请填写您本人的账号，不能填代表全体成员的名称。"))
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        start, end = data["quiet_from"], data["quiet_to"]
        if data["always"]:
            data["quiet_from"] = data["quiet_to"] = time(0)  # from and to the same: no quiet hours
        elif (start is None) != (end is None):
            self.add_error("quiet_to" if end is None else "quiet_from", _("免打扰的起止时间要填就都填。"))
        elif start is not None and start == end:
            self.add_error("quiet_to", _("免打扰的起止时间相同。要随时接收，请勾选“不设免打扰”。"))
        return data

    def contact(self) -> dict[str, Any]:
        names = ("mail", "mobile", "im_name", "quiet_from", "quiet_to")
        return {name: self.cleaned_data[name] for name in names}

    def modes(self) -> own.Wanted:
        return {(c, g): self.cleaned_data[f"{c}_{g}"] for c, g in self.wanted}

    def rows(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """For the table: each group with the name and the field of every channel."""
        channels = [Channel(code) for code in dict.fromkeys(channel for channel, _group in self.wanted)]
        return [
            (str(group.label), [(str(c.label), self[f"{c.value}_{group.value}"]) for c in channels])
            for group in Group
        ]


def mode_choices(group: str) -> list[tuple[str, str]]:
    """Each mode as words; which is the office's own is said."""
    clocks = "、".join(f"{clock:%H:%M}" for clock in settings.DIGEST_TIMES)
    words = {
        Mode.NOW: _("立即"),
        Mode.DIGEST: _("汇总（%(at)s）") % {"at": clocks},
        Mode.OFF: _("不发"),
    }
    return [
        (mode, _("%(mode)s · 默认") % {"mode": text} if mode == DEFAULTS[group] else text)
        for mode, text in words.items()
    ]


def as_shown(contact: Contact) -> dict[str, Any]:
    """His row as the form says it."""
    always = contact.quiet_from is not None and contact.quiet_from == contact.quiet_to
    shown = {name: getattr(contact, name) for name in ("mail", "mobile", "im_name")}
    hours = (None, None) if always else (contact.quiet_from, contact.quiet_to)
    return {**shown, "always": always, "quiet_from": hours[0], "quiet_to": hours[1]}


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`/notices/settings/`"""
    channels = own.offered()
    contact, wanted = own.contact_of(request.user), own.wanted(request.user, channels)
    form = OwnForm(request.POST or None, contact=contact, wanted=wanted)
    if form.is_valid():
        own.keep(request.user, form.contact(), form.modes())
        messages.success(request, _("通知设置已保存。"))
        return redirect("notice_settings")
    start, end = settings.QUIET_HOURS
    context = {
        "form": form,
        "channels": [channel.label for channel in channels],
        "rows": form.rows(),
        "quiet": f"{start:%H:%M}—{end:%H:%M}" if start != end else "",
        "reach": [str(c.label) for c in channels if getattr(contact, own.ADDRESS[c])],
    }
    return render(request, "alerts/settings.html", context, status=422 if form.errors else 200)


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """`/notices/settings/trial/`: an alert to himself; says by which ways, where to, and when."""
    now = timezone.now()
    try:
        rows = own.try_out(request.user, now)
    except Incomplete as refusal:
        messages.warning(request, str(refusal))
        return redirect("notice_settings")
    messages.success(request, said(rows, own.contact_of(request.user), now))
    return redirect("notice_settings")


def said(rows: list[Delivery], contact: Contact, now: datetime) -> str:
    """What will happen to a trial."""
    ways = dict.fromkeys(
        f"{Channel(row.channel).label} → {getattr(contact, own.ADDRESS[Channel(row.channel)])}"
        for row in rows
    )
    where = "；".join(ways)
    if morning := quiet_until(now, contact):
        words = _(
            "试发已排队：%(where)s。现在是免打扰时段，%(when)s 发出；在此之前先看了站内的这条通知，就不再发。"
        )
        return words % {"where": where, "when": when(morning)}
    return _("试发已排队：%(where)s。一分钟内发出，站内也有这一条；送达情况见“通知中心”的“系统”。") % {
        "where": where
    }
