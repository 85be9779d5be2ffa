"""核稿 of incoming papers: what is found in a file is kept under its hash; the same file is looked at once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from checking.models import ProofReply, ProofRun
from checking.queries.proofing import as_kept, fields_hash, seen, severities
from checking.rules.version import catalogue
from docflow.web.errors import Faster, NotAllowed
from documents.actions.guard import allow, need
from documents.files import proofing as files
from documents.files.errors import BlobMissing
from documents.models import Document
from documents.queries.proofing import SIDE, File, found_in, main_file, meta_of, waiting
from documents.rules.as_meta import is_checked
from documents.rules.proofing import key_of
from workflow.act import Act
from workflow.spine import act

log = logging.getLogger("documents.proofing")


def look(doc: Document, now: datetime, file: File | None = None) -> bool:
    """Look at the main file as the paper is registered now, where that was not done yet. Is it known now what is in it?"""
    file = file or main_file(doc)
    if file is None or not is_checked(doc.kind):
        return False
    meta, own = meta_of(doc), severities()
    key = {
        "side": SIDE, "subject_pk": doc.pk, "text_hash": file.sha256, "fields_hash": fields_hash(meta, own),
        "catalogue": catalogue(),
    }  # fmt: skip
    if ProofRun.objects.filter(**key).exists():
        return True
    try:
        looked = files.look(file.sha256, file.ext, meta, own)
    except BlobMissing:
        log.warning("proofing: a file is not there", extra={"document": doc.ref})
        looked = files.Looked(trouble="原件不在文件库中，不能核稿，请告诉系统管理员。")
    if looked is None:
        return False
    run = ProofRun(
        **key, findings=[as_kept(one) for one in seen(looked.findings, looked.lines)], errors=looked.errors,
        warns=looked.warns, length=sum(map(len, looked.lines)), trouble=looked.trouble[:200], checked_at=now,
    )  # fmt: skip
    with transaction.atomic():
        ProofRun.objects.bulk_create(
            [run], ignore_conflicts=True
        )  # another may have looked at the same moment
    return True


@act("ignore_finding", exclusive=False)
def ignore_finding(a: Act, *, finding: str, reason: str) -> str:
    """A finding is no reason to send the paper back: put aside with a reason, for good, wherever the same words stand."""
    allow(a, "ignore_finding")
    doc: Document = a.subject
    found = found_in(doc)
    one = next((one for one in found.findings if key_of(one) == finding), None)
    if one is None or found.run is None:
        raise Faster(_("文件里已经没有这一处，不用再答复。"))
    if one.reply is not None and not one.is_open:
        said = _("%(who)s 已忽略这一处，不用再办。") % {"who": one.reply.by_name}
        raise Faster(said, who=one.reply.by_name, when=one.reply.at)
    if not one.finding.of.waivable:
        raise NotAllowed(_("国家秘密标志不能忽略；涉密件请走机要渠道。"))
    a.reason = need(reason, _("请写明理由。"))
    a.data["finding"] = [one.finding.rule, one.sentence]
    ProofReply.objects.create(
        side=SIDE, subject_pk=doc.pk, rule=one.finding.rule, place=one.place, text=(one.sentence or one.finding.text)[:300],
        severity=one.finding.severity, replied=one.wants, reason=a.reason, text_hash=found.run.text_hash, by_id=a.by.pk,
        by_name=a.by.name, at=a.now,
    )  # fmt: skip
    return _("已忽略，同样的字句不再提示。")


def look_at_waiting(now: datetime, most: int = 20) -> int:
    """Each paper that waits for it, the newest first; how many were looked at."""
    return sum(look(doc, now, file) for doc, file in waiting(most))
