"""Whoever ends an appointment and whoever is about to give him work wait for each other.

The check of a paper's holder takes a shared lock, leaving (`people.actions.leaving`) the exclusive one: so of
two at the same moment the second sees what the first has done.
"""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION documents_needs_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_state varchar;
BEGIN
    {wait}
    SELECT state INTO now_state FROM documents_document WHERE id = NEW.id;
    IF now_state NOT IN ('closed', 'returned', 'voided') AND NOT EXISTS (
        SELECT 1 FROM workflow_task t WHERE t.subject_kind = 'document' AND t.subject_pk = NEW.id
           AND t.lane = 'main' AND t.status = 'open' AND documents_holder_can_act(t.holder)) THEN
        RAISE EXCEPTION 'no_open_holder: %', NEW.receipt_no USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
NEW = BODY.replace("{wait}", "PERFORM pg_advisory_xact_lock_shared(hashtext('docflow.leaving'));")
OLD = BODY.replace("    {wait}\n", "")


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_closed_lists")]

    operations = [migrations.RunSQL(NEW, OLD)]
