"""A text changed in a later stage goes back to the units and reviews that agreed to another one."""

from django.db import migrations

LATER = ("reviewing", "signing", "rechecking", "numbering", "printing", "sealing")
EDGES = [(state, to) for state in LATER for to in ("countersigning", "checking")]
EDGES += [
    (state, "drafting") for state in ("numbering", "printing", "sealing")
]  # nobody is left who could check it
VALUES = ", ".join(f"('{a}', '{b}')" for a, b in EDGES)
FORWARD = f"INSERT INTO outgoing_edge VALUES {VALUES};"  # noqa: S608 - constants above
BACKWARD = f"DELETE FROM outgoing_edge WHERE (source, target) IN ({VALUES});"  # noqa: S608 - constants above


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0007_sheet_prints")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
