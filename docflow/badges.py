"""The counts beside the menu: each is the capped count of its own list's query, all in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alerts import queries as alerts
from docflow.web.prepared import fetch
from docflow.worked import counted, values
from documents.queries.reach import reach
from workflow import queries as inbox

CAP = 100
SQL = f"""
SELECT {inbox.counted(CAP, inbox.WORK)},
       {counted(CAP)},
       {inbox.counted(CAP, inbox.READING)},
       {inbox.counted(CAP, inbox.ALL, late=True)},
       {alerts.unread(CAP)}
"""  # noqa: S608 - constants of the lists


@dataclass(frozen=True)
class Badges:
    """Texts as shown: empty for none, 99+ above."""

    todo: str = ""
    doing: str = ""
    toread: str = ""
    overdue: str = ""
    notices: str = ""


def badges(person: Any) -> Badges:
    """One statement for all of them."""
    asked = {**inbox.values(reach(person.hats)), **values(person)}
    return Badges(*(shown(n) for n in fetch(SQL, asked)[0]))


def shown(n: int) -> str:
    return "" if n == 0 else "99+" if n >= CAP else str(n)
