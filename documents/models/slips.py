"""The return slip (退文单) and the stock phrases (常用语)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .document import Document


class ReturnSlip(models.Model):
    """Why a paper went back to its sender: printable, counted by unit and reason (domain.md §4.6)."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="return_slip")
    codes = ArrayField(models.CharField(max_length=4))
    text = models.TextField(_("退文理由"))
    advice = models.TextField(_("修改建议"), blank=True)
    handled_by_name = models.CharField(max_length=60)
    approved_by_name = models.CharField(max_length=60)
    returned_at = models.DateTimeField()
    resubmitted_as = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="resubmission_of"
    )

    def __str__(self) -> str:
        return f"{self.document_id} {','.join(self.codes)}"


class Phrase(models.Model):
    """A stock phrase; without a person it is the office's own. Its order is its digit key."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    situation = models.CharField(max_length=16)  # a TaskKind, or proposal templates: propose
    label = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["situation", "order", "id"]

    def __str__(self) -> str:
        return self.text
