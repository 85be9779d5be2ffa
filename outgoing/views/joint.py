"""The scan of a sheet that another organ signed, for who sees the inside; and where each organ stands, for the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.parts import esc, when
from documents.files.errors import BlobMissing
from documents.files.kinds import KINDS
from documents.files.names import clean_name
from documents.files.store import existing
from documents.views.file import picture_of
from outgoing.models import JointSheet
from outgoing.queries.joint import Organ, organs
from outgoing.views.screen import on_screen
from outgoing.words import State, TaskKind
from workflow.models import Task


def _sheet(request: HttpRequest, ref: str, number: int) -> JointSheet:
    paper = on_screen(request, ref, inside=True)
    return get_object_or_404(JointSheet.objects.select_related("scan"), paper=paper, pk=number)


@require_safe
def sheet(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/joint/<n>/`: the scan as it was sent."""
    row = _sheet(request, ref, number)
    try:
        content = existing(row.scan.sha256).open("rb")
    except BlobMissing as error:
        raise Http404 from error
    answer = FileResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = (
        content_disposition_header(True, clean_name(row.scan_name)) or "attachment"
    )
    return answer


@require_safe
def sheet_page(request: HttpRequest, ref: str, number: int, page: int) -> FileResponse:
    """`/outgoing/<ref>/joint/<n>/pages/<page>/`: one page of it as a picture."""
    row = _sheet(request, ref, number)
    return picture_of(row.scan.sha256, KINDS[row.scan.ext], page)


def joint_list(paper: Any, main: Sequence[Task], urge: Callable[[Task], str]) -> SafeString:
    """While it is signed: each organ that issues with us, whether it has signed, what came back, by when it is due; and the link
    that urges it."""
    if paper.state != State.SIGNING:
        return SafeString("")
    rows = "".join(_row(paper, one, urge) for one in organs(paper, main))
    return SafeString(
        f'<ul class="co" aria-label="{esc(_("联合发文机关签发情况"))}">{rows}</ul>' if rows else ""
    )


def _row(paper: Any, one: Organ, urge: Callable[[Task], str]) -> str:
    link = ""
    if one.sheet is not None:
        url = reverse("outgoing_sheet", args=[paper.ref, one.sheet.pk])
        link = f' <a href="{esc(url)}" download>{esc(_("扫描件"))}</a>'
    return f'<li>{esc(one.name)}<span class="sp">{esc(_stands(one))}</span>{link}{urge(one.task)}</li>'


def _stands(one: Organ) -> str:
    if one.sign is not None:
        words = {"who": one.sign.signer_name, "on": one.sign.signed_on.isoformat()}
        return _("%(who)s 已签发 %(on)s") % words
    if one.sheet is not None:
        words = {"who": one.sheet.signer_name, "by": one.sheet.recorded_by_name}
        return _("%(who)s 已在纸上签，%(by)s 录入，待另一人核对") % words
    if one.task.status == "waiting":
        return _("本机关签发后送签")
    on_paper = one.task.kind == TaskKind.JOINT
    words = {"due": when(one.task.due_at) if one.task.due_at else "—"}
    said = (_("等签回，限 %(due)s") if on_paper else _("未签发，限 %(due)s")) % words
    return said + (_("，已催 %(n)s 次") % {"n": one.task.urged} if one.task.urged else "")
