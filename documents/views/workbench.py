"""办理页 (S02): the paper beside its deadline, route, opinions and verbs. The page of a paper and of each verb."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deadlines.explain import explain
from deadlines.limits import lamp
from docflow.web.forms import QueryForm
from docflow.web.parts import when
from documents.actions.guard import explained
from documents.actions.reading import opened
from documents.forms.act import ActForm
from documents.models import Document
from documents.queries import page as rows
from documents.queries import route, said, timeline
from documents.queries.open_matters import open_matters
from documents.queries.reach import reach
from documents.rules.verbs import first, offer, offers
from documents.views import drawn, panel
from documents.views.registry import ACTS
from documents.views.viewer import download_url, viewer
from documents.words import FINAL, State, TaskKind

TABS = ("", "log", "readers", "facts")
PREFETCH = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


class PageQuery(QueryForm):
    view = forms.ChoiceField(choices=[("", ""), ("text", "text")])
    order = forms.ChoiceField(choices=[("", ""), ("time", "time")])
    tab = forms.ChoiceField(choices=[(t, t) for t in TABS])
    file = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    p = forms.IntegerField(min_value=1, max_value=100_000)
    all = forms.BooleanField()


def on_screen(request: HttpRequest, ref: str) -> Any:
    """The paper with the clock as `now`, if this person may see it; else 404."""
    doc = rows.paper(request.user, ref)
    if doc is None:
        raise Http404
    return doc


def read_query(request: HttpRequest, original: int | None = None) -> PageQuery:
    """What the address asks for; `original` is the file shown where it names none."""
    asked: Any = request.GET
    if original is not None and "file" not in asked:
        asked = asked.copy()
        asked["file"] = str(original)
    query = PageQuery(asked)
    query.is_valid()
    return query


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
    known = rows.known(doc, tasks)
    main = explained(offer(verb, hats, known), doc, person) if verb else first(hats, known, ACTS)
    code = main.verb.code if main is not None else ""
    words = panel.WORDS.get(code)
    came = _word(request, "from")
    beside = rows.beside(
        doc,
        person,
        situation=words.situation if words else "",
        draft=panel.draft_name(code, doc.ref) if words else "",
        view=came,
        text=asked["view"] == "text",
        file=asked["file"] or 0,
        all_entries=bool(asked["all"]),
    )
    if not verb:
        _opened(request, doc, tasks, beside.notices)
    mine = [o for o in offers(hats, rows.known(doc, tasks, beside)) if o.verb.code in ACTS]
    near = _near(doc, came, beside.near)
    carry = {"from": came, "then": near.then}
    if main is not None and main.ok and form is None and (verb or code in panel.WHOLE):
        form = _drawn(code, doc, person, beside.draft)
    shown = panel.build(doc, main, mine, tasks, beside, form=form, carry=carry)
    shown.kept = _kept(form, shown) if not (main is None or main.ok) else ""
    context = _context(request, doc, asked, tasks, beside, {o.verb.code for o in mine})
    context |= {
        "panel": shown,
        "chips": drawn.chips(shown.chips, shown.wording),
        "direct": drawn.verbs(shown.direct),
        "more": drawn.more(shown.more),
        "form": form,
        "near": near,
        "from": came,
        "offer": main,
        "verb": main and main.verb,
    }
    return render(request, "documents/page.html", context, status=status)


def _drawn(code: str, doc: Document, person: Any, draft: Mapping[str, list[str]]) -> ActForm:
    """The verb's form with what was typed before and not sent."""
    form_class = ACTS[code][0]
    fields = {n for n, f in form_class.base_fields.items() if not isinstance(f.widget, forms.HiddenInput)}
    initial = {
        name: values if isinstance(form_class.base_fields[name], forms.MultipleChoiceField) else values[0]
        for name, values in draft.items()
        if name in fields and values
    }
    return form_class(doc=doc, person=person, initial=initial)


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


def _near(doc: Document, came: str, found: list[Any]) -> SimpleNamespace:
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
    if came not in rows.LISTS:
        return made
    refs = list(dict.fromkeys(found))
    made.label = {"todo": _("待办"), "toread": _("待阅"), "overdue": _("超期")}[came]
    if doc.ref not in refs:
        made.after = url(refs[0]) if refs else ""
        return made
    at = refs.index(doc.ref)
    made.before = url(refs[at - 1]) if at else ""
    made.after = url(refs[at + 1]) if at + 1 < len(refs) else ""
    made.then = refs[at + 1] if at + 1 < len(refs) else ""
    made.place = f"{at + 1} / {len(refs)}" + ("+" if len(refs) == rows.NEAR else "")
    return made


