"""Addresses of the organisation."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from people.views import own, pages, persons


class What(StringConverter):
    """An act on a person's page, or the number of the appointment that ends."""

    regex = r"appoint|deputy|leave|return|[1-9][0-9]{0,9}"


class Switch(StringConverter):
    regex = r"close|open"


register_converter(What, "what")
register_converter(Switch, "switch")

urlpatterns = [
    path("people/", pages.people, name="people"),
    path("people/units/new/", pages.unit, name="unit_new"),
    path("people/units/<int:pk>/", pages.unit, name="unit"),
    path("people/units/<int:pk>/<switch:what>/", pages.unit_switch, name="unit_switch"),
    path("people/posts/new/", pages.post, name="post_new"),
    path("people/posts/<int:pk>/close/", pages.post_close, name="post_close"),
    path("people/persons/new/", persons.person, name="person_new"),
    path("people/persons/<int:pk>/", persons.person, name="person"),
    path("people/persons/<int:pk>/<what:what>/", persons.person_act, name="person_act"),
    path("settings/", own.settings, name="settings"),
    path("settings/deputies/<int:pk>/end/", own.deputy_end, name="deputy_end"),
]
