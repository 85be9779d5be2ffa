"""The demo's seals: entered years ago, in the keeper's hands, asked for and set through the same acts as everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from deadlines.days import local
from documents.files.intake import Intake
from documents.models import Blob
from outgoing.models import Organ
from people.models import Person
from seals.actions import custody, registry, states
from seals.actions.handover import Count, hand_over
from seals.actions.refusing import refuse
from seals.actions.requests import apply, approve, reject
from seals.actions.stamping import desk_stamp
from seals.eseal.files import FileSeals
from seals.eseal.making import make
from seals.models import Seal, SealRequest
from workflow import clock
from workflow.clock import database_now

from . import hours
from .case import Desk
from .files import Sheet
from .files import blob as blob_of
from .ledger_clock import tell
from .letters import OFFICE
from .seal_words import ASKS, ELECTRONIC, NOT_YET, OLD, PUBLIC, SEALS, Ask
from .stage import Story

BEGAN = date(2024, 1, 3)
PAPER = "省政府办公厅党组会议纪要〔2024〕1号"


@contextmanager
def at(day: date, hour: str) -> Iterator[None]:
    moment = hours.on(day, hour)
    tell(moment)
    with clock.told(moment):
        yield


def build(desk: Desk) -> None:
    """Every seal with its keeper, stand-in and supervisor, in use since years; one old one that was destroyed."""
    people = desk.people
    with at(BEGAN, "09:00"):
        made = [_registered(desk, *row) for row in (*SEALS, NOT_YET)]
    used = made[:-1]
    with at(BEGAN, "10:00"):
        for seal in used:
            custody.appoint(
                seal,
                by=people["wu"],
                keeper=people["chu"],
                stand_in=people["yang"],
                supervisor=people["wei"],
                paper=PAPER,
            )
    with at(BEGAN, "15:00"):
        _hand(used, None, people["chu"], people["wu"], instead=people["zhou"])
    with at(BEGAN, "16:00"):
        for seal in used:
            states.enable(Seal.objects.get(pk=seal.pk), by=people["wu"], on=BEGAN, notice=PUBLIC)
    _retired(people)


def _hand(
    seals: list[Seal], giver: Person | None, taker: Person, chief: Person, *, instead: Person | None = None
) -> None:
    hand_over(
        [Seal.objects.get(pk=s.pk) for s in seals], by=giver or taker, from_person=giver, to_person=taker, supervised_by=chief,
        signed_for_from=instead,
        counts={s.pk: Count("完好", 1) for s in seals}, keys="保险柜钥匙 1 把",
    )  # fmt: skip


def _registered(
    desk: Desk, no: str, name: str, kind: str, medium: str, organ: str, signer: str, unit: str, safe: str
) -> Seal:
    more: dict[str, Any] = {
        "material": "铜",
        "shape": "圆形",
        "size_mm": 42,
        "engraved_by": "省公安厅指定刻制单位（虚构）",
    }
    if medium == "electronic":
        more = _certificate(name)
    seal = Seal(
        seal_no=no, name=name, kind=kind, medium=medium, organ=Organ.objects.filter(name=organ).first(),
        unit=desk.units[unit], signer=desk.people.get(signer), approved_by=PUBLIC, issued_by=OFFICE, received_on=BEGAN,
        place=safe, **more,
    )  # fmt: skip
    return registry.register_seal(seal, by=desk.people["chu"]).subject


def _certificate(name: str) -> dict[str, Any]:
    """A seal of the reference adapter, made in its folder unless an earlier load left it there."""
    folder = Path(settings.ESEAL_DIR)
    if not (folder / "office" / "seal.json").is_file():
        make(folder, "office", name, since=database_now() - timedelta(minutes=1))
    info = next(s for s in FileSeals(folder).list_seals() if s.id == "office")
    return {
        "certificate": info.certificate, "algorithm": info.algorithm, "valid_from": info.valid_from,
        "valid_to": info.valid_to, "adapter_id": info.id,
    }  # fmt: skip


def _retired(people: Mapping[str, Person]) -> None:
    """The unit's matter went elsewhere: its seal was suspended, sealed up and destroyed before two."""
    old, day = Seal.objects.get(seal_no=OLD), date(2025, 6, 16)

    def move(action: Any, clock_time: str, **fields: Any) -> None:
        with at(day, clock_time):
            action(Seal.objects.get(pk=old.pk), by=people["wu"], **fields)

    move(states.suspend, "09:30", on=day, why="信访接待职能划出，专用章停用")
    move(states.seal_up, "10:00", second=people["chu"], why="停用封存")
    day = date(2025, 9, 15)
    move(states.destroy, "15:00", second=people["chu"], why="按规定销毁", on=day)


