from django.urls import URLPattern, path

from seals.views import evidence

urlpatterns: list[URLPattern] = [
    path("seals/checkpoints/", evidence.checkpoints, name="seal_checkpoint"),
    path("passport/<slug:ref>/", evidence.passport, name="passport"),
    path("passport/<slug:ref>/<int:pk>/", evidence.passport_file, name="passport_file"),
]
