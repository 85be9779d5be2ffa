"""What is known of a paper beside its text. None (or empty) means not known: a rule that needs it then says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

KINDS = (
    "决议",
    "决定",
    "命令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
)
DIRECTIONS = ("up", "down", "parallel", "public")
FORMATS = ("standard", "letter", "order", "minutes")


class BadMeta(ValueError):
    """The fields cannot be used; the sentence says which and why."""


@dataclass(frozen=True)
class Organ:
    """`relation` to the issuer: superior, subordinate, peer, other (not subordinate), leader (a person). `type`:
    government, department, party, congress, internal_unit, other. `rank`: the same number is the same rank."""

    name: str
    relation: str = "other"
    type: str = ""
    rank: int | None = None
    short: str = ""


@dataclass(frozen=True)
class SignOff:
    """Who signed it: opinion, name, day; rank principal or deputy; by a written delegation; the hash of what he signed."""

    name: str = ""
    opinion: str = ""
    on: date | None = None
    rank: str = ""
    delegated: bool = False
    text_hash: str = ""


@dataclass(frozen=True)
class Meta:
    """`printed`: letterhead, number, title, addressee, signature, date and imprint are printed from the register, so the
    text need not have them; the fields below are then what will be printed, and findings about them name the field."""

    kind: str
    issuer: str = ""
    direction: str = ""
    recipients: tuple[Organ, ...] = ()
    cc: tuple[Organ, ...] = ()
    format: str = "standard"
    number_code: str = ""
    publicity: str | None = None
    publicity_reason: str | None = None
    today: date | None = None
    carrier: str = "paper"
    urgency: str = ""
    printed: bool = False
    title: str = ""
    number: str = ""
    note: str = ""
    contact: str = ""
    issuer_short: str = ""
    issuer_type: str = ""
    issuer_rank: int | None = None
    joint: tuple[Organ, ...] = ()  # every organ that issues it, the lead first
    joint_signed: int | None = None  # how many of them signed off
    joint_sealed: int | None = None
    series: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # number code -> kinds it is for; empty: all
    number_taken: bool | None = None  # another paper has this number
    signoff: SignOff | None = None
    text_hash: str = ""
    passed_on: str = ""  # the organ that was passed over (越级), empty: none
    approved_by_government: bool | None = None
    countersign_asked: int | None = None
    countersign_agreed: int | None = None
    is_normative: bool | None = None
    legality_reviewed: bool | None = None
    affects_operators: bool | None = None
    fairness_reviewed: bool | None = None
    answers_request: bool | None = None
    seal_organ: str = ""
    meeting_on: date | None = None
    rechecked: bool | None = None
    numbered: bool | None = None
    sealed: bool | None = None
    work_secret: bool | None = None

    @classmethod
    def of(cls, data: Any) -> Meta:
        """From the JSON of a meta file. `BadMeta` with a sentence in Chinese where it cannot be used."""
        if not isinstance(data, Mapping):
            raise BadMeta("meta 应为一个 JSON 对象。")
        kind = data.get("kind")
        if kind not in KINDS:
            said = f"“{kind}”不是法定文种" if kind else "没有写文种"
            raise BadMeta(f"meta 的 kind {said}，应为：{'、'.join(KINDS)}。")
        values = _typed(cls, "", data)
        for name in ("recipients", "cc", "joint"):
            values[name] = tuple(_organ(name, row) for row in _list(name, values.get(name)))
        for name in ("today", "meeting_on"):
            values[name] = _day(name, values.get(name))
        if (signed := values.get("signoff")) is not None:
            values["signoff"] = _signoff(signed)
        if not _is_series(values.get("series", {})):
            raise BadMeta("meta 的 series 应为“机关代字: [文种]”。")
        if values.get("format", "standard") not in FORMATS:
            raise BadMeta(f"meta 的 format 应为：{'、'.join(FORMATS)}。")
        if values.get("direction", "") not in ("", *DIRECTIONS):
            raise BadMeta(f"meta 的 direction 应为：{'、'.join(DIRECTIONS)}。")
        return cls(**values)


_TYPES: dict[str, tuple[type, str]] = {
    "str": (str, "文字"),
    "str | None": (str, "文字"),
    "bool": (bool, "true 或 false"),
    "bool | None": (bool, "true 或 false"),
    "int | None": (int, "数字"),
}


def _typed(cls: type, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the class knows of it; null is as if it were not there."""
    values: dict[str, Any] = {}
    for f in fields(cls):
        value = data.get(f.name)
        if value is None:
            continue
        wanted, said = _TYPES.get(str(f.type), (object, ""))
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise BadMeta(f"meta 的 {path}{f.name} 应为{said}。")
        values[f.name] = value
    return values


def _signoff(value: Any) -> SignOff:
    if not isinstance(value, Mapping):
        raise BadMeta("meta 的 signoff 应为一个对象。")
    return SignOff(**{**_typed(SignOff, "signoff.", value), "on": _day("signoff.on", value.get("on"))})


def _is_series(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(kinds, list | tuple) and all(isinstance(kind, str) for kind in kinds)
        for kinds in value.values()
    )


def _list(name: str, value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadMeta(f"meta 的 {name} 应为列表。")
    return value


def _organ(name: str, row: Any) -> Organ:
    if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
        raise BadMeta(f"meta 的 {name} 每项要有 name。")
    return Organ(**_typed(Organ, f"{name}.", row))


def _day(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadMeta(f"meta 的 {name} 应为日期，如 2026-06-30。") from None
