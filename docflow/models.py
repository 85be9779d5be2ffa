"""The house's own tables: when clock, worker and alerter were last alive; demo or real office."""

from django.db import models


class Heartbeat(models.Model):
    """When a part last showed life, by the database's clock. Written by ``docflow.health`` only.

    ``beat`` and ``worker`` live; ``scan`` and ``deliver`` did their work and finished well; ``ledger``: a night found the
    seal ledgers whole.
    """

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="heartbeat_part",
                condition=models.Q(part__in=["beat", "worker", "scan", "deliver", "ledger"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"


class Mode(models.Model):
    """Is this a demo or a real office? One row, written at the first start, never changed (`docflow.first_start`)."""

    demo = models.BooleanField()
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="mode_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return "demo" if self.demo else "real"
