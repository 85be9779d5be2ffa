"""Entering a seal and changing what is written of it; what stood there before stays in the trail (domain.md §6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.models import Blob
from seals.actions.ledger import write_line
from seals.models import Seal
from seals.queries.checks import changed_in_force, faults, label_of
from seals.queries.seal_page import may_see_imprint
from seals.rules.moves import GONE
from seals.rules.rights import appoints, keeps_registry
from seals.words import LineKind, SealState
from workflow.act import Act
from workflow.spine import act

FIELDS = (
    "seal_no", "name", "kind", "medium", "organ", "unit", "signer", "twin", "material", "shape", "size_mm", "engraved_by",
    "approved_by", "issued_by", "received_on", "place", "certificate", "algorithm", "valid_from", "valid_to", "adapter_id",
)  # fmt: skip
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('seals.registry'))"


@act("register_seal")
def register_seal(a: Act) -> str:
    """A new seal, waiting for its enabling; its ledger begins with the line of its registration (建账)."""
    _may_keep(a)
    seal: Seal = a.subject
    _alone()
    _whole(seal)
    seal.state = SealState.WAITING
    seal.save(force_insert=True)
    said = f"{seal.seal_no} {seal.name}"
    line = write_line(a, seal, LineKind.OPEN, to_state=seal.state, reason=said[:300])
    seal.line_count, seal.line_head = line.serial, bytes(line.hash)
    a.data["after"] = told(seal)
    return _("已登记 %(no)s「%(name)s」，并建账。下一步：任命保管人，办交接，再启用。") % {
        "no": seal.seal_no, "name": seal.name
    }  # fmt: skip


@act("edit_seal")
def edit_seal(a: Act, *, fields: Mapping[str, Any]) -> str:
    """Other words in the registry. Of a seal that was enabled, name, kind, form, organ and signer stay."""
    _may_keep(a)
    seal: Seal = a.subject
    if seal.state in GONE:
        raise NotAllowed(_("%(state)s的印章不再修改。") % {"state": seal.get_state_display()})
    _alone()
    old, before = Seal.objects.get(pk=seal.pk), told(seal)
    for name in FIELDS:
        if name in fields:
            setattr(seal, name, fields[name])
    _whole(seal)
    for name in changed_in_force(seal, old):
        raise BadInput(in_force(name), name)
    after = told(seal)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        raise BadInput(_("没有改动。"))
    a.data["before"] = {name: before[name] for name in changed}
    a.data["after"] = {name: after[name] for name in changed}
    labels = "、".join(map(label_of, changed))
    return _("已修改 %(no)s 的%(what)s，原来的内容留在记录里。") % {"no": seal.seal_no, "what": labels}


@act("set_imprint")
def set_imprint(a: Act, *, blob: Blob) -> str:
    """The picture of its impression (印模). Once the seal is enabled only a chief puts another in its place."""
    _may_keep(a)
    seal: Seal = a.subject
    if seal.state in GONE:
        raise NotAllowed(_("%(state)s的印章不再修改。") % {"state": seal.get_state_display()})
    if seal.imprint_id is not None and seal.state != SealState.WAITING and not appoints(a.by.hats):
        raise NotAllowed(_("已启用印章的印模图由处长或办公厅主任更换。"))
    a.data["before"] = seal.imprint.sha256 if seal.imprint is not None else ""
    seal.imprint = blob
    a.data["after"] = blob.sha256
    return _("已保存 %(no)s 的印模图；只有保管人和审计管理员能查看，每次查看都有记录。") % {
        "no": seal.seal_no
    }


@act("see_imprint", exclusive=False)
def see_imprint(a: Act) -> None:
    """He looks at the impression: an entry each time (D17)."""
    if not may_see_imprint(a.by, a.subject):
        raise NotAllowed(_("印模只有保管人和审计管理员能查看。"))
    a.data["imprint"] = a.subject.imprint.sha256


def in_force(name: str) -> str:
    """Why this field of an enabled seal stays."""
    return _("已启用的印章不能改%(what)s：这等于另一枚印章，请另行登记。") % {"what": label_of(name)}


def told(seal: Seal) -> dict[str, Any]:
    """Its fields as the trail keeps them: a row by its key and name."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(seal, name)
        if hasattr(value, "pk"):
            value = [value.pk, str(value)]
        found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def _may_keep(a: Act) -> None:
    if not keeps_registry(a.by.hats):
        raise NotAllowed(_("印章台账由印章保管员、处长和办公厅主任登记。"))


def _alone() -> None:
    """Two who enter the same number at one moment: the second is told of the first."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _whole(seal: Seal) -> None:
    for field, words in faults(seal):
        raise BadInput(words, field)
