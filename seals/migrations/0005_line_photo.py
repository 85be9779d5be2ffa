"""The photograph of a sealed page, kept by the line that has its hash."""

import django.db.models.deletion
from django.db import migrations, models

ONCE = """
CREATE TRIGGER seals_linephoto_once BEFORE UPDATE OR DELETE ON seals_linephoto FOR EACH ROW EXECUTE FUNCTION seals_append_only();
CREATE TRIGGER seals_linephoto_all BEFORE TRUNCATE ON seals_linephoto FOR EACH STATEMENT EXECUTE FUNCTION seals_append_only();
ALTER TABLE seals_linephoto ENABLE ALWAYS TRIGGER seals_linephoto_once;
ALTER TABLE seals_linephoto ENABLE ALWAYS TRIGGER seals_linephoto_all;
"""


class Migration(migrations.Migration):
    dependencies = [("seals", "0004_requests"), ("documents", "0015_holders_in_route_order")]

    operations = [
        migrations.CreateModel(
            name="LinePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.blob"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photo",
                        to="seals.ledgerline",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
    ]
