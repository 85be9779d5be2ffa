"""The auditor's pages, the register of lines and its printed sheet."""

from django.urls import URLPattern, path

from documents.views.ledger_urls import ledger_urls
from seals.views import audit, audit_export, audit_sample, audit_test, ledger_sheet, line
from seals.views.register import SEAL_LEDGER

urlpatterns: list[URLPattern] = [
    path("seals/audit/", audit.audit, name="seal_audit"),
    path("seals/audit/chain/", audit.chain, name="seal_audit_chain"),
    path("seals/audit/checkpoint/", audit.sign_now, name="seal_audit_checkpoint"),
    path("seals/audit/sample/", audit_sample.sample, name="seal_audit_sample"),
    path("seals/audit/month/", audit_sample.month, name="seal_audit_month"),
    path("seals/audit/export/", audit_export.export, name="seal_audit_export"),
    path("seals/audit/deeds/", audit_export.audit_deeds, name="seal_audit_deeds"),
    path("seals/audit/<slug:code>/", audit_test.audit_test, name="seal_audit_test"),
    *ledger_urls(SEAL_LEDGER, "seals/ledger/"),
    path("seals/ledger/sheet/", ledger_sheet.sheet, name="seal_ledger_sheet"),
    path("seals/ledger/<int:pk>/<int:serial>/", line.line, name="seal_line"),
    path("seals/ledger/<int:pk>/<int:serial>/photo.webp", line.photo, name="seal_line_photo"),
]
