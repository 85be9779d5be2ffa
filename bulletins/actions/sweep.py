"""运转中检查: once a working day a list is made of papers that somebody has to look at, and second persons say what they found.

It decides nothing: no paper moves by it. What is not answered keeps a paper from being closed (gate 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.queries.sweep import on_the_way
from bulletins.rules.sweep import OnWay, holds, marks, moved
from checking.models import Sweep, SweepRow
from checking.words import Side
from deadlines import store
from deadlines.days import local
from deadlines.limits import lamps_at
from docflow.web.errors import Refusal
from documents.files.secrecy import check_fields
from documents.queries.visible import visible_to
from outgoing.queries.visible import inside_for
from people.roles import CHIEFS, Role
from workflow.clock import database_now
from workflow.models import Task

ANSWERERS = CHIEFS | {Role.CLERK}
MOST = 200  # characters of an answer


def make_sweep(now: datetime) -> Sweep | None:
    """The list of this day, made once however often it is asked for; None on a day off."""
    today = local(now)
    if not store.rules().calendar.works(today.date()):
        return None
    since = timezone.make_aware(datetime.combine(today.date(), time.min))
    with transaction.atomic():
        found = Sweep.objects.filter(day=today.date()).first()
        if found is not None:
            return found
        papers = on_the_way(today.date())
        counts = {"papers": len(papers), "moved": sum(moved(paper, since) for paper in papers)}
        sweep, made = Sweep.objects.get_or_create(day=today.date(), defaults={"made_at": now, **counts})
        if made:
            SweepRow.objects.bulk_create(_rows(sweep, papers, since, now), batch_size=500)
        return sweep


def _rows(sweep: Sweep, papers: list[OnWay], since: datetime, now: datetime) -> list[SweepRow]:
    lamp, found = lamps_at(now), []
    for paper in papers:
        colour = str(lamp(paper.due_at)[0]) if paper.due_at else ""
        if why := marks(paper, since, colour):
            found.append(
                SweepRow(
                    sweep=sweep, side=paper.side, subject_pk=paper.pk, marks=why, state=paper.state,
                    holders=paper.holders[:200], holder_keys=[key[:24] for key in paper.holder_keys],
                    moved_at=paper.moved_at, due_at=paper.due_at,
                )
            )  # fmt: skip
    return found


def answer(found: Mapping[int, str], by: Any) -> tuple[int, list[tuple[int, str]]]:
    """What he found of each row (by its key): how many were written down, and the others with the reason why not.

    A second person answers: never who has the paper, himself or as a deputy. What he says of a paper holds for its rows of
    earlier days that nobody answered, too.
    """
    done, refused = 0, []
    for pk in sorted(found):
        try:
            done += _answered(pk, found[pk], by)
        except Refusal as refusal:
            refused.append((pk, str(refusal)))
    return done, refused


class NotHis(Refusal):
    """This row is not his to answer."""

    status = 403


def _answered(pk: int, words: str, by: Any) -> int:
    said = words.strip()
    if not said:
        raise NotHis(_("请写明核查情况。"))
    if len(said) > MOST:
        raise NotHis(_("核查情况不能超过 %(n)s 字。") % {"n": MOST})
    check_fields({"found": said})
    with transaction.atomic():
        row = SweepRow.objects.select_for_update().select_related("sweep").filter(pk=pk).first()
        if row is None or not _sees(row, by):
            raise NotHis(_("没有这一行，或您无权查看该件。"))
        if row.checked_at is not None:
            words_ = {"who": row.checked_by_name, "found": row.found}
            raise NotHis(_("%(who)s 已填写：%(found)s") % words_)
        _second_person(row, by)
        now = database_now()
        rows = SweepRow.objects.filter(
            side=row.side, subject_pk=row.subject_pk, checked_at__isnull=True, sweep__day__lte=row.sweep.day
        )
        rows.update(found=said, checked_by=by, checked_by_name=by.name, checked_at=now)
    return 1


def _sees(row: SweepRow, by: Any) -> bool:
    seen: Any = visible_to(by) if row.side == Side.INCOMING else inside_for(by)
    return bool(seen.filter(pk=row.subject_pk).exists())


def _second_person(row: SweepRow, by: Any) -> None:
    hats = by.hats
    if not hats.office_roles & ANSWERERS:
        raise NotHis(_("运转中检查由文书、处长填写。"))
    now = Task.objects.filter(subject_kind=row.side, subject_pk=row.subject_pk, lane="main", status="open")
    keys = {*row.holder_keys, *now.values_list("holder", flat=True)}
    if holds(hats, keys, bool(hats.office_roles & CHIEFS)):
        raise NotHis(_("本件由您经办，请另一人核查后填写。"))
