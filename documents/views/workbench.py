"""办理页 (S02): the paper beside its deadline, route, opinions and verbs. The page of a paper and of each verb."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from checking.queries.gates import checks_of
from checking.words import Side
from deadlines.explain import explain
from deadlines.extended import provisional
from deadlines.limits import lamp
from docflow.web.parts import when
from documents.actions.guard import explained
from documents.actions.reading import opened
from documents.forms.act import ActForm
from documents.models import Document
from documents.queries import copies, route, said, timeline
from documents.queries import page as rows
from documents.queries.inbox import LISTS, NEAR, near, waiting
from documents.queries.items import items
from documents.queries.notices import NO_NOTICE
from documents.queries.onward import line_urls
from documents.queries.planned import ending
from documents.rules.proofing import LOOKED_AT
from documents.rules.verbs import Offer, offer, offers
from documents.views import drawn, matters, panel, proofing, tabs
from documents.views.page_query import PageQuery
from documents.views.registry import ACTS
from documents.views.turn import Turn, turn
from documents.views.viewer import of_paper
from documents.words import ASKS, FINAL, State, TaskKind
from people.roles import ADMINS

CLOSING = (TaskKind.WRAP_UP, TaskKind.FOLLOW, TaskKind.CLOSE_CHECK)  # whose next step is to end it
GATED = "approve"  # passes a gate, mostly with its words alone
DATES = 20  # so many different dates of others are explained
QUIET = (
    "check_record",
    "confirm_oral",
    "hand_copies",
    "ignore_finding",
)  # fmt: skip - reached from an instruction's line, from the copies, from 核稿
PREFETCH = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


def on_screen(request: HttpRequest, ref: str) -> Any:
    """The paper with the clock as `now`, if this person may see it; else 404."""
    doc = rows.paper(request.user, ref)
    if doc is None:
        raise Http404
    return doc


def workbench(
    request: HttpRequest,
    doc: Any,
    query: PageQuery,
    *,
    verb: str = "",
    form: ActForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of `doc` (with the clock as `doc.now`); for `verb` when one is named, with its form."""
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked, person = query.cleaned_data, request.user
    hats = person.hats  # type: ignore[union-attr]
    tasks = rows.tasks(doc, person)
    his = turn(tasks, hats, asked["task"])
    known = his.ahead(rows.known(doc, tasks))
    main = explained(offer(verb, hats, known), doc, person) if verb else his.first(hats, known)
    code = main.verb.code if main is not None else ""
    words = panel.WORDS.get(code)
    # Beside a list of findings the form makes room for them, its page is one click away.
    findings = asked["tab"] == "proof" and doc.state in LOOKED_AT and not verb
    came = word(request, "from")
    beside = rows.beside(
        doc,
        person,
        situation=words.situation if words else "",
        draft=panel.draft_name(code, doc.ref) if words else "",
        view=came,
        text=asked["view"] == "text",
        file=asked["file"] or 0,
        all_entries=bool(asked["all"]),
        handings=asked["tab"] == "facts",
        proof=findings,
    )
    if not verb:
        _opened(request, doc, tasks, beside.notices)
    known = his.ahead(rows.known(doc, tasks, beside))
    mine = [o for o in offers(hats, known) if o.verb.code in ACTS]
    allowed = {o.verb.code for o in mine} | {code for code in QUIET if offer(code, hats, known).ok}
    beyond = _near(doc, came, beside.near, asked["task"])
    carry = {"from": came, "then": beyond.then}
    drawable = verb or not findings and (code in panel.WHOLE or code == GATED)
    if main is not None and main.ok and form is None and drawable:
        form = _drawn(code, doc, person, beside.draft, query.prefilled)
    gate = getattr(form, "gate", None)
    if gate is not None and not verb and not gate.asks:
        form = None  # an ordinary paper: two keys, nothing to fill in but its words
    shown = panel.build(doc, main, mine, tasks, beside, his, form=form, carry=carry, small=findings)
    shown.looked_at(gate)
    shown.kept = _kept(form, shown) if not (main is None or main.ok) else ""
    awaited = _awaited(hats, main)
    context = _context(request, doc, asked, tasks, beside, his, allowed, awaited)
    filled_in = form is not None and bool(verb or code != GATED)  # a list to tick stands beside the paper
    context |= {
        "panel": shown,
        "chips": drawn.chips(shown.chips, shown.wording),
        "direct": drawn.verbs(shown.direct),
        "more": drawn.more(shown.more),
        "form": form,
        "near": beyond,
        "from": came,
        "offer": main,
        "verb": main and main.verb,
        "does": shown.verb.label if filled_in and shown.verb else "",
        # On a phone one of two: what the address or the verb is about.
        "rail_first": bool(
            filled_in or shown.why_not or (asked["tab"] or asked["order"]) and not asked["file"]
        ),
    }
    return render(request, "documents/page.html", context, status=status)


