"""核稿, gates and the daily sweep; what was let pass with a reason; what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from alerts.models import Delivery
from bulletins.figures.base import RATE, SHARE, Scope
from bulletins.figures.kinds import COPIES, GATES, REPLIES, RUNS, SENDINGS, SWEPT
from bulletins.figures.made import figure, where
from bulletins.figures.things import Asked, Rows, Values
from checking.models import ProofRun
from checking.words import Gate, Replied, Side
from outgoing.words import Receipt

PROOF, TOLD = "proofing", "told"


def _last_runs(rows: Rows, scope: Scope) -> Rows:
    """Of each draft of ours the last text that was checked in the period: what was corrected before does not count twice, and what
    others send us is not our accuracy."""
    within = rows.filter(
        side=Side.OUTGOING, checked_at__gte=scope.begin, checked_at__lt=scope.end, length__gt=0
    )
    later = ProofRun.objects.filter(
        side=OuterRef("side"), subject_pk=OuterRef("subject_pk"), pk__gt=OuterRef("pk"), length__gt=0,
        checked_at__gte=scope.begin, checked_at__lt=scope.end,
    )  # fmt: skip
    return within.exclude(Exists(later))


def _findings(found: Sequence[Values]) -> list[float | None]:
    return [float(row["errors"] + row["warns"]) for row in found]


def _length(found: Sequence[Values]) -> list[float | None]:
    return [float(row["length"]) for row in found]


def _passed(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(checked_at__gte=scope.begin, checked_at__lt=scope.end)


def _drafts(rows: Rows, scope: Scope) -> Rows:
    return _passed(rows, scope).filter(gate=Gate.BEFORE, side=Side.OUTGOING)


def _clean(rows: Rows, scope: Scope) -> Rows:
    """Nothing was let pass, and the checker found nothing in that very text."""
    run = ProofRun.objects.filter(
        side=OuterRef("side"), subject_pk=OuterRef("subject_pk"), text_hash=OuterRef("text_hash")
    )
    found = run.exclude(errors=0, warns=0)
    return _drafts(rows, scope).filter(Exists(run), waived=0).exclude(Exists(found))


def _replied(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(replied=Replied.WAIVED, at__gte=scope.begin, at__lt=scope.end)


def _unanswered(rows: Rows, scope: Scope) -> Rows:
    within = rows.filter(sweep__day__gte=scope.first, sweep__day__lte=scope.last)
    return within.filter(checked_at__isnull=True)


def _dead(rows: Rows, scope: Scope) -> Rows:
    made = rows.filter(created_at__gte=scope.begin, created_at__lt=scope.end)
    return made.filter(state=Delivery.State.DEAD)


def _unsigned(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(receipt=Receipt.SENT, alarm_at__lt=scope.now)


LAST = Asked(RUNS, _last_runs, _findings)
DRAFTS = Asked(GATES, _drafts)
FIGURES = [
    figure("density", _("差错密度"), _("期内核过的发文稿（每件取期内最后一次），核稿发现的问题数 ÷ 字数 × 1000；来文不计"), LAST,
           Asked(RUNS, _last_runs, _length), group=PROOF, measure=SHARE, better="down"),
    figure("clean_rate", _("一次通过率"), _("期内过报批前复核的稿件中，没有放行、核稿也没有发现问题的 ÷ 期内过报批前复核的稿件"),
           Asked(GATES, _clean), DRAFTS, group=PROOF, measure=RATE, better="up"),
    figure("proof_waivers", _("核稿放行"), _("期内写明理由放行的核稿错误"), Asked(REPLIES, _replied), group=PROOF,
           better="down"),
    figure("gate_waivers", _("复核放行"), _("期内的复核中，有项目写明理由放行的"), where(Asked(GATES, _passed), waived__gt=0),
           group=PROOF, better="down"),
    figure("sweep_open", _("运转中检查未填写"), _("期内运转中检查列出、还没有填写核查情况的公文"), Asked(SWEPT, _unanswered), group=TOLD,
           better="down"),
    figure("alerts_dead", _("提醒未送达"), _("期内的提醒中，多次发送失败、没有送到的"), Asked(SENDINGS, _dead), group=TOLD,
           better="down"),
    figure("receipts_unsigned", _("逾期未签收"), _("现在已过签收时限、还没有签收的发文，按单位计"), Asked(COPIES, _unsigned),
           group=TOLD, better="down", present=True),
]  # fmt: skip
