"""The house's own table: when the clock and the worker were last alive."""

from django.db import models


class Heartbeat(models.Model):
    """When a part last showed life, by the database's clock. Written by ``docflow.health`` only."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="heartbeat_part", condition=models.Q(part__in=["beat", "worker"]))
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"
