"""Who looks at the figures of the office, and whose papers they count for him. Pure."""

from __future__ import annotations

from typing import Any

from people.roles import LEADERS, REGISTRY, Role

HEADS = frozenset({Role.UNIT_HEAD, Role.SECRETARY})


def counts_whole(hats: Any) -> bool:
    """Of the whole office: heads, chiefs, the register's own people, leaders and who writes for them, in our own office. What
    he may not see of it is counted all the same, and said to be there."""
    return bool(hats.office_roles & (REGISTRY | LEADERS | HEADS)) and not hats.is_admin


def reads_figures(hats: Any) -> bool:
    """Those, and the head of a unit outside: of what he sees."""
    return counts_whole(hats) or Role.UNIT_HEAD in hats.roles and not hats.is_admin
