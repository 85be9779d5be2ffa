"""The field's closed lists, with their code names (glossary) and screen words. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an incoming paper stands. What runs in parallel lives in tasks, not here."""

    PROPOSING = "proposing", _("拟办")
    REVIEWING = "reviewing", _("审核")
    SUBMITTED = "submitted", _("送批")
    INSTRUCTED = "instructed", _("待交办")
    HANDLING = "handling", _("承办")
    CIRCULATING = "circulating", _("传阅")
    CLOSING = "closing", _("办结复核")
    CLOSED = "closed", _("已办结")
    RETURNED = "returned", _("已退文")
    VOIDED = "voided", _("已作废")


FINAL = frozenset({State.CLOSED, State.RETURNED, State.VOIDED})


class Kind(TextChoices):
    """The fifteen kinds of 条例 第八条, and 其他 (简报、白头件)."""

    RESOLUTION = "resolution", _("决议")
    DECISION = "decision", _("决定")
    ORDER = "order", _("命令")
    COMMUNIQUE = "communique", _("公报")
    ANNOUNCEMENT = "announcement", _("公告")
    PUBLIC_NOTICE = "public_notice", _("通告")
    OPINION = "opinion", _("意见")
    NOTICE = "notice", _("通知")
    BULLETIN = "bulletin", _("通报")
    REPORT = "report", _("报告")
    REQUEST = "request", _("请示")
    REPLY = "reply", _("批复")
    MOTION = "motion", _("议案")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("纪要")
    OTHER = "other", _("其他")


ASKS = frozenset({Kind.REQUEST, Kind.OPINION, Kind.LETTER, Kind.MOTION})


class Carrier(TextChoices):
    PAPER = "paper", _("纸质")
    ELECTRONIC = "electronic", _("电子")
    FAX = "fax", _("传真")
    TELEGRAM = "telegram", _("电报")


class Urgency(TextChoices):
    """Two lists in one column (条例 第九条): which one applies follows from the carrier."""

    FLASH = "flash", _("特提")
    TOP_URGENT = "top_urgent", _("特急")
    URGENT = "urgent", _("加急")
    ROUTINE = "routine", _("平急")
    NORMAL = "normal", _("平件")


URGENCY_OF_PAPERS = (Urgency.NORMAL, Urgency.URGENT, Urgency.TOP_URGENT)
URGENCY_OF_TELEGRAMS = (Urgency.ROUTINE, Urgency.URGENT, Urgency.TOP_URGENT, Urgency.FLASH)
TELEGRAMS = frozenset({Carrier.FAX, Carrier.TELEGRAM})
URGENCY_RANK = {"flash": 0, "top_urgent": 1, "urgent": 2, "routine": 3, "normal": 4}
MUST_HAVE_LIMIT = frozenset({Urgency.FLASH, Urgency.TOP_URGENT, Urgency.URGENT})


def urgencies(carrier: str) -> tuple[Urgency, ...]:
    """The urgency list of a carrier. 传真电报 uses the telegram list."""
    return URGENCY_OF_TELEGRAMS if carrier in TELEGRAMS else URGENCY_OF_PAPERS


class Channel(TextChoices):
    EXCHANGE = "exchange", _("交换站")
    CONFIDENTIAL = "confidential", _("机要")
    ELECTRONIC = "electronic", _("电子交换")
    FAX = "fax", _("传真")
    TELEGRAM = "telegram", _("电报")
    MEETING = "meeting", _("会议带回")
    LEADER = "leader", _("领导带回")
    POST = "post", _("邮寄")


class Category(TextChoices):
    ACTION = "action", _("办件")
    READING = "reading", _("阅件")


class ToUs(TextChoices):
    MAIN = "main", _("主送")
    COPY = "copy", _("抄送")


