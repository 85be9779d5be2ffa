"""Addresses of notices: included at the root by docflow.urls."""

from django.urls import path

from alerts import views

urlpatterns = [
    path("notices/", views.page, name="notices"),
    path("notices/read/", views.read, name="notices_read"),
]
