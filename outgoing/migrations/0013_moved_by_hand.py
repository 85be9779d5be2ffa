"""A chief moves a paper that is stuck back to any step before: what the machine allows, the database does."""

from django.db import migrations

EDGES = [("checking", "countersigning")]
EDGES += [(state, "reviewing") for state in ("signing", "rechecking", "numbering", "printing", "sealing")]
VALUES = ", ".join(f"('{a}', '{b}')" for a, b in EDGES)
FORWARD = f"INSERT INTO outgoing_edge VALUES {VALUES};"  # noqa: S608 - constants above
BACKWARD = f"DELETE FROM outgoing_edge WHERE (source, target) IN ({VALUES});"  # noqa: S608 - constants above


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0012_suspended")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
