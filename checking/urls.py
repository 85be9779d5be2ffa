"""Addresses of check lists, the daily sweep and the rules of the draft check: included at the root by docflow.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
