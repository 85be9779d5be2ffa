"""Addresses of notices: included at the root by docflow.urls."""

from django.urls import path

from alerts.views import notices, settings

urlpatterns = [
    path("notices/", notices.page, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/settings/", settings.page, name="notice_settings"),
    path("notices/settings/trial/", settings.trial, name="notice_trial"),
]
