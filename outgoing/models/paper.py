"""The outgoing paper: what it says, where it stands, which text was signed, which number it has."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from checking.models import ProofRun
from documents.models import Blob, Document
from documents.words import URGENCY_OF_PAPERS, URGENCY_RANK
from outgoing.words import (
    AFTER_SIGNED,
    BEFORE_SIGNED,
    FINAL,
    KINDS,
    Direction,
    Layout,
    Publicity,
    Standing,
    State,
    TaskKind,
)
from workflow.models import Pausable, Subject, Task, pause_checks

from .organ import Organ

S = State
URGENCIES = [(u.value, u.label) for u in URGENCY_OF_PAPERS]
LATER = [
    S.REVIEWING,
    S.SIGNING,
    S.RECHECKING,
    S.NUMBERING,
    S.PRINTING,
    S.SEALING,
]  # where the text may have changed since
BACK = [S.COUNTERSIGNING, S.CHECKING, *LATER]


class Outgoing(Subject, Pausable):
    """One outgoing paper. `state` is moved by `workflow.spine.step` alone; rows are written by acts alone.

    `content_hash` is that of what would be printed now, `signed_hash` of what was signed: where they differ nothing
    is numbered, printed or sealed (条例 第二十五条（一）). `plan` says whom the drafter asks, in the order of the way.
    """

    subject_kind = "outgoing"

    state = FSMField(_("状态"), default=State.DRAFTING, choices=State.choices, editable=False)

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("发文机关"))
    kind = models.CharField(_("文种"), max_length=16, choices=KINDS)
    layout = models.CharField(_("格式"), max_length=10, choices=Layout.choices, default=Layout.ORDINARY)
    direction = models.CharField(max_length=10, choices=Direction.choices, editable=False)
    title = models.TextField(_("标题"))
    title_key = models.TextField(editable=False)
    search = SearchVectorField(null=True, editable=False)
    urgency = models.CharField(_("紧急程度"), max_length=12, choices=URGENCIES, default="normal")
    work_secret = models.BooleanField(_("工作秘密"), default=False)
    publicity = models.CharField(_("公开属性"), max_length=10, choices=Publicity.choices, blank=True)
    publicity_reason = models.CharField(_("不予公开的理由"), max_length=200, blank=True)
    note = models.CharField(_("附注"), max_length=120, blank=True)
    contact = models.CharField(_("联系人及电话"), max_length=80, blank=True)
    is_normative = models.BooleanField(_("规范性文件"), default=False)
    affects_operators = models.BooleanField(_("涉及经营主体经济活动"), default=False)
    other_departments = models.BooleanField(_("涉及其他部门职权"), default=False)
    consulted = models.CharField(_("不会签的理由"), max_length=200, blank=True)
    numbered_copies = models.BooleanField(_("印制份号，用后清退"), default=False)

    answers = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("依据来文")
    )
    answer = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("对方复文")
    )
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafter_name = models.CharField(max_length=60)
    unit_name = models.CharField(_("拟稿单位"), max_length=120)
    drafted_at = models.DateTimeField()

    text_version = models.PositiveSmallIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)
    proof = models.ForeignKey(
        ProofRun, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )  # what the checker found in the text with the fields as they are
    document_date = models.DateField(_("成文日期"), null=True)
    signers = models.CharField(_("签发人"), max_length=200, blank=True)
    plan = models.JSONField(default=dict)
    straight_to = models.CharField(
        max_length=16, blank=True, editable=False
    )  # the state it comes straight back to

    lock_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lock_name = models.CharField(max_length=60, blank=True)
    locked_since = models.DateTimeField(null=True)

    number = models.CharField(_("发文字号"), max_length=80, blank=True, editable=False)
    number_key = models.CharField(max_length=80, blank=True, editable=False)
    numbered_on = models.DateField(null=True)
    print_run = models.PositiveIntegerField(_("印数"), null=True)
    printed_on = models.DateField(_("印发日期"), null=True)
    original = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.PositiveIntegerField(null=True)  # copies stamped
    sealed_at = models.DateTimeField(null=True)
    sealed_by_name = models.CharField(max_length=60, blank=True)
    sent_copies = models.PositiveIntegerField(default=0, db_default=0)  # of those stamped, with every sending
    dispatched_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.IN_FORCE)
    standing_on = models.DateField(null=True)
    standing_reason = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="ends")

    holders = models.CharField(max_length=200, blank=True, editable=False)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="outgoing_state_known"),
            models.CheckConstraint(condition=Q(kind__in=[*dict(KINDS)]), name="outgoing_kind_known"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="outgoing_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=[*dict(URGENCIES)]), name="outgoing_urgency_known"
            ),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="outgoing_layout_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="outgoing_standing_known"),
            models.CheckConstraint(
                condition=Q(publicity__in=["", *Publicity.values]), name="outgoing_publicity_known"
            ),
            models.CheckConstraint(
                condition=~Q(publicity="not_public") | ~Q(publicity_reason=""), name="outgoing_not_public_why"
            ),
            models.CheckConstraint(
                condition=Q(lock_holder__isnull=True, lock_name="")
                | Q(lock_holder__isnull=False, locked_since__isnull=False),
                name="outgoing_lock_pair",
            ),
            models.CheckConstraint(
                condition=Q(number="", numbered_on__isnull=True) | ~Q(number="") & ~Q(signed_hash=""),
                name="outgoing_number_after_signing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dispatching", "dispatched", "closed"]) | ~Q(number=""),
                name="outgoing_dispatched_has_number",
            ),
            *pause_checks("outgoing"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state__in=sorted(BEFORE_SIGNED | AFTER_SIGNED)),
                name="outgoing_paused_before_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="outgoing_closed_pair"
            ),
        ]
        indexes = [
            models.Index(fields=["number_key"], condition=~Q(number_key=""), name="outgoing_number_key"),
            models.Index(fields=["state", "-id"], name="outgoing_state"),
            models.Index(fields=["drafter", "-id"], name="outgoing_drafter"),
            models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="outgoing_answers"),
            models.Index(
                fields=["document_date", "id"],
                condition=Q(document_date__isnull=False),
                name="outgoing_signed_on",
            ),
            models.Index(
                fields=["dispatched_at", "id"],
                condition=Q(dispatched_at__isnull=False),
                name="outgoing_sent_at",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False) & ~Q(state__in=sorted(FINAL)),
                name="outgoing_due",
            ),
            GinIndex(fields=["search"], name="outgoing_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.get_state_display()} {self.title}"

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def is_stale(self) -> bool:
        """Signed once, and the text was changed since."""
        return bool(self.signed_hash) and self.signed_hash != self.content_hash

    @property
    def name(self) -> str:
        """How sentences call it: its number, else its title in short."""
        return self.number or f"《{self.title[:20]}{'…' if len(self.title) > 20 else ''}》"

    def card(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "number": self.number,
            "urgency": self.urgency,
            "urgency_rank": URGENCY_RANK[self.urgency],
            "source": self.unit_name,
        }

    def shown(self, tasks: list[Task]) -> dict[str, Any]:
        """What the register shows in 当前环节·经办, and the nearest date of what is open. Who looks again at a paper that
        stands still does not have it."""
        open_ones = (t for t in tasks if t.status == "open" and t.kind != TaskKind.LOOK_AGAIN)
        rows = sorted(open_ones, key=attrgetter("sequence", "pk"))
        names = [t.holder_name for t in rows]
        shown = names[0] if len(names) == 1 else f"{names[0]} 等{len(names)}" if names else ""
        return {"holders": shown, "due_at": min((t.due_at for t in rows if t.due_at), default=None)}

    # -- the machine: bodies set fields of this row and refuse, nothing else --------------------------

    @transition(state, source=[S.DRAFTING, *LATER], target=S.COUNTERSIGNING)
    def send_to_units(self) -> None:
        """To the units that countersign; once more where the text was changed after they had agreed."""

    @transition(state, source=[S.DRAFTING, S.COUNTERSIGNING, *LATER], target=S.CHECKING)
    def send_to_checks(self) -> None:
        """To the legality and the fair-competition review; once more where another text had passed."""

    @transition(state, source=[S.DRAFTING, S.COUNTERSIGNING, S.CHECKING], target=S.REVIEWING)
    def send_to_review(self) -> None:
        """To the office's second person."""

    @transition(state, source=[S.DRAFTING, S.REVIEWING, S.RECHECKING, S.NUMBERING, S.PRINTING, S.SEALING],
                target=S.SIGNING)  # fmt: skip
    def send_to_sign(self) -> None:
        """To the signers; anew where the text was changed after they had signed."""

    @transition(state, source=[S.DRAFTING, S.COUNTERSIGNING, S.CHECKING], target=S.SIGNING)
    def review_with_signature(self) -> None:
        """To the signers at once: who alone would review it is the first of them, and his signature does the review."""

    @transition(state, source=BACK, target=S.DRAFTING)
    def give_back(self, straight_to: str = "") -> None:
        """Back to the drafter; `straight_to` is the state it comes straight back to, else it walks the way anew."""
        self.straight_to = straight_to
        self.round += 0 if straight_to else 1

    @transition(state, source=[S.COUNTERSIGNING, S.CHECKING, S.REVIEWING, S.SIGNING], target=S.DRAFTING)
    def take_back(self) -> None:
        """The drafter takes it back before anybody signed."""
        self.straight_to = ""
        self.round += 1

    @transition(state, source=BACK, target=S.DRAFTING)
    def jump_to_draft(self) -> None:
        """Moved back by a chief: the drafter has it, it walks the way anew."""
        self.straight_to = ""
        self.round += 1

    @transition(state, source=[S.CHECKING, *LATER], target=S.COUNTERSIGNING)
    def jump_to_units(self) -> None:
        """Moved back by a chief: every unit is asked once more."""
        self.round += 1

    @transition(state, source=LATER, target=S.CHECKING)
    def jump_to_checks(self) -> None:
        """Moved back by a chief: the reviews it needs are made once more."""
        self.round += 1

    @transition(state, source=[s for s in LATER if s != S.REVIEWING], target=S.REVIEWING)
    def jump_to_review(self) -> None:
        """Moved back by a chief to the office's second person."""
        self.round += 1

    @transition(state, source=[S.RECHECKING, S.NUMBERING, S.PRINTING, S.SEALING], target=S.SIGNING)
    def jump_to_sign(self) -> None:
        """Moved back by a chief: every signer signs once more."""
        self.round += 1

    @transition(state, source=S.SIGNING, target=S.RECHECKING)
    def sign(self, on: date, signers: str) -> None:
        """Signed by the last signer: the text is the one that was signed, the date is his (条例 第九条（十二）)."""
        self.signed_hash, self.document_date, self.signers = self.content_hash, on, signers[:200]

    @transition(state, source=S.RECHECKING, target=S.NUMBERING)
    def recheck(self) -> None:
        """Checked once more before it is issued."""

    @transition(state, source=[S.RECHECKING, S.NUMBERING], target=S.PRINTING)
    def to_print(self) -> None:
        """It has its number: one for one paper, whatever it walks through."""

    @transition(state, source=S.PRINTING, target=S.SEALING)
    def print_run_done(self) -> None:
        """Printed: to the keeper of the seal."""

    @transition(state, source=S.SEALING, target=S.DISPATCHING)
    def lift_hold(self) -> None:
        """Stamped."""

    @transition(state, source=S.DISPATCHING, target=S.SEALING)
    def back_to_seal(self) -> None:
        """More copies were printed: to the keeper once more, for just those."""

    @transition(state, source=S.DISPATCHING, target=S.DISPATCHED)
    def dispatch(self, now: datetime) -> None:
        """On its way to the addressees."""
        self.dispatched_at = now

    @transition(state, source=S.DISPATCHED, target=S.CLOSED)
    def close(self, now: datetime) -> None:
        """Every addressee has answered for its copies."""
        self.closed_at = now

    @transition(state, source=S.CLOSED, target=S.DISPATCHED)
    def fetch_back(self) -> None:
        """Recalled after it was closed: the copies are to come back."""
        self.closed_at = None

    @transition(state, source=[S.DRAFTING, S.COUNTERSIGNING, S.CHECKING, S.REVIEWING, S.SIGNING],
                target=S.WITHDRAWN)  # fmt: skip
    def withdraw(self) -> None:
        """Given up before it was signed."""

    @transition(state, source=sorted(BEFORE_SIGNED | AFTER_SIGNED), target=S.VOIDED)
    def void(self) -> None:
        """Given up after it was signed, also where it went back since; a number it has stays used up."""
