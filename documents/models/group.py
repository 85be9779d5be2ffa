"""Saved groups of readers (常用传阅组): one's own, or the office's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.pinyin import initials


class ReaderGroup(models.Model):
    """Persons who often get the same papers. Without an owner it is everybody's (共用)."""

    name = models.CharField(_("名称"), max_length=30)
    initials = models.CharField(max_length=30, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    persons = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("人员"))

    class Meta:
        ordering = [F("owner").asc(nulls_first=True), "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], nulls_distinct=False, name="reader_group_once"),
            models.CheckConstraint(condition=~Q(name=""), name="reader_group_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.initials = initials(self.name)[:30]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
