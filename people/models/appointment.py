"""Posts, and who holds them from when to when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from people.roles import Role

from .person import Person
from .unit import Unit


class Post(models.Model):
    """A seat in a unit. Work may be held by a post: whoever holds it may claim it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=60)
    role = models.CharField(_("角色"), max_length=24, choices=Role.choices)
    rank = models.PositiveSmallIntegerField(_("职级顺序"), default=99)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known")]

    def __str__(self) -> str:
        return self.title

    @property
    def principal(self) -> str:
        return f"o{self.pk}"


class Appointment(models.Model):
    """A person in a post, both days included; `until` empty means still in it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_order"
            ),
            ExclusionConstraint(
                name="appointment_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (
                        Func("since", "until", models.Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"
