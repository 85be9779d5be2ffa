"""A holder can act when he is in office today: a post that begins next month, or was abolished, does nothing.

Today is the office's day: the connection's own zone (UTC) is a day behind until eight in the morning.
"""

from django.db import migrations

OLD = """
CREATE OR REPLACE FUNCTION documents_holder_can_act(holder varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE left(holder, 1)
        WHEN 'p' THEN EXISTS (SELECT 1 FROM people_person p WHERE p.id = substr(holder, 2)::bigint AND p.is_active)
        WHEN 'o' THEN EXISTS (SELECT 1 FROM people_appointment a JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE a.post_id = substr(holder, 2)::bigint AND (a.until IS NULL OR a.until >= current_date))
        ELSE EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.unit_id = substr(holder, 2)::bigint AND (a.until IS NULL OR a.until >= current_date))
    END
$$;
"""
NEW = """
CREATE OR REPLACE FUNCTION documents_holder_can_act(holder varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE left(holder, 1)
        WHEN 'p' THEN EXISTS (SELECT 1 FROM people_person p WHERE p.id = substr(holder, 2)::bigint AND p.is_active)
        WHEN 'o' THEN EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day)
        ELSE EXISTS (SELECT 1 FROM people_post o JOIN people_appointment a ON a.post_id = o.id
            JOIN people_person p ON p.id = a.person_id AND p.is_active
            WHERE o.unit_id = substr(holder, 2)::bigint AND o.is_active AND daterange(a.since, a.until, '[]') @> day)
    END FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) today
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_reader_groups")]

    operations = [migrations.RunSQL(NEW, OLD)]
