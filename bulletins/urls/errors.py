"""Addresses of the error book."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
