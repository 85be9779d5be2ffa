"""Which form of an outgoing paper was printed or taken along as a Word copy: by whom, when. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.words import PrintAs
from outgoing.words import SheetForm

from .paper import Outgoing


class SheetPrint(models.Model):
    """One printing; `copy`: with that copy number (份号). The database itself refuses to change or remove a row
    (migration 0007)."""

    paper = models.ForeignKey(
        Outgoing, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    form = models.CharField(max_length=16, choices=SheetForm.choices)
    way = models.CharField(max_length=4, choices=PrintAs.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    copy = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=SheetForm.values), name="sheet_print_form_known"),
            models.CheckConstraint(condition=Q(way__in=PrintAs.values), name="sheet_print_way_known"),
        ]
        indexes = [
            models.Index(fields=["paper", "-id"], name="sheet_print_of_paper"),
            models.Index(fields=["-at", "-id"], name="sheet_print_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.form} {self.way}"
