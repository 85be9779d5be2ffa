"""Addresses of reported errors."""

from django.urls import URLPattern, path

from bulletins.views import reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.listed, name="error_reports"),
    path("reports/new/", reports.new, name="report_new"),
    path("reports/<slug:ref>/", reports.page, name="error_report"),
    path("reports/<slug:ref>/do/<slug:verb>/", reports.perform, name="error_report_act"),
]
