"""Indexes for the lists as they are asked: lane first, newest done first, opinions by two characters."""

from django.db import migrations, models
from django.db.models import Q

# Two neighbouring characters of a text, folded: what the index of opinions holds and is asked. One function
# in itself: while an index is built PostgreSQL looks nowhere but in pg_catalog.
FORWARD = """
CREATE FUNCTION workflow_pairs(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT substr(p, i, 2)), '{}')
      FROM (SELECT regexp_replace(lower(normalize(t, NFKC)), '[^[:alnum:]]+', '', 'g') AS p) plain,
           generate_series(1, length(p) - 1) i
$$;
CREATE INDEX entry_opinion_pairs ON workflow_entry USING gin (workflow_pairs(opinion)) WHERE opinion <> '';
"""
BACKWARD = """
DROP INDEX entry_opinion_pairs;
DROP FUNCTION workflow_pairs(text);
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_append_only")]

    operations = [
        migrations.RemoveIndex("task", "task_inbox"),
        migrations.RemoveIndex("task", "task_may_see"),
        migrations.RemoveIndex("task", "task_done_by"),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["holder", "lane", "due_at", "id"], condition=Q(status="open"), name="task_inbox"
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["holder", "subject_kind", "-subject_pk"],
                condition=Q(revoked=False),
                name="task_may_see",
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["done_by", "-done_at", "-id"], condition=Q(status="done"), name="task_done_by"
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["done_by", "-done_at", "-id"],
                condition=Q(status="done", subject_live=True),
                name="task_working_on",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
