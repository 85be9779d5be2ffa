"""The addresses of the app, and the two pages that acts lead on to while they are not there."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("", include("docflow.urls")),
    path("", lambda request: HttpResponse(), name="home"),
    path("documents/<slug:ref>/", lambda request, ref: HttpResponse(), name="document"),
]
