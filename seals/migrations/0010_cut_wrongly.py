"""A seal that was cut wrongly is given back or destroyed without ever having been enabled (domain.md §6.3)."""

from django.db import migrations, models

EDGES = "('seals_seal', 'waiting', 'returned'), ('seals_seal', 'waiting', 'destroyed')"
FORWARD = f"INSERT INTO seals_edge VALUES {EDGES};"  # noqa: S608 - constants
BACKWARD = f"DELETE FROM seals_edge WHERE (machine, source, target) IN ({EDGES});"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("seals", "0009_closed_lists")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveConstraint(model_name="seal", name="seal_enabled_pair"),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "returned", "destroyed"]),
                    ("enabled_on__isnull", False),
                    _connector="OR",
                ),
                name="seal_enabled_pair",
            ),
        ),
    ]
