"""核稿 beside an outgoing paper: who lets an error pass, and where the field is that a finding is about. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.rules.known import LACKING, ROLE, Bar
from outgoing.rules.known import Known
from outgoing.words import OPEN_TEXT, State
from people.roles import CHIEFS, Role

# Second persons of the office (条例 第二十条): section chiefs and their deputies, and who heads the office.
WAIVERS = CHIEFS | {Role.DEPUTY_SG, Role.SECRETARY_GENERAL, Role.OFFICE_DIRECTOR}
ANSWERED = OPEN_TEXT | {State.CHECKING}  # while findings are answered
REPLIES = frozenset({"ignore_finding", "waive_finding"})


class Field(NamedTuple):
    """How a field is called on screen, its name in our forms, and the verb that changes it."""

    label: str | Promise
    name: str
    verb: str = "edit"


FIELDS: dict[str, Field] = {  # by the names of `proofing.meta.Meta`, and what else a finding can be about
    "kind": Field(lazy("文种"), "kind"), "issuer": Field(lazy("发文机关"), "organ"),
    "direction": Field(lazy("文种"), "kind"), "format": Field(lazy("格式"), "layout"),
    "main_to": Field(lazy("主送"), "main", "addressees"), "cc": Field(lazy("抄送"), "copies", "addressees"),
    "title": Field(lazy("标题"), "title"), "urgency": Field(lazy("紧急程度"), "urgency"),
    "publicity": Field(lazy("公开属性"), "publicity"), "publicity_reason": Field(lazy("不予公开的理由"), "publicity_reason"),
    "note": Field(lazy("附注"), "note"), "contact": Field(lazy("联系人及电话"), "contact"),
    "joint": Field(lazy("联合发文机关"), "joints"), "is_normative": Field(lazy("规范性文件"), "is_normative"),
    "affects_operators": Field(lazy("涉及经营主体经济活动"), "affects_operators"),
    "work_secret": Field(lazy("工作秘密"), "work_secret"), "answers_request": Field(lazy("依据来文"), "answers"),
    "number": Field(lazy("发文字号"), "", ""), "signer": Field(lazy("签发"), "", ""), "text": Field(lazy("文稿"), "", ""),
    "review": Field(lazy("合法性审核、公平竞争审查"), "", ""), "countersign": Field(lazy("会签"), "", ""),
    "seal": Field(lazy("用印"), "", ""),
}  # fmt: skip
OTHER = Field(lazy("栏目"), "", "")


def field(name: str) -> Field:
    """The field a finding names; of one that is no field of ours a bare word."""
    return FIELDS.get(name, OTHER)


def nothing_to_ignore(known: Known, hats: Any) -> Bar | None:
    found = known.proof()
    if found is not None and found.open_warns:
        return None
    return Bar(_("核稿没有要答复的提示。"), LACKING)


def nothing_to_waive(known: Known, hats: Any) -> Bar | None:
    """Nobody lets his own error pass; and a mark of secrecy nobody at all."""
    if hats.person_id in known.authors():
        return Bar(_("拟稿人不能放行自己文稿里的错误，请改正，或请没有拟过本件的处长、副处长放行。"), ROLE)
    found = known.proof()
    if found is not None and any(one.finding.of.waivable for one in found.open_errors):
        return None
    return Bar(_("核稿没有可以放行的错误。"), LACKING)
