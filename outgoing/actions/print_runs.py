"""印制 and 加印: every run is a row; copies go out when they are stamped, whichever run they are of.

The original is laid out once, with the first run. An additional run is of that very file, by its hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from outgoing.actions.copying import number_copies
from outgoing.actions.due import due
from outgoing.actions.guard import allow, need
from outgoing.actions.keeping import keeper_of, printed
from outgoing.actions.telling import tell_holders
from outgoing.models import Outgoing, PrintRun
from outgoing.queries.people import keepers
from outgoing.queries.runs import edition
from outgoing.words import State, TaskKind
from workflow.act import Act
from workflow.models import Lane
from workflow.spine import act, step

K = TaskKind
MOST = 999_999  # copies of one paper


@act("print_more")
def print_more(a: Act, *, copies: int, reason: str) -> str:
    """More copies of the kept original: nothing is laid out anew, the numbers of the copies go on. They go to the keeper
    of the seal by themselves; of a paper that waits for its dispatch that is done before it is sent.

    `Incomplete` where nothing is kept, the paper is not in force or no keeper is there; `BadInput` for a number that
    cannot be.
    """
    allow(a, "print_more")
    paper: Outgoing = a.subject
    a.reason = need(reason, _("请说明加印的原因。"))[:200]
    if not 1 <= copies <= MOST - (paper.print_run or 0):
        raise BadInput(_("加印份数应在 1 到 %(n)s 之间。") % {"n": MOST - (paper.print_run or 0)}, "copies")
    posts = keepers_there(paper)
    current = max(edition(paper), 1)
    last = PrintRun.objects.filter(paper=paper, edition=current).order_by("-number").first()
    paper.print_run = (paper.print_run or 0) + copies
    number_copies(paper, paper.print_run)
    add_run(a, current, (last.number if last else 1) + 1, copies, a.reason)
    if paper.state == State.DISPATCHING:
        a.cancel_all(a.live(Lane.MAIN, K.DISPATCH), "superseded")
        step(a, "back_to_seal")
    if a.live(Lane.MAIN, K.SEAL):  # he has it still: now some more
        said = _("%(no)s 加印 %(n)s 份，请一并用印。") % {"no": paper.name, "n": copies}
        tell_holders(a, [t.holder for t in a.live(Lane.MAIN, K.SEAL)], said, kind=K.SEAL)
    else:
        to_keepers(a, posts)
    words = {"n": copies, "run": paper.print_run, "who": "、".join(str(p) for p in posts)}
    return _("已加印 %(n)s 份，共印 %(run)s 份；加印的送 %(who)s 用印。") % words


def add_run(a: Act, current: int, number: int, copies: int, reason: str) -> None:
    """The row of a run of the kept original. Called inside an act."""
    paper: Outgoing = a.subject
    run = PrintRun.objects.create(
        paper=paper, edition=current, number=number, approved=copies, original=paper.original, reason=reason,
        printed_by_id=a.by.pk, printed_by_name=a.by.name, printed_at=a.now,
    )  # fmt: skip
    a.data["copies"], a.data["run"] = copies, number
    a.data["original"] = paper.original.sha256 if paper.original else ""
    printed(a, run)


def keepers_there(paper: Outgoing) -> list[Any]:
    """In whose hands the seal is; else the posts of the keepers. `Incomplete` where nobody is in one."""
    if (person := keeper_of(paper)) is not None:
        return [person]
    posts = keepers()
    if not posts:
        raise Incomplete(_("没有印章保管员，请管理员在「组织人员」中安排。"))
    return posts


def to_keepers(a: Act, posts: Sequence[Any]) -> None:
    """Printed copies wait for the seal."""
    for post in posts:
        a.open(K.SEAL, post, due=due(a, K.SEAL))
