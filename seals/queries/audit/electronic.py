"""Electronic seals: what we have in the book, what we asked and got, and what their system says it did (A18)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from seals.models import ESign
from seals.words import Medium

from .base import MOST, USES, Period, Result, Row, plainly, rows_of

log = logging.getLogger("seals.audit")


def a18(p: Period) -> Result:
    """Passes when each use of an electronic seal has one answer of its system with the same certificate and signed file, each
    answer has its line, and the system's own list (where the adapter has one) names the same operations."""
    uses = p.lines(*USES).filter(seal__medium=Medium.ELECTRONIC)
    rows = rows_of(uses.filter(esign__isnull=True), _("电子印章系统没有对应的签章记录"))
    other = ~Q(esign__certificate=F("certificate")) | ~Q(esign__signed_hash=F("signed_hash"))
    rows += rows_of(
        uses.filter(esign__isnull=False).filter(other), _("证书或签章文件与电子印章系统的答复不一致")
    )
    asked = (
        ESign.objects.filter(asked_at__gte=p.start, asked_at__lt=p.end)
        .exclude(operation="")
        .select_related("seal", "request")
    )
    rows += [_asked(one, _("已签章，没有登记")) for one in asked.filter(line__isnull=True)[:MOST]]
    listed = operations()
    cases = uses.count() + asked.count()
    if listed is not None:
        rows += _apart(asked, listed, p)
    elif cases:  # what could not be compared has not passed
        rows.append(Row(f"list:{p.last:%Y%m%d}", _("没有取得电子印章系统的操作清单，未能比对"), p.now))
    return Result("A18", cases, plainly(rows))


def operations() -> list[Any] | None:
    """What the system of electronic seals says it did (`list_operations()` of the adapter: each with `operation` and `at`);
    None where it does not answer."""
    try:
        adapter = import_string(settings.ESEAL_ADAPTER)()
        return list(adapter.list_operations())
    except (
        Exception
    ):  # each system has errors of its own: that it does not answer is a finding, not a broken page
        log.warning("the system of electronic seals gave no list", exc_info=True)
        return None


def _apart(asked: Any, listed: Iterable[Any], p: Period) -> list[Row]:
    theirs = {str(one.operation): one for one in listed}
    ours = {one.operation: one for one in asked}
    known = set(ESign.objects.exclude(operation="").values_list("operation", flat=True))
    rows = [
        _asked(one, _("电子印章系统的清单中没有这次操作")) for key, one in ours.items() if key not in theirs
    ]
    for key, one in theirs.items():
        if key not in known and p.start <= one.at < p.end:
            rows.append(Row(f"their:{key}"[:80], _("电子印章系统有操作，本系统没有登记"), one.at, number=key))
    return rows


def _asked(one: Any, why: str) -> Row:
    asked = one.request
    part = {asked.applicant_id, asked.approver_id, asked.approver_for_id} - {None}
    return Row(
        f"esign:{one.pk}",
        why,
        one.asked_at,
        one.seal_id,
        one.seal.name,
        number=one.operation,
        persons=frozenset(part),
    )
