"""Deputies (代理) and leaders' secretaries: who acts for whom, from, to, for which kinds of work."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .person import Person

# Kinds of work a deputy may be given; they are names of tasks, which this room does not know, and `record`.
KINDS = [
    ("propose", _("拟办")),
    ("review", _("审核")),
    ("countersign", _("会签")),
    ("instruct", _("批示")),
    ("record", _("代录批示（秘书）")),
    ("assign", _("交办")),
    ("handle", _("主办")),
    ("assist", _("协办")),
    ("extend", _("延期审批")),
    ("wrap_up", _("办结申请")),
    ("follow", _("传阅跟踪")),
    ("close_check", _("办结复核")),
    ("read", _("传阅")),
    ("draft", _("拟稿")),
    ("settle", _("处理会签意见")),
    ("legal", _("合法性审核")),
    ("fair", _("公平竞争审查")),
    ("office_review", _("发文审核")),
    ("sign", _("签发")),
    ("recheck", _("复核")),
    ("seal_approve", _("用印审批")),
    ("seal", _("用印")),
]


class Delegation(models.Model):
    """`deputy` acts for `principal`; both names stand on every act; what he got he cannot pass on.

    A secretary's row has kind `record` alone: he writes down what his leader said, decides nothing.
    `kinds` empty means every kind of work.
    """

    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputised_by")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputises")
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="delegation_not_self"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="delegation_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}→{self.principal}"

    @property
    def is_secretary(self) -> bool:
        return self.kinds == ["record"]
