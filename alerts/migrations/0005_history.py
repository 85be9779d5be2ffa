import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0004_scan_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="unseen",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("task_id__isnull", True), models.Q(("subject_ref", ""), _negated=True)),
                fields=["subject_ref"],
                name="alert_about",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["created_at"], name="alert_day"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=models.Q(("subject_kind", "")), fields=["-id"], name="alert_system"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("unseen", False), ("read_at__isnull", False), _connector="OR"),
                name="alert_unseen_is_closed",
            ),
        ),
    ]
