"""A severity that the office set is never changed: the next is another row, and the newest holds."""

from django.db import migrations, models

TRIGGERS = """
CREATE TRIGGER checking_rulesetting_append_only BEFORE UPDATE OR DELETE ON checking_rulesetting
    FOR EACH ROW EXECUTE FUNCTION checking_proof_append_only();
CREATE TRIGGER checking_rulesetting_append_only_all BEFORE TRUNCATE ON checking_rulesetting
    FOR EACH STATEMENT EXECUTE FUNCTION checking_proof_append_only();
ALTER TABLE checking_rulesetting ENABLE ALWAYS TRIGGER checking_rulesetting_append_only;
ALTER TABLE checking_rulesetting ENABLE ALWAYS TRIGGER checking_rulesetting_append_only_all;
"""
UNDO = """
DROP TRIGGER checking_rulesetting_append_only ON checking_rulesetting;
DROP TRIGGER checking_rulesetting_append_only_all ON checking_rulesetting;
"""


class Migration(migrations.Migration):
    dependencies = [("checking", "0004_gates")]

    operations = [
        migrations.AlterModelOptions(name="rulesetting", options={"ordering": ["rule", "-turn"]}),
        migrations.AlterField("rulesetting", "rule", models.CharField(max_length=10)),
        migrations.AddField("rulesetting", "turn", models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            "rulesetting", models.UniqueConstraint(fields=("rule", "turn"), name="rule_setting_turn_once")
        ),
        migrations.AddConstraint(
            "rulesetting",
            models.CheckConstraint(condition=~models.Q(reason=""), name="rule_setting_says_why"),
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
