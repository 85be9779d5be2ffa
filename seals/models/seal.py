"""印章台账 (domain.md §6.3): one row per seal, physical or electronic, with the head of its ledger."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from documents.models import Blob
from outgoing.models import Organ
from people.models import Unit
from seals.words import Medium, SealKind, SealState
from workflow.models import Subject

S = SealState
ENDED = (S.RETURNED, S.DESTROYED)
HERE = [S.IN_USE, S.SUSPENDED, S.SEALED_UP]  # a paper may say so of a seal that lies in the safe


class Seal(Subject):
    """One seal. `state` is moved by `workflow.spine.step` alone; `line_count` and `line_head` by the ledger's trigger.

    `organ` is whose name it bears (a seal is set only where that organ signs); `unit` whose it is: its head rules a
    special seal; `signer` whose hand a signature seal stands for. Who has it now: `SealCustody`. `keeper` and `stand_in` are
    who is appointed, `supervisor` who watches. An electronic seal may name the physical one it equals (`twin`).
    """

    subject_kind = "seal"

    state = FSMField(_("状态"), default=S.WAITING, choices=S.choices, editable=False)
    seal_no = models.CharField(_("印章编号"), max_length=40, unique=True)
    name = models.CharField(_("印文"), max_length=120)
    kind = models.CharField(_("种类"), max_length=10, choices=SealKind.choices)
    medium = models.CharField(_("形式"), max_length=10, choices=Medium.choices, default=Medium.PHYSICAL)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("署名机关")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所属单位"))
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("签名人"),
    )
    twin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("对应的实物印章"),
    )

    material = models.CharField(_("质料"), max_length=40, blank=True)
    shape = models.CharField(_("形状"), max_length=40, blank=True)
    size_mm = models.PositiveSmallIntegerField(_("直径或长边（毫米）"), null=True, blank=True)
    imprint = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    engraved_by = models.CharField(_("刻制单位"), max_length=120, blank=True)
    approved_by = models.CharField(_("制发文"), max_length=200, blank=True)
    issued_by = models.CharField(_("制发机关"), max_length=120, blank=True)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    enabled_on = models.DateField(_("启用日期"), null=True, editable=False)
    enabled_by = models.CharField(_("启用通知"), max_length=200, blank=True, editable=False)
    place = models.CharField(_("存放处（保险柜号）"), max_length=80, blank=True)

    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("保管人"),
        editable=False,
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("代管人"),
        editable=False,
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("监印人"),
        editable=False,
    )
    appointed_by = models.CharField(_("任命依据"), max_length=200, blank=True, editable=False)

    disabled_on = models.DateField(_("停用日期"), null=True, editable=False)
    disabled_why = models.CharField(_("停用原因"), max_length=200, blank=True, editable=False)
    returned_to = models.CharField(_("缴回单位"), max_length=120, blank=True, editable=False)
    destroyed_on = models.DateField(_("销毁日期"), null=True, editable=False)
    destroyed_by_names = models.CharField(_("销毁人"), max_length=130, blank=True, editable=False)

    certificate = models.CharField(_("证书序列号"), max_length=80, blank=True)
    algorithm = models.CharField(_("算法"), max_length=40, blank=True)
    valid_from = models.DateTimeField(_("有效期自"), null=True, blank=True)
    valid_to = models.DateTimeField(_("有效期至"), null=True, blank=True)
    adapter_id = models.CharField(_("电子印章系统中的编号"), max_length=80, blank=True)

    line_count = models.PositiveIntegerField(default=0, editable=False)
    line_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        ordering = ["seal_no"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="seal_state_known"),
            models.CheckConstraint(condition=Q(kind__in=SealKind.values), name="seal_kind_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="seal_medium_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(seal_no=""), name="seal_named"),
            models.CheckConstraint(
                condition=~Q(kind="signature") | Q(signer__isnull=False), name="seal_signature_signer"
            ),
            models.CheckConstraint(condition=~Q(keeper=F("stand_in")), name="seal_stand_in_another"),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | Q(destroyed_on__isnull=False) & ~Q(destroyed_by_names=""),
                name="seal_destroyed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.WAITING, *ENDED]) | Q(enabled_on__isnull=False),
                name="seal_enabled_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_electronic(self) -> bool:
        return self.medium == Medium.ELECTRONIC

    def card(self) -> dict[str, Any]:
        return {
            "title": self.name,
            "number": self.seal_no,
            "urgency": "normal",
            "urgency_rank": 9,
            "source": str(self.unit),
        }

    # -- the machine: bodies set fields of this row and refuse, nothing else -----------------------------

    @transition(state, source=S.WAITING, target=S.IN_USE)
    def enable(self, on: Any, notice: str) -> None:
        """In force from a day on, by a notice that shows its impression."""
        self.enabled_on, self.enabled_by = on, notice

    @transition(state, source=S.IN_USE, target=S.OUT)
    def take_out(self) -> None:
        """It has left the building, by an approved take-out."""

    @transition(state, source=S.OUT, target=S.IN_USE)
    def bring_in(self) -> None:
        """It is back."""

    @transition(state, source=[S.IN_USE, S.OUT], target=S.SUSPENDED)
    def suspend(self, on: Any, why: str) -> None:
        """Not to be used until somebody says so."""
        self.disabled_on, self.disabled_why = on, why

    @transition(state, source=S.SUSPENDED, target=S.IN_USE)
    def resume(self) -> None:
        self.disabled_on, self.disabled_why = None, ""

    @transition(state, source=[S.WAITING, S.IN_USE, S.OUT, S.SUSPENDED, S.SEALED_UP], target=S.LOST)
    def lose(self, on: Any, why: str) -> None:
        self.disabled_on, self.disabled_why = on, why
        self.enabled_on = self.enabled_on or on

    @transition(state, source=S.LOST, target=S.SUSPENDED)
    def find(self) -> None:
        """Found again: it stays unused until it is resumed or ended."""

    @transition(state, source=S.SUSPENDED, target=S.SEALED_UP)
    def seal_up(self) -> None:
        """Sealed up in the safe."""

    @transition(state, source=[S.WAITING, S.SUSPENDED, S.SEALED_UP, S.LOST], target=S.RETURNED)
    def give_back(self, to: str) -> None:
        """Handed back to the organ that issued it; also one that was cut wrongly and never enabled."""
        self.returned_to = to

    @transition(state, source=[S.WAITING, S.SUSPENDED, S.SEALED_UP, S.LOST], target=S.DESTROYED)
    def destroy(self, on: Any, names: str) -> None:
        """Destroyed by two persons, also one that was cut wrongly; of a lost one the two cancel it for good."""
        self.destroyed_on, self.destroyed_by_names = on, names
