"""The text of a draft: every save is a version, nothing is overwritten; and its annexes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models import Blob


class DraftVersion(models.Model):
    """One saved text. `paragraphs` are its words as read from the file, `text_hash` the SHA-256 of them, normalised."""

    paper = models.ForeignKey("outgoing.Outgoing", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    paragraphs = models.JSONField(default=list)
    text_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_by_name = models.CharField(max_length=60)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="draft_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.number}"


class Annex(models.Model):
    """附件: a file that goes out with the paper; a newer version takes its place, the older one stays."""

    paper = models.ForeignKey("outgoing.Outgoing", on_delete=models.PROTECT, related_name="annexes")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    latest = models.BooleanField(default=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_by_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number", "version"], name="annex_version_once"),
            models.UniqueConstraint(
                fields=["paper", "number"], condition=Q(latest=True), name="annex_one_latest"
            ),
        ]

    def __str__(self) -> str:
        return self.name
