"""Issuing organs (发文机关): in whose name the office issues papers, and who may sign them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outgoing.words import KINDS, Direction
from people.roles import LEADERS

SIGNERS = [(role.value, role.label) for role in sorted(LEADERS)]


class Organ(models.Model):
    """`letterhead` is the red head of ordinary papers, 文件 included (GB/T 9704-2012 7.2.4); `mark` that of letters
    and orders, which carry the name alone (10.1, 10.2)."""

    name = models.CharField(_("全称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=40)
    letterhead = models.CharField(_("发文机关标志"), max_length=120)
    mark = models.CharField(_("信函、命令标志"), max_length=120)
    printed_by = models.CharField(_("印发机关"), max_length=120)
    is_active = models.BooleanField(_("启用"), default=True)
    order = models.PositiveSmallIntegerField(_("排列顺序"), default=100)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class SigningRule(models.Model):
    """Who signs what in an organ's name (条例 第二十二条). Empty direction or kind: any; the closest rule counts.

    `principal`: of those with such a post only the highest in rank today.
    """

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="signing_rules")
    direction = models.CharField(
        _("行文方向"), max_length=10, choices=[("", _("不限")), *Direction.choices], blank=True
    )
    kind = models.CharField(_("文种"), max_length=16, choices=[("", _("不限")), *KINDS], blank=True)
    roles = ArrayField(models.CharField(max_length=24, choices=SIGNERS), verbose_name=_("可以签发的职务"))
    principal = models.BooleanField(_("限主要负责人"), default=False)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["organ", "direction", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "direction", "kind"], name="signing_rule_once"),
            models.CheckConstraint(
                condition=Q(direction__in=["", *Direction.values]), name="signing_rule_direction_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=["", *dict(KINDS)]), name="signing_rule_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.direction} {self.kind}"
