"""How many stamped copies have left the house; of papers that were sent before, as many as their addressees got."""

from django.db import migrations, models

SENT_SO_FAR = """
UPDATE outgoing_outgoing p SET sent_copies = s.n
  FROM (SELECT paper_id, sum(copies) AS n FROM outgoing_addressee WHERE sent_at IS NOT NULL GROUP BY paper_id) s
 WHERE s.paper_id = p.id
"""


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0008_asked_anew")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="sent_copies",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(SENT_SO_FAR, migrations.RunSQL.noop),
    ]
