"""The red-head original of a paper as it stands: which words of its text, its fields and its sign-offs are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.files.errors import CannotShow
from documents.files.fonts import roles
from documents.files.names import split_name
from documents.words import Kind, Urgency
from outgoing.files.draft_text import DraftText, parse
from outgoing.files.layout import laid_out
from outgoing.files.original import Format, Original, original_pdf
from outgoing.models import Addressee, Annex, DraftVersion, Organ, Outgoing
from outgoing.queries.known import standing_signatures
from outgoing.rules.alike import (
    MOST,
    annex_name,
    full_day,
    same_names,
    same_note,
    same_organs,
    same_signature,
    same_title,
    too_long,
)
from outgoing.rules.listed import printed
from outgoing.words import AFTER_SIGNED, BEFORE_SIGNED, Direction, Layout, Publicity, Role, chinese

PUBLIC = "此件公开发布"
_SHOWN = 80  # characters of what differs


def as_original(paper: Outgoing) -> Original:
    """What would be printed now: the body from the approved text, everything else from the register, with number and date
    as far as it has them. `CannotShow` for a text that is too long to be laid out. Four statements, of an order one
    more."""
    words = _words(paper)
    if why := _too_long(words):
        raise CannotShow(why, "too_long")
    text = _text(paper, words)
    addressees = list(Addressee.objects.filter(paper=paper))
    annexes = list(Annex.objects.filter(paper=paper, latest=True).order_by("number"))
    joints = [j.name for j in paper.joints.order_by("order")]
    organ = paper.organ
    order = paper.layout == Layout.ORDER
    mark = organ.mark + ("令" if order and not organ.mark.endswith("令") else "")
    plain = organ.letterhead.removesuffix("文件")
    # a chief may have moved it back from its signature: then nobody's stands
    unsigned = not paper.signed_hash or paper.is_stale or paper.state in BEFORE_SIGNED
    return Original(
        title=paper.title,
        marks=(mark if paper.layout != Layout.ORDINARY else plain, *joints),
        with_file=organ.letterhead.endswith("文件"),
        format=cast(Format, paper.layout),
        number=paper.number,
        signers=tuple(paper.signers.split("、")) if paper.signers and not unsigned and (order or paper.direction == Direction.UP) else (),
        urgency=chinese(Urgency(paper.urgency)) if paper.urgency != Urgency.NORMAL else "",
        numbered=paper.numbered_copies,
        main_to=_names(addressees, Role.MAIN),
        body=text.body,
        attachments=_listed(text, annexes),
        annexes=text.annexes,
        signature=(organ.name, *joints),
        signer_titles=_titles(paper) if order else (),
        dated="" if unsigned else _day(paper.document_date),
        note=paper.note or note_of(paper) or text.note,
        cc=_names(addressees, Role.COPY, "，"),
        printed_by=organ.printed_by if paper.layout == Layout.ORDINARY else "",
        printed_on=_day(paper.printed_on) if paper.layout == Layout.ORDINARY else "",
        draft=unsigned,
    )  # fmt: skip


def original(paper: Outgoing, at: datetime) -> bytes:
    """The PDF's bytes."""
    return original_pdf(as_original(paper), at=timezone.localtime(at))


def unlike(paper: Outgoing) -> list[str]:
    """Where the text says something else than the register, from which it is printed: one sentence each. Asked when it is
    sent, rechecked, numbered and printed."""
    latest = _latest(paper)
    if latest is None:
        return []
    if why := _too_long(latest.paragraphs):
        return [why]
    text = _text(paper, latest.paragraphs)
    rows = list(Addressee.objects.filter(paper=paper).select_related("unit"))
    listed = _listed(text, list(Annex.objects.filter(paper=paper, latest=True).order_by("number")))
    note = paper.note or note_of(paper)
    found = _unlike_ends(paper, text, latest.saved_at)
    if text.main_to and not same_organs(text.main_to, _ways(rows, Role.MAIN)):
        why = _(
            "文稿里的主送与分发单位不一致（文稿：%(text)s；分发单位：%(list)s）。正本按分发单位印，请拟稿人改一处。"
        )
        found.append(why % _both(text.main_to, _names(rows, Role.MAIN)))
    if text.cc and not same_organs(text.cc, _ways(rows, Role.COPY)):
        why = _(
            "文稿里的抄送与分发单位不一致（文稿：%(text)s；分发单位：%(list)s）。正本按分发单位印，请拟稿人改一处。"
        )
        found.append(why % _both(text.cc, _names(rows, Role.COPY)))
    if text.attachments and not same_names(text.attachments, listed):
        why = _(
            "文稿里的附件说明与附件不一致（文稿：%(text)s；附件：%(list)s）。正本按附件印，请拟稿人改一处。"
        )
        found.append(why % _both("；".join(text.attachments), "；".join(listed)))
    if text.note and note and not same_note(text.note, note):
        why = _("文稿里的附注与栏目不一致（文稿：%(text)s；栏目：%(list)s）。正本按栏目印，请拟稿人改一处。")
        found.append(why % _both(text.note, note))
    return found


