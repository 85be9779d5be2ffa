"""The page of an outgoing paper: its layout beside its way, opinions, versions and verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from checking.queries.gates import checks_of
from checking.queries.proofing import Proofed
from checking.words import Side
from deadlines.explain import explain
from deadlines.extended import provisional
from deadlines.limits import lamp
from docflow.web.forms import QueryForm
from docflow.web.parts import esc, when
from documents.views import drawn
from outgoing.models import Addressee
from outgoing.queries import dispatch
from outgoing.queries import page as rows
from outgoing.queries.agreed import OVERDUE, WAIVED
from outgoing.queries.files import KEY
from outgoing.queries.known import known
from outgoing.queries.original import unlike
from outgoing.queries.phrases import chips
from outgoing.queries.plan import in_turn, missing
from outgoing.queries.prints import prints
from outgoing.queries.runs import runs
from outgoing.queries.texts import latest, versions
from outgoing.queries.visible import answer_for, answers_for
from outgoing.rules.joint import of_an_organ
from outgoing.rules.offers import offers
from outgoing.rules.proofing import ANSWERED, REPLIES
from outgoing.rules.urging import urgeable
from outgoing.rules.verbs import ISSUED, Offer, Verb
from outgoing.views import viewer
from outgoing.views.beside import beside
from outgoing.views.elsewhere import DESKS, desk
from outgoing.views.hints import of_draft
from outgoing.views.issued import issued
from outgoing.views.joint import joint_list
from outgoing.views.kept import draft_name, restore
from outgoing.views.proofing import counted, in_short, of_paper
from outgoing.views.registry import ACTS
from outgoing.views.screen import on_screen, opened, word
from outgoing.words import FINAL, Answer, State, TaskKind
from workflow.models import Task
from workflow.spine import new_key
from workflow.urged import last_urged

TABS = ("", "log", "text", "to", "facts", "proof")
AT_HAND = 3
DATES, HOWS = 5, 40  # so many dates are shown, so many explained
URGE = "urge_receipts"
INLINE = ("countersign", "check", "review", "sign", "recheck", "number", "print_run", "dispatch", "settle",
          "send", "close", "receive")  # fmt: skip


SAYS_THE_SAME = ("recheck", "number", "print_run")


class PageQuery(QueryForm):
    """`file`: `a2-1`, the second annex in its first version, or `v3`, the file of the third draft."""

    tab = forms.ChoiceField(choices=[(t, t) for t in TABS])
    view = forms.ChoiceField(choices=[("", ""), ("text", "text"), ("layout", "layout")])
    file = forms.RegexField(rf"^{KEY.pattern}$")
    p = forms.IntegerField(min_value=1, max_value=100_000)
    all = forms.BooleanField()
    task = forms.IntegerField(min_value=1, max_value=2**63 - 1)


@require_safe
def outgoing(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/?tab=&file=&view=&p=&from=`"""
    paper = on_screen(request, ref)
    query = PageQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked, person = query.cleaned_data, request.user
    if not paper.inside:
        return issued(request, paper, asked)
    found = rows.shown(paper, every=bool(asked["all"]))
    opened(found.live, person, paper)
    now = known(paper, paper.now, found.live)
    may = offers(person.hats, now)  # type: ignore[union-attr]
    mine = [o for o in may if (o.verb.code in ACTS or o.verb.code in DESKS) and o.verb.code not in REPLIES]
    main = next((o for o in mine if o.primary), None)
    urge = _urge_link(paper, found.live, mine, person)
    context = {
        "paper": paper, "offer": main, "verb": main and main.verb, "form": None if asked["tab"] == "proof" else _form(main, paper, person),
        "final": paper.state in FINAL, "tab": asked["tab"], "from": word(request, "from"),
        "verb_url": main and _address(main, paper),
        "answers": answers_for(person, paper), "answer": answer_for(person, paper), "then": "", "task": main.task.pk if main and main.task else "",
    }  # fmt: skip
    context["draft"] = draft_name(main.verb.code, paper.ref) if main is not None else ""
    context["drafted"] = restore(context["form"], person, context["draft"]) if context["form"] else ""
    phrases = chips(person, main.verb.code) if main is not None and context["form"] else []
    context["chips"] = drawn.chips(phrases, [])
    context |= _rail(request, paper, found, asked, urge, now.proof())
    context["proof"] = (
        of_paper(paper, now.proof(), {o.verb.code for o in may}) if asked["tab"] == "proof" else None
    )
    context["may_write"] = any(o.verb.code == "text" for o in may)
    context["faults"] = len(now.proof().open_errors) if paper.state in ANSWERED else 0
    context |= _urging(mine, context["dispatch"])
    # beside the matrix it stands once
    below = [o for o in mine if not (context["urge_key"] and o.verb.code == URGE)]
    context |= _verbs(paper, below, main, context["from"]) | _lacking(paper, main)
    context["hints"] = of_draft(paper, mine=main is not None)
    context["text"] = text = latest(paper)
    context["beside"] = beside(paper, person)
    context["viewer"], context["annexes"] = viewer.seen(
        paper, text, asked, _here(paper, asked, context["from"])
    )
    return render(request, "outgoing/page.html", context)


