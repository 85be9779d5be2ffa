"""The ledger writes itself: serial, time, link and hash are the database's, whatever is sent; no line is changed or removed.

Also the machine's edges, custody under the line, natural persons kept apart, and a holder for what is asked. ENABLE ALWAYS:
fires for every role and in every session mode (reliability: an ordinary trigger sleeps for a replica).
"""

from django.db import migrations

SEAL_EDGES = [
    ("waiting", "in_use"), ("in_use", "out"), ("out", "in_use"), ("in_use", "suspended"), ("out", "suspended"),
    ("suspended", "in_use"), ("waiting", "lost"), ("in_use", "lost"), ("out", "lost"), ("suspended", "lost"), ("sealed_up", "lost"),
    ("lost", "suspended"), ("suspended", "sealed_up"), ("suspended", "returned"), ("sealed_up", "returned"), ("lost", "returned"),
    ("suspended", "destroyed"), ("sealed_up", "destroyed"), ("lost", "destroyed"),
]  # fmt: skip
REQUEST_EDGES = [
    ("asking", "approved"), ("asking", "rejected"), ("asking", "withdrawn"), ("approved", "withdrawn"), ("asking", "voided"),
    ("approved", "voided"), ("asking", "expired"), ("approved", "expired"), ("approved", "closed"),
]  # fmt: skip
TAKEOUT_EDGES = [
    ("asking", "approved"), ("asking", "rejected"), ("asking", "withdrawn"), ("approved", "withdrawn"), ("approved", "out"),
    ("out", "back"),
]  # fmt: skip
MACHINES = (
    ("seals_seal", SEAL_EDGES),
    ("seals_sealrequest", REQUEST_EDGES),
    ("seals_sealtakeout", TAKEOUT_EDGES),
)
EDGES = ", ".join(f"('{table}', '{a}', '{b}')" for table, edges in MACHINES for a, b in edges)
ONCE = ("seals_ledgerline", "seals_handover", "seals_stocktake", "seals_checkpoint", "seals_blanksheet")
KEPT = ("seals_seal", "seals_sealrequest", "seals_sealtakeout", "seals_sealcustody", "seals_blankbook")

NOW = """
CREATE FUNCTION seals_now() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog AS
$$ SELECT clock_timestamp() $$;
"""

# The bytes that are hashed: a JSON array in fixed order; verify_ledger.py makes the same ones from the exported columns.
CANON = """
CREATE FUNCTION seals_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS
$$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE FUNCTION seals_canon(l seals_ledgerline) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT convert_to(json_build_array(
    1, l.seal_id, l.serial, l.kind, seals_instant(l.at), seals_instant(l.happened_at), l.actor_id, l.actor_name,
    l.request_id, l.request_no, l.basis, l.title, l.doc_number, l.text_hash, l.paper_kind, l.addressee, l.pages,
    l.approved, l.stamped, l.impressions, l.paging, l.spoiled, l.unused,
    l.applicant_id, l.applicant_name, l.applicant_unit, l.approver_id, l.approver_name, l.approver_for_id,
    seals_instant(l.approved_at), l.keeper_id, l.keeper_name, l.supervisor_id, l.supervisor_name, l.second_id, l.second_name,
    l.place, l.code, l.reason, l.corrects, l.from_state, l.to_state, l.photo_hash, l.certificate, l.signed_hash, l.alg
  )::text, 'UTF8')
$$;
"""

