"""What was checked is never changed: a gate that was passed is only ever added; an item of the office's ends once; an answer
of the sweep is given once."""

from django.db import migrations

KEEP = """
CREATE FUNCTION checking_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only: % of %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER checking_gatecheck_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checking_gatecheck
    FOR EACH STATEMENT EXECUTE FUNCTION checking_append_only();
ALTER TABLE checking_gatecheck ENABLE ALWAYS TRIGGER checking_gatecheck_append_only;

CREATE FUNCTION checking_item_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (to_jsonb(NEW) - 'ended_at' - 'ended_by_name') <> (to_jsonb(OLD) - 'ended_at' - 'ended_by_name') THEN
        RAISE EXCEPTION 'gate_item_ends_once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checking_gateitem_ends_once BEFORE UPDATE ON checking_gateitem
    FOR EACH ROW EXECUTE FUNCTION checking_item_ends_once();

CREATE FUNCTION checking_sweep_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checked_at IS NOT NULL OR (to_jsonb(NEW) - 'found' - 'checked_by_id' - 'checked_by_name' - 'checked_at')
       <> (to_jsonb(OLD) - 'found' - 'checked_by_id' - 'checked_by_name' - 'checked_at') THEN
        RAISE EXCEPTION 'sweep_answered_once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checking_sweeprow_answered_once BEFORE UPDATE ON checking_sweeprow
    FOR EACH ROW EXECUTE FUNCTION checking_sweep_answered_once();

CREATE FUNCTION checking_gone_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kept: % of %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER checking_gateitem_kept BEFORE DELETE ON checking_gateitem
    FOR EACH ROW EXECUTE FUNCTION checking_gone_on();
CREATE TRIGGER checking_sweeprow_kept BEFORE DELETE ON checking_sweeprow
    FOR EACH ROW EXECUTE FUNCTION checking_gone_on();

-- Was this gate passed in this round? Asked when a transaction ends by the machines of both flows.
CREATE FUNCTION checking_gate_passed(what text, pk bigint, which text, turn int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM checking_gatecheck g
                  WHERE g.side = what AND g.subject_pk = pk AND g.gate = which AND g.round = turn)
$$;
"""
UNDO = """
DROP FUNCTION checking_gate_passed(text, bigint, text, int);
DROP TRIGGER checking_sweeprow_kept ON checking_sweeprow;
DROP TRIGGER checking_gateitem_kept ON checking_gateitem;
DROP FUNCTION checking_gone_on();
DROP TRIGGER checking_sweeprow_answered_once ON checking_sweeprow;
DROP FUNCTION checking_sweep_answered_once();
DROP TRIGGER checking_gateitem_ends_once ON checking_gateitem;
DROP FUNCTION checking_item_ends_once();
DROP TRIGGER checking_gatecheck_append_only ON checking_gatecheck;
DROP FUNCTION checking_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("checking", "0003_unreadable")]

    operations = [migrations.RunSQL(KEEP, UNDO)]
