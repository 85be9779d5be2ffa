"""A night that found the seal ledgers whole leaves its mark."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("docflow", "0003_watched")]

    operations = [
        migrations.RemoveConstraint(model_name="heartbeat", name="heartbeat_part"),
        migrations.AddConstraint(
            model_name="heartbeat",
            constraint=models.CheckConstraint(
                condition=models.Q(part__in=["beat", "worker", "scan", "deliver", "ledger"]),
                name="heartbeat_part",
            ),
        ),
    ]
