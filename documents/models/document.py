"""The incoming paper: register fields, where it stands, who has it, by when."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from documents.words import (
    FINAL,
    URGENCY_RANK,
    Carrier,
    Category,
    Channel,
    Kind,
    State,
    TaskKind,
    ToUs,
    Urgency,
)
from people.models import Unit
from workflow.models import Pausable, Subject, Task, pause_checks

IN_WORK = [s for s in State if s not in FINAL]


class Document(Pausable, Subject):
    """One incoming paper. `state` is moved by `workflow.spine.step` alone; rows are written by acts alone.

    `received_at` is when the paper really came and is never overwritten (domain.md §8): a paper
    registered later carries `registered_at` beside it.
    """

    subject_kind = "document"

    state = FSMField(_("状态"), default=State.PROPOSING, choices=State.choices, editable=False)

    receipt_no = models.CharField(_("收文编号"), max_length=40, unique=True, editable=False)
    series = models.CharField(max_length=20, default="收", editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)

    received_at = models.DateTimeField(_("收文时间"))
    registered_at = models.DateTimeField(_("登记时间"))
    back_registered = models.BooleanField(_("补登"), default=False)
    channel = models.CharField(
        _("来文渠道"), max_length=14, choices=Channel.choices, default=Channel.EXCHANGE
    )
    carrier = models.CharField(_("载体"), max_length=12, choices=Carrier.choices, default=Carrier.PAPER)
    source = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("来文单位"), db_index=False
    )
    source_name = models.CharField(_("来文单位"), max_length=120, editable=False)
    source_short = models.CharField(max_length=40, editable=False)
    source_relation = models.CharField(max_length=20, editable=False)
    source_doc_number = models.CharField(_("来文字号"), max_length=80, blank=True)
    number_key = models.CharField(max_length=80, blank=True, editable=False)
    title = models.TextField(_("标题"))
    title_key = models.TextField(editable=False)
    search = SearchVectorField(null=True, editable=False)
    kind = models.CharField(_("文种"), max_length=16, choices=Kind.choices)
    urgency = models.CharField(_("紧急程度"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    category = models.CharField(
        _("阅件/办件"), max_length=8, choices=Category.choices, default=Category.ACTION
    )
    to_us = models.CharField(_("主送/抄送"), max_length=5, choices=ToUs.choices, default=ToUs.MAIN)
    work_secret = models.BooleanField(_("工作秘密"), default=False)
    document_date = models.DateField(_("成文日期"), null=True, blank=True)
    copies = models.PositiveIntegerField(_("份数"), default=1)
    copy_numbers = models.CharField(_("份号"), max_length=200, blank=True)
    pages = models.PositiveIntegerField(_("页数"), default=1)
    signer = models.CharField(_("签发人"), max_length=60, blank=True)
    contact = models.CharField(_("联系人及电话"), max_length=80, blank=True)
    attachments_note = models.CharField(_("附件说明"), max_length=200, blank=True)
    physical_location = models.CharField(_("纸质件位置"), max_length=80, blank=True)
    extra_copies = models.PositiveIntegerField(default=0, editable=False)

    registrar = models.ForeignKey(  # has its index below, as the sender
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    straight_to = models.CharField(
        max_length=24, blank=True, editable=False
    )  # returned "straight back to me"
    lead_unit_name = models.CharField(max_length=40, blank=True, editable=False)
    holders = models.CharField(max_length=200, blank=True, editable=False)

    due_at = models.DateTimeField(_("办结时限"), null=True)
    due_first = models.DateTimeField(null=True, editable=False)
    due_source = models.CharField(max_length=200, blank=True)
    due_trace = models.JSONField(default=list)

    reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    ours_ref = models.CharField(
        max_length=20, blank=True, default="", db_default="", editable=False
    )  # which of our papers it answers
    ours_number = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)
    answer_ref = models.CharField(
        max_length=20, blank=True, default="", db_default="", editable=False
    )  # the outgoing paper that answers it
    answer_number = models.CharField(
        max_length=80, blank=True, default="", db_default="", editable=False
    )  # once it is dispatched
    reply_note = models.CharField(_("答复情况"), max_length=200, blank=True)
    no_reply_reason = models.CharField(_("无需答复理由"), max_length=200, blank=True)
    related = models.ManyToManyField("self", blank=True)
    result = models.TextField(_("办理结果"), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="document_serial_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="document_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="document_kind_known"),
            models.CheckConstraint(condition=Q(carrier__in=Carrier.values), name="document_carrier_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="document_category_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="document_channel_known"),
            models.CheckConstraint(condition=Q(to_us__in=ToUs.values), name="document_to_us_known"),
            models.CheckConstraint(
                condition=Q(
                    carrier__in=["fax", "telegram"], urgency__in=["flash", "top_urgent", "urgent", "routine"]
                )
                | Q(carrier__in=["paper", "electronic"], urgency__in=["top_urgent", "urgent", "normal"]),
                name="document_urgency_fits_carrier",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed"),
                name="document_closed_pair",
            ),
            *pause_checks("document"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state__in=IN_WORK), name="document_paused_in_work"
            ),
        ]
        indexes = [
            models.Index(fields=["number_key"], condition=~Q(number_key=""), name="document_number_key"),
            models.Index(fields=["source", "title_key"], name="document_twin_title"),
            models.Index(fields=["state", "-id"], name="document_state"),
            models.Index(fields=["kind", "-id"], name="document_kind"),
            models.Index(fields=["urgency", "-id"], name="document_urgency"),
            models.Index(fields=["source", "-id"], name="document_source"),
            models.Index(fields=["registrar", "-id"], name="document_registrar"),
            models.Index(fields=["-received_at", "-id"], name="document_received"),
            models.Index(fields=["-id"], condition=Q(category="reading"), name="document_reading"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=IN_WORK), name="document_due"),
            models.Index(fields=["paused_at"], condition=Q(paused_at__isnull=False), name="document_paused"),
            models.Index(fields=["closed_at"], condition=Q(state="closed"), name="document_closed"),
            GinIndex(fields=["search"], name="document_search"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_no} {self.title}"

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    def card(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "number": self.receipt_no,
            "urgency": self.urgency,
            "urgency_rank": URGENCY_RANK[self.urgency],
            "source": self.source_short,
        }

    def shown(self, tasks: list[Task]) -> dict[str, Any]:
        """What the register shows in 当前环节·经办: the first open holder of the route, and how many. Who looks again at a
        paper that stands still does not have it."""
        open_ones = (t for t in tasks if t.status == "open" and t.kind != TaskKind.LOOK_AGAIN)
        rows = sorted(open_ones, key=attrgetter("sequence", "pk"))
        names = [t.holder_name for t in rows]
        return {"holders": names[0] if len(names) == 1 else f"{names[0]} 等{len(names)}" if names else ""}

    # -- the machine: bodies set fields of this row and refuse, nothing else --------------------------

    @transition(state, source=State.PROPOSING, target=State.REVIEWING)
    def submit_proposal(self) -> None:
        """The proposal goes to the section chief."""

    @transition(state, source=State.REVIEWING, target=State.PROPOSING)
    def return_proposal(self, straight_to: str = "") -> None:
        """Back to the drafter; `straight_to` is the holder it comes straight back to."""
        self.straight_to = straight_to

    @transition(state, source=State.REVIEWING, target=State.PROPOSING)
    def take_back(self) -> None:
        """The proposer takes it back before the chief acted."""

    @transition(state, source=State.SUBMITTED, target=State.REVIEWING)
    def recall_submission(self) -> None:
        """The chief takes his approval back before any leader wrote."""

    @transition(state, source=State.CIRCULATING, target=State.REVIEWING)
    def recall_reading(self) -> None:
        """The chief takes his approval back before anybody has read."""

    @transition(state, source=State.REVIEWING, target=State.SUBMITTED)
    def submit_to_leaders(self) -> None:
        """Approved: up to the leaders of the route."""

    @transition(state, source=State.REVIEWING, target=State.RETURNED)
    def return_to_sender(self) -> None:
        """Approved: back to the organ that sent it."""
        self.closed_at = None

    @transition(state, source=[State.SUBMITTED, State.CIRCULATING, State.HANDLING], target=State.INSTRUCTED)
    def take_instructions(self) -> None:
        """All leaders of the route have written; or what only went round has to be handed over after all."""

    @transition(state, source=[State.REVIEWING, State.INSTRUCTED], target=State.HANDLING)
    def hand_over(self) -> None:
        """Units have it."""

    @transition(state, source=State.HANDLING, target=State.INSTRUCTED)
    def take_assignments_back(self) -> None:
        """Assignments withdrawn before any unit accepted."""

    @transition(state, source=[State.REVIEWING, State.INSTRUCTED], target=State.CIRCULATING)
    def circulate_only(self) -> None:
        """A reading item: readers have it, somebody follows it to its end."""

    @transition(state, source=[State.INSTRUCTED, State.HANDLING, State.CIRCULATING], target=State.CLOSING)
    def ask_to_close(self) -> None:
        """Work is done: the second person checks."""

    @transition(state, source=State.CLOSING, target=State.INSTRUCTED)
    def send_back_from_closing(self) -> None:
        """The check found something open."""

    @transition(state, source=State.CLOSING, target=State.CLOSED)
    def close(self, now: datetime) -> None:
        """Checked by a second person; nothing is open."""
        self.closed_at = now

    @transition(state, source=State.CLOSED, target=State.PROPOSING)
    def reopen(self) -> None:
        """A new round; the old closure stays in the history."""
        self.round += 1
        self.closed_at = None

    @transition(
        state,
        source=[s for s in State if s not in (State.CLOSED, State.RETURNED, State.VOIDED)],
        target=State.VOIDED,
    )
    def void(self) -> None:
        """Voided with a reason; the number stays used."""


__all__ = ["Document", "TaskKind"]
