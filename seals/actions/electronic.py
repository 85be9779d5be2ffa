"""电子印章: asked for, checked, then a line of the ledger (docs/decisions/electronic-seals.md; domain.md §6.7)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from documents.files import store
from documents.files.errors import CannotShow
from documents.models import Blob
from people.models import Person
from seals.actions.accounting import account, as_drawn, check, hold, watcher
from seals.actions.refusing import or_line
from seals.actions.stamping import with_paper
from seals.eseal import ESealAdapter, ESealError, Signed, adapter
from seals.eseal.placing import over_date
from seals.models import ESign, Seal, SealRequest
from seals.rules.pressing import Counts
from seals.words import LineKind
from workflow.act import Act
from workflow.clock import database_now
from workflow.spine import Done, act, new_key

ONE = Counts(1, 0, 0, 0)  # one request of an electronic seal, one file


def esign(
    request: SealRequest,
    *,
    by: Person,
    key: str = "",
    supervisor: Person | None = None,
    expected_version: int | None = None,
) -> Done:
    """Set an electronic seal on the approved file. Three steps, each whole in itself: the question is a row; the system
    answers, which is checked; the answer is a line of the ledger. Whatever breaks between two is mended by doing it again:
    the system answers the same question with the same answer.

    Called outside of transactions. `SealRefused` as for a stamp (a line, too), `Incomplete` where the system or the file
    does not go along.
    """
    key = key or new_key()

    def attempt(form: str) -> Done:
        asked = ask(
            request, by=by, key=_first(form), expected_version=expected_version, supervisor=supervisor
        )
        row = ESign.objects.get(pk=asked.entry.data["esign"])
        if row.line_id is None and row.signed_id is None:
            answer(row, by)
        return with_paper(enter, request, by, {"row": row.pk, "supervisor": supervisor})(form)

    return or_line(request, by=by, key=key, attempt=attempt)


def _first(form: str) -> str:
    """The key of the first step, of that of the form: each step is an entry of its own."""
    return "a" + sha256(form.encode()).hexdigest()[:40]


@act("esign_ask", exclusive=False)
def ask(a: Act, *, supervisor: Person | None) -> str:
    """The question, written down before it is asked; one that nobody entered yet is asked again."""
    as_drawn(a)
    request: SealRequest = a.subject
    seal = hold(request.seal_id)
    if not seal.is_electronic:
        raise Incomplete(_("这是实物印章，请登记实盖份数。"))
    check(a, seal, ONE)
    watcher(a, seal, supervisor)
    blob = approved_file(request)
    row = ESign.objects.filter(request=request, line__isnull=True).first() or ESign.objects.create(
        seal=seal, request=request, asked_at=a.now, asked_hash=blob.sha256, adapter=adapter().name
    )
    a.data["esign"] = row.pk
    return _("已向电子印章系统提出 %(no)s。") % {"no": request.number}


def approved_file(request: SealRequest) -> Blob:
    """The very file that was approved. `Incomplete` where that is no PDF."""
    blob = request.run.original if request.run is not None else request.file
    if blob is None or blob.ext != "pdf":
        raise Incomplete(_("电子印章只能加盖在 PDF 文件上，请换成 PDF 重新申请。"))
    if (request.copies, request.per_copy, request.paging) != (1, 1, 0):
        raise Incomplete(_("电子印章每次申请只签一份文件、一处，没有骑缝章，请重新申请。"))
    if not store.verify(blob.sha256):
        raise Incomplete(_("待用印文件与保存时不一致，不能签章，请报告系统管理员。"))
    return blob


def answer(row: ESign, by: Person) -> None:
    """What the system answers, checked and kept. `Incomplete` with its sentence where it refuses or its answer is wrong."""
    path = store.existing(row.asked_hash)
    system, data = adapter(), path.read_bytes()
    try:
        at = over_date(path)
        signed = system.request_sign(data, seal_id=row.seal.adapter_id, approval=row.request.number, at=at)
        wrong = fault(system, row.seal, data, signed)
    except (ESealError, CannotShow, OSError) as error:
        said = _said(error)
        ESign.objects.filter(pk=row.pk).update(answered_at=database_now(), verified=False, said=said[:300])
        raise Incomplete(said) from error
    values: dict[str, Any] = {
        "answered_at": database_now(), "operation": signed.operation, "certificate": signed.certificate,
        "signed_at": signed.signed_at, "signed_hash": sha256(signed.data).hexdigest(), "verified": not wrong, "said": wrong[:300],
    }  # fmt: skip
    if not wrong:
        values["signed_id"] = kept(signed, by).pk
    ESign.objects.filter(pk=row.pk).update(**values)
    if wrong:
        raise Incomplete(wrong)


def _said(error: Exception) -> str:
    if isinstance(error, CannotShow):
        return str(error.reason)
    return str(error) if isinstance(error, ESealError) else _("电子印章系统没有应答。")


def fault(system: ESealAdapter, seal: Seal, data: bytes, signed: Signed) -> str:
    """Why the answer is not taken; empty where it is the approved file with this seal on it, and nothing else."""
    if not signed.data.startswith(data):
        return _("电子印章系统返回的文件不是送去的文件，没有采用。")
    found = system.verify(signed.data)
    if not found.ok or not found.whole:
        return found.said
    if not found.certificate == signed.certificate == seal.certificate:
        words = {"here": seal.certificate, "there": found.certificate}
        return _("签章证书 %(there)s 与登记的 %(here)s 不一致，没有采用；请核对印章台账。") % words
    return ""


def kept(signed: Signed, by: Person) -> Blob:
    stored = store.save(ContentFile(signed.data, name=f"{signed.operation}.pdf"))
    return Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size, "ext": stored.kind.ext, "mime": stored.kind.mime, "previewable": True,
            "uploaded_by_id": by.pk,
        },
    )[0]  # fmt: skip


@act("esign", exclusive=False)
def enter(a: Act, *, row: int, supervisor: Person | None) -> str:
    """The signature is a line of the ledger: one copy stamped, with certificate and the hash of the signed file."""
    sign = ESign.objects.select_for_update(of=("self",)).get(pk=row, request=a.subject)
    if sign.line_id is not None:
        raise Incomplete(_("这次签章已经登记。"))
    seal = hold(a.subject.seal_id)
    check(a, seal, ONE)
    said = account(
        a, seal, LineKind.USE, ONE, impressions=None, reason="", second=None, supervisor=supervisor, photo=None,
        certificate=sign.certificate, signed_hash=sign.signed_hash,
    )  # fmt: skip
    _seal, serial, _head = a.data["line"]
    sign.line_id = seal.lines.get(serial=serial).pk
    sign.save(update_fields=["line"])
    return said
