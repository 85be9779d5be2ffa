"""Every register of the house by its name: the worker makes the sheets of all of them."""

from __future__ import annotations

from bulletins.views.error_list import ERRORS
from documents.views.ledger import Ledger
from documents.views.lists import REGISTER
from outgoing.views.lists import OUTGOING
from seals.views.lists import SEALS
from seals.views.register import SEAL_LEDGER
from seals.views.request_list import REQUESTS
from seals.views.takeout_list import TAKEOUTS
from timing.views.supervision import OVERDUE, SUPERVISION

LEDGERS: dict[str, Ledger] = {
    ledger.name: ledger
    for ledger in (REGISTER, OUTGOING, SUPERVISION, OVERDUE, SEALS, REQUESTS, TAKEOUTS, SEAL_LEDGER, ERRORS)
}
