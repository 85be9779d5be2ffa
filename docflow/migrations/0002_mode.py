"""Demo or real office, kept from the first start on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("docflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("demo", models.BooleanField()),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="mode_one_row")],
            },
        ),
    ]
