"""The dispatch list: to whom, in which role, how many copies; afterwards only more (补发)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from outgoing.actions.content import refresh_content
from outgoing.actions.copying import hand_out
from outgoing.actions.guard import allow
from outgoing.actions.sending import send_out
from outgoing.actions.texts import ask_anew
from outgoing.models import Addressee, Copy, Outgoing
from outgoing.queries.plan import misaddressed
from outgoing.queries.runs import short_of
from outgoing.rules.receipts import MOST as MOST_COPIES
from outgoing.rules.verbs import CLERKS
from outgoing.words import Role, State
from people.models import Unit
from workflow.act import Act
from workflow.spine import act

MOST = 1_000  # organs on one list
PRINTED = (State.SEALING, State.DISPATCHING)
KEPT = ("relation", "role", "text", "copies", "order", "unit_id")


class Entry(NamedTuple):
    """One organ as it was typed; `unit` is None for a name outside the roster, `text` the group it came with."""

    unit: Unit | None
    name: str
    relation: str
    role: str
    copies: int = 1
    text: str = ""


def replace_addressees(a: Act, wanted: Sequence[Entry]) -> None:
    """The list as it is to be, before anything was sent: each name once, in this order. Rows that stay keep their key.

    `BadInput` for one that is to go and has numbered copies already.
    """
    paper: Outgoing = a.subject
    rows = {row.name: row for row in Addressee.objects.filter(paper=paper)}
    once = _once(wanted)
    gone = [row.pk for name, row in rows.items() if name not in once]
    held = Copy.objects.filter(addressee__in=gone).select_related("addressee").first() if gone else None
    if held is not None and held.addressee is not None:
        raise BadInput(_("%(who)s 已分到带份号的公文，请先清退。") % {"who": held.addressee.name})
    Addressee.objects.filter(pk__in=gone).delete()
    changed: list[Addressee] = []
    new: list[Addressee] = []
    for order, entry in enumerate(once.values(), 1):
        row = rows.get(entry.name) or Addressee(paper=paper, name=entry.name)
        before = [getattr(row, name) for name in KEPT]
        _filled(row, entry, order)
        if row.pk is None:
            new.append(row)
        elif before != [getattr(row, name) for name in KEPT]:
            changed.append(row)
    if changed:
        Addressee.objects.bulk_update(changed, KEPT)
    Addressee.objects.bulk_create(new)


@act("addressees")
def set_addressees(
    a: Act,
    *,
    main: Sequence[Entry],
    cc: Sequence[Entry] = (),
    internal: Sequence[Entry] = (),
    channel: str = "",
) -> str:
    """The whole list anew; once dispatched, those of it who are not yet there are sent their copies by `channel`.

    `BadInput`: an organ twice (RTE-12), too many, copies out of range, or one of those who have theirs left out.
    `Incomplete`: what is printed on a paper that is already stamped would change, or one on its way would be addressed
    against the rules. Who had answered to another list is asked anew.
    """
    allow(a, "addressees")
    wanted = _with_roles(main, cc, internal)
    _checked(wanted)
    if a.subject.state == State.DISPATCHED:
        return _more(a, wanted, channel)
    replace_addressees(a, wanted)
    printed = refresh_content(a)
    if (a.subject.state == State.DISPATCHING or _stamped(a.subject)) and a.subject.is_stale:
        raise Incomplete(_("已印制用印，主送、抄送单位不能再改，只能改份数；漏列的单位请在发出后补发。"))
    if a.subject.state != State.DRAFTING and (reasons := misaddressed(a.subject)):
        raise Incomplete(reasons)
    a.data["addressees"] = [[e.name, e.role, e.copies] for e in wanted]
    numbers = {"n": len(wanted), "copies": sum(e.copies for e in wanted)}
    said = _("已保存分发单位 %(n)s 个，共 %(copies)s 份。") % numbers
    if a.subject.state in PRINTED and (more := short_of(a.subject)):
        said += _("印数少 %(n)s 份，请在发出前「加印」。") % {"n": more}
    return said + ask_anew(a) if printed else said


def _stamped(paper: Outgoing) -> bool:
    """Printed, and some copies have the seal already, though others wait for it."""
    return paper.state == State.SEALING and bool(paper.sealed)


def _more(a: Act, wanted: Sequence[Entry], channel: str) -> str:
    """补发: what stands stays as it is, what is new goes out at once, by the same rules and from the stamped copies that
    are left. The printed list is not touched."""
    paper: Outgoing = a.subject
    if not a.by.hats.office_roles & CLERKS:
        raise NotAllowed(_("发出后的补发由文书或处长办理。"))
    if paper.standing != "in_force":
        raise Incomplete(_("本件%(what)s，不能再补发。") % {"what": paper.get_standing_display()})
    rows = {row.name: row for row in Addressee.objects.filter(paper=paper)}
    named = {e.name: e for e in wanted}
    if left_out := [name for name in rows if name not in named]:
        raise BadInput(_("%(who)s 已发出，不能从分发单位中删去。") % {"who": "、".join(left_out[:5])})
    if changed := [n for n, r in rows.items() if (named[n].role, named[n].copies) != (r.role, r.copies)]:
        raise BadInput(_("%(who)s 已发出，份数和主送、抄送不能再改。") % {"who": "、".join(changed[:5])})
    last = max((row.order for row in rows.values()), default=0)
    fresh = [e for e in wanted if e.name not in rows]
    new = [_filled(Addressee(paper=paper, name=e.name), e, order) for order, e in enumerate(fresh, last + 1)]
    if not new:
        raise Incomplete(
            _("没有新增的单位，不用补发；已在其中的单位少件、破损、退回或撤回的，请用「补寄」。")
        )
    Addressee.objects.bulk_create(new)
    if reasons := misaddressed(paper):
        raise Incomplete(reasons)
    send_out(a, new, channel=channel)
    hand_out(a, [(row, row.copies) for row in new])
    return _("已补发 %(n)s 个单位，共 %(copies)s 份。") % {
        "n": len(new),
        "copies": sum(row.copies for row in new),
    }


def _with_roles(main: Iterable[Entry], cc: Iterable[Entry], internal: Iterable[Entry]) -> list[Entry]:
    return [
        entry._replace(role=role)
        for role, entries in ((Role.MAIN, main), (Role.COPY, cc), (Role.INTERNAL, internal))
        for entry in entries
    ]


def _checked(wanted: Sequence[Entry]) -> None:
    if len(wanted) > MOST:
        raise BadInput(_("分发单位最多 %(n)s 个。") % {"n": MOST})
    names = [e.name for e in wanted]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput(_("重复列出：%(who)s。") % {"who": "、".join(twice[:5])})
    if odd := next((e for e in wanted if not 1 <= e.copies <= MOST_COPIES), None):
        raise BadInput(_("%(who)s 的份数应在 1 到 9999 之间。") % {"who": odd.name})
    if blank := next((e for e in wanted if not e.name.strip() or len(e.name) > 120), None):
        raise BadInput(_("单位名称不能为空，也不能超过 120 字：%(who)s") % {"who": blank.name[:30]})
    if unknown := next((e for e in wanted if e.relation not in Unit.Relation.values), None):
        raise BadInput(_("请选择 %(who)s 与本机关的关系。") % {"who": unknown.name})


def _once(wanted: Sequence[Entry]) -> dict[str, Entry]:
    """Each name the first time it is named, in order."""
    once: dict[str, Entry] = {}
    for entry in wanted:
        once.setdefault(entry.name, entry)
    return once


def _filled(row: Addressee, entry: Entry, order: int) -> Addressee:
    row.unit, row.relation, row.role, row.text = entry.unit, entry.relation, entry.role, entry.text
    row.copies, row.order = entry.copies, order
    return row
