"""What the checker found in a text, kept under the text's hash; and what persons answered to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from checking.words import Replied, Side


class ProofRun(models.Model):
    """One text once: `text_hash` of the words, `fields_hash` of the fields the rules looked at, `catalogue` the rules'
    version. `findings` are `proofing.finding.Finding` as dictionaries; the same text is not checked twice."""

    side = models.CharField(max_length=10, choices=Side.choices)
    subject_pk = models.BigIntegerField()
    text_version = models.PositiveIntegerField(default=0)
    text_hash = models.CharField(max_length=64)
    fields_hash = models.CharField(max_length=64)
    catalogue = models.CharField(max_length=16)
    findings = models.JSONField(default=list)
    errors = models.PositiveIntegerField(default=0)
    warns = models.PositiveIntegerField(default=0)
    length = models.PositiveIntegerField(default=0)  # characters, for findings in a thousand of them
    trouble = models.CharField(
        max_length=200, blank=True, default="", db_default=""
    )  # why the file could not be read: then nothing was looked at
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["side", "subject_pk", "text_hash", "fields_hash", "catalogue"], name="proof_run_once"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="proof_run_side_known"),
        ]
        indexes = [models.Index(fields=["checked_at"], name="proof_run_at")]

    def __str__(self) -> str:
        return f"{self.side} {self.subject_pk} {self.errors}/{self.warns}"


class ProofReply(models.Model):
    """A named person's answer to a finding, kept for good: it holds wherever the same rule finds the same words in the
    same paper (`place`), so that no text is argued twice. `text_hash` is of the text it was given for. Rows are only added
    (migration `answers_kept`)."""

    side = models.CharField(max_length=10, choices=Side.choices)
    subject_pk = models.BigIntegerField()
    rule = models.CharField(max_length=10)
    place = models.CharField(max_length=64)
    text = models.CharField(max_length=300)
    severity = models.CharField(max_length=5)
    replied = models.CharField(max_length=8, choices=Replied.choices)
    reason = models.CharField(max_length=200)
    text_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["side", "subject_pk", "rule", "place", "replied"], name="proof_reply_once"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="proof_reply_side_known"),
            models.CheckConstraint(condition=Q(replied__in=Replied.values), name="proof_reply_replied_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="proof_reply_says_why"),
            models.CheckConstraint(condition=~Q(rule="SEC-01"), name="proof_reply_never_secrets"),
        ]
        indexes = [models.Index(fields=["at"], name="proof_reply_at")]

    def __str__(self) -> str:
        return f"{self.rule} {self.replied} {self.by_name}"


class RuleSetting(models.Model):
    """The office's own severity of a rule of practice (mark P); of a regulation or standard there is none. Never changed:
    another severity is another row, the newest of a rule holds. `turn` counts a rule's rows, so that of two who set it at
    the same moment one is told."""

    rule = models.CharField(max_length=10)
    turn = models.PositiveIntegerField(default=1)
    severity = models.CharField(max_length=5)
    reason = models.CharField(max_length=200)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "-turn"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "turn"], name="rule_setting_turn_once"),
            models.CheckConstraint(
                condition=Q(severity__in=["error", "warn"]), name="rule_setting_severity_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_setting_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.severity}"
