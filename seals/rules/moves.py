"""What may become of a seal, and by whom: the moves of its machine with their words (domain.md §6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.roles import ADMINS
from seals.rules.rights import appoints, keeps_registry
from seals.words import LineKind, SealState

CHIEF, HAND, ANY = "chief", "hand", "any"
WHO = {
    CHIEF: _("由处长或办公厅主任办理。"),
    HAND: _("由印章的保管人，或处长、办公厅主任办理。"),
    ANY: _("由印章的保管人、印章保管员、处长或办公厅主任办理。"),
}


@dataclass(frozen=True)
class Move:
    """One move. `code` names its act and address, `transition` that of the machine, `line` what the ledger calls it.
    `who`: chiefs alone, or whoever has it in hand as well, or whoever keeps the registry, too. `two`: a second person
    signs on the same screen. `says`: what will be so afterwards."""

    code: str
    transition: str
    line: LineKind
    label: str | Promise
    who: str
    says: str | Promise
    two: bool = False
    danger: bool = False

    def allowed(self, hats: Any, *, holds: bool) -> bool:
        """May he, by his seat or because the seal is in his hands? An administrator never may."""
        if hats.is_admin:
            return False
        if appoints(hats) or holds and self.who != CHIEF:
            return True
        return self.who == ANY and keeps_registry(hats)


_ALL = (
    Move("enable", "enable", LineKind.ENABLE, pgettext_lazy("seal move", "启用"), CHIEF,
         _("自启用之日起可以用印；启用通知应附印模，发到有关单位。")),
    Move("suspend", "suspend", LineKind.SUSPEND, pgettext_lazy("seal move", "停用"), HAND,
         _("停用期间不能用印。已经批准的申请保留，恢复使用后再盖。"), danger=True),
    Move("resume", "resume", LineKind.RESUME, pgettext_lazy("seal move", "恢复使用"), CHIEF, _("恢复后即可用印。")),
    Move("lose", "lose", LineKind.LOSE, _("报失"), ANY,
         _("报失立即生效，处长和办公厅主任马上收到通知。应立即报告公安机关，并公告作废。"), danger=True),
    Move("find", "find", LineKind.FOUND, pgettext_lazy("seal move", "找回"), ANY,
         _("找回后仍是停用：查清期间有没有被使用，再决定恢复、封存、缴回或销毁。")),
    Move("seal_up", "seal_up", LineKind.SEAL_UP, pgettext_lazy("seal move", "封存"), HAND,
         _("两人在场，装封签字，放入保险柜。"), two=True),
    Move("give_back", "give_back", LineKind.RETURN, pgettext_lazy("seal move", "缴回"), HAND,
         _("两人在场，缴回制发机关；不再使用，未办的申请随之失效。"), two=True, danger=True),
    Move("destroy", "destroy", LineKind.DESTROY, pgettext_lazy("seal move", "销毁"), CHIEF,
         _("两人在场销毁，不能恢复；未办的申请随之失效。"), two=True, danger=True),
)  # fmt: skip
MOVES: Mapping[str, Move] = {move.code: move for move in _ALL}
BY_TRANSITION: Mapping[str, Move] = {move.transition: move for move in _ALL}
ELSEWHERE: Mapping[str, Any] = {"bring_in": _("登记归还"), "take_out": _("登记带出")}

GONE = frozenset({SealState.RETURNED, SealState.DESTROYED})  # it is not ours any more, or nobody's
LOOK = {
    SealState.WAITING: "todo", SealState.IN_USE: "ok", SealState.OUT: "doing", SealState.SUSPENDED: "warn",
    SealState.SEALED_UP: "warn", SealState.RETURNED: "", SealState.LOST: "late", SealState.DESTROYED: "",
}  # fmt: skip


def may_be_second(hats: Any) -> bool:
    """Who may sign as the second of two: somebody of our own office who does its work."""
    return bool(hats.office_roles - ADMINS)
