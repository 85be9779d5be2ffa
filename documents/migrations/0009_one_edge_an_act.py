"""One act, one edge. Only a refused closing goes two: back through `instructed` to where it was asked for."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION documents_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version < OLD.version OR NEW.received_at <> OLD.received_at OR NEW.receipt_no <> OLD.receipt_no THEN
        RAISE EXCEPTION 'version, received_at and receipt_no of a paper do not go back or change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> OLD.state AND (NEW.version <> OLD.version + 1 OR NEW.entry_count <> OLD.entry_count + 1
        OR NOT EXISTS (SELECT 1 FROM documents_edge e WHERE e.source = OLD.state AND e.target = NEW.state)
           AND NOT {two}) THEN
        RAISE EXCEPTION 'state_guard: % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NEW = FUNCTION.replace("{two}", "(OLD.state = 'closing' AND NEW.state IN ('handling', 'circulating'))")
OLD = FUNCTION.replace(
    "{two}",
    "EXISTS (SELECT 1 FROM documents_edge e JOIN documents_edge f ON f.source = e.target"
    " WHERE e.source = OLD.state AND f.target = NEW.state)",
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_administrators_do_no_work")]

    operations = [migrations.RunSQL(NEW, OLD)]
