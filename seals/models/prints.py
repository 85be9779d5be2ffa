"""Which sheet of the room was printed: by whom, when. Rows are only ever added (docs/decisions/one-print-log.md)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.words import PrintAs
from seals.words import SealSheet


class SealPrint(models.Model):
    """One printing. `ref`: what the address of the sheet names (a 交接单 its number); `title`: what it is about, as it was then.

    The database itself refuses to change or remove a row (migration 0003).
    """

    form = models.CharField(max_length=16, choices=SealSheet.choices)
    ref = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=4, choices=PrintAs.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=SealSheet.values), name="seal_print_form_known"),
            models.CheckConstraint(condition=Q(way__in=PrintAs.values), name="seal_print_way_known"),
        ]
        indexes = [
            models.Index(fields=["form", "ref", "-id"], name="seal_print_of_sheet"),
            models.Index(fields=["-at", "-id"], name="seal_print_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.ref} {self.way}"
