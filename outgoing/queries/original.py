"""The red-head original of a paper as it stands: which words of its text, its fields and its sign-offs are printed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import cast

from django.utils import timezone

from documents.files.fonts import roles
from documents.files.names import split_name
from documents.words import Kind, Urgency
from outgoing.files.draft_text import DraftText, parse
from outgoing.files.layout import laid_out
from outgoing.files.original import Format, Original, original_pdf
from outgoing.models import Addressee, Annex, DraftVersion, Outgoing
from outgoing.rules.listed import printed
from outgoing.words import Direction, Layout, Publicity, Role, chinese

PUBLIC = "此件公开发布"


def as_original(paper: Outgoing, *, copy_number: str = "") -> Original:
    """What would be printed now: from the approved text, with number and date as far as it has them. Four statements."""
    text = _text(paper)
    addressees = list(Addressee.objects.filter(paper=paper))
    annexes = list(Annex.objects.filter(paper=paper, latest=True).order_by("number"))
    joints = [j.name for j in paper.joints.order_by("order")]
    organ = paper.organ
    order = paper.layout == Layout.ORDER
    mark = organ.mark + ("令" if order and not organ.mark.endswith("令") else "")
    plain = organ.letterhead.removesuffix("文件")
    return Original(
        title=paper.title,
        marks=(mark if paper.layout != Layout.ORDINARY else plain, *joints),
        with_file=organ.letterhead.endswith("文件"),
        format=cast(Format, paper.layout),
        number=paper.number,
        signers=tuple(paper.signers.split("、")) if paper.signers and (order or paper.direction == Direction.UP) else (),
        urgency=chinese(Urgency(paper.urgency)) if paper.urgency != Urgency.NORMAL else "",
        copy_number=copy_number,
        main_to=text.main_to or _names(addressees, Role.MAIN),
        body=text.body,
        attachments=text.attachments or tuple(split_name(a.name)[0] for a in annexes),
        annexes=text.annexes,
        signature=(organ.name, *joints),
        signer_title="",
        dated=_day(paper.document_date),
        note=paper.note or text.note or _note(paper),
        cc=_names(addressees, Role.COPY, "，"),
        printed_by=organ.printed_by if paper.layout == Layout.ORDINARY else "",
        printed_on=_day(paper.printed_on) if paper.layout == Layout.ORDINARY else "",
        draft=not paper.signed_hash or paper.is_stale,
    )  # fmt: skip


def original(paper: Outgoing, at: datetime, *, copy_number: str = "") -> bytes:
    """The PDF's bytes."""
    return original_pdf(as_original(paper, copy_number=copy_number), at=timezone.localtime(at))


def _text(paper: Outgoing) -> DraftText:
    latest = DraftVersion.objects.filter(paper=paper).order_by("-number").first()
    return parse(latest.paragraphs if latest else [], title=paper.title, organs=(paper.organ.name,))


def _names(rows: list[Addressee], role: str, between: str = "、") -> str:
    return between.join(printed(row for row in rows if row.role == role))


def _day(day: date | None) -> str:
    """2026年3月5日: Arabic digits, full, no zero padding (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _note(paper: Outgoing) -> str:
    """What the paper says of itself where the drafter wrote nothing: contact of a 请示, that it is public (NOTE-02, -03)."""
    if paper.kind == Kind.REQUEST and paper.contact:
        return f"联系人：{paper.contact}"
    return PUBLIC if paper.publicity == Publicity.ACTIVE else ""


def folder(paper: Outgoing) -> Path:
    """Where the page pictures of what would be printed now are kept."""
    words = as_original(paper)
    made = paper.drafted_at
    return laid_out(repr((words, roles())), lambda: original_pdf(words, at=timezone.localtime(made)))
