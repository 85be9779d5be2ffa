"""Files: stored by hash, kept once, versions never overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """Bytes on disk under their SHA-256. A blob without a document yet belongs to a form being filled in."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    ext = models.CharField(max_length=8)
    mime = models.CharField(max_length=100)
    previewable = models.BooleanField(default=False)
    why_not = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    text = models.JSONField(default=list)  # per page
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A file of a paper in one of its versions; the newest version is the one without a successor."""

    class Role(models.TextChoices):
        BODY = "body", _("正文")
        ANNEX = "annex", _("附件")
        INSTRUCTION = "instruction", _("批示扫描")
        EVIDENCE = "evidence", _("办理材料")

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.BODY)
    name = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveSmallIntegerField(default=1)
    latest = models.BooleanField(default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "number", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "role", "number", "version"], name="attachment_version_once"
            ),
            models.UniqueConstraint(
                fields=["document", "role", "number"], condition=Q(latest=True), name="attachment_one_latest"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["body", "annex", "instruction", "evidence"]),
                name="attachment_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
