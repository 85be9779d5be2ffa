"""What is still going among all that was ever given to somebody: his filtered register."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_task_due_dated")]

    operations = [
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["holder", "subject_kind", "-subject_pk"],
                condition=Q(revoked=False, subject_live=True),
                name="task_may_see_live",
            ),
        ),
    ]
