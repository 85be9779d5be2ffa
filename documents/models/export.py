"""What a person took out of the register: who, which filters and columns, how many rows, when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.models import Subject


class Export(Subject):
    """One sheet. A large one waits for the worker; its file goes after some days, the row and its entries stay."""

    subject_kind = "export"
    state = ""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ledger = models.CharField(max_length=40, default="register", db_default="register")  # its name
    title = models.CharField(max_length=60, default="收文登记簿", db_default="收文登记簿")  # in his language
    query = models.CharField(max_length=2000, blank=True)  # the register's address
    columns = models.JSONField(default=list)  # keys, in his order
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # a worker makes it since then
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)  # there is no file, or none any more

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(made_at=None, removed_at=None), name="export_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, rows=None) | Q(made_at__isnull=False, rows__isnull=False),
                name="export_made_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(removed_at=None), name="export_living"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.rows}"

    def card(self) -> dict[str, Any]:
        return {}

    @property
    def waits(self) -> bool:
        return self.made_at is None and self.removed_at is None

    @property
    def is_there(self) -> bool:
        return self.made_at is not None and self.removed_at is None