def _awaited(hats: Any, main: Offer | None) -> bool:
    """A leader whose words are awaited sees the original, the opinions and the box (S09); all the rest by a link."""
    return main is not None and main.ok and main.verb.code == "instruct" and bool(hats.is_leader)


def _drawn(
    code: str, doc: Document, person: Any, draft: Mapping[str, list[str]], asked: Mapping[str, Any]
) -> ActForm:
    """The verb's form with what the link was about, and what was typed before and not sent."""
    form_class = ACTS[code][0]
    fields = {n for n, f in form_class.base_fields.items() if not isinstance(f.widget, forms.HiddenInput)}
    initial = {
        name: values if isinstance(form_class.base_fields[name], forms.MultipleChoiceField) else values[0]
        for name, values in draft.items()
        if name in fields and values
    }
    return form_class(doc=doc, person=person, initial={**initial, **asked})


def _kept(form: ActForm | None, shown: panel.Panel) -> str:
    """What was typed into a form that can no longer be sent."""
    if form is None or shown.verb is None:
        return ""
    words = panel.WORDS.get(shown.verb.code)
    return str(form.data.get(words.name, "")) if words else ""


def _opened(request: HttpRequest, doc: Document, tasks: rows.Tasks, notices: bool) -> None:
    """His open tasks are opened from now on, what he was told is read; not by a browser that only fetches ahead."""
    ahead = any(
        "prefetch" in request.META.get(name, "") or "prerender" in request.META.get(name, "")
        for name in PREFETCH
    )
    own = request.user.hats.own  # type: ignore[union-attr]
    fresh = any(t.status == "open" and t.opened_at is None and t.holder in own for t in tasks.live)
    if (fresh or notices) and request.method == "GET" and not ahead:
        opened(doc, request.user)


def _near(doc: Any, came: str, found: list[Any], task: int | None) -> SimpleNamespace:
    """The papers before and after this one in the list he came from, and where he is in it."""
    made = SimpleNamespace(before="", after="", then="", place="", label="")

    def url(ref: str) -> str:
        return f"{reverse('document', args=[ref])}?from={came}"

    if came == "register":
        ways = dict(found)
        made.before = url(ways["newer"]) if "newer" in ways else ""
        made.after = url(ways["older"]) if "older" in ways else ""
        made.label = _("收文登记簿")
        return made
    if came not in LISTS:
        return made
    lines = waiting(found)
    around = near(lines, timezone.localtime(doc.now), doc.ref, task)
    made.label = {"todo": _("待办"), "toread": _("待阅"), "overdue": _("超期")}[came]
    line_url = line_urls(came)
    made.before = line_url(around.before) if around.before else ""
    made.after = line_url(around.after) if around.after else ""
    if around.at is not None:
        made.then = str(around.after.id) if around.after else ""
        made.place = f"{around.at + 1} / {len(lines)}" + ("+" if len(lines) == NEAR else "")
    return made


