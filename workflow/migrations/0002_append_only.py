"""Entries may only be added. ENABLE ALWAYS: fires for every role and in every session mode."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION workflow_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries are append-only (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON workflow_entry
    FOR EACH ROW EXECUTE FUNCTION workflow_append_only();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON workflow_entry
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_append_only();
ALTER TABLE workflow_entry ENABLE ALWAYS TRIGGER entry_no_change;
ALTER TABLE workflow_entry ENABLE ALWAYS TRIGGER entry_no_truncate;
"""
BACKWARD = """
DROP TRIGGER entry_no_change ON workflow_entry;
DROP TRIGGER entry_no_truncate ON workflow_entry;
DROP FUNCTION workflow_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
