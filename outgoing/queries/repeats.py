"""What was left out because the same person acts next, as far as it is still owed."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from outgoing.models import Outgoing
from outgoing.queries.people import able
from outgoing.rules.repeats import SIGNS, owes_review
from outgoing.words import TaskKind
from workflow.models import Entry


def review_with_signature(paper: Outgoing) -> bool:
    """Does whoever signs next tick the five points of the review (条例 第二十条), because his own review was left out?
    A signature of an earlier round reviews nothing. One statement."""
    rows = Entry.objects.filter(
        Q(verb__in=("review", *SIGNS)) | Q(data__has_key="skipped"),
        subject_kind=paper.subject_kind, subject_pk=paper.pk,
    ).exclude(verb__in=SIGNS, round__lt=paper.round).order_by("-seq")  # fmt: skip
    return owes_review(rows.values_list("verb", "to_state", "data"), paper.content_hash)


def may_review(paper: Outgoing, holder: str) -> bool:
    """Is this holder of a signature one who may review the paper, too?"""
    return holder in {person.principal for person in able(paper, TaskKind.OFFICE_REVIEW)}


def no_reviewer(paper: Outgoing, who: str) -> str:
    """The sentence for a signature, with the review in it, of somebody who may not review."""
    may = "、".join(person.name for person in able(paper, TaskKind.OFFICE_REVIEW)[:5]) or _("无")
    words = _("本件的审核随签发办理，%(who)s 不能审核；可以审核的有：%(able)s；或请拟稿人取回后另选审核人。")
    return words % {"who": who, "able": may}
