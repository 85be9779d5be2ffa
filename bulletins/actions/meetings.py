"""The weekly meeting: its minutes (every version stays), and errors marked as discussed in it. Acts on the book of packs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bulletins.actions.counting import ERRORS, take
from bulletins.models import ErrorChange, ErrorEntry, Meeting, MinutesVersion, Pack
from bulletins.rules import packs as rules
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, NotAllowed
from docflow.web.parts import when
from workflow.act import Act
from workflow.spine import act


def allow(a: Act) -> None:
    if not rules.edits(a.by.hats):
        raise NotAllowed(_("例会由处长、副处长组织，纪要和事项由他们填写。"))


@act("minutes", exclusive=False)
def keep_minutes(
    a: Act, *, pack: Pack, version: int, held_on: date, chair: str, attendees: Sequence[str], minutes: str
) -> str:
    """Open the meeting of a pack (`version` 0), or write its minutes anew."""
    allow(a)
    if held_on < pack.first:
        raise BadInput(_("例会不会早于本期第一天 %(day)s。") % {"day": pack.first.isoformat()}, "held_on")
    if held_on > local(a.now).date():
        raise BadInput(_("开会日期还没有到，开会以后再记纪要。"), "held_on")
    meeting = Meeting.objects.select_for_update().filter(pack=pack).first()
    if meeting is None:
        meeting = Meeting(pack=pack, version=0)  # whatever version a form names: nobody was faster
    elif meeting.version != version:
        raise _overtaken(meeting)
    given = {"held_on": held_on, "chair": chair, "attendees": list(attendees), "minutes": minutes}
    if meeting.version and all(getattr(meeting, name) == value for name, value in given.items()):
        raise BadInput(_("没有改动。"))
    for name, value in given.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.kept_by_name, meeting.kept_at = a.by.name, a.now
    meeting.save()
    MinutesVersion.objects.create(
        meeting=meeting, version=meeting.version, minutes=minutes, attendees=list(attendees), by_name=a.by.name, at=a.now
    )  # fmt: skip
    a.data |= {"meeting": meeting.ref, "pack": pack.ref, "minutes": meeting.version}
    return _("已保存例会纪要（第 %(n)s 版）。") % {"n": meeting.version}


def _overtaken(meeting: Meeting) -> Faster:
    words = {"who": meeting.kept_by_name, "when": when(meeting.kept_at), "n": meeting.version}
    text = _("%(who)s %(when)s 已先保存纪要第 %(n)s 版。您填写的内容仍保留在下方，核对后可再保存。")
    return Faster(text % words, who=meeting.kept_by_name, when=meeting.kept_at)


@act("errors_discussed", exclusive=False)
def discuss(a: Act, *, meeting: Meeting, entries: Sequence[int]) -> str:
    """These entries of the error book were talked about in this meeting; each keeps the change."""
    allow(a)
    take(ERRORS, 0)  # before the rows, as the collector does: else each waits for the other
    rows = list(ErrorEntry.objects.select_for_update().filter(pk__in=list(entries)).order_by("pk"))
    fresh = [row for row in rows if row.discussed_in_id is None]
    if not fresh:
        raise BadInput(_("所选差错都已在例会上讨论过。") if rows else _("请选择讨论过的差错。"), "entries")
    ErrorEntry.objects.filter(pk__in=[row.pk for row in fresh]).update(discussed_in=meeting)
    said = f"{meeting.held_on.isoformat()}"
    ErrorChange.objects.bulk_create(
        ErrorChange(
            entry=row, fields={"discussed_in": ["", said]}, by_id=a.by.pk, by_name=a.by.name, at=a.now
        )
        for row in fresh
    )
    a.data |= {"meeting": meeting.ref, "errors": [row.no for row in fresh]}
    return _("已标记 %(n)s 条差错在本次例会上讨论。") % {"n": len(fresh)}


def names(value: Any) -> list[str]:
    """Who was there, as it was typed: names with 、 or a comma between them."""
    return list(dict.fromkeys(part.strip() for part in re.split("[、，,]", str(value)) if part.strip()))
