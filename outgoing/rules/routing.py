"""行文规则 that follow from kind and addressee: direction, format, how many, to whom (条例 第八条、第十三至十七条). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from documents.words import Kind
from outgoing.words import Direction, Layout

UPWARD = frozenset({Kind.REQUEST, Kind.REPORT, Kind.MOTION})
DOWNWARD = frozenset({Kind.DECISION, Kind.NOTICE, Kind.BULLETIN, Kind.REPLY})
PUBLIC = frozenset({Kind.RESOLUTION, Kind.ORDER, Kind.COMMUNIQUE, Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE})
SUPERIOR = frozenset({"superior"})
BELOW = frozenset({"subordinate", "internal", "skip_level"})


def direction(kind: str, main: Iterable[str]) -> Direction:
    """By the kind where it has only one; else by the relations of the main addressees."""
    relations = set(main)
    if kind in UPWARD:
        return Direction.UP
    if kind in PUBLIC:
        return Direction.PUBLIC
    if kind in DOWNWARD:
        return Direction.DOWN
    if relations & SUPERIOR:
        return Direction.UP
    if relations and relations <= BELOW and kind != Kind.LETTER:
        return Direction.DOWN
    return Direction.PARALLEL


def layout(kind: str) -> Layout:
    """The usual format of a kind (GB/T 9704-2012 10.1, 10.2)."""
    if kind == Kind.ORDER:
        return Layout.ORDER
    return Layout.LETTER if kind in (Kind.LETTER, Kind.REPLY) else Layout.ORDINARY


def against_the_rules(
    kind: str, way: str, main: list[tuple[str, str]], copies: list[tuple[str, str]]
) -> list[str]:
    """What is wrong with these addressees (name, relation), as sentences; empty when nothing is.

    请示 to one organ (RTE-01), upward papers not copied below (RTE-03), 批复 below only (KIND-06), downward kinds not
    to a superior (KIND-08), 请示 to a superior only (KIND-04), everybody once (RTE-12), some addressee (RCP-01).
    """
    found = []
    relations = {relation for _name, relation in main}
    if kind not in PUBLIC and not main:
        found.append(_("没有主送机关，请拟稿人在「分发单位」中填写。"))
    if kind == Kind.REQUEST and len(main) > 1:
        found.append(_("请示只能主送一个机关，现在有 %(n)s 个。") % {"n": len(main)})
    if kind in (Kind.REQUEST, Kind.REPORT) and relations - SUPERIOR:
        found.append(_("%(kind)s主送上级机关；不相隶属机关请用函。") % {"kind": Kind(kind).label})
    if kind == Kind.REPLY and relations - BELOW:
        found.append(_("批复答复下级机关的请示；答复其他机关请用函。"))
    if kind in DOWNWARD and relations & SUPERIOR:
        found.append(_("%(kind)s不能主送上级机关。") % {"kind": Kind(kind).label})
    below = [name for name, relation in copies if relation in BELOW]
    if way == Direction.UP and below:
        found.append(_("上行文不得抄送下级机关：%(who)s。") % {"who": "、".join(below)})
    twice = {name for name, _relation in main} & {name for name, _relation in copies}
    if twice:
        found.append(_("既主送又抄送：%(who)s。") % {"who": "、".join(sorted(twice))})
    return found
