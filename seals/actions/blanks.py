"""空白文件头、空白介绍信: taken in as a book of numbers, written off number by number, closed when nothing is left."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from docflow.web.parts import when
from people.models import Person
from seals.models import BlankBook, BlankSheet, SealRequest
from seals.queries.blanks import WRITABLE, Balance, balance, taken, wants
from seals.rules.moves import may_be_second
from seals.rules.ranges import MOST, ranges, said
from seals.rules.rights import appoints, keeps_registry, may_apply
from seals.words import BlankEnd, BlankKind, PaperKind
from workflow.act import Act
from workflow.spine import act

LARGEST = 10_000  # sheets of one book


@act("blank_take_in")
def take_in(a: Act) -> str:
    """A lot has come: kind, name, prefix, from number to number, when, and who keeps it. The subject is unsaved."""
    b = a.subject
    if not keeps_registry(a.by.hats):
        raise NotAllowed(_("空白凭证由印章保管员和处长登记。"))
    if b.last < b.first:
        raise BadInput(_("止号不能小于起号。"), "last")
    if b.total > LARGEST:
        raise BadInput(_("一批最多 %(n)s 张，请分批登记。") % {"n": LARGEST}, "last")
    if b.received_on > local(a.now).date():
        raise BadInput(_("收到日期不能晚于今天。"), "received_on")
    if not may_apply(b.keeper.hats):
        raise BadInput(_("保管人须是本机关工作人员。"), "keeper")
    same = BlankBook.objects.filter(
        kind=b.kind, prefix=b.prefix, first__lte=b.last, last__gte=b.first
    ).first()
    if same is not None:
        raise BadInput(_("号码与「%(book)s」重复。") % {"book": same}, "first")
    b.keeper_name = b.keeper.name
    a.data |= {"first": b.first, "last": b.last, "keeper": b.keeper_id}
    return _("已登记「%(book)s」，共 %(n)s 张，%(who)s 保管。") % {
        "book": b,
        "n": b.total,
        "who": b.keeper_name,
    }


@act("blank_write_off", exclusive=False)
def write_off(
    a: Act,
    *,
    numbers: Iterable[int],
    end: str,
    matter: str,
    given_to: str = "",
    request: SealRequest | None = None,
    second: Person | None = None,
) -> str:
    """These sheets are gone: used (for what, to whom, stamped under which application), or spoiled, returned, missing,
    before a second person who has signed. All of them, or none."""
    b, wanted = a.subject, sorted(set(numbers))
    _keeper(a)
    if not wanted or len(wanted) > MOST:
        raise BadInput(_("请填写要销号的号码，一次最多 %(n)s 张。") % {"n": MOST}, "numbers")
    if wanted[0] < b.first or wanted[-1] > b.last:
        words = {"a": b.first, "b": b.last}
        raise BadInput(_("号码须在 %(a)s 至 %(b)s 之间。") % words, "numbers")
    if not matter:
        raise BadInput(_("请填写事由。"), "matter")
    if end == BlankEnd.USED:
        _check_use(a, len(wanted), given_to, request)
    elif request is not None and end != BlankEnd.SPOILED:
        raise BadInput(_("退回和遗失的不属于用印申请。"), "request")
    else:
        _check_second(a, second)
        if request is not None:
            _check_request(a, request, len(wanted))
    if gone := taken(b, wanted):
        raise _already(gone)
    rows = [
        BlankSheet(book_id=b.pk, number=n, end=end, matter=matter, given_to=given_to, request=request, by_person_id=a.by.pk,
                   by_name=a.by.name, second=second, second_name=second.name if second else "", at=a.now)
        for n in wanted
    ]  # fmt: skip
    try:
        with transaction.atomic():
            BlankSheet.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Faster(_("其中有号码刚刚被别人销号，请刷新后核对。")) from error
    runs = ranges(wanted)
    a.data |= {"end": end, "numbers": [list(run) for run in runs], "second": second.pk if second else None}
    words = {"end": BlankEnd(end).label, "no": said(runs, b.prefix), "n": len(wanted)}
    return _("已销号（%(end)s）%(no)s，共 %(n)s 张。") % words


def _keeper(a: Act) -> None:
    """Who keeps the book writes in it; a chief where the keeper cannot."""
    b = a.subject
    if b.closed_at is not None:
        raise Faster(_("这一批已经结清，不能再销号。"))
    if a.by.pk != b.keeper_id and not appoints(a.by.hats):
        raise NotAllowed(_("由保管人 %(name)s 销号。") % {"name": b.keeper_name})


def _check_use(a: Act, count: int, given_to: str, request: SealRequest | None) -> None:
    if not given_to:
        raise BadInput(_("请填写交给谁。"), "given_to")
    if request is not None:
        _check_request(a, request, count)
    elif a.subject.kind == BlankKind.INTRODUCTION:
        raise BadInput(_("介绍信须先申请用印：请选择在哪一份申请下用印。"), "request")


def _check_request(a: Act, request: SealRequest, count: int) -> None:
    """Approved, about such letters, and not more numbers than copies. Locked: two books may be written under one."""
    row = SealRequest.objects.select_for_update().get(pk=request.pk)
    if row.state not in WRITABLE:
        words = {"no": row.number, "state": row.get_state_display()}
        raise BadInput(_("%(no)s 现为「%(state)s」，不能在它之下销号。") % words, "request")
    if a.subject.kind != BlankKind.INTRODUCTION:
        return
    if row.paper_kind != PaperKind.INTRODUCTION:
        raise BadInput(_("%(no)s 不是介绍信的用印申请。") % {"no": row.number}, "request")
    done = (
        BlankSheet.objects.filter(request=row, book__kind=BlankKind.INTRODUCTION)
        .exclude(end=BlankEnd.RETURNED)
        .count()
    )
    if done + count > wants(row):
        words = {"no": row.number, "n": str(wants(row)), "done": str(done)}
        raise BadInput(_("%(no)s 批准 %(n)s 份，已销号 %(done)s 张，不能超过。") % words, "request")


def _check_second(a: Act, second: Person | None) -> None:
    if second is None:
        raise BadInput(_("作废、退回、遗失须由第二人在场核对签名。"), "second_password")
    if second.pk in (a.by.pk, a.subject.keeper_id):
        raise BadInput(_("核对人不能是销号人或保管人。"), "second_password")
    if not may_be_second(second.hats):
        raise BadInput(_("第二人必须是本机关的在职工作人员，不能是系统管理人员。"), "second_password")


def _already(gone: list[BlankSheet]) -> Faster:
    """Who wrote off which of them, and when."""
    first = gone[0]
    at = when(first.at)
    words = {"no": first.number, "who": first.by_name, "when": at, "end": first.get_end_display()}
    text = _("%(no)s 号已由 %(who)s 于 %(when)s 销号（%(end)s），本次没有保存。")
    return Faster(text % words, who=first.by_name, when=first.at, verb="blank_write_off")


def check(book: BlankBook) -> Balance:
    """How it stands. Raises `Incomplete` where it does not add up."""
    found = balance(book)
    if not found.adds_up:
        words = {
            "total": found.total,
            "sum": found.used + found.spoiled + found.returned + found.missing + found.left,
        }
        raise Incomplete(_("账不平：总数 %(total)s，各项合计 %(sum)s，请报告维护人员。") % words)
    return found


@act("blank_count", exclusive=False)
def count_book(a: Act, *, counted: int, second: Person) -> str:
    """盘点: what lies in the safe is what the book says is left, before a second person. A mismatch is not written down:
    first the numbers that are gone must be found and written off."""
    _keeper(a)
    _check_second(a, second)
    found = check(a.subject)
    if counted != found.left:
        words = {"left": found.left, "counted": counted, "runs": found.left_said or "—"}
        raise Incomplete(
            _("账面剩余 %(left)s 张（%(runs)s），实点 %(counted)s 张，不符。请查明并销号后再盘点。") % words
        )
    a.data |= {"counted": counted, "second": second.pk, "left": [list(run) for run in found.runs]}
    return _("已盘点，实点 %(n)s 张，与账面相符。核对人 %(who)s。") % {"n": counted, "who": second.name}


@act("blank_close")
def close_book(a: Act, *, second: Person) -> str:
    """结清: nothing of it is left, and everything is accounted for."""
    b = a.subject
    _keeper(a)
    _check_second(a, second)
    found = check(b)
    if found.left:
        words = {"n": found.left, "runs": found.left_said}
        raise Incomplete(_("还剩 %(n)s 张（%(runs)s），全部销号后才能结清。") % words)
    b.closed_at = a.now
    a.data |= {"second": second.pk, "used": found.used, "spoiled": found.spoiled, "returned": found.returned,
               "missing": found.missing}  # fmt: skip
    return _("已结清。")


@act("blank_hand_over")
def hand_over_book(a: Act, *, to: Person, counted: int) -> str:
    """Another keeps it from now on; he has counted and signed. By the keeper, or a chief where he cannot."""
    b = a.subject
    _keeper(a)
    if to.pk == b.keeper_id:
        raise BadInput(_("接收人就是现在的保管人。"), "to_user")
    if not may_apply(to.hats):
        raise BadInput(_("保管人须是本机关工作人员。"), "to_user")
    found = check(b)
    if counted != found.left:
        words = {"left": found.left, "counted": counted}
        raise Incomplete(_("账面剩余 %(left)s 张，实点 %(counted)s 张，不符，不能交接。") % words)
    a.data |= {"from": b.keeper_id, "to": to.pk, "counted": counted}
    before = b.keeper_name
    b.keeper, b.keeper_name = to, to.name
    return _("已由 %(a)s 移交 %(b)s，实点 %(n)s 张。") % {"a": before, "b": to.name, "n": counted}
