"""Whom the drafter asks, and what is missing before a paper can go its way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from documents.words import Kind
from outgoing.models import Addressee, DraftVersion, Outgoing
from outgoing.queries.authors import authors
from outgoing.queries.found import unresolved
from outgoing.queries.joint import unfit_joints
from outgoing.queries.original import unlike
from outgoing.queries.people import countersigners, recheckers, reviewers, signers
from outgoing.rules.routing import against_the_rules
from outgoing.words import Order, Passed, Publicity, Role, TaskKind
from people.models import Person, Unit
from people.queries import persons
from workflow.models import Task

# What the checker says, too, of a text or fields that the register refuses itself: one cause, one sentence.
SAID = ("HDR-10", "PROC-05", "RCP-01", "RTE-01", "RTE-03", "KIND-04", "KIND-06", "KIND-08")
CHECKING = ("legal", "fair", "reviewers", "signers", "rechecker")


def people_of(paper: Outgoing, name: str) -> list[Person]:
    """Persons of the plan under this name, in its order, as far as they are in office today."""
    wanted = paper.plan.get(name) or []
    ids = wanted if isinstance(wanted, list) else [wanted]
    found = {p.pk: p for p in persons().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def asked(paper: Outgoing) -> set[int]:
    """Everybody whom the plan asks to check, sign or recheck: none of them drafts it."""
    return {p.pk for name in CHECKING for p in people_of(paper, name)}


def units_of(paper: Outgoing, name: str) -> list[Unit]:
    ids = list(dict.fromkeys(paper.plan.get(name) or []))
    found = {u.pk: u for u in countersigners().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def in_turn(paper: Outgoing) -> bool:
    """Do its units countersign one after the other?"""
    return bool(paper.plan.get("order") == Order.IN_TURN)


def missing(paper: Outgoing) -> list[str]:
    """Everything that stands in the way of sending it, each with who can supply it; of the text what was found in it
    when it was last looked at."""
    own = [*unfit(paper), *unlike(paper)]
    return [*own, *unresolved(paper, SAID if own else ()), *_asked(paper)]


def unfit(paper: Outgoing) -> list[str]:
    """What the paper itself lacks, whoever is asked for it."""
    return [*_content(paper), *misaddressed(paper)]


def _content(paper: Outgoing) -> list[str]:
    found = []
    if not DraftVersion.objects.filter(paper=paper).exists():
        found.append(_("还没有文稿，请拟稿人在「改文稿」中上传或填写正文。"))
    if not paper.publicity:
        found.append(_("没有选公开属性，请拟稿人在「改栏目」中选定。"))
    if paper.publicity == Publicity.NOT_PUBLIC and not paper.publicity_reason:
        found.append(_("不予公开没有写理由，请拟稿人补写。"))
    if paper.kind == Kind.REPLY and paper.answers_id is None:
        found.append(_("批复须依据来文，请拟稿人在「改栏目」的「依据来文」中填写收文编号。"))
    if paper.kind == Kind.REQUEST and not paper.contact:
        found.append(_("请示须注明联系人和电话，请拟稿人在「改栏目」中填写。"))
    return found


def misaddressed(paper: Outgoing) -> list[str]:
    """What is wrong with its addressees."""
    rows = list(Addressee.objects.filter(paper=paper))
    main = [(a.name, a.relation) for a in rows if a.role == Role.MAIN]
    copies = [(a.name, a.relation) for a in rows if a.role == Role.COPY]
    return against_the_rules(paper.kind, paper.direction, main, copies)


def _asked(paper: Outgoing) -> list[str]:
    """The people of the plan: there at all, in office, entitled, nobody checking his own."""
    mine = authors(paper)
    found = [*no_checker(paper, frozenset()), *_unconsulted(paper)]
    found += _able(paper, "reviewers", _("审核人"), list(reviewers()))
    found += _able(paper, "signers", _("签发人"), signers(paper.organ_id, paper.direction, paper.kind))
    found += _able(paper, "rechecker", _("复核人"), list(recheckers()))
    if mine & asked(paper):
        found.append(own())
    return found + unfit_joints(paper)


def own() -> str:
    return _("拟稿人不能审核、签发、复核自己的文稿，请另选他人。")


def no_checker(paper: Outgoing, mine: Collection[int]) -> list[str]:
    """Reviews the paper needs and nobody in office is chosen for, who is none of its authors (`mine`)."""
    found = []
    if paper.is_normative and not [p for p in people_of(paper, "legal") if p.pk not in mine]:
        found.append(_("规范性文件须经合法性审核，请选审核人。"))
    if paper.affects_operators and not [p for p in people_of(paper, "fair") if p.pk not in mine]:
        found.append(_("涉及经营主体的政策须经公平竞争审查，请选审查人。"))
    return found


def _unconsulted(paper: Outgoing) -> list[str]:
    """Matters of other departments are agreed with them (条例 第十九条): other organs that countersign or issue it with us,
    or the reason why neither. A section of our own office is no other department."""
    if not _touches_others(paper) or any(unit.kind == Unit.Kind.ORGAN for unit in units_of(paper, "units")):
        return []
    words = _(
        "涉及其他部门职权的须会签：请拟稿人在「送出」中选会签的外单位（本机关处室不算），不会签的在「改栏目」中写明理由。"
    )
    return [words]


def _touches_others(paper: Outgoing) -> bool:
    return paper.other_departments and not paper.consulted.strip() and not paper.joints.exists()


def unchecked(paper: Outgoing) -> list[str]:
    """Reviews the paper needs and has never passed, with whatever text; and the countersigning."""
    passed = set(
        Task.objects.about(paper)
        .filter(kind__in=(TaskKind.LEGAL, TaskKind.FAIR), status="done", outcome=Passed.PASSED)
        .values_list("kind", flat=True)
    )
    found = []
    if paper.is_normative and TaskKind.LEGAL not in passed:
        found.append(_("规范性文件还没有经过合法性审核，请先退回拟稿人再改。"))
    if paper.affects_operators and TaskKind.FAIR not in passed:
        found.append(_("涉及经营主体的政策还没有经过公平竞争审查，请先退回拟稿人再改。"))
    if _touches_others(paper) and not _heard(paper):
        found.append(
            _("涉及其他部门职权的还没有会签：请先退回拟稿人再改，或在「改栏目」中写明不会签的理由。")
        )
    return found


def _heard(paper: Outgoing) -> bool:
    """Has another organ answered, or its time run out?"""
    done = Task.objects.about(paper).filter(kind=TaskKind.COUNTERSIGN, status="done", holder__startswith="u")
    keys = {int(holder[1:]) for holder in done.values_list("holder", flat=True)}
    return Unit.objects.filter(pk__in=keys, kind=Unit.Kind.ORGAN).exists()


def _able(paper: Outgoing, name: str, label: str, able: list[Any]) -> list[str]:
    chosen = people_of(paper, name)
    if not chosen:
        return [_("没有选%(what)s，请拟稿人在「送出」中选。") % {"what": label}]
    able_ids = {p.pk for p in able}
    not_able = [p.name for p in chosen if p.pk not in able_ids]
    if not not_able:
        return []
    names = "、".join(p.name for p in able[:5]) or _("无")
    words = _("%(who)s 不能作本件的%(what)s；可以的有：%(able)s。")
    return [words % {"who": "、".join(not_able), "what": label, "able": names}]
