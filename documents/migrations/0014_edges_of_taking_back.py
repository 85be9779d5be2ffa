"""The edges that acts make: an approval is taken back from its readers; nothing goes from the leaders, or from the
handing over, back to the proposal."""

from __future__ import annotations

from django.db import migrations

NEW = """
DELETE FROM documents_edge WHERE (source, target) IN (('submitted', 'proposing'), ('instructed', 'proposing'));
INSERT INTO documents_edge VALUES ('circulating', 'reviewing');
"""
OLD = """
DELETE FROM documents_edge WHERE (source, target) = ('circulating', 'reviewing');
INSERT INTO documents_edge VALUES ('submitted', 'proposing'), ('instructed', 'proposing');
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0013_drafts_by_key")]

    operations = [migrations.RunSQL(NEW, OLD)]
