"""The photograph of a sealed page; its hash stands in the line. Never changed."""

from __future__ import annotations

from django.db import models

from documents.models import Blob

from .ledger import LedgerLine


class LinePhoto(models.Model):
    """Keeps the file whose SHA-256 is `photo_hash` of the line."""

    line = models.OneToOneField(LedgerLine, on_delete=models.PROTECT, related_name="photo")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.line_id}"
