"""Who would review and signs next goes to his signature at once, also from the units and the checks."""

from django.db import migrations

EDGES = [("countersigning", "signing"), ("checking", "signing")]
VALUES = ", ".join(f"('{a}', '{b}')" for a, b in EDGES)
FORWARD = f"INSERT INTO outgoing_edge VALUES {VALUES};"  # noqa: S608 - constants above
BACKWARD = f"DELETE FROM outgoing_edge WHERE (source, target) IN ({VALUES});"  # noqa: S608 - constants above


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0010_answer_of_a_letter")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
