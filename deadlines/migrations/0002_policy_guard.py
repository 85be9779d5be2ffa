"""A limit rule is never edited: papers carry dates that were counted by it. Only its end may be set.

`TG_OP` delete is allowed while the rule is not yet in force, so that a slip can be taken back.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION deadlines_policy_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.effective_from > (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'limit rule % is in force: end it and add a new one', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.effective_to IS NOT NULL OR
        (to_jsonb(NEW) - 'effective_to') IS DISTINCT FROM (to_jsonb(OLD) - 'effective_to') THEN
        RAISE EXCEPTION 'limit rule % is never edited: end it and add a new one', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deadlines_policy_guard BEFORE UPDATE OR DELETE ON deadlines_limitpolicy
    FOR EACH ROW EXECUTE FUNCTION deadlines_policy_guard();
ALTER TABLE deadlines_limitpolicy ENABLE ALWAYS TRIGGER deadlines_policy_guard;
"""
UNGUARD = """
DROP TRIGGER deadlines_policy_guard ON deadlines_limitpolicy;
DROP FUNCTION deadlines_policy_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
