"""What the checker found and what was answered to it is only ever added: nobody rewrites what an error was waived for.

ENABLE ALWAYS: fires for every role and in every session mode. A hint that was put aside is no answer to the error that it
may become.
"""

from django.db import migrations, models

TABLES = ("checking_proofrun", "checking_proofreply")
FUNCTION = """
CREATE FUNCTION checking_proof_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION checking_proof_append_only();
CREATE TRIGGER {table}_append_only_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION checking_proof_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only_all;
"""
DROPPED = """
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_append_only_all ON {table};
"""
FORWARD = FUNCTION + "".join(TRIGGERS.format(table=table) for table in TABLES)
BACKWARD = (
    "".join(DROPPED.format(table=table) for table in TABLES) + "DROP FUNCTION checking_proof_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("checking", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="proofreply", name="proof_reply_once"),
        migrations.AddConstraint(
            model_name="proofreply",
            constraint=models.UniqueConstraint(
                fields=("side", "subject_pk", "rule", "place", "replied"), name="proof_reply_once"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