def _context(
    request: HttpRequest,
    doc: Any,
    asked: Mapping[str, Any],
    tasks: rows.Tasks,
    beside: rows.Beside,
    his: Turn,
    allowed: set[str],
    awaited: bool,
) -> dict[str, Any]:
    here = _address(request, doc, his)
    stops = route.stops(doc, tasks.main, beside.proposal, route.written(beside.entries, doc.round))
    now_at = next((s for s in stops if s.state == route.NOW), None)
    urge = reverse("act", args=[doc.ref, "urge"]) if "urge" in allowed else ""
    final = doc.state in FINAL
    dues = _dues(doc, now_at, his.nearest, final)
    told = None
    if asked["tab"] == "proof" and doc.state in LOOKED_AT:
        here_too = f"{here}&tab=proof"
        told = proofing.told(doc, allowed, _carry(request), beside.files, here_too)
    seen = of_paper(doc, beside.files, asked, here if told is None else here_too)
    leaders = {n: row["leader_id"] for n, row in beside.instructions.items()}
    confirms = matters.to_confirm(request.user.hats, leaders)  # type: ignore[union-attr]
    context: dict[str, Any] = {
        "doc": doc,
        "viewer": seen,
        "dues": dues,
        "hows": [*dues[:-1], *_others(doc, tasks, dues, final), *dues[-1:]],
        "paused": doc if doc.is_paused else None,
        "lamp": _beside_title(doc, dues, final),
        "ending": ending(doc, beside.entries, beside.proposal),
        "route": drawn.route(stops),
        "now_at": now_at.label if now_at else State(doc.state).label,
        "branches": drawn.branches(route.branches(now_at), doc.now, urge),
        "items": drawn.items(items(beside.parts, tasks.main), doc.now, urge, open_=not final),
        "final": final,
        "answerable": not final and doc.kind in ASKS and _drafts(request.user.hats),  # type: ignore[union-attr]
        "given": any(part["status"] not in NO_NOTICE for part in beside.parts.values()),
        "nudged": any(t.urged and t.status == "open" for t in tasks.main),
        "tab": asked["tab"],
        "tabs": tabs.tabs(here, asked["tab"], doc, tasks, beside.proof, tabs.OPINIONS if awaited else ""),
        "plain": f"{here}&tab=log" if awaited and not asked["tab"] else "",
        "open_matters": matters.shown(
            beside.matters, doc.ref, allowed, tasks.main, {t.pk for t in his.own}, confirms
        ),
        "to_close": his.nearest is not None and his.nearest.kind in CLOSING,
        "slip": doc.state == State.RETURNED,
        "related": beside.related,
        "held": copies.held(beside.copies, request.user.hats.own),  # type: ignore[union-attr]
        "copies": None,
    }
    return context | _tab(request, doc, asked, tasks, beside, here, allowed, urge, told)


