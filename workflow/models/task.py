"""What somebody owes by when: the one inbox for every kind of work."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q


class Lane(models.TextChoices):
    """Main flow and circulation never touch each other's rows."""

    MAIN = "main"
    CIRCULATION = "circulation"


class Status(models.TextChoices):
    WAITING = "waiting"  # its turn has not come (sequential route, signer before)
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"  # withdrawn, recalled, superseded by a return


LIVE = (Status.WAITING, Status.OPEN)


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(status=Status.OPEN)

    def live(self) -> TaskQuerySet:
        return self.filter(status__in=LIVE)

    def held_by(self, principals: Iterable[str]) -> TaskQuerySet:
        return self.filter(holder__in=list(principals))

    def about(self, subject: models.Model) -> TaskQuerySet:
        return self.filter(subject_kind=subject.subject_kind, subject_pk=subject.pk)  # type: ignore[attr-defined]


class Task(models.Model):
    """One thing owed by one holder. `holder` is a principal: `p<person>`, `o<post>` or `u<unit>`.

    Rows are written inside acts only (`Act.open`, `Act.close`), under the lock of their subject.
    `sequence` orders a route: a waiting task opens when nothing of a lower sequence is live in its lane.
    `due_trace` explains `due_at`; `due_first` is the date first promised and never changes. While its clock stands still
    (`paused_at`) it is neither due nor overdue, and `due_at` is what it was.
    """

    subject_kind = models.CharField(max_length=20)
    subject_pk = models.BigIntegerField()
    subject_ref = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    number = models.CharField(max_length=80, blank=True)
    urgency = models.CharField(max_length=12, blank=True)
    urgency_rank = models.PositiveSmallIntegerField(default=9)
    source = models.CharField(max_length=120, blank=True)
    subject_live = models.BooleanField(default=True)

    kind = models.CharField(max_length=20)
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.MAIN)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    holder = models.CharField(max_length=24)
    holder_name = models.CharField(max_length=120)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_by_name = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.CharField(max_length=24, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    batch = models.CharField(max_length=20, blank=True)  # one circulation, one round of countersigning
    origin_id = models.BigIntegerField(null=True)  # the task it goes on from, the first of them: see `root`
    assignment_id = models.BigIntegerField(null=True)  # the row of the owning room that this task serves
    round = models.PositiveSmallIntegerField(default=1)
    note = models.TextField(blank=True)

    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    given_by_name = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    done_by_name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    revoked = models.BooleanField(default=False)  # recalled: no longer a reason to see the paper

    due_at = models.DateTimeField(null=True)
    due_first = models.DateTimeField(null=True)
    due_source = models.CharField(max_length=200, blank=True)
    due_trace = models.JSONField(default=list)
    due_version = models.PositiveSmallIntegerField(default=1)
    paused_at = models.DateTimeField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_pk", "kind", "lane", "holder", "assignment_id"],
                condition=Q(status__in=["waiting", "open"]),
                nulls_distinct=False,
                name="task_one_live",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, status__in=["waiting", "open", "cancelled"])
                | Q(done_at__isnull=False, status="done"),
                name="task_done_pair",
            ),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="task_lane_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="task_status_known"),
        ]
        indexes = [
            models.Index(
                fields=["holder", "lane", "due_at", "id"], condition=Q(status="open"), name="task_inbox"
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(status="open", due_at__isnull=False), name="task_due"
            ),
            models.Index(fields=["subject_kind", "subject_pk", "id"], name="task_subject"),
            models.Index(
                fields=["holder", "subject_kind", "-subject_pk"],
                condition=Q(revoked=False),
                name="task_may_see",
            ),
            models.Index(
                fields=["holder", "subject_kind", "-subject_pk"],
                condition=Q(revoked=False, subject_live=True),
                name="task_may_see_live",
            ),
            models.Index(
                fields=["done_by", "-done_at", "-id"], condition=Q(status="done"), name="task_done_by"
            ),
            models.Index(
                fields=["done_by", "-done_at", "-id"],
                condition=Q(status="done", subject_live=True),
                name="task_working_on",
            ),
            models.Index(  # one entry answers: which papers did he work on, and by which task last
                fields=["done_by", "subject_kind", "subject_pk", "done_at", "id"],
                include=["holder", "revoked"],
                condition=Q(status="done", subject_live=True),
                name="task_worked_subject",
            ),
            models.Index(fields=["given_at"], condition=Q(status="open"), name="task_given"),
            models.Index(fields=["done_at"], condition=Q(status="done", lane="main"), name="task_done"),
            models.Index(
                fields=["subject_kind", "-subject_pk"],
                condition=Q(status="open", lane="circulation"),
                name="task_circulating",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.holder_name}/{self.status}"

    @property
    def root(self) -> int:
        """The step's own number: stays when the step changes hands and becomes another row."""
        return self.origin_id or self.pk

    @property
    def is_live(self) -> bool:
        return self.status in LIVE
