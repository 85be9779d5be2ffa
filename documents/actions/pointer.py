"""The pointer row: all that is kept here of a state-secret paper (domain.md §10.1)."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions import numbers
from documents.files.secrecy import check_fields
from documents.models import Pointer
from people.roles import CHIEFS, Role
from workflow.spine import database_now

log = logging.getLogger("documents.secrecy")

MAY_POINT = frozenset({Role.CLERK, Role.DUTY_OFFICER, Role.CONFIDENTIAL_CLERK})
MAY_LIST = MAY_POINT | CHIEFS
SERIES = "涉密登记"
LIKE_A_TITLE = re.compile(r"[《》〔〕★☆]|关于|[绝机秘]密")


def _internal(hats: Any) -> set[str]:
    return {seat.role for seat in hats.seats if seat.internal}


def may_point(hats: Any) -> bool:
    return bool(_internal(hats) & MAY_POINT)


def may_list(hats: Any) -> bool:
    """Clerks, the confidential clerk and the chiefs."""
    return bool(_internal(hats) & MAY_LIST)


def add_pointer(
    *,
    by: Any,
    key: str,
    received_at: datetime,
    copies: int,
    handed_to: str,
    handed_at: datetime,
    place: str = "",
) -> Pointer:
    """Write the row: when, how many, to whom, when, where; never title, sender, number or level.

    The same form sent twice answers the first row. Raises `NotAllowed`, `BadInput`; then nothing is kept.
    """
    if not may_point(by.hats):
        raise NotAllowed(_("涉密件指针由文书、值班员或机要员登记。"))
    texts = {"handed_to": handed_to.strip(), "place": place.strip()}
    check_fields(texts)
    for field, text in texts.items():
        if LIKE_A_TITLE.search(text):
            raise BadInput(_("这里不能写标题、字号或密级。"), field)
    now = database_now()
    if received_at > now:
        raise BadInput(_("收到时间不能晚于现在。"), "received_at")
    if not received_at <= handed_at <= now:
        raise BadInput(_("移交时间应在收到之后、现在之前。"), "handed_at")
    year = timezone.localtime(received_at).year
    try:
        with transaction.atomic():
            row = Pointer(
                year=year,
                received_at=received_at,
                copies=copies,
                handed_at=handed_at,
                received_by=by,
                key=key,
                **texts,
            )
            row.serial = numbers.take(SERIES, year)
            row.save(force_insert=True)
    except IntegrityError:
        first = Pointer.objects.filter(key=key, received_by=by).first()
        if first is None:
            raise NotAllowed(_("这张表单不是您的。")) from None
        return first
    log.warning("pointer row added", extra={"person": by.pk, "serial": row.serial})
    return row


def refused(where: str, *, by: Any) -> None:
    """Note that a marking was refused: who and where, never what it said."""
    log.warning("state-secret marking refused", extra={"person": getattr(by, "pk", None), "where": where})
