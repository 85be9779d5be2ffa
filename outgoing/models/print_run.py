"""印制: every run of a paper's one original, and what became of its copies under the seal."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from documents.models import Blob

from .paper import Outgoing


class PrintRun(models.Model):
    """One run: the first, or an additional one (加印) of the same kept file.

    `edition` rises when another text is printed after a new sign-off: the copies of an earlier edition are waste.
    `approved` copies go to the keeper of the seal; what he answers adds up to them: stamped, spoiled, unused. The
    database takes that answer once and refuses any other change (migration 0016).
    """

    paper = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="print_runs")
    edition = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    approved = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    original = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_by_name = models.CharField(max_length=60)
    printed_at = models.DateTimeField()

    stamped = models.PositiveIntegerField(null=True)
    spoiled = models.PositiveIntegerField(null=True)
    unused = models.PositiveIntegerField(null=True)
    seal_reason = models.CharField(max_length=200, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sealed_by_name = models.CharField(max_length=60, blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["paper", "edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "edition", "number"], name="print_run_once"),
            models.CheckConstraint(condition=Q(approved__gte=1, number__gte=1), name="print_run_some"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="print_run_more_why"),
            models.CheckConstraint(
                condition=Q(stamped__isnull=True, spoiled__isnull=True, unused__isnull=True,
                            sealed_by__isnull=True, sealed_at__isnull=True)
                | Q(stamped__isnull=False, spoiled__isnull=False, unused__isnull=False,
                    sealed_by__isnull=False, sealed_at__isnull=False),
                name="print_run_sealed_pair",
            ),
            models.CheckConstraint(
                condition=Q(stamped__isnull=True) | Q(approved=F("stamped") + F("spoiled") + F("unused")),
                name="print_run_adds_up",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.paper_id} {self.edition}.{self.number} {self.approved}"

    @property
    def is_sealed(self) -> bool:
        """The keeper has answered for it."""
        return self.stamped is not None
