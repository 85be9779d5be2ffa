"""What follows of an error from where it comes: its category, its stage, what repeats it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from bulletins.words import Category, Stage

C, S = Category, Stage
# Of a rule by its group (the letters before its number), of a return slip by its code.
GROUPS: dict[str, Category] = {
    "NUM": C.NUMBER, "HDR": C.FORMAT, "TTL": C.WORDING, "KIND": C.KIND, "RTE": C.ROUTING, "RCP": C.ROUTING, "BODY": C.WORDING,
    "SEQ": C.FORMAT, "ATT": C.ATTACHMENT, "SIG": C.FORMAT, "NOTE": C.FORMAT, "CC": C.FORMAT, "PUN": C.WORDING, "DIG": C.DIGITS,
    "QUO": C.WORDING, "WRD": C.WORDING, "PROC": C.ROUTING, "SEC": C.SECRECY, "LAY": C.FORMAT,
}  # fmt: skip
RETURNS: dict[str, Category] = {
    "R03": C.ROUTING, "R04": C.ROUTING, "R05": C.TIME, "R06": C.ROUTING, "R07": C.KIND, "R08": C.KIND, "R09": C.KIND,
    "R10": C.FORMAT, "R11": C.FORMAT, "R12": C.ATTACHMENT, "R13": C.ROUTING, "R14": C.FORMAT, "R15": C.ROUTING,
    "R16": C.ROUTING, "R17": C.FORMAT,
}  # fmt: skip
FIELDS: dict[str, Category] = {
    "title": C.WORDING, "source": C.WORDING, "source_doc_number": C.NUMBER, "kind": C.KIND, "carrier": C.FORMAT,
    "urgency": C.TIME, "category": C.ROUTING, "to_us": C.ROUTING, "channel": C.DELIVERY, "document_date": C.DIGITS,
    "copies": C.DIGITS, "copy_numbers": C.DIGITS, "pages": C.DIGITS, "signer": C.WORDING, "contact": C.WORDING,
    "attachments_note": C.ATTACHMENT,
}  # fmt: skip
# Words of a reason that name the kind of error; the first that is found.
SAYS: tuple[tuple[str, Category], ...] = (
    ("涉密|密级|保密", C.SECRECY), ("字号|文号|编号", C.NUMBER), ("文种", C.KIND), ("用印|印章|盖章", C.SEAL),
    ("附件|材料不全|缺少材料|佐证", C.ATTACHMENT), ("漏送|误送|错送|漏发|发错", C.DELIVERY),
    ("主送|抄送|会签|主办|协办|牵头|送哪|越级|报送|路径|分办|承办单位", C.ROUTING),
    ("错别字|错字|漏字|多字|措辞|表述|文字|语句|标点|标题", C.WORDING), ("格式|版式|落款|版记|字体", C.FORMAT),
    ("日期|数字|金额|数据|份数", C.DIGITS), ("期限|时限|逾期|超期|延误", C.TIME),
)  # fmt: skip

EARLY = {
    "document": ("proposing", "reviewing"),
    "outgoing": ("drafting", "countersigning", "checking", "reviewing", "signing"),
}
OVER = ("closed", "returned", "voided", "dispatched", "withdrawn")
EARLY_WORK = (
    "register",
    "propose",
    "review",
    "draft",
    "countersign",
    "settle",
    "legal",
    "fair",
    "office_review",
    "sign",
    "joint",
)
LAST_WORK = ("wrap_up", "close_check", "follow")


def of_rule(rule: str) -> Category:
    return GROUPS.get(rule.split("-")[0], C.OTHER)


def of_codes(codes: Iterable[str]) -> Category:
    """By the first code of a return slip that says more than 其他."""
    return next((RETURNS[code] for code in codes if code in RETURNS), C.OTHER)


def of_fields(names: Iterable[str]) -> Category:
    """By the first register field that was mended."""
    return next((FIELDS[name] for name in FIELDS if name in set(names)), C.OTHER)


def of_reason(reason: str) -> Category:
    """By what the reason speaks of; 其他 where it names nothing that is known."""
    return next((category for words, category in SAYS if re.search(words, reason)), C.OTHER)


def stage_of(kind: str, state: str) -> Stage:
    """Where a paper of this kind stands in this state."""
    if state in EARLY.get(kind, ()):
        return S.BEFORE
    if state == "closing":
        return S.CLOSING
    return S.AFTER if state in OVER else S.DURING


def stage_of_work(kind: str) -> Stage:
    """Where a task of this kind stands on the way."""
    if kind in EARLY_WORK:
        return S.BEFORE
    if kind in LAST_WORK:
        return S.CLOSING
    return S.AFTER if kind in ("receipts", "receive") else S.DURING


def repeat_key(category: str, mark: str, paper_kind: str, unit: str) -> str:
    """The same error again: of the same category and rule (or step), by the same unit, in papers of the same kind."""
    who = sha256(unit.encode()).hexdigest()[:12] if unit else ""
    return f"{category}|{mark[:24]}|{paper_kind}|{who}"[:80]


MASK = "有关人员"


def unnamed(text: str, names: Iterable[str]) -> str:
    """The words without any name of a person: longer names first, so that none leaves a rest."""
    for name in sorted({n for n in names if len(n) > 1}, key=len, reverse=True):
        if name in text:
            text = text.replace(name, MASK)
    return text


def sentence(said: str, reason: str = "") -> str:
    """One sentence: what happened, and why where that may be said."""
    why = " ".join(reason.split()).rstrip("。；;，, ")
    whole = f"{said}：{why}" if why else said
    return f"{whole[:298]}。"
