"""The error book (错题本): what went wrong, why, and what prevents it. To learn, not to blame."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.words import Category, Consequence, Source, Stage
from workflow.models.subject import new_ref

PERSON = settings.AUTH_USER_MODEL


class ErrorEntry(models.Model):
    """Fields of domain.md §1.1. `source` and `source_key` name the row of the record that made it: the same row never
    makes two. `subject_*` is the paper by kind, key and public id; its words are copied, so that the entry outlives it."""

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    no = models.PositiveIntegerField(unique=True, editable=False)
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.HAND, editable=False)
    source_key = models.CharField(max_length=80, blank=True, editable=False)
    found_at = models.DateTimeField(_("发现时间"))
    stage = models.CharField(_("环节"), max_length=8, choices=Stage.choices)
    category = models.CharField(_("类别"), max_length=12, choices=Category.choices)
    rule = models.CharField(_("规则"), max_length=10, blank=True)
    description = models.CharField(_("差错"), max_length=300)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_pk = models.BigIntegerField(null=True)
    subject_ref = models.CharField(max_length=20, blank=True)
    subject_name = models.CharField(pgettext_lazy("column", "公文"), max_length=80, blank=True)
    subject_title = models.CharField(max_length=300, blank=True)
    subject_secret = models.BooleanField(default=False)
    paper_kind = models.CharField(_("文种"), max_length=16, blank=True)
    organ = models.CharField(_("来文或主送单位"), max_length=120, blank=True)
    unit_name = models.CharField(_("责任单位"), max_length=120, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    made_by_name = models.CharField(_("责任人"), max_length=60, blank=True)
    found_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    found_by_name = models.CharField(_("发现人"), max_length=60, blank=True)
    consequence = models.CharField(
        _("后果"), max_length=8, choices=Consequence.choices, default=Consequence.NONE
    )
    root_cause = models.CharField(pgettext_lazy("error", "原因"), max_length=300, blank=True)
    correction = models.CharField(_("整改情况"), max_length=300, blank=True)
    prevention = models.CharField(_("防范措施"), max_length=300, blank=True)
    repeat_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    repeat_key = models.CharField(max_length=80, blank=True)
    discussed_in = models.ForeignKey(
        "bulletins.Meeting", on_delete=models.PROTECT, null=True, related_name="errors"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="error_made_once"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="error_source_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="error_stage_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="error_category_known"),
            models.CheckConstraint(
                condition=Q(consequence__in=Consequence.values), name="error_consequence_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="error_found"),
            models.Index(fields=["repeat_key"], name="error_repeat"),
            models.Index(fields=["made_by", "-id"], name="error_made_by"),
            models.Index(fields=["subject_kind", "subject_pk"], name="error_subject"),
            models.Index(fields=["paper_kind", "-id"], name="error_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.description}"


class ErrorChange(models.Model):
    """What somebody wrote into an entry afterwards: the old value stays."""

    entry = models.ForeignKey(ErrorEntry, on_delete=models.PROTECT, related_name="changes")
    fields = models.JSONField()  # name -> [before, after]
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {', '.join(self.fields)}"


class Collected(models.Model):
    """How far the record was read for each source: the last key that was looked at."""

    source = models.CharField(max_length=16, choices=Source.choices, unique=True)
    upto = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="collected_source_known")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.upto}"
