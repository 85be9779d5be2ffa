"""印章交接 (domain.md §6.4): seals change hands, counted, with three signatures; nothing is stamped between.

Lock order: outgoing papers, applications, take-outs, then the seals by key; the period of who gives ends at the very instant
at which that of who takes begins.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete
from outgoing.actions.keeping import keep_seal
from outgoing.models import Outgoing
from people.models import Person
from seals.actions.ledger import write_line
from seals.actions.moving import keep_request, keep_takeout
from seals.actions.periods import begin, end, instant
from seals.actions.sitting import leave
from seals.models import Handover, Seal, SealCustody, SealRequest, SealTakeout
from seals.queries import open_work
from seals.queries.custody import ENDED, NOT_HERE, absence_of, running
from seals.rules.custody import may_keep, may_sign_instead, may_watch
from seals.words import REQUEST_LIVE, LineKind
from workflow.act import Act
from workflow.models import Entry
from workflow.models.subject import ALPHABET
from workflow.spine import act, new_key

TRIES = 5
VERB = "seal_handover"


@dataclass(frozen=True)
class Count:
    """What was counted of one seal: its condition, the pages of its paper register."""

    condition: str
    pages: int


@dataclass(frozen=True)
class Signed:
    """Who signed: gave (None: nobody had it), took, watched; who signed for the giver and why."""

    giver: Person | None
    to: Person
    watched: Person
    instead: Person | None
    why: str

    @property
    def hand(self) -> Person | None:
        """Whose hand signed for the giving side."""
        return self.instead if self.instead is not None else self.giver


class _Again(Exception):
    """Something came to wait for the seal while its lock was waited for: from the beginning, in the lock order."""


def hand_over(
    seals: Sequence[Seal],
    *,
    by: Person,
    from_person: Person | None,
    to_person: Person,
    supervised_by: Person,
    signed_for_from: Person | None = None,
    in_stead: str = "",
    temporary: bool | None = None,
    counts: Mapping[int, Count] | None = None,
    keys: str = "",
    note: str = "",
    key: str = "",
    seen: str = "",
) -> list[Handover]:
    """Every seal of one sheet, or none. The persons have signed (`people.actions.signature`); `seen`: the `fingerprint` of
    what the page showed; `temporary` follows from who takes it: the stand-in has it for a time.

    Raises `BadInput` on a person or a seal, `Incomplete` where a seal cannot be handed over, `Faster` where somebody else
    has it by now."""
    signed = Signed(from_person, to_person, supervised_by, signed_for_from, in_stead.strip()[:200])
    counted = {seal.pk: (counts or {}).get(seal.pk, Count(_("完好"), 0)) for seal in seals}
    if not counted:
        raise BadInput(_("请选择要交接的印章。"), "seals")
    _persons(signed, by)
    for _n in range(TRIES):
        try:
            with transaction.atomic():
                return _handed(
                    sorted(counted), signed, by, counted, temporary, keys, note, key or new_key(), seen
                )
        except _Again:
            continue
    raise Faster(_("正有人在办理这些印章的用印，请稍后再交接。"))


def fingerprint(seals: Sequence[Seal]) -> str:
    """What a page showed of these seals: their ledgers, in whose hands they are, what waits for them."""
    held = {row.seal_id: row.pk for row in running(seals)}
    waiting = open_work.open_requests(seals)
    return "|".join(
        f"{s.pk}.{s.line_count}.{held.get(s.pk, 0)}.{waiting[s.pk]}.{s.state}.{s.keeper_id}.{s.stand_in_id}"
        for s in sorted(seals, key=lambda s: s.pk)
    )


def _handed(
    keys_of: list[int],
    signed: Signed,
    by: Person,
    counted: Mapping[int, Count],
    temporary: bool | None,
    keys: str,
    note: str,
    key: str,
    seen: str,
) -> list[Handover]:
    plain = list(Seal.objects.filter(pk__in=keys_of).order_by("pk"))
    moved = _move_work(plain, signed, by)
    seals = list(Seal.objects.select_for_update().filter(pk__in=keys_of).order_by("pk"))
    if again := _before(key, by):
        return again
    if seen and seen != fingerprint(seals):
        raise Faster(_("印章或待办用印刚刚有变化，请核对后重新签名。"))
    if _waiting(seals, signed):
        raise _Again
    with connection.cursor() as cursor:  # who takes it may be leaving at this very moment
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('docflow.leaving'))")
    _fit(seals, signed, temporary)
    at, sheet = instant(), ""
    waiting = open_work.open_requests(seals)
    made: list[Handover] = []
    for seal in seals:
        sheet = sheet or _number(at)
        row = Handover(
            sheet=sheet, seal=seal, at=at, condition=counted[seal.pk].condition[:200], register_pages=counted[seal.pk].pages,
            open_requests=waiting[seal.pk], keys=keys[:120], note=note[:200], temporary=signed.to.pk == seal.stand_in_id,
            counted=seal.line_count, head=bytes(seal.line_head).hex()[:16], in_stead=signed.why,
            from_person=signed.giver, from_name=signed.giver.name if signed.giver else "",
            to_person=signed.to, to_name=signed.to.name, supervised_by=signed.watched,
            supervised_by_name=signed.watched.name, signed_for_from=signed.instead,
        )  # fmt: skip
        _one(seal, by=by, key=new_key() if made else key, row=row, signed=signed, moved=moved)
        made.append(row)
    if signed.giver is not None:
        leave(signed.giver)  # who watched him signs in anew: for whom, and for what he still has
    return made


@act(VERB)
def _one(a: Act, *, row: Handover, signed: Signed, moved: int) -> str:
    """One seal of the sheet: its period, its row, its line."""
    seal: Seal = a.subject
    end(seal, row.at)
    begin(seal, signed.to, row.at, temporary=row.temporary)
    row.save(force_insert=True)
    giver = row.from_name or _("未交付")
    reason = _("%(sheet)s：%(giver)s交%(taker)s，监交%(watched)s") % {
        "sheet": row.sheet, "giver": giver, "taker": row.to_name, "watched": row.supervised_by_name,
    }  # fmt: skip
    if signed.why and signed.instead is not None:
        reason += _("；%(who)s代签：%(why)s") % {"who": signed.instead.name, "why": signed.why}
    write_line(
        a,
        seal,
        LineKind.HANDOVER,
        keeper=signed.to,
        supervisor=signed.watched,
        second=signed.hand,
        reason=reason[:300],
    )
    a.reason = signed.why
    a.data |= {
        "sheet": row.sheet, "from": signed.giver.pk if signed.giver else None, "to": signed.to.pk,
        "supervised_by": signed.watched.pk, "signed_for_from": signed.instead.pk if signed.instead else None,
        "temporary": row.temporary, "moved": moved,
    }  # fmt: skip
    words = {"giver": giver, "taker": row.to_name, "sheet": row.sheet}
    return _("%(giver)s已交%(taker)s，交接单 %(sheet)s。") % words


# -- what goes along ---------------------------------------------------------------------------------


def _move_work(seals: Sequence[Seal], signed: Signed, by: Person) -> int:
    """What waits for the seals in the name of who gives them becomes his who takes them. Papers, then applications."""
    note, to, moved = _("印章交接"), signed.to, 0
    for pk in open_work.papers(seals, signed.giver, to):
        keep_seal(Outgoing(pk=pk), by=by, to=to, note=note)
        moved += 1
    for pk in _held_fast(seals, to):
        keep_request(SealRequest(pk=pk), by=by, to=to, note=note)
        moved += 1
    for pk in open_work.takeouts(seals, signed.giver, to):
        keep_takeout(SealTakeout(pk=pk), by=by, to=to, note=note)
        moved += 1
    return moved


def _held_fast(seals: Sequence[Seal], to: Person) -> list[int]:
    """Applications with a task to move. All that are open are locked first: one may be approved at this moment."""
    rows = SealRequest.objects.select_for_update().filter(seal__in=seals, state__in=REQUEST_LIVE)
    list(rows.order_by("pk").values_list("pk", flat=True))
    return open_work.requests(seals, to)


def _waiting(seals: Sequence[Seal], signed: Signed) -> bool:
    """Is there still something in another's name, under the lock of the seals?"""
    return bool(
        open_work.papers(seals, signed.giver, signed.to)
        or open_work.requests(seals, signed.to)
        or open_work.takeouts(seals, signed.giver, signed.to)
    )