LINE = """
CREATE FUNCTION seals_refuse(words text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A use rests on a request: on its own text, persons and numbers, never on what was sent.
CREATE FUNCTION seals_check_use(l seals_ledgerline, s seals_seal, r seals_sealrequest) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public AS $$
DECLARE
    behind bigint[] := array_remove(ARRAY[r.approver_id, r.approver_for_id], NULL);
    today date := (l.at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF r.id IS NULL OR r.seal_id <> l.seal_id OR r.state NOT IN ('approved', 'closed') THEN
        PERFORM seals_refuse('X2: no approved request for this seal');
    END IF;
    IF l.kind = 'use' AND r.expires_at IS NOT NULL AND r.expires_at < l.at THEN
        PERFORM seals_refuse('X2: the approval has expired');
    END IF;
    IF l.kind = 'use' AND NOT (s.state = 'in_use' AND r.takeout_id IS NULL OR r.takeout_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM seals_sealtakeout t WHERE t.id = r.takeout_id AND t.seal_id = s.id AND t.state = 'out')) THEN
        PERFORM seals_refuse('X7: the seal is not in use here: ' || s.state);
    END IF;
    IF s.medium = 'electronic' AND l.kind = 'use' AND s.valid_to IS NOT NULL AND s.valid_to < l.at THEN
        PERFORM seals_refuse('X7: the certificate of the seal has ended');
    END IF;
    IF r.paper_id IS NOT NULL AND l.kind = 'use' AND NOT EXISTS (
        SELECT 1 FROM outgoing_outgoing o WHERE o.id = r.paper_id AND o.signed_hash = o.content_hash AND o.signed_hash <> '') THEN
        PERFORM seals_refuse('X3: the paper is not signed as it stands');
    END IF;
    IF s.kind = 'signature' AND r.mandate = '' AND s.signer_id <> ALL (behind) THEN
        PERFORM seals_refuse('X6: no mandate of the signer');
    END IF;
    IF l.keeper_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM seals_sealcustody c WHERE c.seal_id = s.id AND c.person_id = l.keeper_id AND c.during @> l.at) THEN
        PERFORM seals_refuse('custody: the seal is not in the hands of who sets it');
    END IF;
    IF l.kind = 'use' AND EXISTS (SELECT 1 FROM seals_absence a WHERE a.person_id = l.keeper_id AND today BETWEEN a.since AND a.until
        AND (a.ended_at IS NULL OR a.ended_at > l.at)) THEN
        PERFORM seals_refuse('custody: the keeper is away');
    END IF;
    IF l.keeper_id = r.applicant_id OR l.keeper_id = ANY (behind) THEN
        PERFORM seals_refuse('X9: the keeper is the applicant or the approver');
    END IF;
    IF r.applicant_id = ANY (behind) THEN
        PERFORM seals_refuse('separation: the applicant approved');
    END IF;
    IF l.supervisor_id IS NOT NULL AND (l.supervisor_id = r.applicant_id OR l.supervisor_id = ANY (behind)) THEN
        PERFORM seals_refuse('separation: the supervisor is the applicant or the approver');
    END IF;
    IF coalesce(l.spoiled, 0) + coalesce(l.unused, 0) > 0 AND (l.second_id IS NULL OR l.second_id = l.keeper_id OR l.reason = '') THEN
        PERFORM seals_refuse('difference: a reason and a second person are wanted');
    END IF;
END $$;

CREATE FUNCTION seals_write_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    s seals_seal;
    r seals_sealrequest;
BEGIN
    IF NEW.request_id IS NOT NULL THEN
        SELECT * INTO r FROM seals_sealrequest WHERE id = NEW.request_id FOR UPDATE;
    END IF;
    SELECT * INTO s FROM seals_seal WHERE id = NEW.seal_id FOR UPDATE;
    IF s.id IS NULL THEN
        PERFORM seals_refuse('no such seal');
    END IF;
    NEW.serial := s.line_count + 1;
    NEW.at := seals_now();
    NEW.prev := s.line_head;
    NEW.alg := 'sha256';
    IF r.id IS NOT NULL THEN
        NEW.request_no := r.number; NEW.basis := r.basis; NEW.title := r.title; NEW.doc_number := r.doc_number;
        NEW.text_hash := r.text_hash; NEW.paper_kind := r.paper_kind; NEW.addressee := r.addressee; NEW.pages := r.pages;
        NEW.approved := r.copies; NEW.applicant_id := r.applicant_id; NEW.applicant_name := r.applicant_name;
        NEW.applicant_unit := r.unit_name; NEW.approver_id := r.approver_id; NEW.approver_name := r.approver_name;
        NEW.approver_for_id := r.approver_for_id; NEW.approved_at := r.approved_at;
    END IF;
    IF NEW.kind IN ('use', 'settle', 'late_entry') THEN
        PERFORM seals_check_use(NEW, s, r);
    END IF;
    IF NEW.kind = 'correction' AND (NEW.corrects IS NULL OR NEW.corrects >= NEW.serial) THEN
        PERFORM seals_refuse('a correction points to an earlier line');
    END IF;
    NEW.canon := seals_canon(NEW);
    NEW.hash := sha256(NEW.prev || NEW.canon);
    UPDATE seals_seal SET line_count = NEW.serial, line_head = NEW.hash WHERE id = s.id;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_write_line BEFORE INSERT ON seals_ledgerline FOR EACH ROW EXECUTE FUNCTION seals_write_line();
ALTER TABLE seals_ledgerline ENABLE ALWAYS TRIGGER ledger_write_line;
"""

