"""What a line may say is asked of every kind: one that is settled was not stamped; a late entry tells of a time at which its
approval, the keeper and the certificate held; no other line has a time but its own; across the edges never more than approved.

And what was approved stays: until when, for which take-out, for whom, how many pages.
"""

from django.db import migrations

# In place of those of 0002.
USE = """
CREATE OR REPLACE FUNCTION seals_check_use(l seals_ledgerline, s seals_seal, r seals_sealrequest) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    behind bigint[] := array_remove(ARRAY[r.approver_id, r.approver_for_id], NULL);
    moment timestamptz := coalesce(l.happened_at, l.at);  -- when it really was
    today date := (coalesce(l.happened_at, l.at) AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF r.id IS NULL OR r.seal_id <> l.seal_id OR r.state NOT IN ('approved', 'closed') THEN
        PERFORM seals_refuse('X2: no approved request for this seal');
    END IF;
    IF l.kind = 'settle' AND coalesce(l.stamped, 0) + coalesce(l.spoiled, 0) + coalesce(l.paging, 0) + coalesce(l.impressions, 0) > 0 THEN
        PERFORM seals_refuse('X2: what is settled was not stamped');
    END IF;
    IF l.kind = 'late_entry' AND (l.happened_at IS NULL OR l.happened_at > l.at OR r.approved_at > l.happened_at) THEN
        PERFORM seals_refuse('X2: a late entry tells of a time after its approval');
    END IF;
    IF l.kind <> 'settle' AND r.expires_at IS NOT NULL AND r.expires_at < moment THEN
        PERFORM seals_refuse('X2: the approval has expired');
    END IF;
    IF l.kind <> 'settle' AND NOT (s.state = 'in_use' AND r.takeout_id IS NULL OR r.takeout_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM seals_sealtakeout t WHERE t.id = r.takeout_id AND t.seal_id = s.id AND t.state = 'out')) THEN
        PERFORM seals_refuse('X7: the seal is not in use here: ' || s.state);
    END IF;
    IF s.medium = 'electronic' AND l.kind <> 'settle' AND s.valid_to IS NOT NULL AND s.valid_to < moment THEN
        PERFORM seals_refuse('X7: the certificate of the seal has ended');
    END IF;
    IF r.paper_id IS NOT NULL AND l.kind <> 'settle' AND NOT EXISTS (
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
    IF l.kind = 'late_entry' AND NOT EXISTS (
        SELECT 1 FROM seals_sealcustody c WHERE c.seal_id = s.id AND c.person_id = l.keeper_id AND c.during @> moment) THEN
        PERFORM seals_refuse('custody: the seal was not in the hands of who set it');
    END IF;
    IF l.kind <> 'settle' AND EXISTS (SELECT 1 FROM seals_absence a WHERE a.person_id = l.keeper_id AND today BETWEEN a.since AND a.until
        AND (a.ended_at IS NULL OR a.ended_at > moment)) THEN
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
"""
LINE = """
CREATE OR REPLACE FUNCTION seals_write_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
    IF NEW.kind <> 'late_entry' THEN
        NEW.happened_at := NULL;  -- no other line has a time but its own
    END IF;
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
"""
REQUEST = """
CREATE OR REPLACE FUNCTION seals_guard_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.number, NEW.seal_id, NEW.basis, NEW.paper_id, NEW.run_id, NEW.file_id, NEW.text_hash, NEW.title, NEW.copies, NEW.per_copy,
        NEW.paging, NEW.paper_kind, NEW.signed_name, NEW.applicant_id, NEW.asked_at, NEW.mandate, NEW.off_hours)
        IS DISTINCT FROM (OLD.number, OLD.seal_id, OLD.basis, OLD.paper_id, OLD.run_id, OLD.file_id, OLD.text_hash, OLD.title,
        OLD.copies, OLD.per_copy, OLD.paging, OLD.paper_kind, OLD.signed_name, OLD.applicant_id, OLD.asked_at, OLD.mandate, OLD.off_hours)
        OR OLD.approved_at IS NOT NULL AND (NEW.approver_id, NEW.approver_name, NEW.approver_for_id, NEW.approved_at)
        IS DISTINCT FROM (OLD.approver_id, OLD.approver_name, OLD.approver_for_id, OLD.approved_at) THEN
        PERFORM seals_refuse('what was asked and approved stays as it was');
    END IF;
    IF OLD.approved_at IS NOT NULL AND (NEW.expires_at, NEW.takeout_id, NEW.place, NEW.addressee, NEW.pages, NEW.doc_number,
        NEW.applicant_name, NEW.unit_name) IS DISTINCT FROM (OLD.expires_at, OLD.takeout_id, OLD.place, OLD.addressee, OLD.pages,
        OLD.doc_number, OLD.applicant_name, OLD.unit_name) THEN
        PERFORM seals_refuse('what was approved stays as it was');
    END IF;
    IF NEW.stamped < OLD.stamped OR NEW.spoiled < OLD.spoiled OR NEW.unused < OLD.unused OR NEW.impressions < OLD.impressions
        OR NEW.paging_made < OLD.paging_made THEN
        PERFORM seals_refuse('what was stamped is not taken back');
    END IF;
    IF NEW.state IN ('withdrawn', 'rejected', 'expired') AND NEW.state <> OLD.state AND OLD.stamped + OLD.spoiled + OLD.unused > 0 THEN
        PERFORM seals_refuse('what was stamped is not withdrawn');
    END IF;
    RETURN NEW;
END $$;
"""
SUMS = """
CREATE OR REPLACE FUNCTION seals_line_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told integer;
    paged integer;
    r seals_sealrequest;
BEGIN
    SELECT * INTO r FROM seals_sealrequest WHERE id = NEW.request_id;
    SELECT coalesce(sum(coalesce(stamped, 0) + coalesce(spoiled, 0) + coalesce(unused, 0)), 0), coalesce(sum(paging), 0) INTO told, paged
      FROM seals_ledgerline WHERE request_id = NEW.request_id AND kind IN ('use', 'settle', 'late_entry');
    IF r.stamped + r.spoiled + r.unused <> told OR paged > r.paging THEN
        PERFORM seals_refuse('the request and its lines differ');
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("seals", "0011_kept_as_asked")]

    operations = [migrations.RunSQL([USE, LINE, REQUEST, SUMS], migrations.RunSQL.noop)]
