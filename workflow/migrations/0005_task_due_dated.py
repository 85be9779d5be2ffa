"""What the planner should know: the index of all dates (the dateless left out) serves the deadline scan and nobody's
inbox; and looking at the pairs of an opinion row by row is dear."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_given_and_circulating")]

    operations = [
        migrations.RemoveIndex("task", "task_due"),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["due_at", "id"], condition=Q(status="open", due_at__isnull=False), name="task_due"
            ),
        ),
        migrations.RunSQL("ALTER FUNCTION workflow_pairs(text) COST 10000", migrations.RunSQL.noop),
    ]
