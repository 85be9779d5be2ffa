"""Fields that take names as a drafter types them: persons in order, units, organs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

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


class JointsField(NamesField):
    """Organs that issue with us: of the roster by name, others as 「名称」; cleaned to units and names in order."""

    most = 20
    hint = lazy("名册以外的机关写在「」里；没有人员在本系统的机关在纸上签发。")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.hint)
        super().__init__(correspondents, lookup="organs", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "、".join(f"「{one}」" if isinstance(one, str) else one.short for one in value)

    def _find(self, names: list[str]) -> list[Any]:
        quoted = {name: name[1:-1].strip() for name in names if name[:1] == "「" and name[-1:] == "」"}
        if odd := [name for name, inner in quoted.items() if not inner or len(inner) > 120 or "「" in inner]:
            raise ValidationError(
                _("看不懂「%(part)s」：名册以外的单位请写在「」里。") % {"part": odd[0][:30].strip("「」")}
            )
        plain = [name for name in names if name not in quoted]
        units = {name: super(JointsField, self)._find([name])[0] for name in plain}
        known = {u.name: u for u in correspondents().filter(name__in=quoted.values())} if quoted else {}
        found = [known.get(quoted[name], quoted[name]) if name in quoted else units[name] for name in names]
        return list(dict.fromkeys(found))


class OrgansField(NamesField):
    """Organs of the roster, as addressees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(correspondents, lookup="organs", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "、".join(u.short for u in value)
