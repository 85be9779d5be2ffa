"""Addresses of the room, a file for each thing one does: included at the root by docflow.urls."""

from . import audit, blanks, custody, desk, electronic, evidence, registry, requests, takeouts

urlpatterns = [
    *custody.urlpatterns,
    *requests.urlpatterns,
    *desk.urlpatterns,
    *takeouts.urlpatterns,
    *blanks.urlpatterns,
    *electronic.urlpatterns,
    *audit.urlpatterns,
    *evidence.urlpatterns,
    *registry.urlpatterns,  # last: a seal's own address takes any word
]
