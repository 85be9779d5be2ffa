"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import path

from timing.views import limits, stats

urlpatterns = [
    path("statistics/time/", stats.time_stats, name="time_stats"),
    path("statistics/time/list/", stats.time_list, name="time_list"),
    path("limits/", limits.limits, name="limits"),
    path("limits/new/", limits.limit_new, name="limit_new"),
    path("limits/<int:pk>/take-back/", limits.limit_take_back, name="limit_take_back"),
]
