"""检查点.

REPLACE with the evidence branch's file of the same name: there the worker signs what is asked here.
"""

from __future__ import annotations

from people.models import Person
from seals.models import Signing
from workflow.clock import database_now


def ask_signing(kind: str, ref: str, by: Person) -> Signing:
    """Ask the worker, who alone has the key; a second wish while the first waits is the same one."""
    waiting = Signing.objects.filter(kind=kind, ref=ref, asked_by=by, done_at=None).first()
    return waiting or Signing.objects.create(kind=kind, ref=ref, asked_by=by, asked_at=database_now())
