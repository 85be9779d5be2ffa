"""What registering needs beside the paper: the gapless counter, drafts, the pointer row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SerialCounter(models.Model):
    """One row per series and year; locked last in the transaction that takes a number: no gap, no double."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"


class Draft(models.Model):
    """A form not yet sent: what was typed is kept every few seconds.

    One per drawn form: `form` says which form it is, `key` is the key that this one was drawn with, so that two
    papers begun side by side are two drafts.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    key = models.CharField(max_length=64, default="", blank=True)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form", "key"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.form}"


class Pointer(models.Model):
    """A state-secret paper leaves only this: no title, sender, number or level (domain.md §10.1)."""

    series = models.CharField(max_length=20, default="涉密登记", editable=False)
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    received_at = models.DateTimeField(_("收到时间"))
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    handed_to = models.CharField(_("移交"), max_length=40)
    handed_at = models.DateTimeField(_("移交时间"))
    place = models.CharField(_("存放位置"), max_length=60, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="pointer_serial_once")
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.serial}"


class SavedView(models.Model):
    """A pill above a register: a name for a query string. A person's own, or shared with everybody who reads it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ledger = models.CharField(max_length=40, default="register", db_default="register", editable=False)
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(_("让所有能看登记簿的人都能用"), default=False, db_default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "ledger", "name"], name="saved_view_once"),
        ]
        indexes = [
            models.Index(fields=["ledger", "id"], condition=Q(is_shared=True), name="saved_view_shared")
        ]

    def __str__(self) -> str:
        return self.name
