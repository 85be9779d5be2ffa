"""What a verb needs of the paper beside its state and a right: each a predicate over `Known`. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from documents.rules.known import LACKING, Bar, Known
from documents.words import TaskKind

K = TaskKind
T = TypeVar("T", bound=Any)
PASSED_ON = (
    K.PROPOSE,
    K.REVIEW,
    K.INSTRUCT,
    K.ASSIGN,
    K.WRAP_UP,
    K.FOLLOW,
    K.CLOSE_CHECK,
)  # 转办, by its holder
UNITS_WORK = (K.HANDLE, K.ASSIST)
PARTS = (*UNITS_WORK, K.ASSIGN)


def reassignable(tasks: Iterable[T]) -> list[T]:
    """Live tasks of the main flow in a person's own name; a unit's or a post's stay with whoever is there."""
    movable = (*PASSED_ON, K.COUNTERSIGN, K.EXTEND, K.LOOK_AGAIN)
    return [t for t in tasks if _live(t) and t.lane == "main" and t.kind in movable and t.holder[0] == "p"]


def _live(task: Any) -> bool:
    return task.status in ("open", "waiting")


def somebody_to_move(known: Known, hats: Any) -> Bar | None:
    if reassignable(known.tasks):
        return None
    return Bar(_("本件没有在个人名下的工作，不用改派；单位名下的工作由该单位的人办理。"), LACKING)


def somebody_reading(known: Known, hats: Any) -> Bar | None:
    if any(t.kind == K.READ and _live(t) for t in known.tasks):
        return None
    return Bar(_("没有尚未阅的人员，不用撤回传阅；已阅的记录保留。"), LACKING)


def something_to_waive(known: Known, hats: Any) -> Bar | None:
    """Parts at work, and parts sent back that no unit has taken: both have a live task."""
    if any(t.assignment_id and t.kind in PARTS and _live(t) for t in known.tasks):
        return None
    return Bar(_("没有在办的事项，不用免办；尚未交办的，交办时注明不需交办。"), LACKING)


def something_reported(known: Known, hats: Any) -> Bar | None:
    if known.reported():
        return None
    return Bar(_("还没有单位报结，报结以后才能退回再办。"), LACKING)


def something_on_paper(known: Known, hats: Any) -> Bar | None:
    if known.on_paper():
        return None
    return Bar(
        _("本件是电子件，没有登记份号，没有纸质件可以交接；另收到纸质件的，请先更正载体或份号。"), LACKING
    )
