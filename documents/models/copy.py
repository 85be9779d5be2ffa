"""份号: the copies on paper that came to us, each with where it is; and every time one changed hands."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.words import CopyStatus, Handed, ReturnWay

from .document import Document

ORIGINAL = 0  # the one paper of a document without numbers; its row comes when it first changes hands


class Copy(models.Model):
    """One received copy. Kept by the registry until given out; `returned` and `lost` end its way.

    Made and changed by `actions.copying` alone.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="numbered", db_index=False
    )  # the unique key begins with it
    number = models.PositiveIntegerField(_("份号"))
    status = models.CharField(max_length=10, choices=CopyStatus.choices, default=CopyStatus.KEPT)
    holder = models.CharField(max_length=24, blank=True)  # a principal: p<person>, u<unit>
    holder_name = models.CharField(max_length=120, blank=True)
    since = models.DateField(null=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="received_copy_once"),
            models.CheckConstraint(
                condition=Q(status__in=CopyStatus.values), name="received_copy_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="given", since__isnull=False) & ~Q(holder="") & ~Q(holder_name="")
                | ~Q(status="given") & Q(holder="", holder_name=""),
                name="received_copy_holder_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], condition=Q(status="given"), name="received_copy_held"),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d}" if self.number else str(_("原件"))


class Handing(models.Model):
    """What was done with some copies of a paper at once. The database refuses to change or remove a row (0021)."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="handings", db_index=False
    )  # the index below begins with it
    what = models.CharField(max_length=10, choices=Handed.choices)
    numbers = ArrayField(models.PositiveIntegerField(), default=list)  # none where only the place changed
    holder = models.CharField(max_length=24, blank=True)
    holder_name = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    how = models.CharField(max_length=14, choices=ReturnWay.choices, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Handed.values), name="handing_what_known"),
            models.CheckConstraint(
                condition=Q(how="") | Q(how__in=ReturnWay.values), name="handing_how_known"
            ),
            models.CheckConstraint(
                condition=~Q(what="give") & Q(holder="", holder_name="")
                | Q(what="give") & ~Q(holder="") & ~Q(holder_name=""),
                name="handing_holder_pair",
            ),
            models.CheckConstraint(
                condition=~Q(what="return") & Q(how="", receipt="")
                | Q(what="return") & ~Q(how="") & ~Q(receipt=""),
                name="handing_return_pair",
            ),
            models.CheckConstraint(condition=~Q(what="lost", reason=""), name="handing_lost_has_reason"),
        ]
        indexes = [models.Index(fields=["document", "-id"], name="handing_of_paper")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.what} {self.numbers}"
