"""What was printed is only ever added to. ENABLE ALWAYS: fires for every role and in every session mode."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER sheetprint_append_only BEFORE UPDATE OR DELETE ON outgoing_sheetprint
    FOR EACH ROW EXECUTE FUNCTION outgoing_append_only();
CREATE TRIGGER sheetprint_append_only_all BEFORE TRUNCATE ON outgoing_sheetprint
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_append_only();
ALTER TABLE outgoing_sheetprint ENABLE ALWAYS TRIGGER sheetprint_append_only;
ALTER TABLE outgoing_sheetprint ENABLE ALWAYS TRIGGER sheetprint_append_only_all;
"""
BACKWARD = """
DROP TRIGGER sheetprint_append_only_all ON outgoing_sheetprint;
DROP TRIGGER sheetprint_append_only ON outgoing_sheetprint;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outgoing", "0006_exchange"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetPrint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("manuscript", "发文稿纸"), ("dispatch_list", "发送清单")], max_length=16
                    ),
                ),
                ("way", models.CharField(choices=[("pdf", "PDF"), ("docx", "Word")], max_length=4)),
                ("person_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outgoing.outgoing",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["paper", "-id"], name="sheet_print_of_paper")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["manuscript", "dispatch_list"])),
                        name="sheet_print_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["pdf", "docx"])), name="sheet_print_way_known"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
