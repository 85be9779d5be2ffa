"""Every verb on an outgoing paper, once: its words, its key, in which states, by which task or role.

The guard of the act, the button on the page and the sentence why-not all read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from documents.rules.known import Bar
from outgoing.rules import joint, proofing, standing, urging
from outgoing.rules.known import Known
from outgoing.words import AFTER_SIGNED, BEFORE_SIGNED, FINAL, OPEN_TEXT, State, TaskKind
from people.roles import CHIEFS, REGISTRY, Role

S, K = State, TaskKind
CLERKS = frozenset({Role.CLERK, Role.SECTION_CHIEF, Role.DEPUTY_CHIEF})
LIVE = frozenset(s for s in State if s not in FINAL)
UNSENT = BEFORE_SIGNED | AFTER_SIGNED
ISSUED = frozenset({S.DISPATCHED, S.CLOSED})
PASSED_ON = (K.DRAFT, K.SETTLE, K.LEGAL, K.FAIR, K.OFFICE_REVIEW, K.SIGN, K.RECHECK)


@dataclass(frozen=True)
class Verb:
    """`line` says in one sentence what will happen. `task`: he must hold an open task of these kinds, or have one of
    `roles` (internal seats), or be the drafter where `drafter` says so. `bar`: what of the paper stands in the way.
    `paused`: it is done also while the paper stands still, for it moves nothing."""

    code: str
    label: str | Promise
    line: str | Promise
    states: frozenset[str]
    task: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()
    drafter: bool = False
    key: str = ""
    primary: bool = False
    danger: bool = False
    lane: str = "main"
    paused: bool = False
    bar: Callable[[Known, Any], Bar | None] | None = None


def states(*names: State) -> frozenset[str]:
    return frozenset(names)


WRITES = (K.DRAFT, K.SETTLE, K.OFFICE_REVIEW, K.RECHECK)
VERBS: dict[str, Verb] = {
    v.code: v
    for v in [
        Verb("send", lazy("送出"), lazy("按所选的会签、审核、签发人员依次送；有人签发之前可以取回。"), states(S.DRAFTING),
             (K.DRAFT,), primary=True),
        Verb("countersign", lazy("会签"), lazy("写下本单位意见；文稿改动后要重新会签。"), states(S.COUNTERSIGNING),
             (K.COUNTERSIGN,), primary=True),
        Verb("settle", lazy("处理会签意见"), lazy("逐条说明采纳情况，送下一步。"), states(S.COUNTERSIGNING), (K.SETTLE,),
             primary=True),
        Verb("record_countersign", lazy("代录会签"), lazy("照纸质回复录入会签意见，单位和录入人都保留。"),
             states(S.COUNTERSIGNING), (), frozenset({Role.CLERK}), drafter=True, bar=standing.somebody_countersigning),
        Verb("overdue", lazy("按逾期处理"), lazy("逾期未答复的会签按逾期记下，不再等候。"), states(S.COUNTERSIGNING), (), CHIEFS,
             drafter=True, bar=standing.somebody_overdue),
        Verb("check", lazy("提出审核意见"), lazy("写明合法性审核或公平竞争审查结论；不通过的退回拟稿人。"), states(S.CHECKING),
             (K.LEGAL, K.FAIR), primary=True),
        Verb("review", lazy("审核同意"), lazy("送签发人；签发之前可以取回。"), states(S.REVIEWING), (K.OFFICE_REVIEW,),
             primary=True),
        Verb("sign", lazy("签发"), lazy("签发的是现在这一稿；此后文字有改动须重新签发。不写意见即为圈阅，视为同意。"),
             states(S.SIGNING), (K.SIGN,), key="KeyB", primary=True),
        Verb("record_sign", lazy("代录签发"), lazy("照签批稿录入签发人的意见和日期，双方姓名都保留。"), states(S.SIGNING), (K.SIGN,),
             key="KeyB"),
        Verb("check_joint", lazy("核对签回件"), lazy("与扫描件逐项核对另一人录入的签发，一致的即为该机关已签发。"),
             states(S.SIGNING), (K.JOINT,), joint.CHECKERS, primary=True, bar=joint.nothing_to_check),
        Verb("record_joint", lazy("录入签回件"), lazy("照联合发文机关签回的送签稿录入签发人、意见和日期，附扫描件；另一人核对后才算签发。"),
             states(S.SIGNING), (K.JOINT,), joint.RECORDERS, primary=True, bar=joint.nothing_to_record),
        Verb("recheck", lazy("复核通过"), lazy("审批手续、内容、文种、格式无误，送编号。"), states(S.RECHECKING), (K.RECHECK,),
             primary=True, bar=standing.stale),
        Verb("resign", lazy("送重新签发"), lazy("文字有改动，送签发人重新签发；已编的字号不变。"),
             states(S.RECHECKING, S.NUMBERING, S.PRINTING, S.SEALING), (K.RECHECK, K.NUMBER, K.PRINT, K.SEAL),
             drafter=True, primary=True, bar=standing.not_stale),
        Verb("number", lazy("编号"), lazy("取下一个发文字号；取号后不能退，作废也保留。"), states(S.NUMBERING), (K.NUMBER,),
             primary=True, bar=standing.stale),
        Verb("print_run", lazy("登记印制"), lazy("记下印数，定稿不再改；送用印。"), states(S.PRINTING), (K.PRINT,), primary=True,
             bar=standing.not_printable),
        Verb("lift_seal", lazy("已用印"), lazy("记下用印、废损份数，其余为未用；全部用印后送核发。"), states(S.SEALING, S.DISPATCHED),
             (K.SEAL,), primary=True, bar=standing.not_to_stamp),
        Verb("print_more", lazy("加印"), lazy("照留存的正本再印几份，不重新排版；加印的份数另行用印后才能发出。"),
             states(S.SEALING, S.DISPATCHING, S.DISPATCHED), (K.SEAL, K.DISPATCH), CLERKS,
             bar=standing.no_more_copies),
        Verb("dispatch", lazy("核发"), lazy("发给分发单位，从此等候签收。"), states(S.DISPATCHING), (K.DISPATCH,), primary=True,
             bar=standing.stale),
        Verb("receive", lazy("签收"), lazy("记下收到的份数；少件、破损请写明。"), ISSUED, (K.RECEIVE,), primary=True,
             lane="circulation", key="KeyM"),
        Verb("receipts", lazy("登记回执"), lazy("逐个单位登记签收、少件、破损、拒收、退回或撤回。"), states(S.DISPATCHED), (K.RECEIPTS,),
             REGISTRY),
        Verb("urge_receipts", lazy("催签"), lazy("催尚未签收的单位；召回后催还没退回的，系统外的记下电话通知。"), states(S.DISPATCHED), (K.RECEIPTS,), REGISTRY, key="KeyW",
             bar=standing.nobody_unsigned),
        Verb("resend", lazy("补寄"), lazy("少件、破损、拒收、退回或撤回的再寄一次，重新等候签收。"), states(S.DISPATCHED), (K.RECEIPTS,),
             REGISTRY, bar=standing.nothing_again),
        Verb("close", lazy("办结"), lazy("回执齐，复核后办结待归档；拟稿人不能自己办结。"), states(S.DISPATCHED), (K.RECEIPTS,),
             CHIEFS, primary=True, bar=standing.receipts_open),
        Verb("text", lazy("改文稿"), lazy("存为新的一稿，旧稿保留；已会签、签发的须重新办理。"), OPEN_TEXT, WRITES, drafter=True,
             key="KeyE", bar=standing.locked_by_another),
        Verb("edit", lazy("改栏目"), lazy("改标题、主送、公开属性等；已签发的须重新签发。"), OPEN_TEXT, WRITES, CHIEFS,
             drafter=True, bar=standing.locked_by_another),
        Verb("addressees", lazy("分发单位"), lazy("列出主送、抄送单位和份数；发出后只能增加，即补发。"), LIVE, WRITES, CLERKS,
             drafter=True, key="KeyF", bar=standing.locked_by_another),
        Verb("annex", lazy("加附件"), lazy("加一个附件或换新的一版；旧版保留。"), OPEN_TEXT, WRITES, drafter=True,
             paused=True, bar=standing.no_annex),
        Verb("ignore_finding", lazy("忽略"), lazy("核稿提示不改的，写明理由；同样的字句以后不再提示。"), proofing.ANSWERED, WRITES,
             CHIEFS, drafter=True, bar=proofing.nothing_to_ignore),
        Verb("waive_finding", lazy("放行"), lazy("核稿错误不改而照发的，写明理由，姓名和理由记入流转记录。"), proofing.ANSWERED, (),
             proofing.WAIVERS, bar=proofing.nothing_to_waive),
        Verb("lock", lazy("锁定编辑"), lazy("在您改稿期间别人不能改；改完会自动解锁。"), OPEN_TEXT, WRITES, drafter=True,
             bar=standing.already_locked),
        Verb("unlock", lazy("解锁"), lazy("别人可以改稿了。"), OPEN_TEXT, WRITES, drafter=True, bar=standing.not_my_lock),
        Verb("force_unlock", lazy("强制解锁"), lazy("收回别人的编辑锁，写明理由，记入流转记录。"), OPEN_TEXT, (), CHIEFS, drafter=True,
             bar=standing.no_lock_of_another),
        Verb("give_back", lazy("退回修改"), lazy("退给拟稿人，说明是重走流程还是改后直接送回。"),
             states(S.CHECKING, S.REVIEWING, S.SIGNING, S.RECHECKING),
             (K.LEGAL, K.FAIR, K.OFFICE_REVIEW, K.SIGN, K.JOINT, K.RECHECK), key="KeyR",
             bar=joint.not_his_to_return),
        Verb("take_back", lazy("取回"), lazy("取回修改；有人签发之后不能取回。"),
             states(S.COUNTERSIGNING, S.CHECKING, S.REVIEWING, S.SIGNING), (), drafter=True, bar=standing.somebody_signed),
        Verb("transfer", lazy("转办"), lazy("转给另一人办这一步；期限不变。"), LIVE, PASSED_ON, key="KeyT", paused=True,
             bar=standing.nothing_of_his),
        Verb("reassign", lazy("改派"), lazy("把个人名下的一步改派他人，说明理由。"), LIVE, (), CHIEFS, paused=True,
             bar=standing.nothing_to_reassign),
        Verb("urge", lazy("催办"), lazy("提醒还没有办的人，记一次催办；不在系统内办的电话催，记下接听人。"), LIVE, (),
             REGISTRY | CHIEFS, drafter=True, key="KeyU", bar=urging.nobody_to_urge),
        Verb("jump", lazy("调整环节"), lazy("把卡住的公文退到前面的环节，或写明理由不再等候会签；字号不变。"),
             UNSENT - {S.DRAFTING}, (), CHIEFS, bar=standing.stamped),
        Verb("suspend", lazy("暂停办理"), lazy("等补件、书面同意或上级答复时停止计时；写明哪天再看，恢复后期限顺延。"), UNSENT, (), CHIEFS,
             drafter=True),
        Verb("resume", lazy("恢复办理"), lazy("重新计时，各项期限按停表的时间顺延。"), UNSENT, (K.LOOK_AGAIN,), CHIEFS,
             drafter=True, primary=True, paused=True, bar=standing.not_paused),
        Verb("look_later", lazy("延长暂停"), lazy("事由还没有了结：另定哪天再看，写明理由。"), UNSENT, (K.LOOK_AGAIN,), CHIEFS,
             drafter=True, paused=True, bar=standing.not_paused),
        Verb("withdraw", lazy("撤稿"), lazy("不再发这份文，写明理由；签发之前可以撤。"), BEFORE_SIGNED, (), CHIEFS, drafter=True,
             danger=True, paused=True, bar=standing.signed_once),
        Verb("void", lazy("作废"), lazy("签发后不再发出；已编的字号作废保留，写明理由。"),
             UNSENT, (), CHIEFS, danger=True, paused=True, bar=standing.never_signed),
        Verb("link_answer", lazy("登记复文"), lazy("对方的复文来了：写收文编号，两件互相关联。"), ISSUED, (), REGISTRY, drafter=True),
        Verb("recall", lazy("召回"), lazy("发出后召回，通知各收文单位退回，可另发更正稿。"), ISSUED, (), CHIEFS, danger=True,
             bar=standing.not_in_force),
        Verb("revoke", lazy("撤销或废止"), lazy("撤销自始无效，废止自即日起失效；依据的公文互相关联。"), ISSUED, (), CHIEFS,
             danger=True, bar=standing.not_in_force),
        Verb("correct", lazy("拟更正稿"), lazy("照本件的栏目、正文和分发单位另建一稿，与本件互相关联，从头办理。"), ISSUED, (), CLERKS,
             drafter=True, bar=standing.nothing_to_correct),
        Verb("copies", lazy("份号清退"), lazy("逐份登记分发、清退和销毁，直到全部对上。"), ISSUED | {S.DISPATCHING}, (), CLERKS,
             bar=standing.no_numbered_copies),
    ]
}  # fmt: skip


@dataclass
class Offer:
    """A verb for this person on this paper now; `why_not` empty means he may. `bar` says what kind of no it is."""

    verb: Verb
    why_not: str = ""
    task: Any = None
    bar: str = ""

    @property
    def ok(self) -> bool:
        return not self.why_not

    @property
    def primary(self) -> bool:
        return self.verb.primary and self.task is not None