def _carry(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Where he came from and goes on to, for a form that leads away from here."""
    return tuple((n, v) for n in ("from", "then") if (v := word(request, n)))


def _drafts(hats: Any) -> bool:
    """Whoever does the work of our own office may draft the answer."""
    return any(seat.internal and seat.role not in ADMINS for seat in hats.seats)


def _tab(
    request: HttpRequest, doc: Any, asked: Mapping[str, Any], tasks: rows.Tasks, beside: rows.Beside, here: str,
    allowed: set[str], urge: str, told: proofing.Told | None,
) -> dict[str, Any]:  # fmt: skip
    """What the chosen part of the rail needs; the other parts are not drawn."""
    blank = {
        "opinions": "",
        "order": "",
        "order_url": "",
        "timeline": "",
        "all_url": "",
        "circulation": "",
        "readers": tasks,
        "proof": None,
    }
    tab = asked["tab"]
    if tab == "log":
        holders = {t.pk: t.holder_name for t in (*tasks.main, *tasks.readers)}
        lines = [timeline.line(e, holders) for e in reversed(beside.entries)]
        more = doc.entry_count > len(beside.entries)
        return blank | {"timeline": drawn.timeline(lines), "all_url": f"{here}&tab=log&all=1" if more else ""}
    if tab == "readers":
        return blank | {"circulation": drawn.circulation(tasks, doc.now, urge)}
    if told is not None:
        return blank | {"proof": told}
    if tab == "facts":
        there = copies.has_paper(doc, bool(beside.copies))
        box = copies.box(doc, beside.copies, beside.handings, may="hand_copies" in allowed)
        ours = request.user.hats.office_roles  # type: ignore[union-attr]
        passed = checks_of(Side.INCOMING, doc.pk) if ours else []
        return blank | {"copies": box if there else None, "passed": passed}
    found = said.opinions(
        beside.entries,
        beside.instructions,
        doc=doc,
        proposal=beside.proposal,
        parts=beside.parts,
        by_time=asked["order"] == "time",
        hats=request.user.hats,  # type: ignore[union-attr]
        may=allowed.intersection(QUIET),
    )
    turned = f"&tab={tab}" if tab else ""
    turned += "" if asked["order"] == "time" else "&order=time"
    return blank | {
        "opinions": drawn.opinions(found, doc.ref),
        "order": asked["order"],
        "order_url": f"{here}{turned}",
    }


def _dues(doc: Any, now_at: route.Stop | None, own: rows.Owes | None, final: bool) -> list[dict[str, Any]]:
    """Each limit with its lamp, its source, the date first promised, and how it was counted: his own first, then
    that of the present step, then that of the whole paper."""
    found = []
    if own is not None and own.due_at and not final:
        kind = TaskKind(own.kind).label
        found.append(_due(doc, _("本环节 %(step)s限") % {"step": kind}, own, key=own.pk) | _up(now_at, own))
    open_ = [t for t in now_at.tasks if t.status == "open" and t.due_at == now_at.due] if now_at else []
    if now_at is not None and open_ and now_at.due and not final and not (own and own.due_at == now_at.due):
        label = _("他人的%(step)s限") if found else _("本环节 %(step)s限")
        due = _due(doc, label % {"step": now_at.label}, open_[0], key=open_[0].pk)
        found.append(due | _up(now_at, open_[0]))
    if doc.due_at:
        found.append(_due(doc, _("本件 办结限"), doc, done=final))
    return found


def _up(now_at: route.Stop | None, task: rows.Owes) -> dict[str, Any]:
    """Whose the late work is now, where its holder stands in no list of his own below."""
    listed = now_at is None or now_at.code == "handle" or len(now_at.tasks) > 1
    return {"up": "" if listed else drawn.up_tag(task)}


def _others(doc: Any, tasks: rows.Tasks, shown: list[dict[str, Any]], final: bool) -> list[dict[str, Any]]:
    """Every further open date of the main flow: how it was counted stands there, too; once for all who have the same
    work by the same date for the same reason, as the units of one item do."""
    if final:
        return []
    keys = {due["key"] for due in shown}
    alike: dict[tuple[Any, ...], list[rows.Owes]] = {}
    for t in tasks.main:
        if t.status == "open" and t.due_at and t.pk not in keys:
            alike.setdefault((t.kind, t.due_at, t.due_first, t.trace, t.paused_at is None), []).append(t)
    return [
        _due(doc, f"{'、'.join(t.holder_name for t in some)} {TaskKind(some[0].kind).label}", some[0])
        for some in list(alike.values())[:DATES]
    ]


def _due(doc: Any, label: str, limit: Any, *, key: int = 0, done: bool = False) -> dict[str, Any]:
    """One limit of the paper or of a task."""
    at, first = limit.due_at, limit.due_first
    return {
        "label": label,
        "key": key,
        "urge": "",
        "up": "",
        "unsure": drawn.unsure(provisional=not done and provisional(limit.due_trace)),
        "lamp": _lamp(doc, at, done=done, paused=limit.paused_at is not None),
        "at": when(at),
        "first": when(first) if first and first != at else "",
        "source": _(limit.due_source) if limit.due_source else "",
        "how": explain(limit.due_trace),
    }


def _beside_title(doc: Any, dues: list[dict[str, Any]], final: bool) -> tuple[str, str]:
    """The first limit below, and the lamp of the list he came from; that the paper stands still comes before any date
    of it, also for who looks at it again on one."""
    if dues and not doc.is_paused:
        found: tuple[str, str] = dues[0]["lamp"]
        return found
    return _lamp(doc, None, done=final, paused=doc.is_paused)


def _lamp(doc: Any, at: Any, *, done: bool, paused: bool = False) -> tuple[str, str]:
    """How near a date is; what is over shows how it ended, what stands still that it does."""
    return ("done", str(State(doc.state).label)) if done else lamp(at, doc.now, paused=paused)


def _address(request: HttpRequest, doc: Document, his: Turn) -> str:
    """This page's address with the list and the task he came for: what every link inside the page starts with."""
    task = f"&task={his.named.pk}" if his.named else ""
    return f"{reverse('document', args=[doc.ref])}?from={word(request, 'from')}{task}"


def word(request: HttpRequest, name: str) -> str:
    """A short plain word of the address or the form: the name of a list, the ref of a paper."""
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""