def _unlike_ends(paper: Outgoing, text: DraftText, saved: datetime) -> list[str]:
    """Title, signature and date, where the text has them itself. `saved`: when it was saved."""
    joints = list(paper.joints.select_related("unit").order_by("order"))
    issued_by = [_called(paper.organ), *((j.name, j.short) for j in joints)]
    names = [name for ways in issued_by for name in ways if name]
    found = []
    if text.title and not same_title(text.title, paper.title, names):
        why = _("文稿里的标题与栏目不一致（文稿：%(text)s；栏目：%(list)s）。正本按栏目印，请拟稿人改一处。")
        found.append(why % _both(text.title, paper.title))
    if text.signature and paper.layout != Layout.ORDER and not same_signature(text.signature, issued_by):
        why = _(
            "文稿里的落款与发文机关不一致（文稿：%(text)s；发文机关：%(list)s）。正本按发文机关印，请拟稿人改一处。"
        )
        organs = "、".join([paper.organ.name, *(j.name for j in joints)])
        found.append(why % _both("、".join(text.signature), organs))
    return found + _unlike_day(paper, full_day(text.dated), timezone.localtime(saved).date())


def _called(organ: Organ) -> tuple[str, ...]:
    return (organ.name, organ.short_name, organ.mark, organ.letterhead.removesuffix("文件"))


def _unlike_day(paper: Outgoing, said: date | None, saved: date) -> list[str]:
    """A whole date in the text is that of the signature, as soon as there is one (条例 第九条（十二）). Before, it is what the
    drafter expects: nobody can know; but nobody signs a text before it was there."""
    if said is None:
        return []
    if paper.state not in AFTER_SIGNED or paper.is_stale:
        early = _(
            "文稿里的成文日期早于存稿日期（文稿：%(text)s；存稿：%(list)s），签发只会更晚。"
            "请拟稿人删去文稿里的落款和日期（由系统按签发日期排出）。"
        )
        return [early % _both(_day(said), _day(saved))] if said < saved else []
    known = paper.document_date
    if known is None or said == known:
        return []
    why = _(
        "文稿里的成文日期与签发日期不一致（文稿：%(text)s；签发：%(list)s）。正本按签发日期印，"
        "请退拟稿人删去文稿里的落款和日期（由系统排出），重新签发。"
    )
    return [why % _both(_day(said), _day(known))]


def _both(said: str, known: str) -> dict[str, str]:
    return {"text": said[:_SHOWN], "list": known[:_SHOWN] or _("无")}


def _ways(rows: list[Addressee], role: str) -> list[tuple[str, ...]]:
    """How the paper may call each of them."""
    return [(r.name, r.text, r.unit.short if r.unit else "") for r in rows if r.role == role]


def _latest(paper: Outgoing) -> DraftVersion | None:
    return DraftVersion.objects.filter(paper=paper).order_by("-number").first()


def _words(paper: Outgoing) -> list[str]:
    latest = _latest(paper)
    return latest.paragraphs if latest else []


def _too_long(words: Sequence[str]) -> str:
    count = sum(map(len, words))
    return too_long(count) if count > MOST else ""


def _text(paper: Outgoing, words: Sequence[str]) -> DraftText:
    return parse(words, title=paper.title, organs=(paper.organ.name,))


def _listed(text: DraftText, annexes: list[Annex]) -> tuple[str, ...]:
    """附件说明: the annexes that stand in the text itself, each by the number of its heading, and around them the files."""
    inside: dict[int, str] = {}
    for n, annex in enumerate(text.annexes, 1):
        said = re.search(r"\d{1,3}", annex.heading)
        number = int(said[0]) if said else n
        named = text.attachments[number - 1] if 0 < number <= len(text.attachments) else annex.heading
        inside[number] = annex.title or named
    files = [annex_name(split_name(a.name)[0]) for a in annexes]
    free = (n for n in range(1, len(files) + len(inside) + 1) if n not in inside)
    return tuple(name for _n, name in sorted([*inside.items(), *zip(free, files, strict=False)]))


def _titles(paper: Outgoing) -> tuple[str, ...]:
    """The offices of those who signed the text as it is, as they were written down then, in the order of `signers`."""
    rows = standing_signatures(paper).order_by("id")
    return tuple({row.signer_id or row.signer_name: row.signer_title for row in rows}.values())


def _names(rows: list[Addressee], role: str, between: str = "、") -> str:
    return between.join(printed(row for row in rows if row.role == role))


def _day(day: date | None) -> str:
    """2026年3月5日: Arabic digits, full, no zero padding (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def note_of(paper: Outgoing) -> str:
    """What the paper says of itself where the drafter wrote nothing: contact of a 请示, that it is public (NOTE-02, -03)."""
    if paper.kind == Kind.REQUEST and paper.contact:
        return f"联系人：{paper.contact}"
    return PUBLIC if paper.publicity == Publicity.ACTIVE else ""


def folder(paper: Outgoing) -> Path:
    """Where the page pictures of what would be printed now are kept."""
    words = as_original(paper)
    made = paper.drafted_at
    return laid_out(repr((words, roles())), lambda: original_pdf(words, at=timezone.localtime(made)))
