"""A person who is present signs with his own password on another's screen: a handover, a second person, a supervisor."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from people import attempts
from people.models import Person
from people.models.person import plain_username


def signed_by(username: str, password: str, *, address: str, field: str) -> Person:
    """Who signed. `BadInput` on `field` where name and password do not fit, or too many tries were made from this
    address: every try counts like one at the login. Called outside the act's transaction: a failed try stays counted."""
    wrong = BadInput(_("用户名或密码不正确。连续 5 次不正确后，须等 15 分钟再试。"), field)
    attempt = attempts.begin(username, address)
    if attempt is None:
        raise wrong
    person = Person.objects.filter(username=plain_username(username), is_active=True).first()
    if person is None:
        Person().set_password(password)  # as long as for a name that is known
        raise wrong
    if not person.check_password(password) or person.is_demo and not settings.DEMO:
        raise wrong
    attempts.succeeded(attempt)
    return person
