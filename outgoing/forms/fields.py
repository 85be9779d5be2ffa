"""Fields that take names as a drafter types them: persons in order, units, organs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from documents.forms.picking import NamesField
from outgoing.queries.people import countersigners, of_our_own
from people.models import Person
from people.queries import correspondents, persons


class PeopleField(NamesField):
    """Persons of our own office, in the order in which they are to act. `keep_twice`: who is written twice stays so, for
    the act to say what it makes of it."""

    def __init__(
        self, rows: Callable[[], QuerySet[Any]] = of_our_own, *, keep_twice: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rows, lookup="readers", keep_twice=keep_twice, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return value.name if isinstance(value, Person) else "、".join(p.name for p in value)


class AnybodyField(PeopleField):
    """Persons of any unit who are in office."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(persons, **kwargs)


class CountersignersField(NamesField):
    """Units in which somebody can answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(countersigners, lookup="units", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.short for u in value)


class OrgansField(NamesField):
    """Organs as addressees or as those that issue with us."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(correspondents, lookup="organs", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.short for u in value)
