"""No way round the gates, whoever writes the row: a paper leaves the review, and is closed, only where somebody passed the
gate of its round. Asked when the transaction ends; papers that left the review before there were gates stay where they are.
"""

from django.db import migrations

GATES = """
CREATE FUNCTION documents_gate_passed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'closed' AND OLD.state <> 'closed'
       AND NOT checking_gate_passed('document', NEW.id, 'closing', NEW.round) THEN
        RAISE EXCEPTION 'gate_not_passed: closing of document %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'reviewing' AND NEW.state IN ('submitted', 'handling', 'circulating', 'returned')
       AND NOT checking_gate_passed('document', NEW.id, 'before', NEW.round) THEN
        RAISE EXCEPTION 'gate_not_passed: review of document %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER documents_gate_passed AFTER UPDATE OF state ON documents_document
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION documents_gate_passed();
"""
UNDO = """
DROP TRIGGER documents_gate_passed ON documents_document;
DROP FUNCTION documents_gate_passed();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0024_paused_by_date"), ("checking", "0004_gates")]

    operations = [migrations.RunSQL(GATES, UNDO)]
