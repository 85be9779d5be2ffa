"""Addresses of reported errors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
