"""The error book by hand: put down with two keys, completed, explained, closed. Every change is kept; nothing is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bulletins.actions.collecting import link
from bulletins.actions.counting import ERRORS, take
from bulletins.models import ErrorChange, ErrorEntry
from bulletins.queries.records import Record, on_record
from bulletins.rules import error_rights as rights
from bulletins.rules.deriving import repeat_key, stage_of
from bulletins.words import QUICK_WORDS, Category, Source, Stage
from docflow.web.errors import Faster, Incomplete, NotAllowed
from workflow.clock import database_now


def note(by: Any, category: str, *, about: Record | None, key: str) -> ErrorEntry:
    """What somebody saw, with one key: today, found by him, on this paper. The same form twice is one entry."""
    if not rights.writes(by.hats):
        raise NotAllowed(_("差错由本机关工作人员登记。"))
    kind = Category(category)
    with transaction.atomic():
        take(ERRORS, 0)
        before = ErrorEntry.objects.filter(source=Source.HAND, source_key=key).first()
        if before is not None:
            if before.found_by_id != by.pk:
                raise NotAllowed(_("这张表单不是您的。"))
            return before
        about = on_record(by, about) if about else None
        paper_kind = about.paper_kind if about else ""
        with override("zh-hans"):  # for the record: never in the language of a screen
            said = f"{QUICK_WORDS.get(kind, kind.label)}差错，待补充。"
        entry = ErrorEntry(
            no=take(ERRORS), source=Source.HAND, source_key=key, found_at=database_now(), category=kind, description=said,
            stage=stage_of(about.kind, about.state) if about else Stage.DURING, found_by=by, found_by_name=by.name[:60],
            subject_kind=about.kind if about else "", subject_pk=about.pk if about else None,
            subject_ref=about.ref if about else "", subject_name=about.name[:80] if about else "",
            subject_title=about.title[:300] if about else "", subject_secret=bool(about and about.secret),
            paper_kind=paper_kind, organ=about.organ[:120] if about else "",
            repeat_key=repeat_key(kind, "hand", paper_kind, ""),
        )  # fmt: skip
        entry.save(force_insert=True)
        link({entry.repeat_key})
        return entry


def amend(entry: ErrorEntry, *, by: Any, fields: Mapping[str, Any], seen: int) -> int:
    """Write these fields; how many are another now. `seen`: how many changes there were when the form was drawn."""
    with transaction.atomic():
        take(ERRORS, 0)  # before the row: the collector takes them in this order
        row = _locked(entry)
        allowed = rights.editable(by.hats, by.pk, row)
        if not allowed or set(fields) - set(allowed):
            raise NotAllowed(_("这一条现在不由您填写。"))
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not changed:
            return 0
        _fresh(row, seen)
        told = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in changed.items()}
        for name, value in changed.items():
            setattr(row, name, value)
        if "made_by" in changed:
            row.made_by_name = row.made_by.name[:60] if row.made_by else ""
        keys = {row.repeat_key}
        row.repeat_key = _again(row, changed)
        row.save()
        link(keys | {row.repeat_key})
        _kept(row, told, by)
        return len(changed)


def _again(row: ErrorEntry, changed: Mapping[str, Any]) -> str:
    """What it has in common with others follows its category and rule."""
    if not {"category", "rule", "unit_name"} & set(changed):
        return row.repeat_key
    mark = row.rule or (row.repeat_key.split("|") + [""])[1]
    return repeat_key(row.category, mark, row.paper_kind, row.unit_name)


def close(entry: ErrorEntry, *, by: Any, reason: str) -> None:
    """Discussed and done with, or no error at all: with the reason; it stays in the book."""
    with transaction.atomic():
        row = _locked(entry)
        if row.closed_at is not None:
            raise Faster(_("这一条已经关闭。"))
        if not rights.may_close(by.hats, by.pk, row):
            raise NotAllowed(_("这一条由处长关闭；手工登记的，登记人也可以关闭。"))
        if not reason.strip():
            raise Incomplete(_("请写明为什么关闭。"))
        row.closed_at, row.closed_by_name = database_now(), by.name[:60]
        row.save(update_fields=["closed_at", "closed_by_name"])
        _kept(row, {"closed": ["", reason.strip()[:300]]}, by)


def reopen(entry: ErrorEntry, *, by: Any, reason: str) -> None:
    """It was not done with after all."""
    with transaction.atomic():
        row = _locked(entry)
        if row.closed_at is None:
            raise Faster(_("这一条没有关闭。"))
        if not rights.may_reopen(by.hats, row):
            raise NotAllowed(_("重新打开由处长办理。"))
        if not reason.strip():
            raise Incomplete(_("请写明为什么重新打开。"))
        row.closed_at, row.closed_by_name = None, ""
        row.save(update_fields=["closed_at", "closed_by_name"])
        _kept(row, {"reopened": ["", reason.strip()[:300]]}, by)


def _locked(entry: ErrorEntry) -> ErrorEntry:
    return (
        ErrorEntry.objects.select_for_update(of=("self",))
        .select_related("made_by", "discussed_in")
        .get(pk=entry.pk)
    )


def _fresh(row: ErrorEntry, seen: int) -> None:
    if row.changes.count() != seen:
        raise Faster(_("这一条刚刚有人改过，请核对后再存。您填写的内容仍保留在下方。"))


def _kept(row: ErrorEntry, fields: dict[str, Any], by: Any) -> None:
    ErrorChange.objects.create(entry=row, fields=fields, by=by, by_name=by.name[:60], at=database_now())


def _plain(value: Any) -> str:
    return "" if value is None else getattr(value, "name", None) or str(value)
