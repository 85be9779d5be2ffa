"""The ledger of a seal: one line per use, refusal, correction, handover and state change; and what is signed of it.

Serial, time, link and hash are made by the database (migration 0002): values sent for them are overwritten, no line is ever
changed or removed. `canon` are the bytes that were hashed; they can be made again from the columns.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from seals.words import Basis, LineKind, Place, Refused

from .request import SealRequest
from .seal import Seal

PERSON = settings.AUTH_USER_MODEL


class LedgerLine(models.Model):
    """One line. Written by `actions.ledger.write_line` only."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="lines")
    serial = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=LineKind.choices)
    at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True)  # of a late entry: when it really was
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=60)

    request = models.ForeignKey(SealRequest, on_delete=models.PROTECT, null=True, related_name="lines")
    request_no = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    title = models.TextField(blank=True)
    doc_number = models.CharField(max_length=80, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    paper_kind = models.CharField(max_length=14, blank=True)
    addressee = models.CharField(max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)

    approved = models.PositiveIntegerField(null=True)
    stamped = models.PositiveIntegerField(null=True)
    impressions = models.PositiveIntegerField(null=True)
    paging = models.PositiveIntegerField(null=True)
    spoiled = models.PositiveIntegerField(null=True)
    unused = models.PositiveIntegerField(null=True)

    applicant = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    applicant_name = models.CharField(max_length=60, blank=True)
    applicant_unit = models.CharField(max_length=120, blank=True)
    approver = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approver_name = models.CharField(max_length=60, blank=True)
    approver_for = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    keeper = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    keeper_name = models.CharField(max_length=60, blank=True)
    supervisor = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    supervisor_name = models.CharField(max_length=60, blank=True)
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=60, blank=True)

    place = models.CharField(max_length=8, choices=Place.choices, default=Place.OFFICE)
    code = models.CharField(max_length=2, choices=Refused.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    corrects = models.PositiveIntegerField(null=True)  # the serial of the line that this one puts right
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, blank=True)
    photo_hash = models.CharField(max_length=64, blank=True)
    certificate = models.CharField(max_length=80, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)

    alg = models.CharField(max_length=10, default="sha256")
    canon = models.BinaryField(default=b"")
    prev = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")

    class Meta:
        ordering = ["seal", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "serial"], name="ledger_serial_once"),
            models.UniqueConstraint(fields=["seal", "prev"], name="ledger_link_once"),
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="ledger_kind_known"),
            models.CheckConstraint(condition=Q(code__in=["", *Refused.values]), name="ledger_code_known"),
            models.CheckConstraint(condition=Q(basis__in=["", *Basis.values]), name="ledger_basis_known"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="ledger_place_known"),
            models.CheckConstraint(
                condition=~Q(kind="refusal") | ~Q(code="") & ~Q(reason=""), name="ledger_refusal_why"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["use", "settle", "late_entry"])
                | Q(request__isnull=False, keeper__isnull=False, approved__isnull=False),
                name="ledger_use_of_a_request",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | Q(corrects__isnull=False) & ~Q(reason=""),
                name="ledger_correction_why",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="ledger_at"),
            models.Index(fields=["request", "id"], condition=Q(request__isnull=False), name="ledger_request"),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}#{self.serial} {self.kind}"

    @property
    def head(self) -> str:
        """The first 16 hexadecimal digits of its hash: what slips and the weekly pack print."""
        return bytes(self.hash).hex()[:16]


class Checkpoint(models.Model):
    """What every ledger was at a moment, signed (Ed25519), also written outside the database. Never changed.

    `body` is the very text that was signed (JSON); `prev` the SHA-256 of the body before; `key` the fingerprint of the key.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    body = models.TextField()
    signature = models.BinaryField()
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"


class Signing(models.Model):
    """What the worker, who alone has the key, is asked to sign: a checkpoint now, or the passport of a paper (`ref`)."""

    class Kind(models.TextChoices):
        CHECKPOINT = "checkpoint"
        PASSPORT = "passport"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    blob = models.ForeignKey("documents.Blob", on_delete=models.PROTECT, null=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["checkpoint", "passport"]), name="signing_kind_known"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(done_at__isnull=True), name="signing_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
