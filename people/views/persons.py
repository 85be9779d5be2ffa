"""One person: his row, his posts, his deputies, his leaving."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from people import drawn
from people.actions.deputies import deputise
from people.actions.persons import as_saved, deactivate, reactivate, save_person
from people.actions.posts import appoint, end_appointment
from people.forms.keyed import KeyedForm
from people.forms.organisation import PersonForm
from people.forms.terms import AppointForm, DeputyForm, EndForm, LeaveForm
from people.models import Appointment, Person
from people.queries import in_hand, keeping, vacant
from people.roles import Role
from people.views.acting import back, backs, did, done_before, keepers_only, onward, role_wanted, status
from workflow.models import Task


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a person. Who was wanted for a role is offered its vacant post next."""
    keepers_only(request)
    before = done_before(request) if request.method == "POST" else None
    if before is not None:
        return redirect(reverse("person", args=[before.data["person"]]) + onward(request))
    row = get_object_or_404(Person, pk=pk) if pk else Person()
    heading = row.name
    form = PersonForm(request.POST or None, instance=row, saved=as_saved(row))
    if form.is_valid() and did(
        request,
        form,
        save_person,
        person=form.instance,
        password=form.cleaned_data["password"],
        seen=form.cleaned_data["seen"],
    ):
        return redirect(reverse("person", args=[form.instance.pk]) + onward(request))
    return _page(request, row, heading, form)


@require_POST
def person_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Appoint, name a deputy, leave, come back, or (a number) end that appointment."""
    keepers_only(request)
    row = get_object_or_404(Person, pk=pk)
    form, action, given = _asked(request, row, what)
    if form.is_valid() and did(request, form, action, **given, **form.act_kwargs()):
        return redirect(back(request, reverse("person", args=[row.pk])))
    return _page(request, row, row.name, PersonForm(instance=row, saved=as_saved(row)), **{_name(what): form})


def _asked(request: HttpRequest, row: Person, what: str) -> tuple[KeyedForm, Any, dict[str, Any]]:
    post, saved = request.POST, drawn.of_person(row)
    if what == "appoint":
        return AppointForm(post, saved=saved, auto_id="appoint_%s"), appoint, {"person": row}
    if what == "deputy":
        form = DeputyForm(post, saved=drawn.of_deputies(row), principal=row, auto_id="deputy_%s")
        return form, deputise, {"principal": row}
    if what == "leave":
        return LeaveForm(post, saved=saved, auto_id="leave_%s"), deactivate, {"person": row}
    if what == "return":
        return KeyedForm(post, saved=saved, auto_id="return_%s"), reactivate, {"person": row}
    found = get_object_or_404(Appointment, pk=int(what), person=row)
    return EndForm(post, saved=saved, auto_id=f"end{found.pk}_%s"), end_appointment, {"appointment": found}


def _name(what: str) -> str:
    return f"{what}_form" if what.isalpha() else "end_form"


def _page(
    request: HttpRequest, row: Person, heading: str, form: PersonForm, **refused: KeyedForm
) -> HttpResponse:
    wanted = role_wanted(request)
    context: dict[str, Any] = {
        "person": row, "heading": heading, "form": form, "refused": refused.values(), "onward": onward(request),
        "wanted": Role(wanted).label if wanted else "",
    }  # fmt: skip
    if row.pk is not None:
        context |= _about(row, wanted) | refused
    return render(request, "people/person.html", context, status=status(form, *refused.values()))


def _about(row: Person, wanted: str) -> dict[str, Any]:
    held = row.appointments.select_related("post__unit").order_by("-since", "-id")
    saved = drawn.of_person(row)
    return {
        "holds": Task.objects.live().filter(holder=row.principal).count(),
        "copies": in_hand(row.principal),
        "keeping": keeping(row.principal),
        "appointments": [(a, EndForm(saved=saved, auto_id=f"end{a.pk}_%s")) for a in held],
        "deputies": backs(row.deputised_by.select_related("deputy")),
        "appoint_form": AppointForm(saved=saved, auto_id="appoint_%s", initial=_vacant(wanted)),
        "deputy_form": DeputyForm(saved=drawn.of_deputies(row), principal=row, auto_id="deputy_%s"),
        "leave_form": LeaveForm(saved=saved, auto_id="leave_%s"),
        "return_form": KeyedForm(saved=saved, auto_id="return_%s"),
    }


def _vacant(role: str) -> dict[str, Any]:
    """The first post of this role that nobody holds, for the form that appoints."""
    if not role:
        return {}
    return {"post": vacant([role]).values_list("pk", flat=True).first()}
