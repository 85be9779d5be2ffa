"""Addresses of the weekly pack and its meeting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