def _lacking(paper: Any, main: Offer | None) -> dict[str, Any]:
    """What keeps his step from being done, before he tries."""
    if main is not None and main.verb.code in SAYS_THE_SAME:
        return {"missing": unlike(paper), "missing_head": _("文稿与栏目不一致，改好才能办：")}
    shown = paper.state == State.DRAFTING and bool(paper.plan)
    return {"missing": missing(paper) if shown else [], "missing_head": _("送出前还缺：")}


def _here(paper: Any, asked: dict[str, Any], came: str) -> str:
    """This page's address, from the list he came from and with the tab that is open: for what changes the left side."""
    kept = urlencode({k: v for k, v in (("from", came), ("tab", asked["tab"])) if v})
    return f"{reverse('outgoing', args=[paper.ref])}{'?' if kept else ''}{kept}"


def _form(main: Offer | None, paper: Any, person: Any) -> Any:
    """The form of what is his to do first, on the page itself."""
    if main is None or main.verb.code not in INLINE:
        return None
    return ACTS[main.verb.code][0](doc=paper, person=person)


def _address(offer: Offer, paper: Any, tail: str = "") -> str:
    """Where it is done: on a page of the paper, or at the desk of another room."""
    return (
        desk(offer.verb.code, paper) or f"{reverse('outgoing_act', args=[paper.ref, offer.verb.code])}{tail}"
    )


def _verbs(paper: Any, mine: list[Offer], main: Offer | None, came: str) -> dict[str, SafeString]:
    """Every other verb; at hand those with a key, then those of the task he has."""
    tail = f"?from={came}" if came else ""
    rest = [o for o in mine if main is None or o.verb.code != main.verb.code]
    keyed = [o for o in rest if o.verb.key or o.verb.primary]
    his = [o for o in rest if o.task is not None and o not in keyed]
    at_hand = (keyed + his or rest)[:AT_HAND]

    def drawable(offers: list[Offer]) -> list[tuple[str, Verb]]:
        return [(_address(o, paper, tail), o.verb) for o in offers]

    more = drawable([o for o in rest if o not in at_hand])
    return {"direct": drawn.verbs(drawable(at_hand)), "more": drawn.more(more)}


Link = Callable[[Task], str]


def _urge_link(paper: Any, live: list[Task], mine: list[Offer], person: Any) -> Link:
    """What the holder of this task last promised, and the link that urges exactly him; no link where he is not to be
    urged, or not by this person."""
    promised = last_urged(t.pk for t in live if t.urged)
    may = any(o.verb.code == "urge" for o in mine)
    url = reverse("outgoing_act", args=[paper.ref, "urge"])
    keys = {t.pk for t in urgeable(known(paper, paper.now, live), person.hats)} if may else set()

    def beside(task: Task) -> str:
        link = drawn.urge_link(url, task, _("催办")) if task.pk in keys else ""
        return drawn.promise(promised.get(task.pk), paper.now) + link

    return beside


def _rail(
    request: HttpRequest, paper: Any, found: rows.Shown, asked: dict[str, Any], urge: Link, proofed: Proofed
) -> dict[str, Any]:
    here = reverse("outgoing", args=[paper.ref])
    way = rows.stops(paper, found.main)
    tab = asked["tab"]
    made: dict[str, Any] = {
        "route": drawn.route(way),
        "dues": (dues := _dues(paper, found.live, urge))[:DATES], "hows": dues, "lamp": "",
        "paused": paper if paper.is_paused else None,
        "tabs": _tabs(here, asked, paper, proofed),
        "waiting": _waiting(paper, found.main, urge) + joint_list(paper, found.main, urge),
        "opinions": "", "timeline": "", "versions": [], "addressees": [], "dispatch": None, "joints": [], "prints": [], "runs": [], "edition": 0, "all_url": "",
    }  # fmt: skip
    if tab == "log":
        shown = found.entries if asked["all"] else found.entries[-rows.ENTRIES :]
        made["timeline"] = drawn.timeline(rows.lines(paper, shown, found.main))
        made["all_url"] = f"{here}?tab=log&all=1" if found.total > len(shown) else ""
    elif tab == "text":
        made["versions"] = counted(paper, versions(paper))
    elif tab == "to":
        if paper.state in ISSUED:
            made["dispatch"] = dispatch.rows(paper, paper.now)
        else:
            made["addressees"] = list(Addressee.objects.filter(paper=paper))
    elif tab == "facts":
        made["joints"], made["prints"] = list(paper.joints.all()), prints(paper, request.user.hats)  # type: ignore[union-attr]
        made["runs"] = runs(paper) if paper.print_run else []
        made["edition"] = made["runs"][-1].edition if made["runs"] else 0
        made["passed"] = checks_of(Side.OUTGOING, paper.pk)
    else:
        made["opinions"] = drawn.opinions(_named(rows.opinions(paper, found.entries)), paper.ref)
    return made