class TaskKind(TextChoices):
    REGISTER = "register", _("登记")
    PROPOSE = "propose", _("拟办")
    REVIEW = "review", _("审核")
    COUNTERSIGN = "countersign", _("会签")
    INSTRUCT = "instruct", _("批示")
    ASSIGN = "assign", _("交办")
    HANDLE = "handle", _("主办")
    ASSIST = "assist", _("协办")
    EXTEND = "extend", _("延期审批")
    WRAP_UP = "wrap_up", _("办结申请")
    FOLLOW = "follow", _("传阅跟踪")
    CLOSE_CHECK = "close_check", _("办结复核")
    LOOK_AGAIN = "look_again", _("到期查看")
    READ = "read", _("传阅")


class OpinionKind(TextChoices):
    PROPOSAL = "proposal", _("拟办")
    REVIEW = "review", _("审核")
    COUNTERSIGN = "countersign", _("会签")
    INSTRUCTION = "instruction", _("批示")
    HANDLING = "handling", _("承办")
    READING = "reading", _("阅")
    CLOSURE = "closure", _("办结")


class CountersignResult(TextChoices):
    """How an added signer answers (domain.md §4.5)."""

    AGREED = "agreed", _("同意")
    AMENDED = "amended", _("有修改意见")
    DISAGREED = "disagreed", _("不同意")


class InstructionKind(TextChoices):
    """domain.md §5.1."""

    TICK = "tick", _("圈阅")
    WRITTEN = "written", _("批示")
    DECISION = "decision", _("签批")
    ORAL = "oral", _("口头")
    MEETING = "meeting", _("会议指示")
    PASS_ON = "pass_on", _("转批")
    IN_PRINCIPLE = "in_principle", _("原则同意")


class RouteMode(TextChoices):
    SEQUENTIAL = "sequential", _("按顺序")
    PARALLEL = "parallel", _("同时送")


class ReturnCode(TextChoices):
    """Reasons for returning a paper to its sender (domain.md §4.6)."""

    R01 = "R01", _("内容不合法或与政策不符")
    R02 = "R02", _("党政职责范围混淆")
    R03 = "R03", _("无特殊情况越级行文")
    R04 = "R04", _("主送机关不当")
    R05 = "R05", _("报送过迟，已误办理时限")
    R06 = "R06", _("涉及其他部门未协商会签")
    R07 = "R07", _("请示一文多事、多头主送、事项不清或未盖印")
    R08 = "R08", _("报告中夹带请示事项")
    R09 = "R09", _("文种使用错误")
    R10 = "R10", _("未标注签发人或签发人不符合规定")
    R11 = "R11", _("请示未注明联系人和电话")
    R12 = "R12", _("附件或必备材料缺失")
    R13 = "R13", _("直接报送领导个人或多头分送")
    R14 = "R14", _("格式不规范")
    R15 = "R15", _("不属于本机关职权范围")
    R16 = "R16", _("内设机构对外行文")
    R17 = "R17", _("紧急程度标注不当")


class FormKind(TextChoices):
    """What can be printed about a paper."""

    HANDLING = "handling", _("收文处理单")
    CIRCULATION = "circulation", _("传阅单")
    ASSIGNMENT = "assignment", _("交办单")
    URGE = "urge", _("催办单")
    RETURN = "return", _("退文单")
    LABEL = "label", _("收文条码")


class PrintAs(TextChoices):
    """As what it was printed or taken along."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"


class CopyStatus(TextChoices):
    """Where a copy on paper is."""

    KEPT = "kept", _("在文书处")
    GIVEN = "given", _("在外")
    RETURNED = "returned", _("已退来文单位")
    LOST = "lost", _("遗失")


class Handed(TextChoices):
    """What is done with paper."""

    GIVE = "give", _("交出")
    BACK = "back", _("登记收回")
    RETURN = "return", _("清退")
    LOST = "lost", _("报失")
    PLACE = "place", _("改存放位置")


class ReturnWay(TextChoices):
    """How a copy goes back to the organ that issued it."""

    EXCHANGE = "exchange", _("交换站")
    CONFIDENTIAL = "confidential", _("机要")
    BY_HAND = "by_hand", _("专人送回")
    POST = "post", _("邮寄")
