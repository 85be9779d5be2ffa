"""份号: received copies are given out, taken back, returned to who issued them (清退), or reported lost
(条例 第三十四、三十五条); the place where the paper lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, Incomplete
from documents.actions.guard import allow, need
from documents.actions.telling import tell_holders
from documents.files.secrecy import check_fields
from documents.models import Copy, Document, Handing
from documents.models.copy import ORIGINAL
from documents.queries.copies import last_handing, words
from documents.queries.visible import visible_to
from documents.rules.copies import FROM, TO, named, readable, said
from documents.rules.ranges import BadRange, parse
from documents.rules.why import wrong_state
from documents.words import FINAL, CopyStatus, Handed, ReturnWay
from people.models import Person, Unit
from people.queries import registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act

S, H = CopyStatus, Handed
CHUNK = 2_000
WIDTH = 200  # of the field 份号
MOVED = ("status", "holder", "holder_name", "since")


def typed(text: str, field: str) -> list[int]:
    """The numbers he typed, at least one. `BadInput` names what cannot be read."""
    try:
        numbers = parse(text)
    except BadRange as error:
        raise BadInput(str(error), field) from error
    if not numbers:
        raise BadInput(_("请填写份号，如 1-20、25。"), field)
    return numbers


def number_copies(a: Act) -> None:
    """Rows for what the field 份号 names: when the paper is registered, when the field or 份数 is corrected.

    Called inside an act. `BadInput` where the field cannot be read, does not fit the number of copies, or no longer
    names a copy that is not at the registry.
    """
    doc: Document = a.subject
    try:
        wanted = set(named(doc.copy_numbers, doc.copies, doc.extra_copies))
    except BadRange as error:
        raise BadInput(str(error), "copy_numbers") from error
    rows = {} if a.created else {c.number: c for c in Copy.objects.filter(document=doc)}
    gone = [c for n, c in rows.items() if n not in wanted and (wanted or n != ORIGINAL)]
    if away := [c for c in gone if c.status != S.KEPT]:
        known = {"no": said(sorted(c.number for c in away)), "where": S(away[0].status).label}
        raise BadInput(
            _("%(no)s 现在「%(where)s」，不能从登记中去掉；请先在「纸质件」里登记收回。") % known,
            "copy_numbers",
        )
    if gone:
        Copy.objects.filter(pk__in=[c.pk for c in gone]).delete()
    fresh = [Copy(document=doc, number=n) for n in sorted(wanted - set(rows))]
    Copy.objects.bulk_create(fresh, batch_size=CHUNK)


def add_numbers(a: Act, text: str, copies: int) -> None:
    """The numbers of copies that came later, beside those that are there. Called inside an act; refuses as above,
    what is there already, and any while the copies before have none: they would be counted nowhere."""
    doc: Document = a.subject  # with these copies among its `extra_copies`
    try:
        new = named(text, copies)
    except BadRange as error:
        raise BadInput(str(error), "copy_numbers") from error
    there = readable(doc.copy_numbers)
    if not there and doc.copies + doc.extra_copies > copies:
        raise BadInput(
            _("本件原有各份没有份号，请先用「更正登记」补上原有各份的份号；补不上的，这里不填份号。"),
            "copy_numbers",
        )
    if known := sorted(set(new) & set(there)):
        raise BadInput(_("份号 %(no)s 已登记过，请核对。") % {"no": said(known)[:100]}, "copy_numbers")
    before, both = doc.copy_numbers, "、".join(filter(None, (doc.copy_numbers, text)))
    if len(both) > WIDTH:
        raise BadInput(_("份号太长，连号请写成 000118-000119。"), "copy_numbers")
    doc.copy_numbers = both
    number_copies(a)
    a.data["changes"] = {"copy_numbers": [before, both]}


@dataclass(frozen=True)
class Given:
    """What he filled in."""

    day: date
    person: Person | None = None
    unit: Unit | None = None
    how: str = ""
    receipt: str = ""
    reason: str = ""
    place: str = ""


@act("hand_copies", exclusive=False)
def hand_copies(
    a: Act,
    *,
    what: str,
    numbers: str = "",
    person: Person | None = None,
    unit: Unit | None = None,
    day: date | None = None,
    how: str = "",
    receipt: str = "",
    reason: str = "",
    place: str = "",
) -> str:
    """Copies change hands: `what` is one of `Handed`, `numbers` which of them (none for an unnumbered original).

    Giving out needs a person or a unit that sees the paper; returning, how and a receipt; losing, a reason. Raises
    `Faster` where a copy is not (any more) where it would have to be, with who moved it, and when.
    """
    allow(a, "hand_copies")
    texts = {"receipt": receipt.strip(), "reason": reason.strip(), "place": place.strip()}
    check_fields(texts)
    given = Given(_day(a, day), person, unit, how, **texts)
    if what not in Handed.values:
        raise BadInput(_("请选择要登记的是交出、收回、清退、报失还是改存放位置。"), "what")
    rows = _taken(a, what, numbers) if what != H.PLACE else []
    _in_order(given.day, rows)
    _checked(a, what, given, rows)
    holder: Any = (unit or person) if what == H.GIVE else None
    for row in rows:
        row.status, row.since = TO[what], given.day
        row.holder, row.holder_name = (holder.principal, _name(holder)) if holder else ("", "")
    _keep(rows)
    _moved_to(a, what, given.place)
    return _write(a, what, rows, holder, given)


def _day(a: Act, day: date | None) -> date:
    """The day it was done: not before the paper came, not later than today."""
    today = timezone.localdate(a.now)
    day = day or today
    if day > today:
        raise BadInput(_("日期不能晚于今天。"), "day")
    if day < timezone.localdate(a.subject.received_at):
        raise BadInput(_("日期不能早于收文日期，请核对。"), "day")
    return day


def _taken(a: Act, what: str, text: str) -> list[Copy]:
    """The rows of these numbers, or of the original where none has a number; all of them where they have to be."""
    doc: Document = a.subject
    rows = {c.number: c for c in Copy.objects.filter(document=doc)}
    if set(rows) - {ORIGINAL}:
        wanted = typed(text, "numbers")
    elif text.strip():
        raise BadInput(_("本件没有登记份号；有份号的，请文书先用「更正登记」补上。"), "numbers")
    else:
        wanted, rows = [ORIGINAL], {ORIGINAL: Copy(document=doc, number=ORIGINAL)} | rows
    if unknown := [n for n in wanted if n not in rows]:
        known = {"no": said(unknown)[:100], "all": said(sorted(rows))[:100]}
        raise BadInput(_("本件没有份号 %(no)s，登记的是 %(all)s。") % known, "numbers")
    chosen = [rows[n] for n in wanted]
    if elsewhere := [c for c in chosen if c.status not in FROM[what]]:
        raise _elsewhere(doc, elsewhere, what)
    return chosen


def _in_order(day: date, rows: Sequence[Copy]) -> None:
    """Each handing is on the day of the one it follows, or later."""
    later = [(c.since, c.number) for c in rows if c.since and c.since > day]
    if later:
        since, number = max(later)
        known = {"no": said([number]), "day": since.isoformat()}
        raise BadInput(_("日期不能早于上一次交接：%(no)s 上一次是 %(day)s，请核对。") % known, "day")


def _elsewhere(doc: Document, rows: Sequence[Copy], what: str) -> Faster:
    """Where the first of them is, who put that down and when."""
    first = rows[0]
    same = [c.number for c in rows if (c.status, c.holder) == (first.status, first.holder)]
    known = {
        "no": said(same)[:100],
        "verb": H(what).label,
        "where": first.holder_name or S(first.status).label,
    }
    last = last_handing(doc, first.number)
    if last is None:
        return Faster(_("%(no)s 现在在文书处，不能%(verb)s。") % known)
    known |= {"by": last.by_name, "at": timezone.localtime(last.at).strftime("%m-%d %H:%M")}
    if first.status == S.KEPT:
        words = _("%(no)s 已由 %(by)s %(at)s 登记收回，现在在文书处，不能再%(verb)s。")
    elif first.status == S.GIVEN:
        words = _("%(no)s 已由 %(by)s %(at)s 登记交给%(where)s，收回以后才能再%(verb)s。")
    else:
        words = _(
            "%(no)s 已由 %(by)s %(at)s 登记为「%(where)s」，不能再%(verb)s；登记有误的，请写明原因登记收回。"
        )
    return Faster(words % known, who=last.by_name, when=last.at)


def _checked(a: Act, what: str, given: Given, rows: Sequence[Copy]) -> None:
    """What each of them needs beside the copies."""
    if what == H.GIVE:
        _may_hold(a, given)
    elif what == H.RETURN:
        if given.how not in ReturnWay.values:
            raise BadInput(_("请选择退回方式。"), "how")
        if not given.receipt:
            raise BadInput(_("请填写回执编号或来文单位签收人；没有回执的，请先向来文单位索取。"), "receipt")
    elif what == H.LOST:
        need(given.reason, _("请说明遗失的经过和处理。"))
    elif what == H.PLACE and given.place == a.subject.physical_location:
        raise Incomplete(_("存放位置没有改动。"))
    elif what == H.BACK and any(row.status != S.GIVEN for row in rows):
        need(given.reason, _("已登记清退或遗失的，收回要说明原因：找回，或原登记有误。"))


def _may_hold(a: Act, given: Given) -> None:
    """One person or one unit, who sees the paper: its paper is for nobody else."""
    doc: Document = a.subject
    if (given.person is None) == (given.unit is None):
        raise BadInput(_("请填写交给谁：个人或单位，二者选一。"), "person")
    if doc.work_secret and doc.state in FINAL:
        raise Incomplete(wrong_state(H.GIVE, doc.state, ()))
    if given.person is not None:
        sees, who = visible_to(given.person).filter(pk=doc.pk).exists(), given.person.name
    else:
        assert given.unit is not None
        sees, who = _given_to(doc, given.unit), given.unit.short
    if not sees:
        field = "person" if given.person is not None else "unit"
        raise BadInput(_("%(who)s没有本件的办理或传阅，不能领用；请先送办或传阅。") % {"who": who}, field)


def _given_to(doc: Document, unit: Unit) -> bool:
    return Task.objects.about(doc).filter(holder=unit.principal, revoked=False).exists()


def _name(holder: Any) -> str:
    return holder.short if isinstance(holder, Unit) else holder.name


def _keep(rows: Sequence[Copy]) -> None:
    """One statement; the original of a paper without numbers gets its row when it first leaves."""
    known = [row for row in rows if row.pk]
    Copy.objects.bulk_update(known, MOVED, batch_size=CHUNK)
    Copy.objects.bulk_create([row for row in rows if not row.pk])


def _moved_to(a: Act, what: str, place: str) -> None:
    """Where the paper lies from now on, where that was said."""
    doc: Document = a.subject
    if (place or what == H.PLACE) and place != doc.physical_location:
        a.data["place"] = [doc.physical_location, place]
        doc.physical_location = place


def _write(a: Act, what: str, rows: Sequence[Copy], holder: Any, given: Given) -> str:
    """The handing, the words of the entry, and who must hear of it."""
    doc: Document = a.subject
    back = what == H.RETURN
    done = Handing(
        document=doc, what=what, numbers=[row.number for row in rows], day=given.day, place=given.place, reason=given.reason[:200],
        holder=holder.principal if holder else "", holder_name=_name(holder) if holder else "",
        how=given.how if back else "", receipt=given.receipt if back else "", by_id=a.by.pk, by_name=a.by.name, at=a.now,
    )  # fmt: skip
    done.save(force_insert=True)
    told = {name: getattr(done, name) for name in ("what", "numbers", "how", "receipt", "place")}
    a.data["handed"] = {**told, "name": done.holder_name, "day": done.day.isoformat(), "reason": ""}
    a.reason = given.reason
    if holder is not None:
        known = {"no": doc.receipt_no, "copies": said(done.numbers)}
        tell_holders(
            a, [done.holder], _("%(no)s 的纸质件（%(copies)s）登记由您处持有，用后请退文书。") % known
        )
    if what == H.LOST:
        known = {"no": doc.receipt_no, "copies": said(done.numbers), "why": given.reason}
        chiefs = [p for p in registry(CHIEFS) if visible_to(p).filter(pk=doc.pk).exists()]
        tell_holders(
            a, [p.principal for p in chiefs], _("%(no)s 的纸质件（%(copies)s）登记遗失：%(why)s") % known
        )
    return words(a.data["handed"])
