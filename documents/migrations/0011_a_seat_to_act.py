"""Who sits nowhere today holds nothing he could do, not even in his own name: the same rule as `people.hats`."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION documents_holder_can_act(holder varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE left(holder, 1)
        WHEN 'p' THEN EXISTS (SELECT 1 FROM people_person p {seat}
            WHERE p.id = substr(holder, 2)::bigint AND p.is_active {today})
        WHEN 'o' THEN EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day)
        ELSE EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.unit_id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day
            AND o.role NOT IN ('sysadmin', 'secadmin', 'auditadmin'))
    END FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) today
$$;
"""
SEAT = "JOIN people_appointment a ON a.person_id = p.id JOIN people_post o ON o.id = a.post_id"
TODAY = """AND o.is_active AND daterange(a.since, a.until, '[]') @> day
            AND o.role NOT IN ('sysadmin', 'secadmin', 'auditadmin')"""
NEW = FUNCTION.replace("{seat}", SEAT).replace("{today}", TODAY)
OLD = FUNCTION.replace("{seat}", "").replace("{today}", "")


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_fewer_indexes")]

    operations = [migrations.RunSQL(NEW, OLD)]
