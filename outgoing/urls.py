"""Addresses of outgoing papers."""

from django.urls import path

from outgoing.views import number_acts, numbers

urlpatterns = [
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/series/new/", number_acts.number_series, name="number_series_new"),
    path("numbers/series/<int:pk>/", number_acts.number_series, name="number_series"),
    path("numbers/series/<int:pk>/reserve/", number_acts.number_reserve, name="number_reserve"),
    path("numbers/slots/<int:pk>/void/", number_acts.number_void, name="number_void"),
    path("numbers/voids/<int:pk>/", number_acts.number_void_answer, name="number_void_answer"),
    path("numbers/<int:pk>/<int:year>/", numbers.number_ledger, name="number_ledger"),
    path("numbers/<int:pk>/<int:year>/print/", numbers.number_print, name="number_print"),
    path("numbers/<int:pk>/<int:year>/certify/", number_acts.number_certify, name="number_certify"),
]
