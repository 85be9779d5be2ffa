"""What the auditor did is kept, and nobody judges a take-out, a handover or a custody in which he had a part either."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# In place of the one of 0002: also the keys of what has no line in a ledger.
GUARD = """
CREATE OR REPLACE FUNCTION seals_guard_finding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told integer := CASE WHEN NEW.key ~ '^[0-9]+#[0-9]+$' THEN split_part(NEW.key, '#', 2)::integer END;
    other bigint := CASE WHEN NEW.key ~ '^(takeout|handover|custody|sheet):[0-9]+$' THEN split_part(NEW.key, ':', 2)::bigint END;
BEGIN
    IF told IS NOT NULL AND EXISTS (SELECT 1 FROM seals_ledgerline l WHERE l.seal_id = split_part(NEW.key, '#', 1)::bigint AND l.serial = told
        AND NEW.by_person_id IN (l.actor_id, l.applicant_id, l.approver_id, l.approver_for_id, l.keeper_id, l.supervisor_id, l.second_id))
      OR NEW.key LIKE 'takeout:%' AND EXISTS (SELECT 1 FROM seals_sealtakeout t WHERE t.id = other
        AND NEW.by_person_id IN (t.applicant_id, t.traveller1_id, t.traveller2_id, t.approver1_id, t.approver2_id))
      OR NEW.key LIKE 'handover:%' AND EXISTS (SELECT 1 FROM seals_handover h WHERE h.id = other
        AND NEW.by_person_id IN (h.from_person_id, h.to_person_id, h.supervised_by_id, h.signed_for_from_id))
      OR NEW.key LIKE 'custody:%' AND EXISTS (SELECT 1 FROM seals_sealcustody c WHERE c.id = other AND NEW.by_person_id = c.person_id)
      OR NEW.key LIKE 'sheet:%' AND EXISTS (SELECT 1 FROM seals_blanksheet b WHERE b.id = other
        AND NEW.by_person_id IN (b.by_person_id, b.second_id)) THEN
        PERFORM seals_refuse('separation: the auditor had a part in it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seals_auditdeed_once BEFORE UPDATE OR DELETE ON seals_auditdeed FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER seals_auditdeed_all BEFORE TRUNCATE ON seals_auditdeed FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_auditdeed ENABLE ALWAYS TRIGGER seals_auditdeed_once;
ALTER TABLE seals_auditdeed ENABLE ALWAYS TRIGGER seals_auditdeed_all;
"""
BACK = """
DROP TRIGGER seals_auditdeed_once ON seals_auditdeed;
DROP TRIGGER seals_auditdeed_all ON seals_auditdeed;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("seals", "0006_nothing_in_front"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditDeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("look", "查看审计页"),
                            ("test", "查看检查项"),
                            ("chain", "验证登记链"),
                            ("sign", "签署检查点"),
                            ("sample", "抽查"),
                            ("sampled", "抽查结果"),
                            ("export", "导出审计结果"),
                            ("register", "查看登记簿"),
                            ("sheet", "打印登记表"),
                            ("month", "纸质登记核对"),
                            ("line", "查看登记"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=300)),
                ("data", models.JSONField(default=dict)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("person_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["kind", "-id"], name="audit_deed_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "look",
                                    "test",
                                    "chain",
                                    "sign",
                                    "sample",
                                    "sampled",
                                    "export",
                                    "register",
                                    "sheet",
                                    "month",
                                    "line",
                                ],
                            )
                        ),
                        name="audit_deed_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256", ""), ("sha256__regex", "^[0-9a-f]{64}$"), _connector="OR"
                        ),
                        name="audit_deed_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "export"), _negated=True),
                            models.Q(("sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_deed_export_hashed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
