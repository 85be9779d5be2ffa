"""Papers by the day on which they were closed: what statistics, board and pack count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0025_gates")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("state", "closed")), fields=["closed_at"], name="document_closed"
            ),
        ),
    ]
