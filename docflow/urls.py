"""Every address of docflow."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from docflow import health
from docflow.first_run import first_run, setup
from docflow.help import help_page
from docflow.identities import switch_identity
from docflow.ledgers import LEDGERS
from docflow.pages import home
from docflow.print_centre import print_centre
from docflow.print_many import print_many, print_ticked
from docflow.search import forget_searches, search
from docflow.self_check import self_check
from docflow.trial import put_away
from docflow.unit_import import unit_import, unit_template
from documents.views.exports import export
from people.views.login import Login

handler400 = "docflow.errors.bad_request"
handler403 = "docflow.errors.forbidden"
handler404 = "docflow.errors.missing"
handler500 = "docflow.errors.failed"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("search/forget/", forget_searches, name="forget_searches"),
    path("printing/", print_centre, name="print_centre"),
    path("printing/many/", print_many, name="print_many"),
    path("printing/<slug:register>/<slug:form>/", print_ticked, name="print_ticked"),
    path("documents/exports/<slug:ref>/", export, {"ledgers": LEDGERS}, name="export"),
    path("healthz", health.healthz, name="healthz"),
    path("first-run/", first_run, name="first_run"),
    path("setup/", setup, name="setup"),
    path("self-check/", self_check, name="self_check"),
    path("people/units/import/", unit_import, name="unit_import"),
    path("people/units/import/template.xlsx", unit_template, name="unit_template"),
    path("help/", help_page, name="help"),
    path("login/", Login.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("identity/", login_not_required(switch_identity), name="switch_identity"),
    path("trial/", put_away, name="trial"),
    path("", include("alerts.urls")),
    path("", include("people.urls")),
    path("", include("checking.urls")),
    path("", include("documents.urls")),
    path("", include("outgoing.urls")),
    path("", include("seals.urls")),
    path("", include("timing.urls")),
    path("", include("bulletins.urls")),
]
