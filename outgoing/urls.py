"""Addresses of outgoing papers: included at the root by docflow.urls."""

from django.urls import path

from outgoing.views import files, lists, new, organs, page
from outgoing.views.acts import perform

urlpatterns = [
    path("organs/", organs.organs, name="organs"),
    path("organs/new/", organs.organ, name="organ_new"),
    path("organs/<int:pk>/", organs.organ, name="organ"),
    path("outgoing/", lists.register, name="outgoing_register"),
    path("outgoing/new/", new.new, name="outgoing_new"),
    path("outgoing/<slug:ref>/", page.outgoing, name="outgoing"),
    path("outgoing/<slug:ref>/do/<slug:verb>/", perform, name="outgoing_act"),
    path("outgoing/<slug:ref>/original.pdf", files.original_pdf, name="outgoing_original"),
    path("outgoing/<slug:ref>/pages/<int:number>.webp", files.page_picture, name="outgoing_page"),
    path("outgoing/<slug:ref>/versions/<int:number>/", files.version, name="outgoing_version"),
    path("outgoing/<slug:ref>/versions/<int:number>/file/", files.version_file, name="outgoing_version_file"),
    path("outgoing/<slug:ref>/annexes/<int:number>/", files.annex, name="outgoing_annex"),
    path("outgoing/<slug:ref>/compare/", files.compare, name="outgoing_compare"),
]
