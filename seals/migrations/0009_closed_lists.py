"""What is asked to be signed, on what a use rests, and where it was: lists closed in the database, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seals", "0008_takeouts_blanks")]

    operations = [
        migrations.AddConstraint(
            model_name="signing",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["checkpoint", "passport"])), name="signing_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerline",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["", "draft", "approval", "none"])),
                name="ledger_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerline",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["office", "outside"])), name="ledger_place_known"
            ),
        ),
    ]
