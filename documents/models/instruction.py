"""Leaders' instructions (批示): verbatim, never edited, several stay several rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.words import InstructionKind

from .attachment import Attachment
from .document import Document


class Instruction(models.Model):
    """One leader's words on one paper. `meaning` is what a tick means here (§5.1): agreed or read."""

    class Meaning(models.TextChoices):
        AGREED = "agreed", _("同意")
        READ = "read", _("已阅")
        WORDS = "words", _("按批示内容")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="instructions")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    leader_name = models.CharField(max_length=60)
    leader_title = models.CharField(max_length=120, blank=True)
    leader_rank = models.PositiveSmallIntegerField(default=99)
    kind = models.CharField(max_length=14, choices=InstructionKind.choices, default=InstructionKind.WRITTEN)
    meaning = models.CharField(max_length=8, choices=Meaning.choices, default=Meaning.WORDS)
    text = models.TextField(_("批示原文"), blank=True)
    given_at = models.DateTimeField(_("批示时间"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=60)
    scan = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    scan_pending = models.BooleanField(default=False)
    needs_feedback = models.BooleanField(default=False)
    unconfirmed = models.BooleanField(default=False)  # oral: waits for the leader's written confirmation
    checked_by_name = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="instruction_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=InstructionKind.values), name="instruction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(meaning__in=["words", "agreed", "read"]), name="instruction_meaning_known"
            ),
            models.CheckConstraint(condition=~Q(text="") | Q(kind="tick"), name="instruction_has_words"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by_name="")
                | Q(checked_at__isnull=False) & ~Q(checked_by_name=""),
                name="instruction_checked_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_name}：{self.text or self.get_kind_display()}"

    @property
    def by_another(self) -> bool:
        """Recorded by the secretary for the leader (代录)."""
        return self.recorded_by_id != self.leader_id
