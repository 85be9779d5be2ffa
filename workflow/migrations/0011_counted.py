"""What is counted by the day has its way in: steps that were done, the few entries by which something went back or on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0010_clock_stands_still")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("lane", "main"), ("status", "done")), fields=["done_at"], name="task_done"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("verb__in", ["give_back", "rework", "misdirected", "not_yet", "resume"])),
                fields=["verb", "at"],
                name="entry_counted",
            ),
        ),
    ]
