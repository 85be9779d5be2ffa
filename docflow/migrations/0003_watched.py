"""Scan and deliver are watched, too. Until their first tick they count from now on: a new office is not red at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("docflow", "0002_mode"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="heartbeat", name="heartbeat_part"),
        migrations.AddConstraint(
            model_name="heartbeat",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["beat", "worker", "scan", "deliver"])), name="heartbeat_part"
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO docflow_heartbeat (part, at) VALUES ('scan', now()), ('deliver', now())",
            "DELETE FROM docflow_heartbeat WHERE part IN ('scan', 'deliver')",
        ),
    ]
