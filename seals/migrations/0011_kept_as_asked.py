"""More of what stays: who asked and for whom, when an approval ends, on which trip; what an enabled seal is; what the system of
electronic seals answered. Whoever may write rows still cannot give an approval a second life, nor make a seal another one."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION seals_keep_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.doc_number, NEW.addressee, NEW.pages, NEW.applicant_name, NEW.unit_name, NEW.takeout_id, NEW.place)
        IS DISTINCT FROM (OLD.doc_number, OLD.addressee, OLD.pages, OLD.applicant_name, OLD.unit_name, OLD.takeout_id, OLD.place)
        OR OLD.approved_at IS NOT NULL AND (NEW.expires_at, NEW.approver_post) IS DISTINCT FROM (OLD.expires_at, OLD.approver_post)
    THEN
        PERFORM seals_refuse('what was asked and approved stays as it was');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_keep BEFORE UPDATE ON seals_sealrequest FOR EACH ROW EXECUTE FUNCTION seals_keep_request();
ALTER TABLE seals_sealrequest ENABLE ALWAYS TRIGGER request_keep;

CREATE FUNCTION seals_keep_seal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'waiting' AND (NEW.name, NEW.kind, NEW.medium, NEW.organ_id, NEW.signer_id)
        IS DISTINCT FROM (OLD.name, OLD.kind, OLD.medium, OLD.organ_id, OLD.signer_id) THEN
        PERFORM seals_refuse('an enabled seal stays what it is');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_keep BEFORE UPDATE ON seals_seal FOR EACH ROW EXECUTE FUNCTION seals_keep_seal();
ALTER TABLE seals_seal ENABLE ALWAYS TRIGGER seal_keep;

CREATE FUNCTION seals_keep_esign() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.line_id IS NOT NULL OR (NEW.seal_id, NEW.request_id, NEW.asked_at, NEW.asked_hash, NEW.adapter)
        IS DISTINCT FROM (OLD.seal_id, OLD.request_id, OLD.asked_at, OLD.asked_hash, OLD.adapter)
        OR OLD.signed_id IS NOT NULL AND (NEW.operation, NEW.certificate, NEW.signed_at, NEW.signed_id, NEW.signed_hash, NEW.verified)
        IS DISTINCT FROM (OLD.operation, OLD.certificate, OLD.signed_at, OLD.signed_id, OLD.signed_hash, OLD.verified) THEN
        PERFORM seals_refuse('what was asked of the system of electronic seals and answered stays as it was');
    END IF;
    IF NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM seals_ledgerline l WHERE l.id = NEW.line_id AND l.kind = 'use'
        AND l.seal_id = NEW.seal_id AND l.request_id = NEW.request_id AND l.certificate = NEW.certificate
        AND l.signed_hash = NEW.signed_hash) THEN
        PERFORM seals_refuse('the line is of another signature');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER esign_keep BEFORE UPDATE ON seals_esign FOR EACH ROW EXECUTE FUNCTION seals_keep_esign();
CREATE TRIGGER esign_stays BEFORE DELETE ON seals_esign FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER esign_all BEFORE TRUNCATE ON seals_esign FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_esign ENABLE ALWAYS TRIGGER esign_keep;
ALTER TABLE seals_esign ENABLE ALWAYS TRIGGER esign_stays;
ALTER TABLE seals_esign ENABLE ALWAYS TRIGGER esign_all;

-- In place of the one of 107: also a signature of the system of electronic seals that has no line.
CREATE OR REPLACE FUNCTION seals_guard_finding() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told integer := CASE WHEN NEW.key ~ '^[0-9]+#[0-9]+$' THEN split_part(NEW.key, '#', 2)::integer END;
    other bigint := CASE WHEN NEW.key ~ '^(takeout|handover|custody|sheet|esign):[0-9]+$' THEN split_part(NEW.key, ':', 2)::bigint END;
BEGIN
    IF told IS NOT NULL AND EXISTS (SELECT 1 FROM seals_ledgerline l WHERE l.seal_id = split_part(NEW.key, '#', 1)::bigint AND l.serial = told
        AND NEW.by_person_id IN (l.actor_id, l.applicant_id, l.approver_id, l.approver_for_id, l.keeper_id, l.supervisor_id, l.second_id))
      OR NEW.key LIKE 'takeout:%' AND EXISTS (SELECT 1 FROM seals_sealtakeout t WHERE t.id = other
        AND NEW.by_person_id IN (t.applicant_id, t.traveller1_id, t.traveller2_id, t.approver1_id, t.approver2_id))
      OR NEW.key LIKE 'handover:%' AND EXISTS (SELECT 1 FROM seals_handover h WHERE h.id = other
        AND NEW.by_person_id IN (h.from_person_id, h.to_person_id, h.supervised_by_id, h.signed_for_from_id))
      OR NEW.key LIKE 'custody:%' AND EXISTS (SELECT 1 FROM seals_sealcustody c WHERE c.id = other AND NEW.by_person_id = c.person_id)
      OR NEW.key LIKE 'sheet:%' AND EXISTS (SELECT 1 FROM seals_blanksheet b WHERE b.id = other
        AND NEW.by_person_id IN (b.by_person_id, b.second_id))
      OR NEW.key LIKE 'esign:%' AND EXISTS (SELECT 1 FROM seals_esign g JOIN seals_sealrequest r ON r.id = g.request_id WHERE g.id = other
        AND NEW.by_person_id IN (r.applicant_id, r.approver_id, r.approver_for_id)) THEN
        PERFORM seals_refuse('separation: the auditor had a part in it');
    END IF;
    RETURN NEW;
END $$;

-- A period of custody begins open: with the periods of a seal kept apart none is written into the past afterwards.
CREATE FUNCTION seals_custody_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF lower_inf(NEW.during) OR NOT upper_inf(NEW.during) THEN
        PERFORM seals_refuse('a period of custody begins open');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER custody_begins BEFORE INSERT ON seals_sealcustody FOR EACH ROW EXECUTE FUNCTION seals_custody_begins();
ALTER TABLE seals_sealcustody ENABLE ALWAYS TRIGGER custody_begins;

-- Who watched at a desk, and what the auditor concluded, is not taken away.
CREATE FUNCTION seals_keep_sitting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (NEW.keeper_id, NEW.supervisor_id, NEW.supervisor_name, NEW.since, NEW.day)
        IS DISTINCT FROM (OLD.keeper_id, OLD.supervisor_id, OLD.supervisor_name, OLD.since, OLD.day) THEN
        PERFORM seals_refuse('who watched is only ever told to have left');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sitting_keep BEFORE UPDATE ON seals_sealsitting FOR EACH ROW EXECUTE FUNCTION seals_keep_sitting();
CREATE TRIGGER sitting_stays BEFORE DELETE ON seals_sealsitting FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER sitting_all BEFORE TRUNCATE ON seals_sealsitting FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER finding_stays BEFORE DELETE ON seals_finding FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER finding_all BEFORE TRUNCATE ON seals_finding FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_sealsitting ENABLE ALWAYS TRIGGER sitting_keep;
ALTER TABLE seals_sealsitting ENABLE ALWAYS TRIGGER sitting_stays;
ALTER TABLE seals_sealsitting ENABLE ALWAYS TRIGGER sitting_all;
ALTER TABLE seals_finding ENABLE ALWAYS TRIGGER finding_stays;
ALTER TABLE seals_finding ENABLE ALWAYS TRIGGER finding_all;

CREATE FUNCTION seals_keep_takeout() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.unit_name, NEW.applicant_name, NEW.traveller1_name, NEW.traveller2_name, NEW.approver1_name, NEW.approver2_name)
        IS DISTINCT FROM
        (OLD.unit_name, OLD.applicant_name, OLD.traveller1_name, OLD.traveller2_name, OLD.approver1_name, OLD.approver2_name)
        OR OLD.out_at IS NOT NULL AND (NEW.out_at, NEW.out_by_name) IS DISTINCT FROM (OLD.out_at, OLD.out_by_name)
        OR OLD.state = 'back' AND (NEW.back_by_name, NEW.second_name, NEW.photo_id)
        IS DISTINCT FROM (OLD.back_by_name, OLD.second_name, OLD.photo_id) THEN
        PERFORM seals_refuse('what was asked, approved and counted of a take-out stays as it was');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER takeout_keep BEFORE UPDATE ON seals_sealtakeout FOR EACH ROW EXECUTE FUNCTION seals_keep_takeout();
ALTER TABLE seals_sealtakeout ENABLE ALWAYS TRIGGER takeout_keep;
"""
BACK = """
DROP FUNCTION seals_keep_request(), seals_keep_seal(), seals_keep_esign(), seals_keep_sitting(), seals_keep_takeout(),
    seals_custody_begins() CASCADE;
DROP TRIGGER sitting_stays ON seals_sealsitting;
DROP TRIGGER sitting_all ON seals_sealsitting;
DROP TRIGGER finding_stays ON seals_finding;
DROP TRIGGER finding_all ON seals_finding;
DROP TRIGGER esign_stays ON seals_esign;
DROP TRIGGER esign_all ON seals_esign;
"""


class Migration(migrations.Migration):
    dependencies = [("seals", "0010_cut_wrongly")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
