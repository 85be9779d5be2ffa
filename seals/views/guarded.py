"""Who comes to the auditor's pages: the audit administrator; to outsiders they do not exist, others of the house may not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from docflow.web.errors import NotAllowed
from people.roles import Role
from seals.rules.rights import sees_audit, sees_ledger


def auditor_of(request: HttpRequest) -> Any:
    """The audit administrator."""
    person: Any = request.user
    if sees_audit(person.hats):
        return person
    if sees_ledger(person.hats):
        raise NotAllowed(_("用印审计只对审计管理员开放。"))
    raise Http404


def reader_of(request: HttpRequest) -> Any:
    """Whoever may read all lines."""
    person: Any = request.user
    if sees_ledger(person.hats):
        return person
    raise Http404


def watcher_of(request: HttpRequest) -> Any:
    """The security administrator, and the auditor himself."""
    person: Any = request.user
    if Role.SECADMIN in person.hats.roles or sees_audit(person.hats):
        return person
    raise Http404
