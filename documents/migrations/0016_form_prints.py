"""What was printed is only ever added to. ENABLE ALWAYS: fires for every role and in every session mode."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION documents_prints_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was printed is not changed (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER form_print_no_change BEFORE UPDATE OR DELETE ON documents_formprint
    FOR EACH ROW EXECUTE FUNCTION documents_prints_only_added();
CREATE TRIGGER form_print_no_truncate BEFORE TRUNCATE ON documents_formprint
    FOR EACH STATEMENT EXECUTE FUNCTION documents_prints_only_added();
ALTER TABLE documents_formprint ENABLE ALWAYS TRIGGER form_print_no_change;
ALTER TABLE documents_formprint ENABLE ALWAYS TRIGGER form_print_no_truncate;
"""
BACKWARD = """
DROP TRIGGER form_print_no_change ON documents_formprint;
DROP TRIGGER form_print_no_truncate ON documents_formprint;
DROP FUNCTION documents_prints_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0015_holders_in_route_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormPrint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_name", models.CharField(max_length=60)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("handling", "收文处理单"),
                            ("circulation", "传阅单"),
                            ("assignment", "交办单"),
                            ("urge", "催办单"),
                            ("return", "退文单"),
                            ("label", "收文条码"),
                        ],
                        max_length=12,
                    ),
                ),
                ("way", models.CharField(choices=[("pdf", "PDF"), ("docx", "Word")], max_length=4)),
                ("at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["document", "form", "id"], name="form_print_of_paper"),
                    models.Index(fields=["person", "-id"], name="form_print_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("form__in", ["handling", "circulation", "assignment", "urge", "return", "label"])
                        ),
                        name="form_print_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["pdf", "docx"])), name="form_print_way_known"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
