"""Words of the room: kinds, states, codes (domain.md §6)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SealKind(TextChoices):
    """What a seal is for; by it the approval is ruled (§6.2)."""

    LEGAL = "legal", _("法定名称章")
    STEEL = "steel", _("钢印")
    SIGNATURE = "signature", _("签名章")
    SPECIAL = "special", _("专用章")
    STAMP = "stamp", _("收发章、戳记")


class Medium(TextChoices):
    PHYSICAL = "physical", _("实物印章")
    ELECTRONIC = "electronic", _("电子印章")


class SealState(TextChoices):
    WAITING = "waiting", _("待启用")
    IN_USE = "in_use", _("在用")
    OUT = "out", _("外带")
    SUSPENDED = "suspended", pgettext_lazy("seal", "停用")
    SEALED_UP = "sealed_up", pgettext_lazy("seal", "封存")
    RETURNED = "returned", _("缴回")
    LOST = "lost", _("遗失")
    DESTROYED = "destroyed", _("销毁")


class RequestState(TextChoices):
    ASKING = "asking", _("待审批")
    APPROVED = "approved", _("待用印")
    CLOSED = "closed", pgettext_lazy("seal request", "已用印")
    REJECTED = "rejected", pgettext_lazy("seal request", "不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    VOIDED = "voided", _("已失效")
    EXPIRED = "expired", _("已过期")


REQUEST_LIVE = (RequestState.ASKING, RequestState.APPROVED)


class TakeoutState(TextChoices):
    ASKING = "asking", _("待审批")
    APPROVED = "approved", _("待带出")
    OUT = "out", _("外带中")
    BACK = "back", _("已归还")
    REJECTED = "rejected", pgettext_lazy("seal request", "不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


TAKEOUT_LIVE = (TakeoutState.ASKING, TakeoutState.APPROVED, TakeoutState.OUT)


class Basis(TextChoices):
    """On what a use rests (A2): the signed draft of an outgoing paper, an approval, or nothing for a mere stamp."""

    DRAFT = "draft", _("签发稿纸")
    APPROVAL = "approval", _("用印审批单")
    NONE = "none", _("不需审批")


class PaperKind(TextChoices):
    """What is stamped. Nothing blank is on the list (X1)."""

    PAPER = "paper", _("公文")
    CERTIFICATE = "certificate", _("证明")
    CONTRACT = "contract", _("合同、协议")
    INTRODUCTION = "introduction", _("介绍信")
    REPORT = "report", _("报表")
    LICENCE = "licence", _("证书、证件")
    COPY = "copy", _("复印件")
    OTHER = "other", _("其他")


class Place(TextChoices):
    OFFICE = "office", _("办公室内")
    OUTSIDE = "outside", _("外带")


class LineKind(TextChoices):
    """What a line of the ledger tells."""

    OPEN = "open", _("建账")
    ENABLE = "enable", pgettext_lazy("seal line", "启用")
    USE = "use", _("用印")
    SETTLE = "settle", _("结清")
    REFUSAL = "refusal", pgettext_lazy("seal line", "拒绝用印")
    CORRECTION = "correction", pgettext_lazy("seal line", "更正")
    LATE_ENTRY = "late_entry", pgettext_lazy("seal line", "补录")
    HANDOVER = "handover", _("交接")
    OUT = "out", _("带出")
    IN = "in", _("归还")
    SUSPEND = "suspend", pgettext_lazy("seal", "停用")
    RESUME = "resume", _("恢复使用")
    LOSE = "lose", pgettext_lazy("seal line", "报失")
    FOUND = "found", _("找回")
    SEAL_UP = "seal_up", pgettext_lazy("seal", "封存")
    RETURN = "return", _("缴回")
    DESTROY = "destroy", _("销毁")
    STOCKTAKE = "stocktake", _("盘点")


class Refused(TextChoices):
    """Why a seal is not set (§6.5): each refusal is a line of its own."""

    BLANK = "X1", _("空白纸、空白介绍信、空白表格")
    UNAPPROVED = "X2", _("未经审批、审批人无权或审批已过期")
    TEXT = "X3", _("文本与审批的不一致")
    ORGAN = "X4", _("印章与署名不符")
    MATTER = "X5", _("超出本机关职权或属私人事务")
    MANDATE = "X6", _("签名章没有授权")
    SEAL = "X7", _("印章停用、遗失或不在")
    QUANTITY = "X8", _("超过批准的数量")
    PERSON = "X9", _("保管人是申请人或审批人")


class TaskKind(TextChoices):
    APPROVE = "seal_approve", _("用印审批")
    STAMP = "seal", _("用印")
    TAKE_APPROVE = "take_approve", _("外带审批")
    TAKE_OUT = "take_out", _("带出登记")
    BRING_BACK = "bring_back", _("归还印章")


class FindingState(TextChoices):
    OPEN = "open", _("待核")
    EXPLAINED = "explained", _("已说明")
    CONFIRMED = "confirmed", _("属实")


class BlankKind(TextChoices):
    """Numbered forms that could be filled in by whoever has one."""

    LETTERHEAD = "letterhead", _("空白文件头")
    INTRODUCTION = "introduction", _("空白介绍信")


class BlankEnd(TextChoices):
    USED = "used", _("使用")
    SPOILED = "spoiled", _("作废")
    RETURNED = "returned", _("退回")
    MISSING = "missing", _("遗失")


class SealSheet(TextChoices):
    """What is printed of the room."""

    HANDOVER = "handover", _("印章交接单")
    REGISTER = "register", _("用印登记表")


class HandoverSheet(TextChoices):
    """What is printed of a handover."""

    HANDOVER = "handover", _("印章交接单")
