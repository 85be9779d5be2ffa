"""Another organ's signature on paper: written down, checked by a second person; the database asks for every organ.

A sheet is only ever added and answered once. No paper leaves its signers before each organ that issues it with us has
signed it as it stands. ENABLE ALWAYS: fires for every role and in every session mode.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION outgoing_guard_joints() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'closed' AND NEW.state IN ('rechecking', 'numbering', 'printing', 'sealing', 'dispatching',
        'dispatched') AND EXISTS (SELECT 1 FROM outgoing_joint j WHERE j.paper_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM outgoing_signoff s WHERE s.paper_id = NEW.id AND s.organ_name = j.name
               AND s.content_hash = NEW.content_hash AND s.round = NEW.round)) THEN
        RAISE EXCEPTION 'state_guard: an organ that issues it with us has not signed it as it stands'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_joints BEFORE UPDATE ON outgoing_outgoing
    FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION outgoing_guard_joints();
ALTER TABLE outgoing_outgoing ENABLE ALWAYS TRIGGER outgoing_guard_joints;

CREATE FUNCTION outgoing_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a signed sheet is never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> 'waiting' OR (to_jsonb(NEW) - 'status' - 'checked_by_id' - 'checked_by_name' - 'checked_at'
            - 'check_note') IS DISTINCT FROM (to_jsonb(OLD) - 'status' - 'checked_by_id' - 'checked_by_name'
            - 'checked_at' - 'check_note') THEN
        RAISE EXCEPTION 'a signed sheet is answered once and changed in nothing else'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_sheet BEFORE UPDATE OR DELETE ON outgoing_jointsheet
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_sheet();
CREATE TRIGGER outgoing_guard_sheets BEFORE TRUNCATE ON outgoing_jointsheet
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_guard_sheet();
ALTER TABLE outgoing_jointsheet ENABLE ALWAYS TRIGGER outgoing_guard_sheet;
ALTER TABLE outgoing_jointsheet ENABLE ALWAYS TRIGGER outgoing_guard_sheets;
"""
BACKWARD = """
DROP TRIGGER outgoing_guard_sheets ON outgoing_jointsheet;
DROP TRIGGER outgoing_guard_sheet ON outgoing_jointsheet;
DROP FUNCTION outgoing_guard_sheet();
DROP TRIGGER outgoing_guard_joints ON outgoing_outgoing;
DROP FUNCTION outgoing_guard_joints();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0018_answers_ours"),
        ("outgoing", "0014_outside_the_system"),
        ("people", "0005_lists_of_ones_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JointSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organ_name", models.CharField(max_length=120)),
                ("task_id", models.BigIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                ("version", models.PositiveSmallIntegerField()),
                ("signer_name", models.CharField(max_length=60)),
                ("signer_title", models.CharField(max_length=120)),
                ("opinion", models.TextField(blank=True)),
                ("signed_on", models.DateField()),
                ("scan_name", models.CharField(max_length=200)),
                ("recorded_by_name", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "待核对"), ("checked", "已核对"), ("refused", "与原件不符")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("checked_by_name", models.CharField(blank=True, max_length=60)),
                ("checked_at", models.DateTimeField(null=True)),
                ("check_note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["paper", "id"],
            },
        ),
        migrations.AddField(
            model_name="signoff",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="checked_by_name",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="signoff",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="joint",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="joint",
            constraint=models.UniqueConstraint(fields=("paper", "name"), name="joint_name_once"),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signer__isnull", False),
                    models.Q(
                        ("checked_by__isnull", False),
                        ("recorded_by__isnull", False),
                        ("scan__isnull", False),
                        models.Q(("recorded_by", models.F("checked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="signoff_on_paper_two_persons",
            ),
        ),
        migrations.AddField(
            model_name="jointsheet",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="jointsheet",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joint_sheets",
                to="outgoing.outgoing",
            ),
        ),
        migrations.AddField(
            model_name="jointsheet",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="jointsheet",
            name="scan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.blob"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "checked", "refused"])),
                name="joint_sheet_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signer_name", ""), _negated=True),
                    models.Q(("signer_title", ""), _negated=True),
                ),
                name="joint_sheet_signer_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checked_at__isnull", True), ("checked_by__isnull", True), ("status", "waiting")
                    ),
                    models.Q(
                        models.Q(("status", "waiting"), _negated=True),
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="joint_sheet_checked_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="joint_sheet_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("check_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="joint_sheet_refused_why",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
