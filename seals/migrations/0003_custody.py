"""What was printed of the room, and days away that are only ever ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = """
-- What was printed stays printed.
CREATE TRIGGER seals_sealprint_once BEFORE UPDATE OR DELETE ON seals_sealprint FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER seals_sealprint_all BEFORE TRUNCATE ON seals_sealprint FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_sealprint ENABLE ALWAYS TRIGGER seals_sealprint_once;
ALTER TABLE seals_sealprint ENABLE ALWAYS TRIGGER seals_sealprint_all;

-- Days away are what the ledger holds a stamp against: they are only ever ended, once.
CREATE FUNCTION seals_guard_absence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (NEW.person_id, NEW.person_name, NEW.since, NEW.until, NEW.reason, NEW.made_by_name, NEW.made_at)
        IS DISTINCT FROM (OLD.person_id, OLD.person_name, OLD.since, OLD.until, OLD.reason, OLD.made_by_name, OLD.made_at) THEN
        PERFORM seals_refuse('days away are only ever ended');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER absence_guard BEFORE UPDATE ON seals_absence FOR EACH ROW EXECUTE FUNCTION seals_guard_absence();
CREATE TRIGGER absence_stays BEFORE DELETE ON seals_absence FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER absence_all BEFORE TRUNCATE ON seals_absence FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_absence ENABLE ALWAYS TRIGGER absence_guard;
ALTER TABLE seals_absence ENABLE ALWAYS TRIGGER absence_stays;
ALTER TABLE seals_absence ENABLE ALWAYS TRIGGER absence_all;
"""
BACKWARD = """
DROP FUNCTION seals_guard_absence() CASCADE;
DROP TRIGGER absence_stays ON seals_absence;
DROP TRIGGER absence_all ON seals_absence;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("seals", "0002_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SealPrint",
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
                        choices=[("handover", "印章交接单"), ("register", "用印登记表")], max_length=16
                    ),
                ),
                ("ref", models.CharField(max_length=20)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("way", models.CharField(choices=[("pdf", "PDF"), ("docx", "Word")], max_length=4)),
                ("person_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
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
                "indexes": [
                    models.Index(fields=["form", "ref", "-id"], name="seal_print_of_sheet"),
                    models.Index(fields=["-at", "-id"], name="seal_print_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["handover", "register"])),
                        name="seal_print_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["pdf", "docx"])), name="seal_print_way_known"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACKWARD),
    ]
