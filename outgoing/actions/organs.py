"""发文机关: in whose name the office issues papers, and who signs for it. Kept by the chiefs, told in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from outgoing.actions.content import rehash
from outgoing.models import Organ, Outgoing, SigningRule, SignOff
from outgoing.queries.agreed import stamp
from outgoing.rules.content import OF_ORGAN
from outgoing.words import AFTER_SIGNED, BEFORE_SIGNED
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act

KEPT = 200  # papers in the entry's data
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

    What it was before stays in the trail. What is printed of it stays while papers are between their first signature
    and dispatch (`BadInput` says how many); papers nobody has signed carry the new words from now on.
    """
    if not may_keep(a.by.hats):
        raise NotAllowed(_("发文机关由处长设置。"))
    if Organ.objects.filter(name=organ.name).exclude(pk=organ.pk).exists():
        raise BadInput(_("已有发文机关「%(name)s」。") % {"name": organ.name}, "name")
    if len({(r.direction, r.kind) for r in rules}) < len(rules):
        raise BadInput(_("同一行文方向和文种只能有一条签发规则。"))
    old = Organ.objects.select_for_update().filter(pk=organ.pk).first() if organ.pk else None
    reprinted = old is not None and any(getattr(old, n) != getattr(organ, n) for n in OF_ORGAN)
    if reprinted:
        _nothing_signed(organ)
    a.data["before"] = _told(old) if old else {}
    organ.save()
    organ.signing_rules.all().delete()
    SigningRule.objects.bulk_create(SigningRule(organ=organ, **rule._asdict()) for rule in rules)
    a.data["after"] = _told(organ)
    if reprinted:
        a.data["papers"] = _carried(organ)
    return _("已保存「%(name)s」。") % {"name": organ.name}


def _told(organ: Organ) -> dict[str, Any]:
    rules = organ.signing_rules.values_list("direction", "kind", "roles", "principal")
    return {name: getattr(organ, name) for name in FIELDS} | {"rules": [list(r) for r in rules]}


def _nothing_signed(organ: Organ) -> None:
    """Somebody has signed it as the organ is printed now, and it has not been sent: then the organ stays as it is."""
    standing = SignOff.objects.filter(
        paper=OuterRef("pk"), round=OuterRef("round"), content_hash=OuterRef("content_hash")
    )
    rows = Outgoing.objects.filter(
        Q(state__in=sorted(AFTER_SIGNED)) | Q(Exists(standing), state="signing"), organ=organ
    )
    held = [paper.name for paper in rows.select_for_update().order_by("pk")]
    if held:
        words = {"n": len(held), "who": "、".join(held[:5])}
        raise BadInput(
            _("还有 %(n)s 件已签发、尚未发出的公文用着原来的名称和标志（%(who)s），请先发出或作废，再改。")
            % words
        )


def _carried(organ: Organ) -> list[list[str]]:
    """Papers nobody has signed say what the organ is from now on; what others answered to their text still holds."""
    rows = Outgoing.objects.filter(organ=organ, state__in=sorted(BEFORE_SIGNED))
    papers, told = list(rows.select_for_update().order_by("pk")), []
    for paper in papers:
        before, paper.organ = stamp(paper), organ
        rehash(paper)
        Task.objects.about(paper).filter(batch=before).update(batch=stamp(paper))
        told.append([paper.ref, before, stamp(paper)])
    Outgoing.objects.bulk_update(papers, ["content_hash"])
    return told[:KEPT]
