"""联合行文: whose task is an organ's that issues with us, and who may write down and check what it signed on paper. Pure.

One writes it down from the scan, another compares: nobody who had a hand in the draft, and not the same twice.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.rules.known import LACKING, ROLE, Bar
from outgoing.rules.known import Known
from outgoing.words import TaskKind
from people.roles import CHIEFS, REGISTRY, Role

K = TaskKind
RECORDERS = CHIEFS | {Role.CLERK}
CHECKERS = REGISTRY
SCANS = ("pdf", "ofd", "png", "jpg", "tif")  # kinds of a file that can be a scan


def of_an_organ(task: Any) -> bool:
    """Of an organ that issues with us, not of a signer of our own."""
    return bool(task.kind == K.JOINT or task.kind == K.SIGN and task.holder[0] == "o")


def waiting(known: Known) -> list[Any]:
    """Open tasks of organs that issue with us and have not signed."""
    return [t for t in known.tasks if t.lane == "main" and t.status == "open" and of_an_organ(t)]


def nothing_to_record(known: Known, hats: Any) -> Bar | None:
    """No organ is waited for; or it is not his to write down; or somebody has."""
    rows = waiting(known)
    if not rows:
        later = any(of_an_organ(t) for t in known.tasks if t.status == "waiting")
        words = _("先由本机关签发，再送联合发文机关。") if later else _("没有等着签回的联合发文机关。")
        return Bar(words, LACKING)
    if bar := _not_his(hats, RECORDERS, _("签回件由文书、处长或副处长录入。")):
        return bar
    if hats.person_id in known.authors():
        return Bar(_("拟稿人不能录入自己文稿的签回件，请文书或处长录入。"), ROLE)
    sheets = {s.task_id: s for s in known.sheets()}
    if all(t.pk in sheets for t in rows):
        names = "、".join(f"{s.organ_name}（{s.recorded_by_name}）" for s in sheets.values())
        return Bar(_("签回件已录入：%(who)s，等另一人核对。") % {"who": names}, LACKING)
    return None


def nothing_to_check(known: Known, hats: Any) -> Bar | None:
    """Nothing waits to be compared; or he wrote it down himself, or the paper."""
    sheets = known.sheets() if waiting(known) else []
    if not sheets:
        return Bar(_("没有等着核对的签回件。"), LACKING)
    if bar := _not_his(hats, CHECKERS, _("签回件由公文运转人员核对。")):
        return bar
    if hats.person_id in known.authors():
        return Bar(_("拟稿人不能核对自己文稿的签回件，请另一人核对。"), ROLE)
    if all(s.recorded_by_id == hats.person_id for s in sheets):
        return Bar(_("录入人不能核对自己录入的签回件，请另一人核对。"), ROLE)
    return None


def not_his_to_return(known: Known, hats: Any) -> Bar | None:
    """An organ that does not agree says so on paper: that it came back is the clerk's or a chief's to say."""
    if known.state != "signing":
        return None
    own = [
        t
        for t in known.tasks
        if t.kind == K.SIGN and t.status == "open" and hats.acts_for(t.holder, t.kind)[0]
    ]
    if own:
        return None
    if bar := _not_his(hats, RECORDERS, _("联合发文机关的退回由文书、处长或副处长登记。")):
        return bar
    if hats.person_id in known.authors():
        return Bar(_("拟稿人不能登记联合发文机关的退回，请文书或处长登记。"), ROLE)
    return None


def _not_his(hats: Any, roles: frozenset[Role], sentence: str) -> Bar | None:
    return None if hats.office_roles & roles else Bar(sentence, ROLE)
