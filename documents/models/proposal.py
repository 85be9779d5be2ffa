"""Proposed handling (拟办): its own kind of row, one per round and try."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.words import RouteMode
from people.models import Unit

from .document import Document


class Proposal(models.Model):
    """What the handler proposes: words, lead and co-units, leaders in order, readers, limit.

    `outcome` return means: give it back to the sender, with `return_codes`. A submitted proposal is never
    edited; a returned one is followed by the next (`latest` marks the newest).
    """

    class Outcome(models.TextChoices):
        HANDLE = "handle", _("办理")
        READ = "read", _("传阅")
        RETURN = "return", _("退文")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="proposals")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    latest = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.HANDLE)
    text = models.TextField(_("拟办意见"))
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    co_units = models.ManyToManyField(Unit, blank=True, related_name="+")
    leader_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    reader_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    route_mode = models.CharField(max_length=10, choices=RouteMode.choices, default=RouteMode.SEQUENTIAL)
    limit_text = models.CharField(max_length=40, blank=True)
    return_codes = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    return_advice = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(latest=True), name="proposal_one_latest"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["handle", "read", "return"]), name="proposal_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(route_mode__in=RouteMode.values), name="proposal_route_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
