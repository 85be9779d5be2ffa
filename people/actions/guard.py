"""Who may change the organisation, and what the row must still be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import Faster, NotAllowed
from people.roles import ADMINS, Role
from workflow.act import Act

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


def unchanged(values: Mapping[str, Any], seen: str) -> None:
    """`values` are the row's as it is now; `seen` is the fingerprint the form carried (empty: not asked)."""
    if seen and seen != fingerprint(values):
        raise Faster(_("这条记录刚被别人改过，现在的内容与您打开时不同。请核对后再保存一次。"))


def mixes(roles: set[str]) -> bool:
    """The three administrators (三员) are three people without any other work."""
    return bool(roles & ADMINS) and len(roles) > 1
