"""The tree, its units and posts: read and change."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import drawn
from people.actions.guard import fingerprint
from people.actions.posts import close_post, save_post
from people.actions.units import as_saved, close_unit, open_unit, save_unit
from people.forms.keyed import KeyedForm
from people.forms.organisation import PostForm, UnitForm
from people.models import Person, Post, Unit
from people.queries import posts_of, seatless, tree
from people.views.acting import back, did, done_before, keepers_only, status
from workflow.models import Entry

SWITCHES = {"close": close_unit, "open": open_unit}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Units as a tree with who is in office, whom no post holds, who has left, what changed last."""
    keepers_only(request)
    context = {
        "rows": tree(),
        "idle": seatless()[:200],
        "gone": Person.objects.filter(is_active=False)[:200],
        "closed": Unit.objects.filter(is_active=False)[:200],
        "entries": organisation().order_by("-seq")[:20],
    }
    return render(request, "people/people.html", context)


def organisation() -> QuerySet[Entry]:
    """Changes of the organisation itself. Saved groups of organs and readers share its journal; their own pages tell
    theirs."""
    return Entry.objects.filter(subject_kind="roster").exclude(verb__contains="_group_")


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a unit. A link may say of which kind the new one is, and where to return to."""
    keepers_only(request)
    if request.method == "POST" and done_before(request):
        return redirect(back(request, "people"))
    row = get_object_or_404(Unit, pk=pk) if pk else Unit()
    heading = str(row)
    given = {} if pk else {n: request.GET[n][:20] for n in ("kind", "relation", "parent") if n in request.GET}
    form = UnitForm(request.POST or None, instance=row, saved=as_saved(row), initial=given)
    if form.is_valid() and did(request, form, save_unit, unit=form.instance, seen=form.cleaned_data["seen"]):
        return redirect(back(request, "people"))
    return _unit_page(request, row, heading, form)


@require_POST
def unit_switch(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Close a unit down, or open it again."""
    keepers_only(request)
    row = get_object_or_404(Unit, pk=pk)
    form = KeyedForm(request.POST, saved=drawn.of_unit(row))
    if form.is_valid() and did(request, form, SWITCHES[what], unit=row, **form.act_kwargs()):
        return redirect("people")
    edit = UnitForm(instance=row, saved=as_saved(row))
    return _unit_page(request, row, str(row), edit, form)


def _unit_page(
    request: HttpRequest, row: Unit, heading: str, form: UnitForm, refused: KeyedForm | None = None
) -> HttpResponse:
    posts = posts_of(row) if row.pk else []
    for post, state in zip(posts, drawn.of_posts(posts).values(), strict=True):
        post.seen = fingerprint(state)  # type: ignore[attr-defined]
    switch = KeyedForm(saved=drawn.of_unit(row))
    context = {"unit": row, "heading": heading, "form": form, "switch": switch, "posts": posts}
    context["refused"] = refused or switch
    return render(request, "people/unit.html", context, status=status(form, context["refused"]))


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Add a post to a unit."""
    keepers_only(request)
    if request.method == "POST" and done_before(request):
        return redirect(back(request, "people"))
    given = {name: request.GET.get(name, "")[:20] for name in ("unit", "role")}
    form = PostForm(request.POST or None, initial=given)
    if form.is_valid() and did(request, form, save_post, post=form.instance):
        return redirect(back(request, reverse("unit", args=[form.instance.unit_id])))
    return render(request, "people/post.html", {"form": form}, status=status(form))


@require_POST
def post_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a vacant post."""
    keepers_only(request)
    row = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    form = KeyedForm(request.POST, saved=drawn.of_post(row))
    if form.is_valid() and did(request, form, close_post, post=row, **form.act_kwargs()):
        return redirect("unit", pk=row.unit_id)
    edit = UnitForm(instance=row.unit, saved=as_saved(row.unit))
    return _unit_page(request, row.unit, str(row.unit), edit, form)
