"""用印申请: what is to be stamped, how often, on whose word, and what became of every copy."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from documents.models import Blob
from documents.words import URGENCY_RANK
from outgoing.models import Outgoing, PrintRun
from seals.words import REQUEST_LIVE, Basis, PaperKind, Place, RequestState
from workflow.models import Subject

from .seal import Seal

R = RequestState
PERSON = settings.AUTH_USER_MODEL


class SealRequest(Subject):
    """One application, tied to one text: the printed original of an outgoing paper (`run`), or a described paper (`file`).

    `text_hash` is the SHA-256 of that file: another text is another application. Of an outgoing paper the signed draft is
    the approval (`basis`). `copies` are approved; `stamped` + `spoiled` + `unused` never exceed them, and equal them when it
    is closed. `paging` impressions across the edges (骑缝) are approved and counted by themselves.
    """

    subject_kind = "seal_request"

    state = FSMField(_("状态"), default=R.ASKING, choices=R.choices, editable=False)
    number = models.CharField(_("申请号"), max_length=40, unique=True, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="requests", verbose_name=_("印章"))
    basis = models.CharField(max_length=10, choices=Basis.choices, editable=False)
    paper = models.ForeignKey(
        Outgoing, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("发文")
    )
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    file = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("待用印文件")
    )
    file_name = models.CharField(max_length=200, blank=True)
    text_hash = models.CharField(max_length=64, editable=False)

    title = models.TextField(_("文件名称或事由"))
    doc_number = models.CharField(_("文号"), max_length=80, blank=True)
    urgency = models.CharField(max_length=12, default="normal")
    work_secret = models.BooleanField(_("工作秘密"), default=False)
    paper_kind = models.CharField(_("文件种类"), max_length=14, choices=PaperKind.choices)
    signed_name = models.CharField(
        _("落款"), max_length=120, blank=True
    )  # the organ whose name stands under it
    addressee = models.CharField(_("发往"), max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(_("页数"), null=True)
    copies = models.PositiveIntegerField(_("份数"))
    per_copy = models.PositiveSmallIntegerField(_("每份盖章处数"), default=1)
    paging = models.PositiveIntegerField(_("骑缝章"), default=0)
    mandate = models.CharField(_("授权依据"), max_length=200, blank=True)  # of a signature seal, each use
    off_hours = models.BooleanField(_("非工作时间用印"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    applicant = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    applicant_name = models.CharField(max_length=60, editable=False)
    unit_name = models.CharField(max_length=120, editable=False)
    asked_at = models.DateTimeField(editable=False)
    approver = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approver_name = models.CharField(max_length=60, blank=True, editable=False)
    approver_post = models.CharField(max_length=120, blank=True, editable=False)
    approver_for = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    takeout = models.ForeignKey(
        "seals.SealTakeout",
        on_delete=models.PROTECT,
        null=True,
        related_name="requests",
        verbose_name=_("外带"),
    )
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.OFFICE)

    stamped = models.PositiveIntegerField(default=0, editable=False)
    spoiled = models.PositiveIntegerField(default=0, editable=False)
    unused = models.PositiveIntegerField(default=0, editable=False)
    impressions = models.PositiveIntegerField(default=0, editable=False)
    paging_made = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=R.values), name="seal_request_state_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="seal_request_basis_known"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="seal_request_place_known"),
            models.CheckConstraint(
                condition=Q(paper_kind__in=PaperKind.values), name="seal_request_no_blank"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=list(URGENCY_RANK)), name="seal_request_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(text_hash__regex=r"^[0-9a-f]{64}$"), name="seal_request_of_a_text"
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=False, run__isnull=False)
                | Q(paper__isnull=True, run__isnull=True, file__isnull=False),
                name="seal_request_paper_or_file",
            ),
            models.CheckConstraint(condition=Q(copies__gte=1, per_copy__gte=1), name="seal_request_some"),
            models.CheckConstraint(
                condition=Q(copies__gte=F("stamped") + F("spoiled") + F("unused")),
                name="seal_request_not_more",
            ),
            models.CheckConstraint(
                condition=Q(paging__gte=F("paging_made")), name="seal_request_paging_not_more"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(copies=F("stamped") + F("spoiled") + F("unused"), closed_at__isnull=False),
                name="seal_request_closed_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "closed"])
                | Q(approved_at__isnull=False)
                & (Q(basis="none") | Q(approver__isnull=False) & ~Q(approver_name="")),
                name="seal_request_approved_by",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("applicant")),
                name="seal_request_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(approver_for__isnull=True) | ~Q(approver_for=F("applicant")),
                name="seal_request_two_persons_behind",
            ),
            models.UniqueConstraint(
                fields=["run", "seal"],
                condition=Q(state__in=REQUEST_LIVE) | Q(state="closed"),
                name="seal_request_run_once",
            ),
        ]
        indexes = [
            models.Index(fields=["seal", "id"], condition=Q(state="approved"), name="seal_request_queue"),
            models.Index(fields=["applicant", "-id"], name="seal_request_mine"),
            models.Index(fields=["paper"], condition=Q(paper__isnull=False), name="seal_request_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_live(self) -> bool:
        return self.state in REQUEST_LIVE

    @property
    def left(self) -> int:
        """Approved copies nobody has accounted for yet."""
        return int(self.copies - self.stamped - self.spoiled - self.unused)

    def card(self) -> dict[str, Any]:
        return {
            "title": self.title, "number": self.number, "urgency": self.urgency,
            "urgency_rank": URGENCY_RANK[self.urgency], "source": self.unit_name,
        }  # fmt: skip

    # -- the machine -------------------------------------------------------------------------------------

    @transition(state, source=R.ASKING, target=R.APPROVED)
    def approve(self) -> None:
        """By an approval; of a signed draft, and of a mere stamp, with the application itself."""

    @transition(state, source=R.ASKING, target=R.REJECTED)
    def reject(self) -> None:
        """Not approved, with the reason."""

    @transition(state, source=[R.ASKING, R.APPROVED], target=R.WITHDRAWN)
    def withdraw(self) -> None:
        """By the applicant, before anything was stamped."""

    @transition(state, source=[R.ASKING, R.APPROVED], target=R.VOIDED)
    def void(self) -> None:
        """The text is another now, or its paper was given up."""

    @transition(state, source=[R.ASKING, R.APPROVED], target=R.EXPIRED)
    def expire(self) -> None:
        """Nobody came with it in time. By an act of the timetable that decides nothing: it only no longer counts."""

    @transition(state, source=R.APPROVED, target=R.CLOSED)
    def close(self, now: Any) -> None:
        """Every approved copy is accounted for."""
        self.closed_at = now
