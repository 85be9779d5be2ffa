"""Numbers in two hands: where a year began, who asked for a number to be voided and who agreed; what must never change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
-- A rule that has given a number stays as it is: a new rule is a new series.
CREATE FUNCTION outgoing_guard_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.organ_id, NEW.code, NEW.pattern, NEW.first) IS DISTINCT FROM (OLD.organ_id, OLD.code, OLD.pattern, OLD.first)
        AND EXISTS (SELECT 1 FROM outgoing_numberyear y WHERE y.series_id = OLD.id) THEN
        RAISE EXCEPTION 'number_guard: the rule % has given numbers', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_series BEFORE UPDATE ON outgoing_numberseries
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_series();
ALTER TABLE outgoing_numberseries ENABLE ALWAYS TRIGGER outgoing_guard_series;

-- The counter only goes up, and a certified year is closed.
CREATE FUNCTION outgoing_guard_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'the counter of a series is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.certified_at IS NOT NULL OR NEW.last < OLD.last
        OR (NEW.series_id, NEW.year, NEW.first) IS DISTINCT FROM (OLD.series_id, OLD.year, OLD.first) THEN
        RAISE EXCEPTION 'number_guard: counter % of %', OLD.last, OLD.year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_year BEFORE UPDATE OR DELETE ON outgoing_numberyear
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_year();
CREATE TRIGGER outgoing_guard_years BEFORE TRUNCATE ON outgoing_numberyear
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_guard_year();
ALTER TABLE outgoing_numberyear ENABLE ALWAYS TRIGGER outgoing_guard_year;
ALTER TABLE outgoing_numberyear ENABLE ALWAYS TRIGGER outgoing_guard_years;

CREATE FUNCTION outgoing_guard_certified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM outgoing_numberyear y WHERE y.series_id = NEW.series_id AND y.year = NEW.year
        AND y.certified_at IS NOT NULL FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'number_guard: % is certified', NEW.year USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_certified BEFORE INSERT ON outgoing_numberslot
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_certified();
ALTER TABLE outgoing_numberslot ENABLE ALWAYS TRIGGER outgoing_guard_certified;

-- A reserved number is voided by two persons.
CREATE FUNCTION outgoing_guard_voiding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'reserved' AND NEW.status = 'void' AND NOT EXISTS (
        SELECT 1 FROM outgoing_voidrequest r WHERE r.slot_id = OLD.id AND r.status = 'confirmed') THEN
        RAISE EXCEPTION 'number_guard: nobody confirmed that % is voided', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_voiding BEFORE UPDATE ON outgoing_numberslot
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_voiding();
ALTER TABLE outgoing_numberslot ENABLE ALWAYS TRIGGER outgoing_guard_voiding;

-- What was asked and answered stays as it was.
CREATE FUNCTION outgoing_guard_void_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'what was asked is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> 'pending' OR (NEW.slot_id, NEW.reason, NEW.asked_at, NEW.asked_by_id, NEW.asked_by_name)
        IS DISTINCT FROM (OLD.slot_id, OLD.reason, OLD.asked_at, OLD.asked_by_id, OLD.asked_by_name) THEN
        RAISE EXCEPTION 'number_guard: this was answered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outgoing_guard_void_request BEFORE UPDATE OR DELETE ON outgoing_voidrequest
    FOR EACH ROW EXECUTE FUNCTION outgoing_guard_void_request();
CREATE TRIGGER outgoing_guard_void_requests BEFORE TRUNCATE ON outgoing_voidrequest
    FOR EACH STATEMENT EXECUTE FUNCTION outgoing_guard_void_request();
ALTER TABLE outgoing_voidrequest ENABLE ALWAYS TRIGGER outgoing_guard_void_request;
ALTER TABLE outgoing_voidrequest ENABLE ALWAYS TRIGGER outgoing_guard_void_requests;
"""
BACKWARD = """
DROP TRIGGER outgoing_guard_void_requests ON outgoing_voidrequest;
DROP TRIGGER outgoing_guard_void_request ON outgoing_voidrequest;
DROP TRIGGER outgoing_guard_voiding ON outgoing_numberslot;
DROP TRIGGER outgoing_guard_certified ON outgoing_numberslot;
DROP TRIGGER outgoing_guard_years ON outgoing_numberyear;
DROP TRIGGER outgoing_guard_year ON outgoing_numberyear;
DROP TRIGGER outgoing_guard_series ON outgoing_numberseries;
DROP FUNCTION outgoing_guard_void_request();
DROP FUNCTION outgoing_guard_voiding();
DROP FUNCTION outgoing_guard_certified();
DROP FUNCTION outgoing_guard_year();
DROP FUNCTION outgoing_guard_series();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outgoing", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VoidRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "待确认"),
                            ("confirmed", "已确认"),
                            ("refused", "不同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=60)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_name", models.CharField(blank=True, max_length=60)),
                ("answer", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="numberyear",
            name="first",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="numberyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gte", 1), ("last__gte", models.F("first"))),
                name="number_year_order",
            ),
        ),
        migrations.AddField(
            model_name="voidrequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="voidrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="voidrequest",
            name="slot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="void_requests",
                to="outgoing.numberslot",
            ),
        ),
        migrations.AddConstraint(
            model_name="voidrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "pending")), fields=("slot",), name="void_request_one_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="voidrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "confirmed", "refused", "withdrawn"])),
                name="void_request_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="voidrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True), ("answered_by__isnull", True), ("status", "pending")
                    ),
                    models.Q(
                        models.Q(("status", "pending"), _negated=True),
                        ("answered_at__gte", models.F("asked_at")),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="void_request_answered_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="voidrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "confirmed"), _negated=True),
                    models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="void_request_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="voidrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="void_request_reason"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
