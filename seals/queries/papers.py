"""Outgoing papers that wait for the seal, and what keeps one from being asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from outgoing.models import Outgoing, PrintRun, SignOff
from outgoing.queries.known import standing_signatures
from outgoing.queries.runs import waiting_runs
from outgoing.queries.visible import inside_for
from outgoing.words import BEFORE_SIGNED, FINAL, State
from people.models import Person
from seals.models import Seal, SealRequest
from seals.queries.approvers import barred, holds
from seals.words import REQUEST_LIVE, Medium, RequestState, SealKind, SealState
from workflow.models import Entry, Task


@dataclass(frozen=True)
class SignedBy:
    """Whose signature stands under our own organ's name: who signed, with his post, and whom he stood in for."""

    person: Person
    post: str
    behalf: Person | None
    at: Any


def seal_for(paper: Outgoing) -> Seal | None:
    """The legal-name seal of the paper's organ that is in use and in somebody's hands; a joint paper gets only ours."""
    rows = Seal.objects.filter(
        organ=paper.organ_id, kind=SealKind.LEGAL, medium=Medium.PHYSICAL, state=SealState.IN_USE
    )
    return rows.filter(custodies__during__upper_inf=True).order_by("seal_no").first()


def signed_by(paper: Outgoing) -> SignedBy | None:
    """The last signature of our own organ under the text as it stands."""
    rows = standing_signatures(paper).filter(organ_name=paper.organ.name, signer__isnull=False)
    found: SignOff | None = rows.select_related("signer").order_by("-id").first()
    if found is None or found.signer is None:
        return None
    entry = _entry(paper, found) if found.recorded_by_name else None
    if entry is None:
        return SignedBy(found.signer, found.signer_title, None, found.at)
    deputy = Person.objects.get(pk=entry.actor_id)
    return SignedBy(deputy, f"{entry.actor_unit}{entry.actor_post}"[:120], found.signer, found.at)


def _entry(paper: Outgoing, sign: SignOff) -> Entry | None:
    """The act of the deputy who signed in his stead; a secretary only wrote down what the leader had signed."""
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, verb="sign", at=sign.at)
    return rows.filter(behalf_id=sign.signer_id).order_by("-seq").first()


def open_runs(paper: Outgoing, seal: Seal) -> list[PrintRun]:
    """Runs that wait for the seal and are not asked for yet."""
    asked = SealRequest.objects.filter(
        run__paper=paper, seal=seal, state__in=[*REQUEST_LIVE, RequestState.CLOSED]
    )
    done = set(asked.values_list("run_id", flat=True))
    return [run for run in waiting_runs(paper) if run.pk not in done]


def why_not(paper: Outgoing, seal: Seal | None) -> str:
    """Why copies of this paper cannot be asked for with this seal, with whom the missing step is; empty where they can."""
    if paper.state in FINAL:
        return _("%(no)s 已%(state)s，不能再用印。") % {"no": paper.name, "state": paper.get_state_display()}
    if paper.state in BEFORE_SIGNED or not paper.signed_hash or paper.is_stale:
        words = {"no": paper.name, "state": paper.get_state_display(), "who": _with_whom(paper)}
        return (
            _("%(no)s 还没有签发（或签发后有改动），不能用印：现在在「%(state)s」，由 %(who)s 办理。") % words
        )
    if not waiting_runs(paper):
        words = {"no": paper.name, "state": paper.get_state_display(), "who": _with_whom(paper)}
        return _("%(no)s 没有待用印的印件：现在在「%(state)s」，由 %(who)s 办理。") % words
    if seal is None:
        return _("%(organ)s没有在用且有人保管的法定名称章，请先在「印章台账」登记、启用并交接。") % {
            "organ": paper.organ.name
        }
    return _persons(paper, seal)


def _persons(paper: Outgoing, seal: Seal) -> str:
    sign = signed_by(paper)
    if sign is None:
        return _("%(no)s 没有本机关的签发记录，不能用印。") % {"no": paper.name}
    behind = {sign.person.pk} | ({sign.behalf.pk} if sign.behalf else set())
    if behind & barred(seal):
        return _("签发人 %(who)s 是本印章的保管人、代管人或监印人，请先移交保管。") % {
            "who": sign.person.name
        }
    if paper.drafter_id in behind:
        return _("拟稿人与签发人是同一人，不能用印。")
    if paper.drafter_id in holds(seal):
        return _("拟稿人 %(who)s 是本印章的保管人，请先移交保管。") % {"who": paper.drafter_name}
    return ""


def _with_whom(paper: Outgoing) -> str:
    rows = Task.objects.about(paper).open().filter(lane="main").order_by("sequence", "id")
    return "、".join(dict.fromkeys(rows.values_list("holder_name", flat=True))) or _("无人")


def sealable(person: Any) -> QuerySet[Outgoing]:
    """Papers whose inside he sees and whose printed copies wait for a seal without an application."""
    waiting = PrintRun.objects.filter(paper=OuterRef("pk"), stamped__isnull=True)
    asked = SealRequest.objects.filter(run=OuterRef("pk"), state__in=[*REQUEST_LIVE, RequestState.CLOSED])
    rows = inside_for(person).filter(state__in=[State.SEALING, State.DISPATCHED])
    return rows.filter(Exists(waiting.exclude(Exists(asked)))).select_related("organ").order_by("-id")
