"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import path

from timing.views import stats

urlpatterns = [
    path("statistics/time/", stats.time_stats, name="time_stats"),
    path("statistics/time/list/", stats.time_list, name="time_list"),
]
