"""Persons. Deactivated, never deleted: history keeps names as they were."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.hats import Hats, load_hats
from people.pinyin import initials

TEXT_SIZES = ("std", "lg", "xl")
DENSITIES = (("", _("标准")), ("compact", _("紧凑")))  # of the rows of lists
login_name = RegexValidator(r"\A[\w.@+-]+\Z", _("登录名只能用文字、数字和 . @ + - _。"))


def plain_username(typed: str) -> str:
    """One spelling for every way of typing a login name: width, case and outer spaces do not matter."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=plain_username(username or ""))

    def create_user(self, username: str, name: str, password: str | None = None, **extra: Any) -> Person:
        person = self.model(username=username, name=name, **extra)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Who logs in and acts. What he may do comes from his appointments and deputies, see `hats`."""

    username = models.CharField(_("登录名"), max_length=40, unique=True, validators=[login_name])
    name = models.CharField(_("姓名"), max_length=60)
    initials = models.CharField(max_length=30, blank=True, editable=False)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    rank = models.PositiveSmallIntegerField(_("职级顺序"), default=99)
    is_active = models.BooleanField(_("在职"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    left_on = models.DateField(null=True, blank=True)
    text_size = models.CharField(max_length=4, default="std")
    density = models.CharField(max_length=8, blank=True)  # of rows; empty is the usual
    single_keys = models.BooleanField(default=True)
    searches = ArrayField(
        models.TextField(), default=list, db_default=[], editable=False
    )  # see people.searches
    list_columns = models.JSONField(default=dict, editable=False)  # list: keys of its columns, in his order
    must_change_password = models.BooleanField(default=False, editable=False)  # somebody else chose it

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(is_active=False), name="person_left_pair"
            ),
            models.CheckConstraint(condition=Q(text_size__in=TEXT_SIZES), name="person_text_size_known"),
            models.CheckConstraint(
                condition=Q(density__in=tuple(code for code, _words in DENSITIES)),
                name="person_density_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.username = plain_username(self.username)

    @property
    def must_choose_password(self) -> bool:
        """Somebody else chose his password. One of the demo is public by design and nobody's own."""
        return self.must_change_password and not self.is_demo

    @property
    def principal(self) -> str:
        return f"p{self.pk}"

    @cached_property
    def hats(self) -> Hats:
        """Posts, units, roles and deputies in force now: one query, kept as long as this object."""
        return load_hats(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = plain_username(self.username)
        self.initials = initials(self.name)[:30]
        super().save(*args, **kwargs)
