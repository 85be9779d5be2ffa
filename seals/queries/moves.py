"""What may be done to a seal now: its machine, his seat, and what is lacking; with the reason where it may not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from seals.models import Seal, SealCustody
from seals.rules.moves import BY_TRANSITION, ELSEWHERE, MOVES, WHO, Move
from seals.words import SealState

ROLE, STATE, LACKING = "role", "state", "lacking"


@dataclass(frozen=True)
class Offer:
    """One move as it is for him: `ok`, or why not (`bar`: his seat, its state, or something that is lacking)."""

    move: Move
    why_not: str = ""
    bar: str = ""

    @property
    def ok(self) -> bool:
        return not self.bar


@cache
def edges() -> tuple[tuple[str, str, str], ...]:
    """The machine: (source, target, transition)."""
    field: Any = Seal._meta.get_field("state")
    found = {(str(t.source), str(t.target), str(t.name)) for t in field.get_all_transitions(Seal)}
    return tuple(sorted(found))


def sources(transition: str) -> list[str]:
    """From which states it leads on, in the order of the states."""
    found = {source for source, _target, name in edges() if name == transition}
    return [state for state in SealState.values if state in found]


def offers(person: Any, seal: Seal, custody: SealCustody | None) -> list[Offer]:
    """What he can do now, and what he could not, with the reason: of what is barred both by his seat and by the state
    nothing is said."""
    found = [offer(code, person, seal, custody) for code in MOVES]
    return [o for o in found if o.ok or o.bar != ROLE or seal.state in sources(o.move.transition)]


def offer(code: str, person: Any, seal: Seal, custody: SealCustody | None) -> Offer:
    """One move, for one person, on the seal as it is."""
    move = MOVES[code]
    holds = custody is not None and custody.person_id == person.pk
    if not move.allowed(person.hats, holds=holds):
        return Offer(move, _("%(verb)s%(who)s") % {"verb": move.label, "who": WHO[move.who]}, ROLE)
    if seal.state not in sources(move.transition):
        return Offer(move, _not_from(seal.state, move), STATE)
    why = _lacking(code, person, seal, custody)
    return Offer(move, why, LACKING if why else "")


def _not_from(state: str, move: Move) -> str:
    """现在是「在用」，销毁只能从「停用」「封存」办理。先停用。"""
    label = SealState(state).label
    if not any(source == state for source, _target, _name in edges()):
        return _("这枚印章已%(state)s，状态不再变动。") % {"state": label}
    wanted = sources(move.transition)
    from_ = "".join(f"「{SealState(one).label}」" for one in wanted)
    said = _("现在是「%(state)s」，%(verb)s只能从%(from)s办理。") % {
        "state": label, "verb": move.label, "from": from_
    }  # fmt: skip
    steps = [
        name for source, target, name in edges() if source == state and target in wanted and name != "lose"
    ]  # nobody is told to lose a seal
    if not steps:
        return said
    first = BY_TRANSITION[steps[0]].label if steps[0] in BY_TRANSITION else ELSEWHERE[steps[0]]
    return said + _("下一步：先%(step)s。") % {"step": first}


def _lacking(code: str, person: Any, seal: Seal, custody: SealCustody | None) -> str:
    if code == "enable" and custody is None:
        return _("还没有人保管，不能启用。下一步：先任命保管人并办交接。")
    if code == "enable" and seal.is_electronic and not certified(seal):
        return _("电子印章缺证书序列号、算法、有效期或系统编号，不能启用。下一步：先在台账补全。")
    if code == "resume" and custody is not None and custody.person_id == person.pk:
        return _("印章在您手里，恢复使用要由另一位处长或办公厅主任办理。")
    if code == "resume" and custody is None:
        return _("没有人保管，不能恢复使用。下一步：先办交接。")
    return ""


def certified(seal: Seal) -> bool:
    """An electronic seal has what its use rests on (国办发〔2025〕33号, domain.md §6.7)."""
    return all((seal.certificate, seal.algorithm, seal.valid_from, seal.valid_to, seal.adapter_id))
