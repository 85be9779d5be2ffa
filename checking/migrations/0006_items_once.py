"""An item stands once in its list: of those that two people added at the same moment, the first goes on."""

from django.db import migrations, models

DOUBLES = """
UPDATE checking_gateitem i SET ended_at = now(), ended_by_name = ''
 WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM checking_gateitem e WHERE e.gate = i.gate AND e.side = i.side
   AND e.words = i.words AND e.ended_at IS NULL AND e.id < i.id)
"""


class Migration(migrations.Migration):
    dependencies = [("checking", "0005_rule_settings")]

    operations = [
        migrations.RunSQL(DOUBLES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "gateitem",
            models.UniqueConstraint(
                fields=("gate", "side", "words"),
                condition=models.Q(ended_at__isnull=True),
                name="gate_item_stands_once",
            ),
        ),
    ]
