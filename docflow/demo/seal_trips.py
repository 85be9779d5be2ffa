"""The demo's seals outside, counted each quarter, and the blank letters that are written off number by number."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from deadlines.days import local
from seals.actions import blanks, takeouts, travelling
from seals.actions.electronic import esign
from seals.actions.stocktaking import take_stock
from seals.models import BlankBook, Seal, SealRequest, SealTakeout
from workflow.clock import database_now

from . import hours
from .case import Desk
from .seal_words import CARRIAGE, ELECTRONIC
from .stage import Story

LETTERS = 100  # of one lot of introduction letters


def stories(desk: Desk, now: datetime) -> list[Story]:
    return [
        _outside(desk, now),
        _asked(desk, now),
        _counted(desk, now),
        _letters(desk, now),
        _electronic(desk, now),
    ]


def _take_out(desk: Desk, begins: datetime, days: int, reason: str, where: str, planned: int) -> SealTakeout:
    people = desk.people
    until = hours.on(hours.day_after(local(begins).date(), days), "17:00")
    row = SealTakeout(
        seal=Seal.objects.get(seal_no=CARRIAGE), reason=reason, where=where, since=begins, until=until, planned=planned,
        traveller1=people["shen"], traveller2=people["xu"], approver1=people["zhou"], approver2=people["sun"],
    )  # fmt: skip
    return takeouts.apply_takeout(row, by=people["shen"]).subject


def _outside(desk: Desk, now: datetime) -> Story:
    """A day at the exchange station, and back in time."""
    people = desk.people
    day = hours.day_after(local(now).date(), -21)
    yield hours.on(day, "09:00")
    row = _take_out(desk, hours.on(day, "14:30"), 0, "到公文交换站现场核发证件", "云川市公文交换站", 4)
    yield hours.on(day, "10:00")
    takeouts.approve_takeout(_now(row), by=people["zhou"])
    yield hours.on(day, "10:30")
    takeouts.approve_takeout(_now(row), by=people["sun"])
    yield hours.on(day, "14:35")
    travelling.check_out(
        _now(row), by=people["wu"], travellers=[people["shen"], people["xu"]], keeper=people["chu"]
    )
    yield hours.on(day, "16:40")
    travelling.check_in(
        _now(row), by=people["wu"], keeper=people["chu"], made=0, condition="完好", why="现场未用，证件改由机关办理",
        second=people["zheng"],
    )  # fmt: skip


def _now(row: SealTakeout) -> SealTakeout:
    return SealTakeout.objects.get(pk=row.pk)


def _asked(desk: Desk, now: datetime) -> Story:
    """One that still waits for its second approval."""
    day = local(now).date()
    yield hours.on(hours.day_after(day, -1), "16:10")
    row = _take_out(
        desk,
        hours.on(hours.day_after(day, 2), "09:00"),
        0,
        "到临湖市公文交换站换发证件",
        "临湖市公文交换站",
        6,
    )
    yield hours.on(hours.day_after(day, -1), "16:40")
    takeouts.approve_takeout(_now(row), by=desk.people["zhou"])


def _counted(desk: Desk, now: datetime) -> Story:
    """Each quarter every physical seal is looked at by two."""
    today = local(now).date()
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    at = hours.on(hours.day_after(first, 4), "15:00")
    if at >= now:
        return
    yield at
    for seal in Seal.objects.filter(medium="physical", state__in=["in_use", "waiting"]).order_by("pk"):
        holder = seal.custodies.filter(during__upper_inf=True).select_related("person").first()
        who = holder.person if holder else desk.people["chu"]
        take_stock(seal, by=who, second=desk.people["wei"], present=True, place=seal.place, condition="完好")


def _letters(desk: Desk, now: datetime) -> Story:
    """A lot of introduction letters: two written off for use, one spoiled."""
    people, day = desk.people, hours.day_after(local(now).date(), -50)
    yield hours.on(day, "09:30")
    book = BlankBook(
        kind="introduction",
        name="省政府办公厅介绍信",
        prefix="介字",
        first=1,
        last=LETTERS,
        received_on=day,
        keeper=people["chu"],
    )
    book = blanks.take_in(book, by=people["chu"]).subject
    yield hours.on(hours.day_after(day, 20), "10:00")
    blanks.write_off(
        book, by=people["chu"], numbers=[1], end="spoiled", matter="填写错误，当场作废", second=people["wei"]
    )
    yield hours.on(hours.day_after(local(now).date(), -8), "16:10")
    asked = SealRequest.objects.filter(paper_kind="introduction", state="approved").first()
    if asked is not None:
        blanks.write_off(book, by=people["chu"], numbers=[2], end="used", matter=asked.title, given_to=asked.applicant_name,
                         request=asked)  # fmt: skip


def _electronic(desk: Desk, now: datetime) -> Story:
    """An electronic seal on the file it was approved for."""
    yield hours.on(hours.day_after(local(now).date(), -4), "15:30")
    asked = SealRequest.objects.select_related("seal", "file", "run").filter(
        seal__seal_no=ELECTRONIC, state="approved", asked_at__lt=database_now() - timedelta(hours=1)
    ).first()  # fmt: skip
    if asked is not None:
        holder = asked.seal.custodies.select_related("person").get(during__upper_inf=True).person
        esign(asked, by=holder, supervisor=desk.people["wei"])