def _urging(mine: list[Offer], shown: dispatch.Dispatch | None) -> dict[str, Any]:
    """Beside the matrix 催签 is one key, for whoever may; its form, where he chooses whom, is a link there."""
    may = shown is not None and bool(shown.to_urge) and any(o.verb.code == URGE and o.ok for o in mine)
    return {"urge_key": new_key() if may else ""}


def _named(found: list[Any]) -> list[Any]:
    for one in found:
        one.kind = str(rows.TITLES[one.kind])
    return found


def _dues(paper: Any, live: list[Task], urge: Link) -> list[dict[str, Any]]:
    """By when the present step is due, and how that was counted; who is in no list of his own below is urged here."""
    dated = [t for t in live if t.status == "open" and t.lane == "main" and t.due_at]
    return [
        {"lamp": lamp(t.due_at, paper.now, paused=t.paused_at is not None), "label": f"{t.holder_name} {TaskKind(t.kind).label}", "at": when(t.due_at),
         "source": _(t.due_source) if t.due_source else "", "how": explain(t.due_trace), "urge": _beside(t, urge), "up": "",
         "first": when(t.due_first) if t.due_first and t.due_first != t.due_at else "",
         "unsure": drawn.unsure(provisional=provisional(t.due_trace))}
        for t in dated[:HOWS]
    ]  # fmt: skip


def _beside(task: Task, urge: Link) -> SafeString:
    listed = task.kind == TaskKind.COUNTERSIGN or of_an_organ(task)
    return SafeString("" if listed else f"{drawn.urged_tag(task)} {urge(task)}")


def _waiting(paper: Any, main: list[Task], urge: Link) -> SafeString:
    """Of the units asked: who has answered what; one after the other: in which place, and who is next."""
    if paper.state != State.COUNTERSIGNING:
        return SafeString("")
    asked = [
        t
        for t in main
        if t.kind == TaskKind.COUNTERSIGN and t.round == paper.round and t.status != "cancelled"
    ]
    ordered = in_turn(paper)
    if ordered:  # the newest of each: whom a changed text asks anew keeps his place
        asked = sorted(
            {t.holder: t for t in sorted(asked, key=lambda t: t.pk)}.values(), key=lambda t: t.sequence
        )
    turn = next((t.pk for t in asked if t.status == "waiting"), None)
    out = []
    for n, task in enumerate(asked, 1):
        words = _("下一家") if task.pk == turn else _answer(task)
        place = f"{n}. " if ordered else ""
        out.append(
            f'<li>{place}{esc(task.holder_name)}{_nudged(task)}<span class="sp">{esc(words)}</span>{urge(task)}</li>'
        )
    label = _("会签情况（依次）") if ordered else _("会签情况")
    return SafeString(f'<ul class="co" aria-label="{esc(label)}">{"".join(out)}</ul>' if out else "")


def _nudged(task: Task) -> str:
    return drawn.urged_tag(task) if task.is_live else ""


_UNANSWERED: dict[Any, Any] = {OVERDUE: lazy("逾期"), WAIVED: lazy("不再会签")}


def _answer(task: Task) -> str:
    if task.status == "open":
        return _("未答复，限 %(due)s") % {"due": when(task.due_at)}
    if task.status == "waiting":
        return _("未轮到")
    answers = {**dict(Answer.choices), **_UNANSWERED}
    words = answers.get(task.outcome, task.outcome)
    return f"{when(task.done_at)} {words}"


def _tabs(here: str, asked: Mapping[str, Any], paper: Any, proofed: Proofed) -> SafeString:
    """Each with the view that stands on the left: who looks at the text goes on looking at it."""
    tab, left = asked["tab"], f"view={asked['view']}" if asked["view"] else ""
    words = [
        ("", _("意见"), ""),
        ("log", _("流转记录 %(n)s") % {"n": paper.entry_count}, ""),
        ("text", _("文稿 第%(n)s稿") % {"n": paper.text_version} if paper.text_version else _("文稿"), ""),
        ("to", _("分发"), ""),
        ("facts", _("栏目"), ""),
    ]

    def url(code: str) -> str:
        kept = "&".join(part for part in (code and f"tab={code}", left) if part)
        return f"{here}?{kept}" if kept else here

    rows = [(url(c), w, hint, c == tab) for c, w, hint in words]
    checked = [(f"{url('proof')}#proof", *in_short(proofed), tab == "proof")]
    if tab == "proof":  # there the form has made room: every way leads back to the whole page
        return drawn.tabs(rows + checked, "")
    return drawn.tabs(rows, ".rs") + drawn.tabs(checked, "")
