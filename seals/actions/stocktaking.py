"""盘点 (A19): once a quarter two persons look at each seal and write down what they found."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from people.models import Person
from people.queries import registry
from people.roles import CHIEFS, Role
from seals.actions.ledger import write_line
from seals.actions.states import present as is_present
from seals.models import Seal, Stocktake
from seals.queries.custody import custody_of
from seals.queries.stocktaking import is_counted
from seals.rules.rights import keeps_registry
from seals.words import LineKind
from workflow.act import Act
from workflow.spine import act


def may_take_stock(hats: Any) -> bool:
    """The keepers of the registry and who supervises; never an administrator."""
    return not hats.is_admin and (keeps_registry(hats) or Role.SEAL_SUPERVISOR in hats.office_roles)


@act("take_stock")
def take_stock(a: Act, *, second: Person, present: bool, place: str, condition: str) -> str:
    """A row and a line; where the seal is not there the chiefs are told. Its place in the registry stays as it is
    written: who finds it elsewhere is told to set it right."""
    seal: Seal = a.subject
    if not may_take_stock(a.by.hats):
        raise NotAllowed(_("盘点由印章保管员、监印员、处长或办公厅主任办理。"))
    if not is_counted(seal):
        raise Incomplete(_("%(state)s的印章和电子印章不盘点。") % {"state": seal.get_state_display()})
    is_present(a.by, second)
    if not condition.strip():
        raise BadInput(_("请写明印章的状况。"), "condition")
    if present and not place.strip():
        raise BadInput(_("请写明在哪里。"), "place")
    Stocktake.objects.create(
        seal=seal, at=a.now, present=present, place=place, condition=condition, by_person=a.by, by_name=a.by.name,
        second=second, second_name=second.name,
    )  # fmt: skip
    custody = custody_of(seal)
    words = [_("在") if present else _("不在"), place, condition]
    write_line(
        a, seal, LineKind.STOCKTAKE, second=second, reason="；".join(word for word in words if word)[:300],
        from_state=seal.state, to_state=seal.state, keeper=custody.person if custody is not None else None,
    )  # fmt: skip
    return _said(a, seal, present, place)


def _said(a: Act, seal: Seal, present: bool, place: str) -> str:
    no = {"no": seal.seal_no, "name": seal.name}
    if not present:
        said = _("盘点时 %(no)s「%(name)s」不在。请立即查找；找不到的，马上报失。") % no
        people = registry(CHIEFS | {Role.OFFICE_DIRECTOR})
        tell(people, said=said, by=a.by, now=a.now, subject=seal, title=f"{seal.seal_no} {seal.name}")
        return said
    if seal.place and place != seal.place:
        words = {"no": seal.seal_no, "place": seal.place}
        return _("已盘点 %(no)s。所在与台账的存放处（%(place)s）不同，请放回，或修改台账。") % words
    return _("已盘点 %(no)s。") % no
