"""Taking out and blank sheets, held by the database: what was asked stays, nobody approves what he keeps or carries, a seal
that is lost or suspended outside is not set, a sheet lies within its book, a book is closed when nothing of it is left."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Func, Q, Value

GUARDS = """
CREATE FUNCTION seals_guard_takeout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.seal_id, NEW.reason, NEW."where", NEW.far, NEW.since, NEW.until, NEW.planned, NEW.applicant_id,
        NEW.traveller1_id, NEW.traveller2_id, NEW.approver1_id, NEW.approver2_id)
        IS DISTINCT FROM (OLD.number, OLD.seal_id, OLD.reason, OLD."where", OLD.far, OLD.since, OLD.until, OLD.planned,
        OLD.applicant_id, OLD.traveller1_id, OLD.traveller2_id, OLD.approver1_id, OLD.approver2_id)
        OR OLD.approved1_at IS NOT NULL AND NEW.approved1_at IS DISTINCT FROM OLD.approved1_at
        OR OLD.approved2_at IS NOT NULL AND NEW.approved2_at IS DISTINCT FROM OLD.approved2_at
        OR OLD.state = 'back' AND (NEW.made, NEW.made_why, NEW.back_at) IS DISTINCT FROM (OLD.made, OLD.made_why, OLD.back_at) THEN
        PERFORM seals_refuse('what was asked, approved and counted of a take-out stays as it was');
    END IF;
    IF NEW.state IN ('approved', 'out') AND NEW.state <> OLD.state AND EXISTS (SELECT 1 FROM seals_sealcustody c
        WHERE c.seal_id = NEW.seal_id AND upper_inf(c.during) AND c.person_id IN (NEW.approver1_id, NEW.approver2_id)) THEN
        PERFORM seals_refuse('separation: who has the seal approved its take-out');
    END IF;
    IF NEW.state = 'back' AND OLD.state = 'out' AND NEW.made <> NEW.planned AND (NEW.made_why = '' OR NEW.second_name = '') THEN
        PERFORM seals_refuse('difference: a reason and a second person are wanted');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER takeout_guard BEFORE UPDATE ON seals_sealtakeout FOR EACH ROW EXECUTE FUNCTION seals_guard_takeout();
ALTER TABLE seals_sealtakeout ENABLE ALWAYS TRIGGER takeout_guard;

-- An alarm must come through even where both who have the seal have left: it moves nothing.
DROP TRIGGER takeout_needs_holder ON seals_sealtakeout;
CREATE CONSTRAINT TRIGGER takeout_needs_holder AFTER INSERT OR UPDATE OF state, entry_count ON seals_sealtakeout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seals_needs_holder('seal_takeout');

-- Set outside only while it is outside: neither lost nor suspended meanwhile. After the line, when the seal is locked.
CREATE FUNCTION seals_use_outside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM seals_sealrequest r JOIN seals_seal s ON s.id = NEW.seal_id
        WHERE r.id = NEW.request_id AND r.takeout_id IS NOT NULL AND s.state <> 'out') THEN
        PERFORM seals_refuse('X7: the seal is not outside any more');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_use_outside AFTER INSERT ON seals_ledgerline FOR EACH ROW
    WHEN (NEW.kind = 'use' AND NEW.request_id IS NOT NULL) EXECUTE FUNCTION seals_use_outside();
ALTER TABLE seals_ledgerline ENABLE ALWAYS TRIGGER ledger_use_outside;

CREATE TRIGGER seals_takeoutphoto_once BEFORE UPDATE OR DELETE ON seals_takeoutphoto FOR EACH ROW
    EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER seals_takeoutphoto_all BEFORE TRUNCATE ON seals_takeoutphoto FOR EACH STATEMENT
    EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_takeoutphoto ENABLE ALWAYS TRIGGER seals_takeoutphoto_once;
ALTER TABLE seals_takeoutphoto ENABLE ALWAYS TRIGGER seals_takeoutphoto_all;

CREATE FUNCTION seals_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    b seals_blankbook;
BEGIN
    SELECT * INTO b FROM seals_blankbook WHERE id = NEW.book_id FOR UPDATE;
    IF b.closed_at IS NOT NULL OR NEW.number NOT BETWEEN b.first AND b.last THEN
        PERFORM seals_refuse('no such sheet in this book');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sheet_guard BEFORE INSERT ON seals_blanksheet FOR EACH ROW EXECUTE FUNCTION seals_guard_sheet();
ALTER TABLE seals_blanksheet ENABLE ALWAYS TRIGGER sheet_guard;

CREATE FUNCTION seals_guard_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.kind, NEW.prefix, NEW.first, NEW.last, NEW.received_on) IS DISTINCT FROM
        (OLD.kind, OLD.prefix, OLD.first, OLD.last, OLD.received_on)
        OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
        PERFORM seals_refuse('a book keeps its numbers');
    END IF;
    IF NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL
        AND (SELECT count(*) FROM seals_blanksheet WHERE book_id = NEW.id) <> NEW.last - NEW.first + 1 THEN
        PERFORM seals_refuse('a book is closed when nothing of it is left');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book_guard BEFORE UPDATE ON seals_blankbook FOR EACH ROW EXECUTE FUNCTION seals_guard_book();
ALTER TABLE seals_blankbook ENABLE ALWAYS TRIGGER book_guard;
"""
BACK = """
DROP TRIGGER takeout_needs_holder ON seals_sealtakeout;
CREATE CONSTRAINT TRIGGER takeout_needs_holder AFTER INSERT OR UPDATE ON seals_sealtakeout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seals_needs_holder('seal_takeout');
DROP FUNCTION seals_guard_takeout(), seals_use_outside(), seals_guard_sheet(), seals_guard_book() CASCADE;
DROP TRIGGER seals_takeoutphoto_once ON seals_takeoutphoto;
DROP TRIGGER seals_takeoutphoto_all ON seals_takeoutphoto;
"""
NUMBERS = Func(
    F("first"), F("last"), Value("[]"), function="int4range",
    output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("seals", "0007_audit"), ("documents", "0015_holders_in_route_order")]

    operations = [
        migrations.CreateModel(
            name="TakeoutPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.blob"
                    ),
                ),
                (
                    "takeout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="seals.sealtakeout",
                    ),
                ),
            ],
            options={"ordering": ["takeout", "id"]},
        ),
        migrations.AddConstraint(
            model_name="takeoutphoto",
            constraint=models.UniqueConstraint(fields=("takeout", "blob"), name="takeout_photo_once"),
        ),
        migrations.AddConstraint(
            model_name="sealtakeout",
            constraint=models.CheckConstraint(
                condition=~Q(approver1=F("traveller1"))
                & ~Q(approver1=F("traveller2"))
                & ~Q(approver2=F("traveller1"))
                & ~Q(approver2=F("traveller2")),
                name="takeout_approvers_stay",
            ),
        ),
        migrations.AddConstraint(
            model_name="blankbook",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="blank_books_apart", expressions=[("kind", "="), ("prefix", "="), (NUMBERS, "&&")]
            ),
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
