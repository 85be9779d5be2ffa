"""What the auditor makes of an anomaly: 待核、已说明、属实; by nobody who had a part in it (domain.md §6.4)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, NotAllowed
from people.actions.guard import fingerprint
from people.models import Roster
from seals.models import Finding, Seal
from seals.queries.audit import Row
from seals.queries.findings import drawn
from seals.rules.rights import sees_audit
from seals.words import FindingState
from workflow.act import Act
from workflow.spine import Done, act


def answer(test: str, row: Row, *, by: Any, state: str, words: str, key: str = "", seen: str = "") -> Done:
    """Say what an anomaly is; the answer before stays in the trail of the seal (of the roster, where it is of no seal)."""
    subject = Seal.objects.get(pk=row.seal_id) if row.seal_id else Roster.the()
    sent = {"test": test, "row": row.key, "state": state, "words": words}
    return answer_finding(
        subject, by=by, key=key, sent=sent, test=test, row=row, state=state, words=words, seen=seen
    )


@act("answer_finding", exclusive=False)
def answer_finding(a: Act, *, test: str, row: Row, state: str, words: str, seen: str) -> str:
    """`seen`: the fingerprint of the answer that the form was drawn from."""
    if not sees_audit(a.by.hats):
        raise NotAllowed(_("审计结论由审计管理员填写。"))
    if a.by.pk in row.persons:
        raise NotAllowed(_("您参与过这件事，不能由您下审计结论。"))
    words = words.strip()
    if state != FindingState.OPEN and not words:
        raise BadInput(_("请写明说明或核实情况。"), "words")
    found = Finding.objects.select_for_update().filter(test=test, key=row.key).first()
    if seen and seen != fingerprint(drawn(found)):
        raise _overtaken(found)
    before = drawn(found)
    found = found or Finding(test=test, key=row.key, seal_id=row.seal_id)
    found.state, found.words, found.by_person, found.by_name, found.at = state, words, a.by, a.by.name, a.now
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        if "separation" in str(error):
            raise NotAllowed(_("您参与过这件事，不能由您下审计结论。")) from error
        raise
    a.opinion = words
    a.data |= {"test": test, "row": row.key, "state": state, "before": before}
    return _("已记：%(test)s %(state)s。") % {"test": test, "state": FindingState(state).label}


def _overtaken(found: Finding | None) -> Faster:
    if found is None:
        return Faster(_("本件刚刚有变化，请刷新后再办。"))
    said = _("%(who)s 已先填写为“%(state)s”。您填写的内容仍保留在下方。")
    return Faster(
        said % {"who": found.by_name, "state": FindingState(found.state).label},
        who=found.by_name,
        when=found.at,
    )