# -- who and what ------------------------------------------------------------------------------------


def _persons(signed: Signed, by: Person) -> None:
    """Three natural persons, each with the right to his place; the one who acts is among them."""
    hand = signed.hand
    if hand is None:
        raise BadInput(_("首次交付由处长或办公厅主任签名。"), "giver")
    if signed.giver is not None and signed.giver.pk == signed.to.pk:
        raise BadInput(_("印章已在%(who)s手里。") % {"who": signed.to.name}, "to")
    three = [hand.pk, signed.to.pk, signed.watched.pk]
    if len(set(three)) < 3 or signed.giver is not None and signed.giver.pk == signed.watched.pk:
        raise BadInput(_("交出、接收、监交须是三个不同的人，一人不能签两处。"), "watch")
    if by.pk not in three:
        raise BadInput(_("交接由签名的三人之一办理。"), "giver")
    if signed.instead is not None:
        if not may_sign_instead(signed.instead.hats):
            raise BadInput(_("只有处长或办公厅主任可以代签或首次交付。"), "giver")
        if signed.giver is not None and not signed.why:
            raise BadInput(_("代签须写明交出人为什么不能签名。"), "in_stead")
        if signed.giver is not None and signed.giver.pk == signed.instead.pk:
            raise BadInput(_("交出人本人签名，不必代签。"), "in_stead")
    if not may_watch(signed.watched.hats):
        raise BadInput(_("监交人须是处长、副处长或办公厅负责人。"), "watch")


