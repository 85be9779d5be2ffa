"""The first minutes of an empty office (S29): its name, its first administrator, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.models import CalendarNotice, LimitPolicy
from docflow.web.errors import Refusal
from docflow.web.forms import BaseForm, BaseModelForm
from people.actions.first_run import open_office
from people.actions.guard import keeps_people
from people.models import Person, Unit
from people.models.person import login_name
from people.queries import handling_units, leaders, persons, registry, vacant
from people.roles import ADMINS, LEADERS, Role
from people.rules import password_fits
from workflow.spine import new_key

KEPT = "first_run_office"  # in the session, until the administrator is there too


class OfficeForm(BaseModelForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "number_code"]


class AdministratorForm(BaseForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    username = forms.CharField(label=lazy("登录名"), max_length=40, validators=[login_name])
    name = forms.CharField(label=lazy("姓名"), max_length=60)
    password = forms.CharField(
        label=lazy("密码"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=lazy("再输一次密码"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password", "")
        if password and data.get("again") not in (None, password):
            self.add_error("again", _("两次输入的密码不一样。"))
        if password:
            him = Person(username=data.get("username", ""), name=data.get("name", ""))
            for said in password_fits(password, him):
                self.add_error("password", said)
        return data


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """/first-run/: two tasks, in order; may be left and resumed. 404 as soon as anybody exists."""
    if Person.objects.exists():
        raise Http404
    named = request.session.get(KEPT)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    office = OfficeForm(request.POST if sent == "office" else None, initial=named, auto_id="office_%s")
    who = AdministratorForm(
        request.POST if sent == "administrator" else None, initial={"key": new_key()}, auto_id="who_%s"
    )
    if office.is_valid():
        request.session[KEPT] = office.cleaned_data
        return redirect("first_run")
    if named and who.is_valid() and _opened(request, named, who):
        return redirect(f"{reverse('login')}?next={reverse('setup')}")
    bad = office.errors or who.errors
    context = {"office": office, "who": who, "named": named, "rules": password_validators_help_texts()}
    return render(request, "first_run.html", context, status=422 if bad else 200)


def _opened(request: HttpRequest, named: dict[str, str], form: AdministratorForm) -> bool:
    data = form.cleaned_data
    person = Person(username=data["username"], name=data["name"])
    try:
        open_office(office=Unit(**named), person=person, password=data["password"], key=data["key"])
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return True
    del request.session[KEPT]
    cache.delete("office_name")
    messages.success(request, _("「%(name)s」已建立，请登录。") % {"name": named["name"]})
    return True


@dataclass(frozen=True)
class Need:
    """One line of the list: what, whether it is there, how many, where to mend it, why it is needed."""

    label: str
    count: int
    url: str
    why: str
    least: int = 1
    step: str = ""  # what comes first, where it is not simply one more of these

    @property
    def done(self) -> bool:
        return self.count >= self.least


def needs() -> list[Need]:
    """What must be there before the first paper can make the whole trip."""
    year = timezone.localdate().year
    roles = [
        (_("文书"), {Role.CLERK}, _("登记来文。")),
        (_("拟办人"), {Role.HANDLER}, _("写拟办意见。")),
        (
            _("处长或副处长"),
            {Role.SECTION_CHIEF, Role.DEPUTY_CHIEF},
            _("审核拟办、复核办结；与拟办人不能是同一人。"),
        ),
    ]
    sections = Unit.objects.filter(kind=Unit.Kind.SECTION, is_active=True).count()
    return [
        Need(_("内设处室"), sections, _unit("section"), _("文书、拟办人和处长所在的处室。")),
        Need(_("职务"), _posts(), _there("post_new"), _("先设职务，再把人员任到职务上；权限随职务来。")),
        *(_filled(label, role, registry(role).count(), why) for label, role, why in roles),
        _filled(_("领导"), {Role.LEADER}, leaders().count(), _("作批示。")),
        _handlers(),
        _filled(_("第二位管理员"), {Role.SYSADMIN}, persons({Role.SYSADMIN, Role.SECADMIN}).count(),
                _("管理员不能给自己任职，也防止一人缺位。"), least=2),
        Need(_("本年工作日历"), CalendarNotice.objects.filter(year=year, scope="national").count(), "", _("随系统带来；时限按它计算。")),
        Need(_("时限规则"), LimitPolicy.objects.count(), "", _("随系统带来；每一步的办理期限。")),
    ]  # fmt: skip


def _posts() -> int:
    return Unit.objects.filter(posts__is_active=True).values("posts").count() - 1  # the administrator's own


def _there(name: str, **given: Any) -> str:
    """The page that mends it, with what is known already and the way back to this list."""
    return f"{reverse(name)}?{urlencode({**given, 'next': reverse('setup')})}"


def _unit(kind: str) -> str:
    """A new unit of the right kind: sections belong to our office, organs stand outside it."""
    office = Unit.objects.filter(kind=Unit.Kind.OFFICE).values_list("pk", flat=True).first() or ""
    if kind == Unit.Kind.SECTION:
        return _there("unit_new", kind=kind, relation=Unit.Relation.INTERNAL.value, parent=office)
    return _there("unit_new", kind=kind, relation=Unit.Relation.SUBORDINATE.value)


def _filled(label: str, roles: set[Role], count: int, why: str, least: int = 1) -> Need:
    """Somebody in a role: first a post of it that is vacant, then the person for it."""
    post = vacant(roles).first()
    if post is not None:
        return Need(label, count, _there("person_new", role=post.role), why, least)
    role = sorted(roles)[-1]
    kind = Unit.Kind.OFFICE if role in LEADERS | ADMINS else Unit.Kind.SECTION
    unit = Unit.objects.filter(kind=kind, is_active=True).values_list("pk", flat=True).first() or ""
    step = _("先设「%(role)s」职务") % {"role": role.label}
    return Need(label, count, _there("post_new", role=role.value, unit=unit), why, least, step)


def _handlers() -> Need:
    """Organs that can be given work; one without anybody in office counts for nothing, and the line says so."""
    ready = handling_units().filter(kind=Unit.Kind.ORGAN)
    label, why = _("承办单位"), _("有负责人或文书在任的单位，才能交办。")
    bare = Unit.objects.filter(
        kind=Unit.Kind.ORGAN, is_active=True, relation=Unit.Relation.SUBORDINATE
    ).exclude(pk__in=ready.values("pk"))
    unit = bare.first()
    if unit is None or ready.exists():
        return Need(label, ready.count(), _unit("organ"), why)
    post = unit.posts.filter(is_active=True, role__in=(Role.UNIT_CLERK, Role.UNIT_HEAD)).first()
    if post is not None:
        step = _("为%(unit)s新增「%(role)s」") % {"unit": unit.short, "role": Role(post.role).label}
        return Need(label, 0, _there("person_new", role=post.role), why, 1, step)
    step = _("为%(unit)s设「单位文书」职务") % {"unit": unit.short}
    return Need(label, 0, _there("post_new", unit=unit.pk, role=Role.UNIT_CLERK.value), why, 1, step)


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """/setup/: the list for administrators; each line leads to where it is mended."""
    if not keeps_people(request.user.hats):  # type: ignore[union-attr]
        raise Http404
    lines = needs()
    missing = sum(not line.done for line in lines)
    return render(request, "setup.html", {"lines": lines, "missing": missing})
