"""The weekly pack (每周例会分析通报): figures of one week, edited, then issued: frozen with number and hash."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletins.words import PackState
from documents.models import Blob
from workflow.models import Subject
from workflow.models.subject import new_ref

PERSON = settings.AUTH_USER_MODEL


class PackBook(Subject):
    """The book of packs: the one subject whose entries tell what was done with each pack and meeting. Locking its single row
    puts such acts one after another: a number is never given twice, and two editors are told of one another."""

    subject_kind = "pack_book"
    state = ""

    def card(self) -> dict[str, Any]:
        return {}

    @classmethod
    def the(cls) -> PackBook:
        """The row, made when it is not there yet."""
        return cls.objects.get_or_create(pk=1)[0]


class Pack(models.Model):
    """One week, Monday to Sunday. `sections`: order and free text, `[{code, title, text, hidden}]`. `version` counts edits,
    so that two editors do not overwrite one another. Issued: `number`, `hash` over figures, rows and text, the two files."""

    subject_kind = "pack"  # the name of its page: what is told about it leads there

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    year = models.PositiveSmallIntegerField()
    week = models.PositiveSmallIntegerField()
    first = models.DateField(unique=True)
    last = models.DateField()
    state = models.CharField(max_length=8, choices=PackState.choices, default=PackState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    sections = models.JSONField(default=list)
    made_at = models.DateTimeField()
    counted_at = models.DateTimeField()  # the clock the figures were counted by
    number = models.CharField(_("期号"), max_length=40, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    issued_by_name = models.CharField(max_length=60, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-first"]
        constraints = [
            models.UniqueConstraint(fields=["year", "week"], name="pack_of_a_week"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="pack_number_once"),
            models.CheckConstraint(condition=Q(state__in=PackState.values), name="pack_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at__isnull=True, hash="")
                | Q(state="issued", issued_at__isnull=False) & ~Q(hash="") & ~Q(number=""),
                name="pack_issued_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.week}"

    @property
    def title(self) -> str:
        return gettext("%(year)s年第%(week)s周例会分析通报") % {"year": self.year, "week": self.week}

    @property
    def is_issued(self) -> bool:
        return self.state == PackState.ISSUED


class PackFigure(models.Model):
    """One figure of a pack: its value, and the rows it counts, as they were at `counted_at`. `drafted` is the value of the
    first draft, of what has `changed` since. `rows` and `of_rows` are `bulletins.figures.Row` as lists. What the figure means
    is kept with it: a later release may define it anew, an issued pack never."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="figures")
    code = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=16, default="count")
    label = models.CharField(max_length=120, blank=True)
    definition = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    value = models.FloatField(null=True)
    drafted = models.FloatField(null=True)
    changed = models.BooleanField(default=False)
    rows = models.JSONField(default=list)
    of_rows = models.JSONField(null=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="pack_figure_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class PackRead(models.Model):
    """Who confirmed that he has read an issued pack, and when."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="reads")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["pack", "person"], name="pack_read_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.person_name}"
