"""Addresses of the weekly pack and its meeting."""

from django.urls import URLPattern, path

from bulletins.views import meeting, meeting_action, pack_edit, packs

urlpatterns: list[URLPattern] = [
    path("packs/", packs.packs, name="packs"),
    path("packs/make/", packs.pack_make, name="pack_make"),
    path("packs/<slug:ref>/", packs.pack, name="pack"),
    path("packs/<slug:ref>/edit/", pack_edit.pack_edit, name="pack_edit"),
    path("packs/<slug:ref>/recount/", pack_edit.pack_recount, name="pack_recount"),
    path("packs/<slug:ref>/issue/", pack_edit.pack_issue, name="pack_issue"),
    path("packs/<slug:ref>/read/", packs.pack_read, name="pack_read"),
    path("packs/<slug:ref>/file/<slug:what>/", packs.pack_file, name="pack_file"),
    path("packs/<slug:ref>/figures/<str:code>/", packs.pack_figure, name="pack_figure"),
    path("packs/<slug:ref>/meeting/", meeting.meeting, name="meeting"),
    path("packs/<slug:ref>/meeting/give/", meeting.meeting_give, name="meeting_give"),
    path("packs/<slug:ref>/meeting/discussed/", meeting.meeting_discussed, name="meeting_discussed"),
    path("meetings/actions/<slug:ref>/", meeting_action.meeting_action, name="meeting_action"),
    path(
        "meetings/actions/<slug:ref>/do/<slug:verb>/",
        meeting_action.meeting_action_act,
        name="meeting_action_act",
    ),
]
