"""What was printed about a paper or taken along as a Word copy: who, which form, when. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.words import FormKind, PrintAs

from .document import Document


class FormPrint(models.Model):
    """One printing. The database itself refuses to change or remove a row (migration 0016)."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person_name = models.CharField(max_length=60)
    form = models.CharField(max_length=12, choices=FormKind.choices)
    way = models.CharField(max_length=4, choices=PrintAs.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FormKind.values), name="form_print_form_known"),
            models.CheckConstraint(condition=Q(way__in=PrintAs.values), name="form_print_way_known"),
        ]
        indexes = [
            models.Index(fields=["document", "form", "id"], name="form_print_of_paper"),
            models.Index(fields=["person", "-id"], name="form_print_of_person"),
            models.Index(fields=["-at", "-id"], name="form_print_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.form} {self.way}"
