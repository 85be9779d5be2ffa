"""Addresses of statistics and the board of six words."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
