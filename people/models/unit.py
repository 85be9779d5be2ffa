"""Units: our own office and its sections, and every organ that writes to us or handles for us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.pinyin import initials


class Unit(models.Model):
    """A node of the tree. `number_code` is its 机关代字, offered when only a serial is typed."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("本机关")
        SECTION = "section", _("内设处室")
        ORGAN = "organ", _("外单位")

    class Relation(models.TextChoices):
        SELF = "self", _("本机关")
        INTERNAL = "internal", _("本机关内部")
        SUPERIOR = "superior", _("上级机关")
        SUBORDINATE = "subordinate", _("下级机关")
        NON_SUBORDINATE = "non_subordinate", _("不相隶属机关")
        SKIP_LEVEL = "skip_level", _("越级来文")

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级单位"),
    )
    name = models.CharField(_("全称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    initials = models.CharField(max_length=60, blank=True, editable=False)
    number_code = models.CharField(_("机关代字"), max_length=30, blank=True)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.ORGAN)
    relation = models.CharField(
        _("与本机关关系"), max_length=20, choices=Relation.choices, default="non_subordinate"
    )
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(_("排列顺序"), default=100)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["office", "section", "organ"]), name="unit_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    relation__in=[
                        "self",
                        "internal",
                        "superior",
                        "subordinate",
                        "non_subordinate",
                        "skip_level",
                    ]
                ),
                name="unit_relation_known",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="office"), name="unit_one_office"
            ),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        return self.short_name or self.name

    @property
    def principal(self) -> str:
        return f"u{self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.initials = f"{initials(self.name)} {initials(self.short_name)}".strip()[:60]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
