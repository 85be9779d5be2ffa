"""What somebody did. Append-only, chained by hash per subject, without any foreign key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One act on one subject. Written by `workflow.spine` only; the database refuses change and deletion.

    An opinion (意见) is an entry with `opinion` text and kind: so it can never be edited, has its
    author, the person he acted for, and their rank on that day.
    """

    subject_kind = models.CharField(max_length=20)
    subject_pk = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)
    actor_post = models.CharField(max_length=120, blank=True)
    actor_unit = models.CharField(max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(default=99)
    behalf_id = models.BigIntegerField(null=True)
    behalf_name = models.CharField(max_length=60, blank=True)
    behalf_post = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True)
    opinion_kind = models.CharField(max_length=20, blank=True)
    opinion = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=64, unique=True)
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_pk", "seq"], name="entry_seq_once"),
            models.CheckConstraint(
                condition=Q(behalf_id__isnull=True, behalf_name="")
                | Q(behalf_id__isnull=False) & ~Q(behalf_name=""),
                name="entry_behalf_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["actor_id", "-at", "-id"], name="entry_actor"),
            models.Index(  # the few that are counted by the day: what went back, and clocks that go on
                fields=["verb", "at"],
                condition=Q(verb__in=["give_back", "rework", "misdirected", "not_yet", "resume"]),
                name="entry_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_pk}#{self.seq} {self.verb}"
