"""The holder shown in lists is the first of the route: older rows took the order in which their act went through its
tasks, and would be reported by the nightly replay."""

from django.db import migrations

# The same words as `Document.shown`. Whoever is touched must have a holder who can act, or the database's own guard
# stops the whole migration: a stranded paper is reported already, and shown anew by the act that gives it to somebody.
SQL = """
UPDATE documents_document d SET holders = told.holders
FROM (
    SELECT t.subject_pk AS id,
        (array_agg(t.holder_name ORDER BY t.sequence, t.id))[1]
            || CASE WHEN count(*) > 1 THEN ' 等' || count(*) ELSE '' END AS holders
    FROM workflow_task t
    WHERE t.subject_kind = 'document' AND t.lane = 'main' AND t.status = 'open'
    GROUP BY t.subject_pk
) told
WHERE told.id = d.id AND d.state NOT IN ('closed', 'returned', 'voided') AND d.holders <> told.holders
  AND EXISTS (SELECT 1 FROM workflow_task t WHERE t.subject_kind = 'document' AND t.subject_pk = d.id
              AND t.lane = 'main' AND t.status = 'open' AND documents_holder_can_act(t.holder));
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_edges_of_taking_back"), ("workflow", "0009_origin_of_a_task")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
