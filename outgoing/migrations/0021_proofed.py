"""What the checker found in the text as it is, beside the paper: the page reads it and looks at nothing itself."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0020_other_departments"), ("checking", "0002_answers_kept")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="proof",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="checking.proofrun",
                editable=False,
            ),
        ),
    ]
