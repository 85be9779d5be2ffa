"""No way round the gates, whoever writes the row: a paper is signed only with a review of its round and of the very text that
was signed, and closed only where somebody passed that gate. Asked when the transaction ends."""

from django.db import migrations

GATES = """
CREATE FUNCTION outgoing_gate_passed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'closed' AND NOT checking_gate_passed('outgoing', NEW.id, 'closing', NEW.round) THEN
        RAISE EXCEPTION 'gate_not_passed: closing of outgoing %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'signing' AND NEW.state = 'rechecking' AND NOT EXISTS (
        SELECT 1 FROM checking_gatecheck g WHERE g.side = 'outgoing' AND g.subject_pk = NEW.id AND g.gate = 'before'
           AND g.round = NEW.round AND g.text_hash = NEW.signed_hash) THEN
        RAISE EXCEPTION 'gate_not_passed: review of outgoing %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER outgoing_gate_passed AFTER UPDATE OF state ON outgoing_outgoing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION outgoing_gate_passed();
"""
UNDO = """
DROP TRIGGER outgoing_gate_passed ON outgoing_outgoing;
DROP FUNCTION outgoing_gate_passed();
"""


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0021_proofed"), ("checking", "0004_gates")]

    operations = [migrations.RunSQL(GATES, UNDO)]
