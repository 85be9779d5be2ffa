"""Does a draft touch other departments; and why it is not countersigned where it is not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0019_told_and_given_up")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="other_departments",
            field=models.BooleanField(default=False, verbose_name="涉及其他部门职权"),
        ),
        migrations.AddField(
            model_name="outgoing",
            name="consulted",
            field=models.CharField(blank=True, max_length=200, verbose_name="不会签的理由"),
        ),
    ]
