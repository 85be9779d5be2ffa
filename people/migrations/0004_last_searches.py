"""The last searches of each person, in his own row."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_login_and_bounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="searches",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
            ),
        ),
    ]
