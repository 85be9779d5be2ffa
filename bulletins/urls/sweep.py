"""Addresses of the daily sweep."""

from django.urls import path

from bulletins.views import sweep as views

urlpatterns = [
    path("sweep/", views.sweep, name="sweep"),
    path("sweep/<slug:day>/", views.sweep, name="sweep_day"),
]
