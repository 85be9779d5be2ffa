"""签发: who signed, in which words, on which day, and exactly which text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Blob


class SignOff(models.Model):
    """A signature (条例 第二十二条): opinion, name, full date; 圈阅 or a bare name counts as agreed.

    `recorded_by_name`: who wrote it down for the signer: his secretary, from paper; or his deputy, who signed in his
    stead (the entry then has `behalf`). Where another organ signed on paper there is no `signer` but the name that
    stands on it: then one person recorded it and another checked it against the `scan`.

    It holds as long as `content_hash` is that of the paper: a changed text makes it stale. Rows are never edited.
    """

    class Way(models.TextChoices):
        WRITTEN = "written", _("签发")
        TICK = "tick", _("圈阅")

    paper = models.ForeignKey("outgoing.Outgoing", on_delete=models.PROTECT, related_name="signoffs")
    round = models.PositiveSmallIntegerField()
    organ_name = models.CharField(max_length=120)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signer_name = models.CharField(max_length=60)
    signer_title = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    opinion = models.TextField(blank=True)
    signed_on = models.DateField()
    content_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_by_name = models.CharField(max_length=60, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_by_name = models.CharField(max_length=60, blank=True)
    scan = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=["written", "tick"]), name="signoff_way_known"),
            models.CheckConstraint(
                condition=Q(way="tick", opinion="") | Q(way="written") & ~Q(opinion=""),
                name="signoff_tick_has_no_words",
            ),
            models.CheckConstraint(
                condition=Q(signer__isnull=False)
                | Q(scan__isnull=False, recorded_by__isnull=False, checked_by__isnull=False)
                & ~Q(recorded_by=F("checked_by")),
                name="signoff_on_paper_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.signed_on}"
