"""A step keeps its number when it changes hands: those asked before and after it wait for it, not for a row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0008_worked_subject"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="origin_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
