"""Receivers of webhooks: allowed, changed, switched off and on by the security administrator. Nothing else is called."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.channels.guard import check_target
from alerts.models import Target
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.actions.guard import fingerprint
from timing.queries.targets import FIELDS, as_saved, drawn, entries_about
from timing.rules.alerts import keeps_targets
from timing.rules.targets import shown_path
from workflow.act import Act
from workflow.spine import act


@act("target_save", exclusive=False)
def save_target(a: Act, *, target: Target, seen: str = "", secret: str = "") -> str:
    """Add a receiver or change it; the values before stay in the entry. An empty `secret` keeps the one there is; of
    a new one the entry says no more than that it was set."""
    allow(a)
    before = as_saved(target)
    unchanged(target, seen)
    if reasons := check_target(target.host, target.port, target.path, target.network):
        raise Incomplete(reasons)
    if secret:
        target.secret = secret
    elif target.pk is None:
        raise BadInput(_("请填写密钥：没有签名的消息，接收端无法辨别真假。"), "secret")
    try:
        with transaction.atomic():
            if before:
                target.save(update_fields=[*FIELDS, *(["secret"] if secret else [])])
            else:
                target.save(force_insert=True)
    except IntegrityError as error:
        raise BadInput(_("已有同名的接收端。"), "name") from error
    a.data |= {"target": target.pk, "name": target.name, "secret_set": bool(secret)}
    a.data["changed"] = {name: [told(name, before.get(name)), told(name, getattr(target, name))] for name in FIELDS
                         if before.get(name) != getattr(target, name)}  # fmt: skip
    return (_("已保存接收端「%(name)s」。") if before else _("已新增接收端「%(name)s」。")) % {
        "name": target.name
    }


def told(name: str, value: Any) -> Any:
    return shown_path(value) if name == "path" and value else value


@act("target_switch", exclusive=False)
def switch_target(a: Act, *, target: Target, on: bool, seen: str = "") -> str:
    """No message goes to a receiver that is switched off; what waits for it is not sent."""
    allow(a)
    unchanged(target, seen)
    row = Target.objects.get(pk=target.pk)
    if row.is_active == on:
        raise overtaken(row)
    if on and (reasons := check_target(row.host, row.port, row.path, row.network)):
        raise Incomplete(reasons)
    row.is_active = on
    row.save(update_fields=["is_active"])
    a.data |= {"target": row.pk, "name": row.name}
    words = _("接收端「%(name)s」已启用。") if on else _("接收端「%(name)s」已停用，不再向它发送。")
    return words % {"name": row.name}


def allow(a: Act) -> None:
    if not keeps_targets(a.by.hats):
        raise NotAllowed(_("消息接收端由安全管理员维护，请与他们联系。"))


def unchanged(target: Target, seen: str) -> None:
    """`seen` is the fingerprint of what the form was drawn from."""
    if seen and seen != fingerprint(drawn(target)):
        raise overtaken(target)


def overtaken(target: Target) -> Faster:
    """Who was faster, when, and what he did."""
    last = entries_about(target).order_by("-seq").first()
    if last is None:
        return Faster(_("这条记录刚被别人改过，现在的内容与您打开时不同。请核对后再保存一次。"))
    text = _("%(who)s %(when)s 已先办理：%(said)s请核对现在的内容，需要时再办一次。") % {
        "who": last.actor_name,
        "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"),
        "said": last.data.get("said", ""),
    }
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)
