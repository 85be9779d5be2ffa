"""`/login/`: with the count of tries, and with the first run while nobody can log in yet."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from people.forms.login import LoginForm
from people.models import Person
from people.sitting import begin


@method_decorator(login_not_required, name="dispatch")  # an own dispatch loses the parent's mark
class Login(LoginView):
    """Answers 422 when the password is wrong."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and not Person.objects.exists():
            return redirect("first_run")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        login(self.request, form.get_user())
        begin(self.request)
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