def _fit(seals: Sequence[Seal], signed: Signed, temporary: bool | None) -> None:
    """As everything is now, under the locks."""
    to = Person.objects.get(pk=signed.to.pk)
    if not to.is_active or not may_keep(to.hats):
        raise BadInput(_("%(who)s 现在不能接收印章。") % {"who": to.name}, "to")
    if (away := absence_of(to.pk, instant())) is not None:
        words = {"who": to.name, "since": away.since, "until": away.until}
        raise BadInput(_("%(who)s %(since)s 至 %(until)s 不在岗，不能接收。") % words, "to")
    held: dict[int, SealCustody] = {row.seal_id: row for row in running(seals)}
    reasons = []
    for seal in seals:
        has = held.get(seal.pk)
        if (has.person_id if has else None) != (signed.giver.pk if signed.giver else None):
            who = has.person_name if has else _("无人")
            raise Faster(
                _("「%(seal)s」现在在%(who)s手里，请核对后再办。") % {"seal": seal.name, "who": who}, who=who
            )
        if seal.state in (*ENDED, *NOT_HERE):
            words = {"seal": seal.name, "state": seal.get_state_display()}
            reasons.append(_("「%(seal)s」%(state)s，不能交接。") % words)
        elif to.pk not in (seal.keeper_id, seal.stand_in_id):
            raise BadInput(
                _("%(who)s 不是「%(seal)s」任命的保管人或代管人。") % {"who": to.name, "seal": seal.name},
                "to",
            )
        elif temporary and to.pk != seal.stand_in_id:
            raise BadInput(_("临时交接只能交给代管人。"), "to")
    if reasons:
        raise Incomplete(reasons)


def _before(key: str, by: Person) -> list[Handover]:
    """The sheet that this very form made when it was sent first."""
    entry = Entry.objects.filter(key=key, verb=VERB, actor_id=by.pk).first()
    return list(Handover.objects.filter(sheet=entry.data["sheet"]).order_by("seal_id")) if entry else []


def _number(at: datetime) -> str:
    """Of a sheet: its day and five letters and digits, never two alike."""
    while True:
        tail = "".join(secrets.choice(ALPHABET) for _n in range(5))
        number = f"{local(at):%Y%m%d}{tail}"
        if not Handover.objects.filter(sheet=number).exists():
            return number
