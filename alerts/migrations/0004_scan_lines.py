from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_deliveries")]

    operations = [
        migrations.AddField(
            "alert", "whose", models.CharField(blank=True, db_default="", default="", max_length=120)
        ),
        migrations.AddField("alert", "looked_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "alert",
            models.Index(
                condition=models.Q(models.Q(("whose", ""), _negated=True), ("looked_at__isnull", True)),
                fields=["id"],
                name="alert_withheld",
            ),
        ),
        migrations.RemoveField("scan", "today"),
        migrations.RemoveField("scan", "soon"),
        migrations.AddField("scan", "lines", models.JSONField(default=list)),
        migrations.AddField("scan", "passed_over", models.JSONField(default=list)),
    ]
