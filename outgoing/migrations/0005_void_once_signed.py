"""A paper that was signed once is given up as void wherever it stands before it is dispatched: also on its second way."""

from django.db import migrations

BACK = ("drafting", "countersigning", "checking", "reviewing", "signing")
VALUES = ", ".join(f"('{state}', 'voided')" for state in BACK)
FORWARD = f"INSERT INTO outgoing_edge VALUES {VALUES};"  # noqa: S608 - constants above
BACKWARD = f"DELETE FROM outgoing_edge WHERE (source, target) IN ({VALUES});"  # noqa: S608 - constants above


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0003_numbers")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
