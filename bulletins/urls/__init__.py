"""Addresses of error book, reports, pack and statistics: included at the root by docflow.urls. Each topic has its own."""

from bulletins.urls import errors, packs, reports, statistics, sweep

urlpatterns = [
    *errors.urlpatterns,
    *reports.urlpatterns,
    *packs.urlpatterns,
    *statistics.urlpatterns,
    *sweep.urlpatterns,
]
