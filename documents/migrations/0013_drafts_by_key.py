"""A draft belongs to one drawn form: two papers begun side by side are two drafts."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0012_exports")]

    operations = [
        migrations.AddField("draft", "key", models.CharField(blank=True, default="", max_length=64)),
        migrations.RemoveConstraint("draft", "draft_once"),
        migrations.RunSQL("UPDATE documents_draft SET key = 'before' || id", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "draft", models.UniqueConstraint(fields=["person", "form", "key"], name="draft_once")
        ),
    ]
