"""Addresses of the error book."""

from django.urls import URLPattern, path

from bulletins.views import error_top, errors
from bulletins.views.error_list import ERRORS
from documents.views.ledger_urls import ledger_urls

urlpatterns: list[URLPattern] = [
    *ledger_urls(ERRORS, "errors/"),
    path("errors/new/", errors.new, name="error_new"),
    path("errors/top/", error_top.error_top, name="error_top"),
    path("errors/<slug:ref>/", errors.page, name="error"),
    path("errors/<slug:ref>/edit/", errors.edit, name="error_edit"),
    path("errors/<slug:ref>/close/", errors.close, name="error_close"),
]
