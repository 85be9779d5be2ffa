from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0022_supervision_by_date"),
        ("people", "0005_lists_of_ones_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="look_again_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="paused_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="paused_by_name",
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name="document",
            name="paused_code",
            field=models.CharField(
                blank=True,
                choices=[("supplement", "补件"), ("agreement", "书面同意"), ("higher", "等上级答复")],
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="paused_why",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_code__in", ["", "supplement", "agreement", "higher"])),
                name="document_pause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("look_again_on__isnull", True),
                        ("paused_at__isnull", True),
                        ("paused_by_name", ""),
                        ("paused_code", ""),
                        ("paused_why", ""),
                    ),
                    models.Q(
                        ("look_again_on__isnull", False),
                        ("paused_at__isnull", False),
                        models.Q(("paused_by_name", ""), _negated=True),
                        models.Q(("paused_code", ""), _negated=True),
                        models.Q(("paused_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_pause_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_at__isnull", True),
                    (
                        "state__in",
                        [
                            "proposing",
                            "reviewing",
                            "submitted",
                            "instructed",
                            "handling",
                            "circulating",
                            "closing",
                        ],
                    ),
                    _connector="OR",
                ),
                name="document_paused_in_work",
            ),
        ),
    ]
