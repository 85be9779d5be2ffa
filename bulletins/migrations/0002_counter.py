"""Numbers of the book and of reports; what was collected stays as it was found, and no entry and no change of one ever goes."""

from django.db import migrations, models

FIXED = (
    "ref", "no", "source", "source_key", "found_at", "subject_kind", "subject_pk", "subject_ref", "subject_name",
    "subject_title", "subject_secret", "paper_kind", "organ", "found_by_id", "found_by_name",
)  # fmt: skip
_SAME = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)

GUARDS = f"""
CREATE FUNCTION bulletins_errors_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER error_change_append_only BEFORE UPDATE OR DELETE ON bulletins_errorchange
    FOR EACH ROW EXECUTE FUNCTION bulletins_errors_append_only();
CREATE TRIGGER error_change_no_truncate BEFORE TRUNCATE ON bulletins_errorchange
    FOR EACH STATEMENT EXECUTE FUNCTION bulletins_errors_append_only();
CREATE TRIGGER error_no_delete BEFORE DELETE ON bulletins_errorentry
    FOR EACH ROW EXECUTE FUNCTION bulletins_errors_append_only();
CREATE TRIGGER error_no_truncate BEFORE TRUNCATE ON bulletins_errorentry
    FOR EACH STATEMENT EXECUTE FUNCTION bulletins_errors_append_only();

CREATE FUNCTION bulletins_error_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {_SAME} THEN
        RAISE EXCEPTION 'an entry of the error book keeps what it was found with'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER error_stays BEFORE UPDATE ON bulletins_errorentry
    FOR EACH ROW EXECUTE FUNCTION bulletins_error_stays();

ALTER TABLE bulletins_errorchange ENABLE ALWAYS TRIGGER error_change_append_only;
ALTER TABLE bulletins_errorchange ENABLE ALWAYS TRIGGER error_change_no_truncate;
ALTER TABLE bulletins_errorentry ENABLE ALWAYS TRIGGER error_no_delete;
ALTER TABLE bulletins_errorentry ENABLE ALWAYS TRIGGER error_no_truncate;
ALTER TABLE bulletins_errorentry ENABLE ALWAYS TRIGGER error_stays;
"""
UNDO = """
DROP TRIGGER error_stays ON bulletins_errorentry;
DROP TRIGGER error_no_truncate ON bulletins_errorentry;
DROP TRIGGER error_no_delete ON bulletins_errorentry;
DROP TRIGGER error_change_no_truncate ON bulletins_errorchange;
DROP TRIGGER error_change_append_only ON bulletins_errorchange;
DROP FUNCTION bulletins_error_stays();
DROP FUNCTION bulletins_errors_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0001_initial"),
        ("checking", "0001_initial"),
        ("seals", "0012_every_kind_of_line"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(GUARDS, UNDO),
    ]
