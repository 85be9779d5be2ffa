from django.urls import include, path

from tests.bench.probe import badges_only, hello, seated

urlpatterns = [
    path("bench/hello/", hello),
    path("bench/seated/", seated),
    path("bench/badges/", badges_only),
    path("", include("docflow.urls")),
]
