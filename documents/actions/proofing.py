"""A finding of the checker is put aside: it is no reason to send the paper back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from checking.models import ProofReply
from docflow.web.errors import Faster, NotAllowed
from documents.actions.guard import allow, need
from documents.models import Document
from documents.queries.proofing import SIDE, found_in
from documents.rules.proofing import key_of
from workflow.act import Act
from workflow.spine import act


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
