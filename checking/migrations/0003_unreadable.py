from django.db import migrations, models


class Migration(migrations.Migration):
    """Why a file could not be looked at is kept, so that it is not tried again every minute."""

    dependencies = [("checking", "0002_answers_kept")]

    operations = [
        migrations.AddField(
            model_name="proofrun",
            name="trouble",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
