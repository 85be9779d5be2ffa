"""The database's own guard: a state moves along the machine with its version, a living paper has a holder."""

from django.db import migrations

EDGES = [
    ("proposing", "reviewing"),
    ("reviewing", "proposing"),
    ("submitted", "proposing"),
    ("instructed", "proposing"),
    ("submitted", "reviewing"),
    ("reviewing", "submitted"),
    ("reviewing", "returned"),
    ("submitted", "instructed"),
    ("circulating", "instructed"),
    ("handling", "instructed"),
    ("reviewing", "handling"),
    ("instructed", "handling"),
    ("reviewing", "circulating"),
    ("instructed", "circulating"),
    ("instructed", "closing"),
    ("handling", "closing"),
    ("circulating", "closing"),
    ("closing", "instructed"),
    ("closing", "closed"),
    ("closed", "proposing"),
    ("proposing", "voided"),
    ("reviewing", "voided"),
    ("submitted", "voided"),
    ("instructed", "voided"),
    ("handling", "voided"),
    ("circulating", "voided"),
    ("closing", "voided"),
]
VALUES = ", ".join(f"('{a}', '{b}')" for a, b in EDGES)

FORWARD = f"""
CREATE TABLE documents_edge (source varchar(20), target varchar(20), PRIMARY KEY (source, target));
INSERT INTO documents_edge VALUES {VALUES};

CREATE FUNCTION documents_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version < OLD.version OR NEW.received_at <> OLD.received_at OR NEW.receipt_no <> OLD.receipt_no THEN
        RAISE EXCEPTION 'version, received_at and receipt_no of a paper do not go back or change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> OLD.state AND (NEW.version <> OLD.version + 1 OR NEW.entry_count <> OLD.entry_count + 1
        OR NOT EXISTS (SELECT 1 FROM documents_edge e WHERE e.source = OLD.state AND e.target = NEW.state)
           AND NOT EXISTS (SELECT 1 FROM documents_edge e JOIN documents_edge f ON f.source = e.target
                            WHERE e.source = OLD.state AND f.target = NEW.state)) THEN
        RAISE EXCEPTION 'state_guard: % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_guard_state BEFORE UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_guard_state();
ALTER TABLE documents_document ENABLE ALWAYS TRIGGER document_guard_state;

CREATE FUNCTION documents_holder_can_act(holder varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE left(holder, 1)
        WHEN 'p' THEN EXISTS (SELECT 1 FROM people_person p WHERE p.id = substr(holder, 2)::bigint AND p.is_active)
        WHEN 'o' THEN EXISTS (SELECT 1 FROM people_appointment a JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE a.post_id = substr(holder, 2)::bigint AND (a.until IS NULL OR a.until >= current_date))
        ELSE EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.unit_id = substr(holder, 2)::bigint AND (a.until IS NULL OR a.until >= current_date))
    END
$$;

CREATE FUNCTION documents_needs_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_state varchar;
BEGIN
    SELECT state INTO now_state FROM documents_document WHERE id = NEW.id;
    IF now_state NOT IN ('closed', 'returned', 'voided') AND NOT EXISTS (
        SELECT 1 FROM workflow_task t WHERE t.subject_kind = 'document' AND t.subject_pk = NEW.id
           AND t.lane = 'main' AND t.status = 'open' AND documents_holder_can_act(t.holder)) THEN
        RAISE EXCEPTION 'no_open_holder: %', NEW.receipt_no USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER document_needs_holder AFTER INSERT OR UPDATE ON documents_document
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_needs_holder();
"""  # noqa: S608 - constants above
BACKWARD = """
DROP TRIGGER document_needs_holder ON documents_document;
DROP TRIGGER document_guard_state ON documents_document;
DROP FUNCTION documents_needs_holder();
DROP FUNCTION documents_holder_can_act(varchar);
DROP FUNCTION documents_guard_state();
DROP TABLE documents_edge;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("people", "0001_initial"), ("workflow", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
