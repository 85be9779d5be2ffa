"""What went back, and what the error book says."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.figures.base import RATE, Scope
from bulletins.figures.kinds import ENTRIES, ERRORS, PAPERS, SLIPS
from bulletins.figures.made import family, figure, where
from bulletins.figures.things import Asked, Rows
from bulletins.words import Category
from documents.models import ReturnSlip
from documents.words import ReturnCode, State
from timing.queries import time_figures

RETURNS, ERROR_BOOK = "returns", "errors"
# Acts by which work goes back inside the office; what is taken back by its own author is no return.
BACK = {
    "give_back": _("退回修改"), "rework": _("退回再办"), "misdirected": _("退回错办"), "not_yet": _("不同意办结"),
}  # fmt: skip


def _slips(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(returned_at__gte=scope.begin, returned_at__lt=scope.end)


def _first_slips(rows: Rows, scope: Scope) -> Rows:
    """Without those of a paper that had been sent again: the matter was counted when it first went back."""
    again = ReturnSlip.objects.filter(resubmitted_as=OuterRef("document"))
    return _slips(rows, scope).exclude(Exists(again))


def _to_examine(rows: Rows, scope: Scope) -> Rows:
    again = ReturnSlip.objects.filter(resubmitted_as=OuterRef("pk"))
    came = time_figures.PAPERS["received"](rows, scope).exclude(state=State.VOIDED)
    return came.exclude(Exists(again))


def _went_back(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(verb__in=BACK, at__gte=scope.begin, at__lt=scope.end)


def _found(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(found_at__gte=scope.begin, found_at__lt=scope.end)


def _not_closed(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(found_at__lt=scope.end, closed_at__isnull=True)


ALL_ERRORS = Asked(ERRORS, _found)
FIGURES = [
    family(
        figure("returns", pgettext_lazy("counted", "退文"), _("期内退回来文单位的公文；一件有几条理由的，每条理由各计一次"), Asked(SLIPS, _slips), group=RETURNS,
               basis=_("《党政机关公文处理工作条例》第二十四条（二）：初审不符合规定的，退回并说明理由")),
        lambda: ReturnCode.choices,
        lambda asked, code: where(asked, codes__contains=[code]),
        lambda row: row["codes"],
    ),
    figure("return_rate", _("退文率"), _("期内退文 ÷ 应审来文（期内收到的公文，不计作废的）；重新报来的不再计一次"),
           Asked(SLIPS, _first_slips), Asked(PAPERS, _to_examine), group=RETURNS, measure=RATE),
    family(
        figure("returns_inside", _("内部退回"), _("期内在办理中退回前一步的次数；本人撤回的不计"), Asked(ENTRIES, _went_back),
               group=RETURNS, better="down"),
        lambda: list(BACK.items()),
        lambda asked, verb: where(asked, verb=verb),
        lambda row: (row["verb"],),
    ),
    family(
        figure("errors", pgettext_lazy("counted", "差错"), _("发现时间在期内、记入错题本的差错"), ALL_ERRORS, group=ERROR_BOOK, better="down"),
        lambda: Category.choices,
        lambda asked, category: where(asked, category=category),
        lambda row: (row["category"],),
    ),
    figure("errors_repeat", _("重复差错"), _("期内的差错中，以前出过同样差错的"), where(ALL_ERRORS, repeat_of__isnull=False),
           group=ERROR_BOOK, better="down"),
    figure("errors_open", _("未关闭差错"), _("期末以前发现、现在还没有关闭的差错"), Asked(ERRORS, _not_closed), group=ERROR_BOOK,
           better="down", present=True),
]  # fmt: skip
