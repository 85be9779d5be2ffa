"""What the worker is asked to sign: checkpoints at once, and passports of papers."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.tell import tell
from documents.files import store
from documents.models import Blob
from seals.actions.checkpoints import write_checkpoint
from seals.files import evidence
from seals.files.evidence import NoSigning
from seals.models import Signing
from seals.queries.passport import paper_of, passport_body
from workflow.clock import database_now

log = logging.getLogger("seals.evidence")
KEPT = timedelta(days=7)  # a passport is fetched, or asked for anew


def do_signings() -> int:
    """Everything that was asked for since; how many were answered. What cannot be signed is answered with the reason."""
    done = 0
    for asked in Signing.objects.filter(done_at=None).select_related("asked_by").order_by("id")[:20]:
        try:
            answered = _checkpoint(asked) if asked.kind == Signing.Kind.CHECKPOINT else _passport(asked)
        except NoSigning as error:
            log.error("nothing was signed: %s", error)  # noqa: TRY400 - its trace says nothing
            answered = _answer(asked, str(error))
        done += answered
    return done


def _checkpoint(asked: Signing) -> bool:
    made = write_checkpoint()
    if made is None:  # another process is at it: the next tick answers
        return False
    return _answer(asked, "", said=_("检查点第 %(n)s 号已签署并存到库外。") % {"n": made.number})


def _passport(asked: Signing) -> bool:
    """Made as he may see the paper now."""
    paper = paper_of(asked.asked_by, asked.ref) if asked.asked_by.is_active else None
    if paper is None:
        return _answer(asked, _("您现在看不到这份公文。"))
    evidence.signing_key()  # its public half goes into the passport
    body, files = passport_body(paper, database_now(), asked.asked_by.name)
    files["passport.json"] = evidence.as_file(evidence.sealed(json.dumps(body, ensure_ascii=False))).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    sha256 = store.keep_made(packed.getvalue())
    blob = Blob.objects.get_or_create(sha256=sha256, defaults={"size": packed.tell(), "ext": "zip", "mime": "application/zip",
                                                               "uploaded_by": asked.asked_by})[0]  # fmt: skip
    said = _("公文护照已生成，请在 %(days)s 天内下载。") % {"days": KEPT.days}
    return _answer(asked, "", said=said, blob=blob, paper=paper)


def _answer(
    asked: Signing, problem: str, *, said: str = "", blob: Blob | None = None, paper: object = None
) -> bool:
    """Written down, and who asked is told; both or neither."""
    now = database_now()
    asked.done_at, asked.problem, asked.blob = now, problem[:300], blob
    said = said or _("没有签署：%(why)s") % {"why": problem}
    with transaction.atomic():
        asked.save(update_fields=["done_at", "problem", "blob"])
        tell([asked.asked_by], said=said[:300], by=None, now=now, subject=paper, title=None if paper else "")
    log.info(
        "signed",
        extra={"person": asked.asked_by_id, "kind": asked.kind, "ref": asked.ref, "problem": bool(problem)},
    )
    return True


def let_go() -> int:
    """Passports whose days are over lose their file, which the night then sweeps up; how many."""
    over = Signing.objects.filter(
        kind=Signing.Kind.PASSPORT, done_at__lt=database_now() - KEPT, blob__isnull=False
    )
    return over.update(blob=None)
