"""The database's own guard: a state moves along the machine, a living paper has a holder, a number is for ever."""

from django.db import migrations

EDGES = [
    ("drafting", "countersigning"), ("drafting", "checking"), ("drafting", "reviewing"), ("drafting", "signing"),
    ("countersigning", "checking"), ("countersigning", "reviewing"), ("checking", "reviewing"),
    ("reviewing", "signing"), ("rechecking", "signing"), ("numbering", "signing"), ("printing", "signing"),
    ("sealing", "signing"),
    ("countersigning", "drafting"), ("checking", "drafting"), ("reviewing", "drafting"), ("signing", "drafting"),
    ("rechecking", "drafting"),
    ("signing", "rechecking"), ("rechecking", "numbering"), ("rechecking", "printing"), ("numbering", "printing"),
    ("printing", "sealing"), ("sealing", "dispatching"), ("dispatching", "dispatched"), ("dispatched", "closed"),
    ("closed", "dispatched"),
    ("drafting", "withdrawn"), ("countersigning", "withdrawn"), ("checking", "withdrawn"), ("reviewing", "withdrawn"),
    ("signing", "withdrawn"),
    ("rechecking", "voided"), ("numbering", "voided"), ("printing", "voided"), ("sealing", "voided"),
    ("dispatching", "voided"),
]  # fmt: skip
VALUES = ", ".join(f"('{a}', '{b}')" for a, b in EDGES)

FORWARD = f"""
CREATE TABLE outgoing_edge (source varchar(20), target varchar(20), PRIMARY KEY (source, target));
INSERT INTO outgoing_edge VALUES {VALUES};

CREATE FUNCTION outgoing_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version < OLD.version OR OLD.number <> '' AND NEW.number <> OLD.number THEN
        RAISE EXCEPTION 'version and number of a paper do not go back or change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> OLD.state AND (NEW.version <> OLD.version + 1 OR NEW.entry_count <> OLD.entry_count + 1
        OR NOT EXISTS (SELECT 1 FROM outgoing_edge e WHERE e.source = OLD.state AND e.target = NEW.state)) THEN
        RAISE EXCEPTION 'state_guard: % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> OLD.state AND NEW.state IN ('numbering', 'printing', 'sealing', 'dispatching', 'dispatched')
        AND OLD.state <> 'closed' AND (NEW.signed_hash = '' OR NEW.signed_hash <> NEW.content_hash) THEN
        RAISE EXCEPTION 'state_guard: not signed as it stands'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_state BEFORE UPDATE ON outgoing_outgoing
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_state();
ALTER TABLE outgoing_outgoing ENABLE ALWAYS TRIGGER outgoing_guard_state;

CREATE FUNCTION outgoing_needs_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_state varchar;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('docflow.leaving'));
    SELECT state INTO now_state FROM outgoing_outgoing WHERE id = NEW.id;
    IF now_state NOT IN ('closed', 'withdrawn', 'voided') AND NOT EXISTS (
        SELECT 1 FROM workflow_task t WHERE t.subject_kind = 'outgoing' AND t.subject_pk = NEW.id
           AND t.lane = 'main' AND t.status = 'open' AND documents_holder_can_act(t.holder)) THEN
        RAISE EXCEPTION 'no_open_holder: %', NEW.ref USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER outgoing_needs_holder AFTER INSERT OR UPDATE ON outgoing_outgoing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION outgoing_needs_holder();

-- A number is never deleted, never renamed; reserved becomes used or void, used becomes void, void stays.
CREATE FUNCTION outgoing_guard_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'a document number is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.series_id, NEW.year, NEW.serial, NEW.number, NEW.taken_at, NEW.taken_by_id)
        IS DISTINCT FROM (OLD.series_id, OLD.year, OLD.serial, OLD.number, OLD.taken_at, OLD.taken_by_id)
        OR (OLD.status, NEW.status) NOT IN (('reserved', 'used'), ('reserved', 'void'), ('used', 'void'))
        OR OLD.paper_id IS NOT NULL AND NEW.paper_id IS DISTINCT FROM OLD.paper_id THEN
        RAISE EXCEPTION 'number_guard: % % to %', OLD.number, OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_slot BEFORE UPDATE OR DELETE ON outgoing_numberslot
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_slot();
CREATE TRIGGER outgoing_guard_slots BEFORE TRUNCATE ON outgoing_numberslot
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_guard_slot();
ALTER TABLE outgoing_numberslot ENABLE ALWAYS TRIGGER outgoing_guard_slot;
ALTER TABLE outgoing_numberslot ENABLE ALWAYS TRIGGER outgoing_guard_slots;

-- What was signed and what was saved stays as it was.
CREATE FUNCTION outgoing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER signoff_append_only BEFORE UPDATE OR DELETE ON outgoing_signoff
    FOR EACH ROW EXECUTE FUNCTION outgoing_append_only();
CREATE TRIGGER signoff_append_only_all BEFORE TRUNCATE ON outgoing_signoff
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_append_only();
CREATE TRIGGER draftversion_append_only BEFORE UPDATE OR DELETE ON outgoing_draftversion
    FOR EACH ROW EXECUTE FUNCTION outgoing_append_only();
CREATE TRIGGER draftversion_append_only_all BEFORE TRUNCATE ON outgoing_draftversion
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_append_only();
ALTER TABLE outgoing_signoff ENABLE ALWAYS TRIGGER signoff_append_only;
ALTER TABLE outgoing_signoff ENABLE ALWAYS TRIGGER signoff_append_only_all;
ALTER TABLE outgoing_draftversion ENABLE ALWAYS TRIGGER draftversion_append_only;
ALTER TABLE outgoing_draftversion ENABLE ALWAYS TRIGGER draftversion_append_only_all;
"""  # noqa: S608 - constants above
BACKWARD = """
DROP TRIGGER draftversion_append_only_all ON outgoing_draftversion;
DROP TRIGGER draftversion_append_only ON outgoing_draftversion;
DROP TRIGGER signoff_append_only_all ON outgoing_signoff;
DROP TRIGGER signoff_append_only ON outgoing_signoff;
DROP TRIGGER outgoing_guard_slots ON outgoing_numberslot;
DROP TRIGGER outgoing_guard_slot ON outgoing_numberslot;
DROP TRIGGER outgoing_needs_holder ON outgoing_outgoing;
DROP TRIGGER outgoing_guard_state ON outgoing_outgoing;
DROP FUNCTION outgoing_append_only();
DROP FUNCTION outgoing_guard_slot();
DROP FUNCTION outgoing_needs_holder();
DROP FUNCTION outgoing_guard_state();
DROP TABLE outgoing_edge;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outgoing", "0001_initial"),
        ("documents", "0015_holders_in_route_order"),
        ("workflow", "0009_origin_of_a_task"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