def sheets(now: datetime) -> list[Sheet]:
    """The papers that are to be sealed, as files."""
    return [
        Sheet(f"seal-{n}", OFFICE, "", ask.title, "other", "normal", _day(ask, now), body=("（演示数据）",))
        for n, ask in enumerate(ASKS)
    ]


def _day(ask: Ask, now: datetime) -> date:
    return hours.day_after(local(now).date(), -ask.ago)


def stories(desk: Desk, now: datetime, found: Mapping[str, Intake]) -> list[Story]:
    """Each application on its way, and the keeper's three days away."""
    asked = [_asked(desk, ask, _day(ask, now), found, f"seal-{n}") for n, ask in enumerate(ASKS)]
    return [*asked, _away(desk, now)]


def _asked(desk: Desk, ask: Ask, day: date, found: Mapping[str, Intake], key: str) -> Story:
    people, start = desk.people, hours.on(day, ask.at)
    yield start
    seal = Seal.objects.get(seal_no=ask.seal)
    blob = blob_of(found[key], people[ask.by])
    request = apply(_unsaved(seal, ask, blob, people), by=people[ask.by]).subject
    if ask.halt == "asking":
        return
    yield hours.after(start, 1.2)
    if ask.reject:
        reject(_now(request), by=people[ask.approver], reason=ask.reject)
        return
    if request.state == "asking":
        approve(_now(request), by=people[ask.approver], opinion="同意用印。")
    if ask.halt == "approved":
        return
    if ask.refused:
        yield hours.after(start, 1.6)
        seal = Seal.objects.get(pk=seal.pk)
        refuse(_now(request), seal, by=_holder(seal), code=ask.refused, reason="落款有笔误，请核对后再来。")
    yield hours.after(start, 2.5)
    _stamped(desk, ask, _now(request))


def _stamped(desk: Desk, ask: Ask, request: SealRequest) -> None:
    left = ask.copies - ask.spoiled - ask.unused
    desk_stamp(
        request, by=_holder(request.seal), copies=left, spoiled=ask.spoiled, unused=ask.unused, paging=ask.paging,
        reason=ask.why, supervisor=desk.people["wei"], second=desk.people["wei"] if ask.spoiled + ask.unused else None,
    )  # fmt: skip


def _unsaved(seal: Seal, ask: Ask, blob: Blob, people: Mapping[str, Person]) -> SealRequest:
    named = seal.organ.name if seal.organ else seal.name
    return SealRequest(
        seal=seal, file=blob, file_name=f"{ask.title}.pdf", title=ask.title, paper_kind=ask.kind, signed_name=named,
        addressee=ask.to, pages=ask.pages, copies=ask.copies, paging=ask.paging, approver=people[ask.approver], mandate=ask.mandate,
    )  # fmt: skip


def _now(request: SealRequest) -> SealRequest:
    return SealRequest.objects.select_related("seal").get(pk=request.pk)


def _holder(seal: Seal) -> Person:
    """In whose hands it is at the moment."""
    return seal.custodies.select_related("person").get(during__upper_inf=True).person


def stamp_print_run(desk: Desk, paper_id: int) -> bool:
    """The keeper sets the seal on the printed copies of an outgoing paper; False where no request was made for them."""
    rows = list(
        SealRequest.objects.select_related("seal").filter(paper_id=paper_id, state="approved").order_by("pk")
    )
    for request in rows:
        desk_stamp(request, by=_holder(request.seal), copies=request.left, supervisor=desk.people["wei"])
    return bool(rows)


def _away(desk: Desk, now: datetime) -> Story:
    """The keeper is on leave for three days: his stand-in has the seals, and gives them back."""
    day = hours.day_after(local(now).date(), -13)
    chu, yang, wu = (desk.people[login] for login in ("chu", "yang", "wu"))
    yield hours.on(day, "08:40")
    _hand(_in_hand(chu), chu, yang, wu)
    yield hours.on(hours.day_after(day, 3), "08:45")
    _hand(_in_hand(yang), yang, chu, wu)


def _in_hand(person: Person) -> list[Seal]:
    return list(
        Seal.objects.filter(custodies__person=person, custodies__during__upper_inf=True).order_by("pk")
    )


__all__ = ["ELECTRONIC", "build", "sheets", "stamp_print_run", "stories"]
