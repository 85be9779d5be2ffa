"""Addresses of the daily sweep."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
