"""The closed lists of outgoing papers, with their code names (glossary) and screen words. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from documents.words import Kind


class State(TextChoices):
    """Where an outgoing paper stands (domain.md §2.10). Who countersigns or checks beside others lives in tasks."""

    DRAFTING = "drafting", _("拟稿")
    COUNTERSIGNING = "countersigning", _("会签")
    CHECKING = "checking", _("合法性审核")
    REVIEWING = "reviewing", _("审核")
    SIGNING = "signing", _("签发")
    RECHECKING = "rechecking", _("复核")
    NUMBERING = "numbering", _("编号")
    PRINTING = "printing", _("印制")
    SEALING = "sealing", _("用印")
    DISPATCHING = "dispatching", _("核发")
    DISPATCHED = "dispatched", _("已发出")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤稿")
    VOIDED = "voided", _("已作废")


FINAL = frozenset({State.CLOSED, State.WITHDRAWN, State.VOIDED})
BEFORE_SIGNED = frozenset(
    {State.DRAFTING, State.COUNTERSIGNING, State.CHECKING, State.REVIEWING, State.SIGNING}
)
AFTER_SIGNED = frozenset(
    {State.RECHECKING, State.NUMBERING, State.PRINTING, State.SEALING, State.DISPATCHING}
)
# Where the text may still be changed: after the sign-off a change makes it stale (条例 第二十五条（一）).
OPEN_TEXT = frozenset(
    {State.DRAFTING, State.COUNTERSIGNING, State.REVIEWING, State.SIGNING, State.RECHECKING, State.NUMBERING,
     State.PRINTING}
)  # fmt: skip


class TaskKind(TextChoices):
    DRAFT = "draft", _("拟稿")
    COUNTERSIGN = "countersign", _("会签")
    SETTLE = "settle", _("处理会签意见")
    LEGAL = "legal", _("合法性审核")
    FAIR = "fair", _("公平竞争审查")
    OFFICE_REVIEW = "office_review", _("发文审核")
    SIGN = "sign", _("签发")
    RECHECK = "recheck", _("复核")
    NUMBER = "number", _("编号")
    PRINT = "print", _("印制")
    SEAL = "seal", _("用印")
    DISPATCH = "dispatch", _("核发")
    RECEIPTS = "receipts", _("催收回执")
    RECEIVE = "receive", _("签收")


class OpinionKind(TextChoices):
    """Whose words an opinion is, by which 发文稿纸 places it."""

    DRAFTING = "drafting", _("拟稿")
    COUNTERSIGN = "countersign", _("会签")
    LEGAL = "legal", _("合法性审核")
    FAIR = "fair", _("公平竞争审查")
    REVIEW = "review", _("审核")
    SIGN = "sign", _("签发")
    RECHECK = "recheck", _("复核")


class Answer(TextChoices):
    """How a unit answers a draft sent to countersign (domain.md §4.5)."""

    AGREED = "agreed", _("同意")
    AMENDED = "amended", _("同意（有修改意见）")
    DISAGREED = "disagreed", _("不同意")
    NO_OPINION = "no_opinion", _("无意见")


class Passed(TextChoices):
    """How the legality or the fair-competition review ends."""

    PASSED = "passed", _("通过")
    CONDITIONAL = "conditional", _("修改后通过")
    REFUSED = "refused", _("不通过")


class Direction(TextChoices):
    UP = "up", _("上行文")
    DOWN = "down", _("下行文")
    PARALLEL = "parallel", _("平行文")
    PUBLIC = "public", _("普发")


class Layout(TextChoices):
    """The three formats of GB/T 9704-2012 that are laid out."""

    ORDINARY = "ordinary", _("公文格式")
    LETTER = "letter", _("信函格式")
    ORDER = "order", _("命令格式")


class Publicity(TextChoices):
    """公开属性, chosen while drafting (国办发〔2016〕80号)."""

    ACTIVE = "active", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    NOT_PUBLIC = "not_public", _("不予公开")


class Standing(TextChoices):
    """What holds of an issued paper (条例 第三十三条)."""

    IN_FORCE = "in_force", _("现行")
    RECALLED = "recalled", _("已召回")
    REVOKED = "revoked", _("已撤销")
    REPEALED = "repealed", _("已废止")


class Slot(TextChoices):
    """What became of a document number."""

    RESERVED = "reserved", _("预留")
    USED = "used", _("已用")
    VOID = "void", _("作废")


class SheetForm(TextChoices):
    """The forms that go with an outgoing paper on paper."""

    MANUSCRIPT = "manuscript", _("发文稿纸")
    DISPATCH_LIST = "dispatch_list", _("发送清单")
    LABEL = "label", _("发文条码")


class VoidAsked(TextChoices):
    """What came of the wish to void a reserved number (two persons)."""

    PENDING = "pending", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Role(TextChoices):
    """How an organ gets the paper."""

    MAIN = "main", _("主送")
    COPY = "copy", _("抄送")
    INTERNAL = "internal", _("内部分送")


class Receipt(TextChoices):
    """What came of an addressee's copies (domain.md §4.9)."""

    WAITING = "waiting", _("待发")
    SENT = "sent", _("已发")
    SIGNED = "signed", _("已签收")
    SHORT = "short", _("少件")
    DAMAGED = "damaged", _("破损")
    REFUSED = "refused", _("拒收")
    RETURNED = "returned", _("退回")
    RECALLED = "recalled", _("召回待退")
    WITHDRAWN = "withdrawn", _("撤回")


OPEN_RECEIPTS = frozenset({Receipt.WAITING, Receipt.SENT, Receipt.SHORT, Receipt.DAMAGED, Receipt.RECALLED})


class Channel(TextChoices):
    EXCHANGE = "exchange", _("交换站")
    ELECTRONIC = "electronic", _("系统内签收")
    CONFIDENTIAL = "confidential", _("机要")
    FAX = "fax", _("传真")
    POST = "post", _("邮寄")
    HAND = "hand", _("直送")


def chinese(word: TextChoices) -> str:
    """The word as papers and records say it, whatever the language of the screen."""
    with override("zh-hans"):
        return str(word.label)


KINDS = [(kind.value, kind.label) for kind in Kind if kind is not Kind.OTHER]
