"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
