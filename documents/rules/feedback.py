"""Do a leader's words ask for an answer? (domain.md §5.2: 阅、参阅、参考 need none.) Pure."""

from __future__ import annotations

import re

WANTS = re.compile(
    r"报(?:告)?(?:我|结果|情况|处理结果|办理结果|落实情况|省政府|市政府)|反馈|回复|答复我|结果报|情况报|汇报|专报|及时报|书面报"
)


def wants_feedback(text: str) -> bool:
    """True where the words ask that somebody reports back: 报结果, 反馈, 情况报我 and the like."""
    return bool(WANTS.search(text))
