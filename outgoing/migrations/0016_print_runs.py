"""Every print run is a row, with what the keeper of the seal answered for it: approved = stamped + spoiled + unused.

More copies of a paper that waits for its dispatch go to the keeper once more; it is not sent while a run waits for the
seal. A run is only ever added and answered once. ENABLE ALWAYS: fires for every role and in every session mode.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
INSERT INTO outgoing_edge VALUES ('dispatching', 'sealing');

CREATE FUNCTION outgoing_guard_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('sealing', 'dispatching') AND NEW.state IN ('dispatching', 'dispatched') AND EXISTS (
        SELECT 1 FROM outgoing_printrun r WHERE r.paper_id = NEW.id AND r.stamped IS NULL AND r.edition = (
            SELECT max(edition) FROM outgoing_printrun WHERE paper_id = NEW.id)) THEN
        RAISE EXCEPTION 'state_guard: printed copies wait for the seal'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_runs BEFORE UPDATE ON outgoing_outgoing
    FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION outgoing_guard_runs();
ALTER TABLE outgoing_outgoing ENABLE ALWAYS TRIGGER outgoing_guard_runs;

CREATE FUNCTION outgoing_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a print run is never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.stamped IS NOT NULL OR
        (NEW.paper_id, NEW.edition, NEW.number, NEW.approved, NEW.original_id, NEW.reason, NEW.printed_by_id,
         NEW.printed_by_name, NEW.printed_at) IS DISTINCT FROM
        (OLD.paper_id, OLD.edition, OLD.number, OLD.approved, OLD.original_id, OLD.reason, OLD.printed_by_id,
         OLD.printed_by_name, OLD.printed_at) THEN
        RAISE EXCEPTION 'a print run is answered once and changed in nothing else'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_run BEFORE UPDATE OR DELETE ON outgoing_printrun
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_run();
CREATE TRIGGER outgoing_guard_run_all BEFORE TRUNCATE ON outgoing_printrun
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_guard_run();
ALTER TABLE outgoing_printrun ENABLE ALWAYS TRIGGER outgoing_guard_run;
ALTER TABLE outgoing_printrun ENABLE ALWAYS TRIGGER outgoing_guard_run_all;
"""
BACKWARD = """
DROP TRIGGER outgoing_guard_run_all ON outgoing_printrun;
DROP TRIGGER outgoing_guard_run ON outgoing_printrun;
DROP FUNCTION outgoing_guard_run();
DROP TRIGGER outgoing_guard_runs ON outgoing_outgoing;
DROP FUNCTION outgoing_guard_runs();
DELETE FROM outgoing_edge WHERE (source, target) = ('dispatching', 'sealing');
"""
# Papers that were printed before: one run each, as its entries tell it. What was not stamped of it is unused: how many
# of those were spoilt nobody wrote down.
PRINTED = """
INSERT INTO outgoing_printrun (paper_id, edition, number, approved, original_id, reason, printed_by_id, printed_by_name,
                               printed_at, stamped, spoiled, unused, seal_reason, sealed_by_id, sealed_by_name, sealed_at)
SELECT o.id, 1, 1, o.print_run, o.original_id, '', p.actor_id, p.actor_name, p.at,
       o.sealed, CASE WHEN s.actor_id IS NOT NULL THEN 0 END, o.print_run - o.sealed,
       coalesce(left(s.reason, 200), ''), s.actor_id, coalesce(s.actor_name, ''), s.at
  FROM outgoing_outgoing o
  JOIN LATERAL (SELECT actor_id, actor_name, at FROM workflow_entry e WHERE e.subject_kind = 'outgoing'
                   AND e.subject_pk = o.id AND e.verb = 'print_run' ORDER BY e.seq DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT actor_id, actor_name, at, reason FROM workflow_entry e WHERE e.subject_kind = 'outgoing'
                   AND e.subject_pk = o.id AND e.verb = 'lift_seal' AND o.sealed IS NOT NULL
                   ORDER BY e.seq DESC LIMIT 1) s ON true
 WHERE o.print_run > 0 AND (o.sealed IS NULL) = (s.actor_id IS NULL) AND coalesce(o.sealed, 0) <= o.print_run;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outgoing", "0015_joint_on_paper"),
        ("workflow", "0009_origin_of_a_task"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "approved",
                    models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("printed_by_name", models.CharField(max_length=60)),
                ("printed_at", models.DateTimeField()),
                ("stamped", models.PositiveIntegerField(null=True)),
                ("spoiled", models.PositiveIntegerField(null=True)),
                ("unused", models.PositiveIntegerField(null=True)),
                ("seal_reason", models.CharField(blank=True, max_length=200)),
                ("sealed_by_name", models.CharField(blank=True, max_length=60)),
                ("sealed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["paper", "edition", "number"],
            },
        ),
        migrations.AddField(
            model_name="printrun",
            name="original",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.blob"
            ),
        ),
        migrations.AddField(
            model_name="printrun",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="print_runs", to="outgoing.outgoing"
            ),
        ),
        migrations.AddField(
            model_name="printrun",
            name="printed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="printrun",
            name="sealed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.UniqueConstraint(fields=("paper", "edition", "number"), name="print_run_once"),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved__gte", 1), ("number__gte", 1)), name="print_run_some"
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="print_run_more_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sealed_at__isnull", True),
                        ("sealed_by__isnull", True),
                        ("spoiled__isnull", True),
                        ("stamped__isnull", True),
                        ("unused__isnull", True),
                    ),
                    models.Q(
                        ("sealed_at__isnull", False),
                        ("sealed_by__isnull", False),
                        ("spoiled__isnull", False),
                        ("stamped__isnull", False),
                        ("unused__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="print_run_sealed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stamped__isnull", True),
                    (
                        "approved",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("stamped"), "+", models.F("spoiled")
                            ),
                            "+",
                            models.F("unused"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="print_run_adds_up",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(PRINTED, migrations.RunSQL.noop),
    ]
