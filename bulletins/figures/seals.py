"""Seals: how often set, refused, taken out; what the auditor's tests find."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.figures.base import Figure, Row, Scope
from bulletins.figures.kinds import LINES, TAKEOUTS
from bulletins.figures.made import PRACTICE, family, figure, where
from bulletins.figures.things import Asked, Rows
from seals.queries.audit import Period
from seals.queries.audit.base import USES
from seals.queries.findings import tiles
from seals.rules.rights import sees_ledger
from seals.words import LineKind, Refused, TakeoutState

GROUP = "seals"


def _of(*kinds: str) -> Asked:
    """Lines registered in the period."""
    return Asked(
        LINES, lambda rows, scope: rows.filter(kind__in=kinds, at__gte=scope.begin, at__lt=scope.end)
    )


def _out(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(out_at__gte=scope.begin, out_at__lt=scope.end)


def _out_late(rows: Rows, scope: Scope) -> Rows:
    """Not back in time: out beyond its time at the end of the period, or brought back in it too late."""
    until = min(scope.end, scope.now)
    still = Q(state=TakeoutState.OUT, until__lt=until)
    back = Q(back_at__gte=scope.begin, back_at__lt=scope.end, back_at__gt=F("until"))
    return rows.filter(still | back)


def _anomalies(scope: Scope) -> list[Row]:
    """What the twenty tests find in the period, for who may read the ledgers; without names."""
    if scope.person is not None and not sees_ledger(scope.person.hats):
        return []
    found = tiles(Period(scope.first, scope.last, scope.now))
    lines = [(tile.result.code, judged.row) for tile in found for judged in tile.rows]
    return [
        Row("anomaly", n, f"{row.seal_id}/{row.serial}" if row.serial else "", f"{code} {row.seal}".strip(), row.why)
        for n, (code, row) in enumerate(lines, 1)
    ]  # fmt: skip


FIGURES = [
    figure("uses", pgettext_lazy("counted", "用印"), _("登记时间在期内的用印和补录"), _of(*USES), group=GROUP),
    family(
        figure("refusals", pgettext_lazy("counted", "拒绝用印"), _("期内拒绝用印的登记，每次都有理由"), _of(LineKind.REFUSAL), group=GROUP),
        lambda: Refused.choices,
        lambda asked, code: where(asked, code=code),
        lambda row: (row["code"],),
    ),
    figure("takeouts", _("印章外带"), _("期内带出的印章"), Asked(TAKEOUTS, _out), group=GROUP),
    figure("takeouts_late", _("外带超时"), _("期末在外、已过归还时间的，和期内归还但晚于归还时间的"), Asked(TAKEOUTS, _out_late),
           group=GROUP, better="down"),
    Figure("anomalies", _("用印异常"), _("二十项用印审计在期内查出的行，含已说明的"), PRACTICE, _anomalies, group=GROUP, better="down"),
]  # fmt: skip