GUARDS = f"""
CREATE FUNCTION seals_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TABLE seals_edge (machine varchar(30), source varchar(20), target varchar(20), PRIMARY KEY (machine, source, target));
INSERT INTO seals_edge VALUES {EDGES};

CREATE FUNCTION seals_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version < OLD.version OR NEW.ref <> OLD.ref THEN
        PERFORM seals_refuse('version and ref do not go back or change');
    END IF;
    IF NEW.state <> OLD.state AND (NEW.version <> OLD.version + 1 OR NEW.entry_count <> OLD.entry_count + 1
        OR NOT EXISTS (SELECT 1 FROM seals_edge e WHERE e.machine = TG_TABLE_NAME AND e.source = OLD.state AND e.target = NEW.state)) THEN
        RAISE EXCEPTION 'state_guard: % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- The head of a ledger moves by a line alone, one further.
CREATE FUNCTION seals_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR NEW.line_count <> OLD.line_count + 1 THEN
        PERFORM seals_refuse('the head of a ledger moves by a line alone');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_guard_head BEFORE UPDATE ON seals_seal FOR EACH ROW
    WHEN (NEW.line_count IS DISTINCT FROM OLD.line_count OR NEW.line_head IS DISTINCT FROM OLD.line_head)
    EXECUTE FUNCTION seals_guard_head();
ALTER TABLE seals_seal ENABLE ALWAYS TRIGGER seal_guard_head;

-- What was asked and approved stays as it was: another text, seal, quantity or person is another request.
CREATE FUNCTION seals_guard_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.seal_id, NEW.basis, NEW.paper_id, NEW.run_id, NEW.file_id, NEW.text_hash, NEW.title, NEW.copies, NEW.per_copy,
        NEW.paging, NEW.paper_kind, NEW.signed_name, NEW.applicant_id, NEW.asked_at, NEW.mandate, NEW.off_hours)
        IS DISTINCT FROM (OLD.number, OLD.seal_id, OLD.basis, OLD.paper_id, OLD.run_id, OLD.file_id, OLD.text_hash, OLD.title,
        OLD.copies, OLD.per_copy, OLD.paging, OLD.paper_kind, OLD.signed_name, OLD.applicant_id, OLD.asked_at, OLD.mandate, OLD.off_hours)
        OR OLD.approved_at IS NOT NULL AND (NEW.approver_id, NEW.approver_name, NEW.approver_for_id, NEW.approved_at)
        IS DISTINCT FROM (OLD.approver_id, OLD.approver_name, OLD.approver_for_id, OLD.approved_at) THEN
        PERFORM seals_refuse('what was asked and approved stays as it was');
    END IF;
    IF NEW.stamped < OLD.stamped OR NEW.spoiled < OLD.spoiled OR NEW.unused < OLD.unused OR NEW.impressions < OLD.impressions
        OR NEW.paging_made < OLD.paging_made THEN
        PERFORM seals_refuse('what was stamped is not taken back');
    END IF;
    IF NEW.state IN ('withdrawn', 'rejected') AND NEW.state <> OLD.state AND OLD.stamped > 0 THEN
        PERFORM seals_refuse('what was stamped is not withdrawn');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_guard BEFORE UPDATE ON seals_sealrequest FOR EACH ROW EXECUTE FUNCTION seals_guard_request();
ALTER TABLE seals_sealrequest ENABLE ALWAYS TRIGGER request_guard;

-- What is counted on the request and what the ledger says of it are one.
CREATE FUNCTION seals_request_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told record;
    r seals_sealrequest;
BEGIN
    SELECT * INTO r FROM seals_sealrequest WHERE id = NEW.id;
    SELECT coalesce(sum(stamped), 0) AS stamped, coalesce(sum(spoiled), 0) AS spoiled, coalesce(sum(unused), 0) AS unused INTO told
      FROM seals_ledgerline WHERE request_id = NEW.id AND kind IN ('use', 'settle', 'late_entry');
    IF (r.stamped, r.spoiled, r.unused) IS DISTINCT FROM (told.stamped::integer, told.spoiled::integer, told.unused::integer) THEN
        PERFORM seals_refuse('the request and its lines differ');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER request_adds_up AFTER INSERT OR UPDATE OF stamped, spoiled, unused ON seals_sealrequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seals_request_adds_up();
ALTER TABLE seals_sealrequest ENABLE ALWAYS TRIGGER request_adds_up;
CREATE FUNCTION seals_line_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told integer;
    r seals_sealrequest;
BEGIN
    SELECT * INTO r FROM seals_sealrequest WHERE id = NEW.request_id;
    SELECT coalesce(sum(coalesce(stamped, 0) + coalesce(spoiled, 0) + coalesce(unused, 0)), 0) INTO told
      FROM seals_ledgerline WHERE request_id = NEW.request_id AND kind IN ('use', 'settle', 'late_entry');
    IF r.stamped + r.spoiled + r.unused <> told THEN
        PERFORM seals_refuse('the request and its lines differ');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_adds_up AFTER INSERT ON seals_ledgerline DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('use', 'settle', 'late_entry')) EXECUTE FUNCTION seals_line_adds_up();
ALTER TABLE seals_ledgerline ENABLE ALWAYS TRIGGER ledger_adds_up;

-- A period of custody is only ever ended.
CREATE FUNCTION seals_guard_custody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.seal_id, NEW.person_id, NEW.person_name, NEW.temporary, lower(NEW.during))
        IS DISTINCT FROM (OLD.seal_id, OLD.person_id, OLD.person_name, OLD.temporary, lower(OLD.during))
        OR NOT upper_inf(OLD.during) OR upper_inf(NEW.during) OR upper(NEW.during) > seals_now() THEN
        PERFORM seals_refuse('a period of custody is only ever ended');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER custody_guard BEFORE UPDATE ON seals_sealcustody FOR EACH ROW EXECUTE FUNCTION seals_guard_custody();
ALTER TABLE seals_sealcustody ENABLE ALWAYS TRIGGER custody_guard;

CREATE FUNCTION seals_needs_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    needs boolean;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('docflow.leaving'));
    IF TG_TABLE_NAME = 'seals_sealrequest' THEN
        SELECT state = 'asking' OR state = 'approved' AND paper_id IS NULL INTO needs FROM seals_sealrequest WHERE id = NEW.id;
    ELSE
        SELECT state IN ('asking', 'approved', 'out') INTO needs FROM seals_sealtakeout WHERE id = NEW.id;
    END IF;
    IF needs AND NOT EXISTS (SELECT 1 FROM workflow_task t WHERE t.subject_kind = TG_ARGV[0] AND t.subject_pk = NEW.id
        AND t.lane = 'main' AND t.status = 'open' AND documents_holder_can_act(t.holder)) THEN
        RAISE EXCEPTION 'no_open_holder: %', NEW.ref USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER request_needs_holder AFTER INSERT OR UPDATE ON seals_sealrequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seals_needs_holder('seal_request');
CREATE CONSTRAINT TRIGGER takeout_needs_holder AFTER INSERT OR UPDATE ON seals_sealtakeout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seals_needs_holder('seal_takeout');

-- Nobody judges a use he had a part in, whatever he is today.
CREATE FUNCTION seals_guard_finding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told integer := CASE WHEN NEW.key ~ '^[0-9]+#[0-9]+$' THEN split_part(NEW.key, '#', 2)::integer END;
BEGIN
    IF told IS NOT NULL AND EXISTS (SELECT 1 FROM seals_ledgerline l WHERE l.seal_id = split_part(NEW.key, '#', 1)::bigint AND l.serial = told
        AND NEW.by_person_id IN (l.actor_id, l.applicant_id, l.approver_id, l.approver_for_id, l.keeper_id, l.supervisor_id, l.second_id)) THEN
        PERFORM seals_refuse('separation: the auditor had a part in it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_guard BEFORE INSERT OR UPDATE ON seals_finding FOR EACH ROW EXECUTE FUNCTION seals_guard_finding();
ALTER TABLE seals_finding ENABLE ALWAYS TRIGGER finding_guard;
"""  # noqa: S608 - constants above
EACH = "".join(
    f"""CREATE TRIGGER {table}_state BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION seals_guard_state();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_state;
"""
    for table, _edges in MACHINES
)
APPEND = "".join(
    f"""CREATE TRIGGER {table}_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_once;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_all;
"""
    for table in ONCE
)
NEVER_REMOVED = "".join(
    f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_stays;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_all;
"""
    for table in KEPT
)
BACKWARD = """
DROP FUNCTION seals_guard_finding(), seals_needs_holder(), seals_guard_custody(), seals_line_adds_up(), seals_request_adds_up(),
    seals_guard_request(), seals_guard_head(), seals_guard_state(), seals_append_only(), seals_write_line(),
    seals_check_use(seals_ledgerline, seals_seal, seals_sealrequest), seals_refuse(text), seals_canon(seals_ledgerline),
    seals_instant(timestamptz), seals_now() CASCADE;
DROP TABLE seals_edge;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("seals", "0001_initial"),
        ("documents", "0015_holders_in_route_order"),
        ("workflow", "0009_origin_of_a_task"),
    ]

    operations = [migrations.RunSQL([NOW, CANON, LINE, GUARDS, EACH, APPEND, NEVER_REMOVED], BACKWARD)]
