"""Nobody approves for a seal that he has, may get or watches, nor what he asked for himself: whoever wrote the row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION seals_separate_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    behind bigint[] := array_remove(ARRAY[NEW.approver_id, NEW.approver_for_id], NULL);
BEGIN
    IF NEW.applicant_id = ANY (behind) THEN
        PERFORM seals_refuse('separation: the applicant approved');
    END IF;
    IF EXISTS (SELECT 1 FROM seals_seal s WHERE s.id = NEW.seal_id
          AND (s.keeper_id = ANY (behind) OR s.stand_in_id = ANY (behind) OR s.supervisor_id = ANY (behind)))
        OR EXISTS (SELECT 1 FROM seals_sealcustody c WHERE c.seal_id = NEW.seal_id AND upper_inf(c.during)
          AND c.person_id = ANY (behind)) THEN
        PERFORM seals_refuse('separation: the approver has, may get or watches the seal');
    END IF;
    IF NEW.basis = 'none' AND EXISTS (SELECT 1 FROM seals_seal s WHERE s.id = NEW.seal_id AND s.kind <> 'stamp') THEN
        PERFORM seals_refuse('X2: a seal of this kind is not used without an approval');
    END IF;
    IF EXISTS (SELECT 1 FROM seals_seal s WHERE s.id = NEW.seal_id AND s.kind = 'signature' AND NEW.mandate = ''
          AND s.signer_id <> ALL (behind)) THEN
        PERFORM seals_refuse('X6: no mandate of the signer');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_separate_insert BEFORE INSERT ON seals_sealrequest FOR EACH ROW
    WHEN (NEW.approved_at IS NOT NULL) EXECUTE FUNCTION seals_separate_approval();
CREATE TRIGGER request_separate BEFORE UPDATE ON seals_sealrequest FOR EACH ROW
    WHEN (NEW.approved_at IS NOT NULL AND OLD.approved_at IS NULL) EXECUTE FUNCTION seals_separate_approval();
ALTER TABLE seals_sealrequest ENABLE ALWAYS TRIGGER request_separate_insert;
ALTER TABLE seals_sealrequest ENABLE ALWAYS TRIGGER request_separate;
"""
BACKWARD = """
DROP TRIGGER request_separate_insert ON seals_sealrequest;
DROP TRIGGER request_separate ON seals_sealrequest;
DROP FUNCTION seals_separate_approval();
"""


class Migration(migrations.Migration):
    dependencies = [("seals", "0003_custody")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
