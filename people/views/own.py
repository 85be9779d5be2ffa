"""What a person sets for himself: deputies, text size, rows, single keys, password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from docflow.web.forms import BaseModelForm, DressedMixin
from people import drawn
from people.actions.deputies import deputise, end_deputy
from people.actions.guard import keeps_people
from people.actions.persons import SECRET
from people.forms.keyed import KeyedForm
from people.forms.terms import DeputyForm
from people.models import Delegation, Person
from people.models.person import DENSITIES
from people.queries import keeping
from people.views.acting import backs, did, status


class ViewForm(BaseModelForm):
    text_size = forms.ChoiceField(
        label=pgettext_lazy("size", "字号"),
        choices=[("std", lazy("标准")), ("lg", lazy("大")), ("xl", lazy("特大"))],
    )

    density = forms.ChoiceField(label=lazy("行距"), required=False, choices=DENSITIES)

    class Meta:
        model = Person
        fields = ["text_size", "density", "single_keys"]
        labels = {"single_keys": lazy("启用单键快捷键")}

    def save(self, commit: bool = True) -> Person:
        """These fields alone: he may have been stopped since his row was read."""
        self.instance.save(update_fields=list(self._meta.fields or ()))
        person: Person = self.instance
        return person


class OwnPasswordForm(DressedMixin, PasswordChangeForm):
    """Django's own, dressed; the new password must differ from the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)  # one of three forms on its page

    def clean(self) -> None:
        super().clean()
        old, new = self.cleaned_data.get("old_password"), self.cleaned_data.get("new_password1")
        if new and new == old:
            self.add_error("new_password1", _("新密码不能和原密码相同。"))

    def save(self, commit: bool = True) -> Person:
        """The password alone: he may have been stopped since his row was read."""
        person: Person = super().save(commit=False)
        person.must_change_password = False
        if commit:
            person.save(update_fields=SECRET)
        return person


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """/settings/: one page, three forms; `form` says which was sent."""
    person: Person = request.user  # type: ignore[assignment]
    sent = request.POST.get("form", "")
    shown = Person.objects.get(pk=person.pk) if sent == "view" else person  # a refused form changes no frame
    view = ViewForm(request.POST if sent == "view" else None, instance=shown, auto_id="view_%s")
    own = sent == "password" and not person.is_demo  # a visitor of the demo must not lock out the next one
    password = OwnPasswordForm(person, request.POST if own else None)
    given = request.POST if sent == "deputy" else None
    deputy = DeputyForm(given, saved=drawn.of_deputies(person), principal=person, auto_id="deputy_%s")
    if view.is_valid():
        view.save()
        messages.success(request, _("显示设置已保存。"))
        return redirect("settings")
    if password.is_valid():
        password.save()
        update_session_auth_hash(request, person)
        messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
        return redirect("settings")
    if deputy.is_valid() and did(request, deputy, deputise, principal=person, **deputy.act_kwargs()):
        return redirect("settings")
    context = {
        "view_form": view,
        "password_form": password,
        "deputy_form": deputy,
        "keeping": keeping(person.principal),
        "given": backs(running(person.deputised_by.all()).select_related("deputy")),
        "held": running(person.deputises.all()).select_related("principal"),
    }
    return render(request, "people/settings.html", context, status=status(view, password, deputy))


def running(rows: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """Not taken back and not over."""
    return rows.filter(ended_at=None).exclude(until__lt=timezone.localdate())


@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deputy's right back: one's own, or as an administrator."""
    row = get_object_or_404(Delegation, pk=pk)
    own = row.principal_id == request.user.pk
    if not own and not keeps_people(request.user.hats):  # type: ignore[union-attr]
        raise Http404
    form = KeyedForm(request.POST, saved=drawn.of_delegation(row))
    if not (form.is_valid() and did(request, form, end_deputy, delegation=row, **form.act_kwargs())):
        for reasons in form.errors.values():
            messages.warning(request, " ".join(map(str, reasons)))
    return redirect("settings") if own else redirect("person", pk=row.principal_id)
