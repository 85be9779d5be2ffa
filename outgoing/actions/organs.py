"""发文机关: in whose name the office issues papers, and who signs for it. Kept by the chiefs, told in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from outgoing.models import Organ, SigningRule
from people.roles import CHIEFS
from workflow.act import Act
from workflow.spine import act

FIELDS = ("name", "short_name", "letterhead", "mark", "printed_by", "is_active", "order")


class Rule(NamedTuple):
    """Who signs papers of this direction and kind (empty: any)."""

    direction: str
    kind: str
    roles: list[str]
    principal: bool
    basis: str


def may_keep(hats: Any) -> bool:
    """The chiefs of our own office."""
    return bool(hats.office_roles & CHIEFS)


@act("save_organ")
def save_organ(a: Act, *, organ: Organ, rules: Sequence[Rule]) -> str:
    """Write an organ with its signing rules; `a.subject` is the book of numbers, whose lock makes names unique.

    What it was before stays in the trail.
    """
    if not may_keep(a.by.hats):
        raise NotAllowed(_("发文机关由处长设置。"))
    if Organ.objects.filter(name=organ.name).exclude(pk=organ.pk).exists():
        raise BadInput(_("已有发文机关「%(name)s」。") % {"name": organ.name}, "name")
    if len({(r.direction, r.kind) for r in rules}) < len(rules):
        raise BadInput(_("同一行文方向和文种只能有一条签发规则。"))
    old = Organ.objects.filter(pk=organ.pk).first() if organ.pk else None
    a.data["before"] = _told(old) if old else {}
    organ.save()
    organ.signing_rules.all().delete()
    SigningRule.objects.bulk_create(SigningRule(organ=organ, **rule._asdict()) for rule in rules)
    a.data["after"] = _told(organ)
    return _("已保存「%(name)s」。") % {"name": organ.name}


def _told(organ: Organ) -> dict[str, Any]:
    rules = organ.signing_rules.values_list("direction", "kind", "roles", "principal")
    return {name: getattr(organ, name) for name in FIELDS} | {"rules": [list(r) for r in rules]}