def _context(
    request: HttpRequest,
    doc: Any,
    asked: Mapping[str, Any],
    tasks: rows.Tasks,
    beside: rows.Beside,
    allowed: set[str],
) -> dict[str, Any]:
    here = _address(request, doc)
    stops = route.stops(doc, tasks.main, beside.proposal)
    now_at = next((s for s in stops if s.state == route.NOW), None)
    urge = reverse("act", args=[doc.ref, "urge"]) if "urge" in allowed else ""
    final = doc.state in FINAL
    dues = _dues(doc, now_at, _own_turn(tasks, request.user.hats), final)  # type: ignore[union-attr]
    seen = viewer(doc.ref, beside.files, asked, here)
    context: dict[str, Any] = {
        "doc": doc,
        "viewer": seen,
        "download": download_url(doc.ref, seen.file) if seen.file else "",
        "dues": dues,
        # What is shown beside the title is the first limit below, and the lamp of the list he came from.
        "lamp": dues[0]["lamp"] if dues else lamp(None, doc.now, done=final),
        "route": drawn.route(stops),
        "now_at": now_at.label if now_at else State(doc.state).label,
        "branches": drawn.branches(route.branches(now_at), doc.now, urge),
        "final": final,
        "tab": asked["tab"],
        "tabs": _tabs(here, asked["tab"], doc, tasks),
        "open_matters": [] if final or asked["tab"] else open_matters(doc),
        "slip": doc.state == State.RETURNED,
        "related": beside.related,
    }
    return context | _tab(request, doc, asked, tasks, beside, here, allowed, urge)


def _tab(
    request: HttpRequest, doc: Any, asked: Mapping[str, Any], tasks: rows.Tasks, beside: rows.Beside, here: str,
    allowed: set[str], urge: str,
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
    }
    tab = asked["tab"]
    if tab == "log":
        holders = {t.pk: t.holder_name for t in (*tasks.main, *tasks.readers)}
        lines = [timeline.line(e, holders) for e in reversed(beside.entries)]
        more = doc.entry_count > len(beside.entries)
        return blank | {"timeline": drawn.timeline(lines), "all_url": f"{here}&tab=log&all=1" if more else ""}
    if tab == "readers":
        nudge = f"{urge}?lane=circulation" if urge else ""
        return blank | {"circulation": drawn.circulation(tasks, nudge)}
    if tab == "facts":
        return blank
    person: Any = request.user
    hats = person.hats
    known = rows.known(doc, tasks, beside)
    may = {code for code in ("check_record", "confirm_oral") if code in ACTS and offer(code, hats, known).ok}
    found = said.opinions(
        beside.entries,
        beside.instructions,
        doc=doc,
        by_time=asked["order"] == "time",
        hats=hats,
        may=may,
    )
    turned = "" if asked["order"] == "time" else "&order=time"
    return blank | {
        "opinions": drawn.opinions(found, doc.ref),
        "order": asked["order"],
        "order_url": f"{here}{turned}",
    }


def _own_turn(tasks: rows.Tasks, hats: Any) -> rows.Owes | None:
    """The open task that stands in this person's own lists, the nearest date first: the list shows its lamp."""
    whose = reach(hats)
    own = [
        t
        for t in tasks.live
        if t.status == "open" and any(t.holder == h and (not kinds or t.kind in kinds) for h, kinds in whose)
    ]
    return min(own, key=lambda t: (t.due_at is None, t.due_at or t.given_at), default=None)


def _dues(doc: Any, now_at: route.Stop | None, own: rows.Owes | None, final: bool) -> list[dict[str, Any]]:
    """Each limit with its lamp, its source, the date first promised, and how it was counted: his own first, then
    that of the present step, then that of the whole paper."""
    found = []
    if own is not None and own.due_at and not final:
        kind = TaskKind(own.kind).label
        found.append(_due(doc, _("本环节 %(step)s限") % {"step": kind}, own))
    open_ = [t for t in now_at.tasks if t.status == "open" and t.due_at == now_at.due] if now_at else []
    if now_at is not None and open_ and now_at.due and not final and not (own and own.due_at == now_at.due):
        found.append(_due(doc, _("本环节 %(step)s限") % {"step": now_at.label} if not found
                          else _("他人的%(step)s限") % {"step": now_at.label}, open_[0]))  # fmt: skip
    if doc.due_at:
        found.append(_due(doc, _("本件 办结限"), doc, done=final))
    return found


def _due(doc: Any, label: str, limit: Any, *, done: bool = False) -> dict[str, Any]:
    """One limit of the paper or of a task."""
    at, first = limit.due_at, limit.due_first
    return {
        "label": label,
        "lamp": lamp(at, doc.now, done=done),
        "at": when(at),
        "first": when(first) if first and first != at else "",
        "source": limit.due_source,
        "how": explain(limit.due_trace),
    }


def _tabs(here: str, tab: str, doc: Any, tasks: rows.Tasks) -> Any:
    words = [("", _("意见"))]
    words.append(("log", _("流转记录 %(n)s") % {"n": doc.entry_count}))
    if tasks.readers:
        words.append(("readers", _("传阅 %(n)s/%(all)s") % {"n": tasks.answered, "all": tasks.total}))
    words.append(("facts", _("登记与关联")))
    return drawn.tabs(
        [(f"{here}&tab={code}" if code else here, text, "", code == tab) for code, text in words], ".rs"
    )


def _address(request: HttpRequest, doc: Document) -> str:
    """This page's address with the list he came from: what every link inside the page starts with."""
    return f"{reverse('document', args=[doc.ref])}?from={_word(request, 'from')}"


def _word(request: HttpRequest, name: str) -> str:
    """A short plain word of the address or the form: the name of a list, the ref of a paper."""
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""
