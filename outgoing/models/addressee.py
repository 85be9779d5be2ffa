"""To whom a paper goes, in how many copies, by which batch, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outgoing.words import OPEN_RECEIPTS, Channel, Receipt, Role
from people.models import Unit


class ExchangeBatch(models.Model):
    """One trip to the exchange station (公文交换, domain.md §4.9): its list is ticked off piece by piece.

    It is handed over, or given up before with a reason: its number stays as one that was given up.
    """

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    courier = models.CharField(_("送件人"), max_length=60)
    handed_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    given_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_up_by_name = models.CharField(max_length=60, blank=True)
    given_up_reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(
        max_length=64, unique=True, null=True
    )  # of its form: a double click makes one batch

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="exchange_batch_once"),
            models.CheckConstraint(
                condition=Q(given_up_at=None, given_up_by=None, given_up_by_name="", given_up_reason="")
                | Q(given_up_at__isnull=False, given_up_by__isnull=False, handed_at=None)
                & ~Q(given_up_by_name="")
                & ~Q(given_up_reason=""),
                name="exchange_batch_given_up",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lies_here(self) -> bool:
        """Listed, and neither handed over nor given up: pieces may be taken out, none is signed for yet."""
        return self.handed_at is None and self.given_up_at is None


class Addressee(models.Model):
    """An organ on the dispatch list (分发单位). `unit` is None for a name outside the roster.

    `text` is how it stands in the paper (各市人民政府 for many): names and relation are kept as of that day.
    """

    paper = models.ForeignKey("outgoing.Outgoing", on_delete=models.PROTECT, related_name="addressees")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=20, choices=Unit.Relation.choices)
    role = models.CharField(max_length=8, choices=Role.choices)
    text = models.CharField(max_length=120, blank=True)  # the group it stands for in the paper: 各市人民政府
    copies = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField()

    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    batch = models.ForeignKey(ExchangeBatch, on_delete=models.PROTECT, null=True, related_name="items")
    envelope = models.PositiveSmallIntegerField(null=True)  # its number on the batch's list
    seal_intact = models.BooleanField(null=True)  # as the receiver found it
    outside = models.BooleanField(
        default=False
    )  # nobody works there: whoever collects receipts is told when it is late
    receipt = models.CharField(max_length=10, choices=Receipt.choices, default=Receipt.WAITING)
    sent_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)  # unsigned after this: yellow
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=60, blank=True)
    received_copies = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    # That the paper was recalled: told by a notice where somebody works there, else by telephone, to whom.
    recall_told_at = models.DateTimeField(null=True)
    recall_told_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["paper", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "name"], name="addressee_once"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="addressee_copies"),
            models.CheckConstraint(condition=Q(receipt__in=Receipt.values), name="addressee_receipt_known"),
            models.CheckConstraint(
                condition=Q(relation__in=Unit.Relation.values), name="addressee_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", *Channel.values]), name="addressee_channel_known"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="addressee_role_known"),
            models.CheckConstraint(
                condition=Q(receipt="waiting", sent_at__isnull=True)
                | Q(receipt="withdrawn")  # a recalled paper may never have been sent to the last of them
                | ~Q(receipt="waiting") & Q(sent_at__isnull=False),
                name="addressee_sent_pair",
            ),
        ]
        indexes = [
            models.Index(
                fields=["alarm_at", "id"],
                condition=Q(receipt__in=sorted(OPEN_RECEIPTS)),
                name="addressee_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.copies}"

    @property
    def principal(self) -> str:
        """Whoever works there; empty for an organ outside the roster."""
        return f"u{self.unit_id}" if self.unit_id else ""


class AddresseeGroup(models.Model):
    """A saved list of organs under the name that stands in the paper: 各市人民政府."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    units = models.ManyToManyField(Unit, related_name="+")
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
