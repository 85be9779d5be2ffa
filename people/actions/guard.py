"""Who may change the organisation, and what the row must still be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import Faster, NotAllowed
from people.roles import ADMINS, Role
from workflow.act import Act
from workflow.models import Entry

KEEPERS = frozenset({Role.SYSADMIN, Role.SECADMIN})


def keeps_people(hats: Any) -> bool:
    """Administrators keep units, persons and posts; they see no papers."""
    return bool(hats.roles & KEEPERS)


def allow(a: Act) -> None:
    if not keeps_people(a.by.hats):
        raise NotAllowed(_("组织人员由系统管理员或安全管理员维护，请与他们联系。"))


def fingerprint(values: Mapping[str, Any]) -> str:
    """What a form was drawn from, in 16 hexadecimal digits."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def unchanged(values: Mapping[str, Any], seen: str, **about: int | None) -> None:
    """`values` are the row's as it is now; `seen` is the fingerprint the form carried (empty where no form was
    drawn). `about`: what the entries call it, to name who was faster."""
    if seen and seen != fingerprint(values):
        raise overtaken(**about)


def overtaken(**about: int | None) -> Faster:
    """The refusal that says who was faster, when, and what he did: the last entry about one of these."""
    names = Q()
    for name, pk in about.items():
        names |= Q(**{f"data__{name}": pk})
    last = Entry.objects.filter(names, subject_kind="roster").order_by("-seq").first() if names else None
    if last is None:
        return Faster(_("这条记录刚被别人改过，现在的内容与您打开时不同。请核对后再保存一次。"))
    text = _("%(who)s %(when)s 已先办理：%(said)s请核对现在的内容，需要时再办一次。") % {
        "who": last.actor_name,
        "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"),
        "said": last.data.get("said", ""),
    }
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)


def mixes(roles: set[str]) -> bool:
    """The three administrators (三员) are three people without any other work."""
    return bool(roles & ADMINS) and len(roles) > 1
