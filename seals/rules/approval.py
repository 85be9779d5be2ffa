"""Who approves the use of which seal, and how long it holds (domain.md §6.2), as data with its source. Pure.

Which persons that are today: `queries.approvers`. Nobody approves what he asked for, nor for a seal that he has or may get
into his hands, nor one that he watches (§6.4): compared as natural persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from seals.words import SealKind


class Way(StrEnum):
    """By what somebody may approve."""

    POST = "post"  # one of these posts of our own office
    SIGNER = "signer"  # whose signature it is; by a written mandate whoever approves the legal-name seal
    HEAD = "head"  # the head of the unit whose seal it is
    NOBODY = "nobody"  # none is needed


@dataclass(frozen=True)
class Rule:
    """`roles` approve by their post; `lasts` working days a given approval holds (0: as long as it is wanted)."""

    way: Way
    roles: tuple[Role, ...]
    who: str | Promise
    source: str | Promise
    lasts: int = 15


OFFICE = (Role.SECRETARY_GENERAL, Role.DEPUTY_SG, Role.OFFICE_DIRECTOR, Role.LEADER)
HEADS = (Role.SECRETARY_GENERAL, Role.OFFICE_DIRECTOR, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.UNIT_HEAD)
OF_OFFICE = _("签发人，或秘书长、副秘书长、办公厅主任")
PROVINCIAL = _("参照甘政办函〔2004〕46号：秘书长、分管副秘书长、主任在职权范围内签批，谁签批谁负责")
OWN = _("本办公厅规定（可调整）")

RULES: dict[str, Rule] = {
    SealKind.LEGAL: Rule(Way.POST, OFFICE, OF_OFFICE, PROVINCIAL),
    SealKind.STEEL: Rule(Way.POST, OFFICE, OF_OFFICE, PROVINCIAL),
    SealKind.SIGNATURE: Rule(Way.SIGNER, OFFICE, _("签名人本人；有书面授权的，秘书长、副秘书长、办公厅主任"), OWN),
    SealKind.SPECIAL: Rule(Way.HEAD, HEADS, _("印章所属单位负责人"), _("国发〔1999〕25号第二十二条")),
    SealKind.STAMP: Rule(Way.NOBODY, (), _("不需审批"), OWN, lasts=0),
}  # fmt: skip


def rule_of(kind: str) -> Rule:
    """An electronic seal is approved as the physical one: by its kind."""
    return RULES[kind]
