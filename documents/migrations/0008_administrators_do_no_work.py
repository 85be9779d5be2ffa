"""A unit whose only people are administrators has nobody to do its work: the same rule as `people.hats`."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION documents_holder_can_act(holder varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE left(holder, 1)
        WHEN 'p' THEN EXISTS (SELECT 1 FROM people_person p WHERE p.id = substr(holder, 2)::bigint AND p.is_active)
        WHEN 'o' THEN EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day)
        ELSE EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.unit_id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day
            {administrators})
    END FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) today
$$;
"""
NEW = FUNCTION.replace("{administrators}", "AND o.role NOT IN ('sysadmin', 'secadmin', 'auditadmin')")
OLD = FUNCTION.replace("{administrators}", "")


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_leaving_waits")]

    operations = [migrations.RunSQL(NEW, OLD)]
