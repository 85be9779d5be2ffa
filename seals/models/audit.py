"""What the auditor makes of an anomaly: open until it is explained or confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seals.words import FindingState

from .seal import Seal


class Finding(models.Model):
    """One anomaly of one of the tests A1 to A20, by the `key` under which the test finds it again. Only answered ones have a
    row; the answer before stays in the trail of the seal."""

    test = models.CharField(max_length=3)
    key = models.CharField(max_length=80)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="findings")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    words = models.CharField(max_length=300, blank=True)
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "key"], name="finding_once"),
            models.CheckConstraint(condition=Q(state__in=FindingState.values), name="finding_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(words=""), name="finding_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.key}"


KINDS = ["look", "test", "chain", "sign", "sample", "sampled", "export", "register", "sheet", "month", "line"]


class AuditDeed(models.Model):
    """What the auditor did: looked, checked, drew a sample and what it gave, took an export along. The security administrator
    reads it (三员: who watches the watcher). Never changed.

    `sha256` is that of the file that was taken along; `data` what is needed to do the same again (period, seed, places).
    """

    class Kind(models.TextChoices):
        LOOK = "look", _("查看审计页")
        TEST = "test", _("查看检查项")
        CHAIN = "chain", _("验证登记链")
        SIGN = "sign", _("签署检查点")
        SAMPLE = "sample", _("抽查")
        SAMPLED = "sampled", _("抽查结果")
        EXPORT = "export", _("导出审计结果")
        REGISTER = "register", _("查看登记簿")
        SHEET = "sheet", _("打印登记表")
        MONTH = "month", _("纸质登记核对")
        LINE = "line", _("查看登记")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="audit_deed_kind_known"),
            models.CheckConstraint(
                condition=Q(sha256="") | Q(sha256__regex=r"^[0-9a-f]{64}$"), name="audit_deed_hash"
            ),
            models.CheckConstraint(
                condition=~Q(kind="export") | ~Q(sha256=""), name="audit_deed_export_hashed"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="audit_deed_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_name} {self.at:%Y-%m-%d}"
