"""Received copies by their numbers, and every time one changed hands: that is only ever added to.

Papers that are there get a row for each number their register field names; a field that cannot be read gets none, and
stays as it is until somebody corrects it. They all lie at the registry: where else, nobody wrote down.
"""

import re
import unicodedata

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION documents_handings_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what changed hands is not changed afterwards (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER handing_no_change BEFORE UPDATE OR DELETE ON documents_handing
    FOR EACH ROW EXECUTE FUNCTION documents_handings_only_added();
CREATE TRIGGER handing_no_truncate BEFORE TRUNCATE ON documents_handing
    FOR EACH STATEMENT EXECUTE FUNCTION documents_handings_only_added();
ALTER TABLE documents_handing ENABLE ALWAYS TRIGGER handing_no_change;
ALTER TABLE documents_handing ENABLE ALWAYS TRIGGER handing_no_truncate;
"""
BACKWARD = """
DROP TRIGGER handing_no_change ON documents_handing;
DROP TRIGGER handing_no_truncate ON documents_handing;
DROP FUNCTION documents_handings_only_added();
"""
BETWEEN = re.compile(r"[、,;\s]+")
DASH = re.compile(r"\s*[-~—–－～至到]+\s*")
PART = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
MOST = 10_000
BATCH = 2_000


def numbers(text):
    """The numbers a register field names; none where it cannot be read."""
    found = set()
    for part in BETWEEN.split(DASH.sub("-", unicodedata.normalize("NFKC", text)).strip()):
        ends = PART.fullmatch(part)
        if part and ends is None:
            return []
        if ends:
            first, last = int(ends[1]), int(ends[2] or ends[1])
            if first < 1 or last < first or len(found) + last - first >= MOST:
                return []
            found.update(range(first, last + 1))
    return sorted(found)


def number(apps, schema_editor):
    Document, Copy = apps.get_model("documents", "Document"), apps.get_model("documents", "Copy")
    texts = Document.objects.exclude(copy_numbers="").values_list("pk", "copy_numbers")
    for pk, text in texts.iterator():
        rows = [Copy(document_id=pk, number=n) for n in numbers(text)]
        Copy.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0020_kept_of_every_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="份号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("kept", "在文书处"),
                            ("given", "在外"),
                            ("returned", "已退来文单位"),
                            ("lost", "遗失"),
                        ],
                        default="kept",
                        max_length=10,
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=24)),
                ("holder_name", models.CharField(blank=True, max_length=120)),
                ("since", models.DateField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbered",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["document", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "given")), fields=["holder"], name="received_copy_held"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="received_copy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["kept", "given", "returned", "lost"])),
                        name="received_copy_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("since__isnull", False),
                                ("status", "given"),
                                models.Q(("holder", ""), _negated=True),
                                models.Q(("holder_name", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "given"), _negated=True),
                                ("holder", ""),
                                ("holder_name", ""),
                            ),
                            _connector="OR",
                        ),
                        name="received_copy_holder_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("give", "交出"),
                            ("back", "登记收回"),
                            ("return", "清退"),
                            ("lost", "报失"),
                            ("place", "改存放位置"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), default=list, size=None
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=24)),
                ("holder_name", models.CharField(blank=True, max_length=120)),
                ("day", models.DateField()),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exchange", "交换站"),
                            ("confidential", "机要"),
                            ("by_hand", "专人送回"),
                            ("post", "邮寄"),
                        ],
                        max_length=14,
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=120)),
                ("place", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handings",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["document", "-id"], name="handing_of_paper")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["give", "back", "return", "lost", "place"])),
                        name="handing_what_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how", ""),
                            ("how__in", ["exchange", "confidential", "by_hand", "post"]),
                            _connector="OR",
                        ),
                        name="handing_how_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("what", "give"), _negated=True), ("holder", ""), ("holder_name", "")
                            ),
                            models.Q(
                                ("what", "give"),
                                models.Q(("holder", ""), _negated=True),
                                models.Q(("holder_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="handing_holder_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("what", "return"), _negated=True), ("how", ""), ("receipt", "")
                            ),
                            models.Q(
                                ("what", "return"),
                                models.Q(("how", ""), _negated=True),
                                models.Q(("receipt", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="handing_return_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("what", "lost"), _negated=True),
                        name="handing_lost_has_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
