"""Named keeper, stand-in and supervisor of a seal, by a written appointment (专人负责制, domain.md §6.4)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from people.models import Person
from seals.models import Seal
from seals.queries.custody import ENDED, custody_of
from seals.rules.custody import may_keep
from seals.rules.rights import appoints
from workflow.act import Act
from workflow.spine import act

POSTS = ("keeper", "stand_in", "supervisor")


@act("seal_appoint")
def appoint(a: Act, *, keeper: Person, stand_in: Person, supervisor: Person | None, paper: str) -> str:
    """By `paper`, the written appointment. It moves no seal: that is a handover's, and until then custody is in doubt
    where another has it. Never by who is appointed; keeper and stand-in are two, the auditor is neither."""
    seal: Seal = a.subject
    if not appoints(a.by.hats):
        raise NotAllowed(_("印章保管人由处长或办公厅主任任命。"))
    if seal.state in ENDED:
        raise Incomplete(_("印章已缴回或销毁，不再任命保管人。"))
    paper = paper.strip()
    if not paper:
        raise BadInput(_("请填写书面任命的文号或日期。"), "paper")
    chosen = dict(zip(POSTS, (keeper, stand_in, supervisor), strict=True))
    now = {p.pk: p for p in Person.objects.filter(pk__in=[who.pk for who in chosen.values() if who])}
    for name, who in chosen.items():
        if who is not None:
            _fit(a, seal, name, now[who.pk])
    _apart(keeper, stand_in, supervisor)
    before = {name: getattr(seal, f"{name}_id") for name in POSTS}
    seal.keeper_id, seal.stand_in_id = keeper.pk, stand_in.pk
    seal.supervisor_id = supervisor.pk if supervisor is not None else None
    seal.appointed_by = paper[:200]
    a.data |= {"before": before, "paper": seal.appointed_by}
    a.data |= {name: [who.pk, who.name] for name, who in chosen.items() if who is not None}
    words = {"keeper": keeper.name, "stand_in": stand_in.name, "who": supervisor.name if supervisor else "—"}
    said = _("已任命：保管人%(keeper)s，代管人%(stand_in)s，监印人%(who)s。") % words
    held = custody_of(seal)
    if held is None or held.person_id not in (keeper.pk, stand_in.pk):
        said += _("请办理交接，交接以前不能用印。")
    return said


def _fit(a: Act, seal: Seal, name: str, who: Person) -> None:
    """One of the three, as he is now."""
    words = {"who": who.name}
    if who.pk == a.by.pk and name != "supervisor":
        raise BadInput(_("不能任命自己保管或代管印章。"), name)
    if not who.is_active or not may_keep(who.hats):
        raise BadInput(
            _("%(who)s 不能担任：须是本办公厅在职人员，系统、安全、审计管理员除外。") % words, name
        )
    if who.pk == seal.signer_id:
        raise BadInput(_("签名章不能由签名人本人保管、代管或监印。"), name)


def _apart(keeper: Person, stand_in: Person, supervisor: Person | None) -> None:
    if keeper.pk == stand_in.pk:
        raise BadInput(_("保管人和代管人须是两个人。"), "stand_in")
    if settings.SEAL_SUPERVISOR_SEPARATE:
        if supervisor is None:
            raise BadInput(_("请选监印人。"), "supervisor")
        if supervisor.pk in (keeper.pk, stand_in.pk):
            raise BadInput(_("监印人须是保管人、代管人以外的人。"), "supervisor")
