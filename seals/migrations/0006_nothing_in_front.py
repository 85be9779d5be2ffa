"""What the ledger's functions read is what stands in `public`, whoever calls them.

A function that does not say where it looks finds a temporary table of the caller first, and one that says it does too,
unless it names `pg_temp` last (CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"). With a table of his own
named `seals_sealrequest` whoever may run SQL would have approved himself. And a ledger begins with its first line.
"""

from django.db import migrations

PINNED = """
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'seals\\_%' LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', f);
    END LOOP;
END $$;
"""
BEGINS = """
CREATE FUNCTION seals_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.line_count <> 0 OR NEW.line_head <> '' THEN
        PERFORM seals_refuse('the head of a ledger moves by a line alone');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_begins BEFORE INSERT ON seals_seal FOR EACH ROW EXECUTE FUNCTION seals_begins();
ALTER TABLE seals_seal ENABLE ALWAYS TRIGGER seal_begins;
"""
BACKWARD = "DROP FUNCTION seals_begins() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("seals", "0005_line_photo")]

    operations = [migrations.RunSQL([BEGINS, PINNED], BACKWARD)]
