"""The exchange desk (S07): what waits for the station, what is not signed, batches with their tick-off list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web.errors import Refusal
from documents.views.printing import organ, shown
from outgoing.actions.exchanging import Result, hand_over, keeps_exchange, make_batch, tick_off, urge_many
from outgoing.files.exchange_pdf import exchange_list_pdf
from outgoing.forms.answers import PAGE as ROWS
from outgoing.forms.exchange import BatchForm, ExchangeQuery, PickForm, TickForm, UrgeForm
from outgoing.models import ExchangeBatch
from outgoing.queries.exchange import PAGE, batches, late, pieces, unsigned, waiting
from outgoing.rules.receipts import NEXT
from outgoing.views import exchange_rows as drawn
from outgoing.words import OPEN_RECEIPTS
from workflow.clock import database_now
from workflow.spine import new_key

SAID = 10  # refusals told one by one


def _reader(request: HttpRequest) -> Any:
    """Whoever reads the register sees the desk; to others there is no such page."""
    person: Any = request.user
    if not person.hats.reads_register:
        raise Http404
    return person


def _keeper(request: HttpRequest) -> Any:
    person = _reader(request)
    if not keeps_exchange(person.hats):
        raise Http404
    return person


@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """`/exchange/`: what waits; `?tab=unsigned`: what is out, past its time first; `?tab=batches`."""
    person = _reader(request)
    query = ExchangeQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    now, keeper = database_now(), keeps_exchange(person.hats)
    tab = query.cleaned_data["tab"] or "waiting"
    table, count, older = _tab(person, tab, query.cleaned_data, now, keeper)
    context = {
        "tab": tab, "table": table, "count": count, "older": older, "late": late(person, now), "keeper": keeper,
        "key": new_key(), "more": tab == "waiting" and count > PAGE,
    }  # fmt: skip
    return render(request, "outgoing/exchange.html", context)


def _tab(person: Any, tab: str, asked: dict[str, Any], now: Any, keeper: bool) -> tuple[Any, int, str]:
    """The table, how many rows were read (one more than a page where there is more), and the link to the next page."""
    if tab == "batches":
        found, before = batches(), asked["before"]
        some = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
        older = f"?tab=batches&before={some[PAGE - 1].pk}" if len(some) > PAGE else ""
        return drawn.batch_table(some[:PAGE]), len(some), older
    if tab == "unsigned":
        rows = list(unsigned(person, asked["after"])[: PAGE + 1])
        older = f"?tab=unsigned&after={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
        return drawn.unsigned_table(rows[:PAGE], now, pick=keeper), len(rows), older
    rows = list(waiting(person)[: PAGE + 1])
    return drawn.waiting_table(rows[:PAGE], now, pick=keeper), len(rows), ""


@require_POST
def batch_new(request: HttpRequest) -> HttpResponse:
    """`/exchange/new/`: a batch of the ticked pieces."""
    person, form = _keeper(request), BatchForm(request.POST)
    if not form.is_valid():
        return _back(request, form, "exchange")
    try:
        made = make_batch(
            by=person, items=form.picked(), courier=form.cleaned_data["courier"],
            key=form.cleaned_data["key"] or new_key(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("exchange")
    messages.success(request, _("已列成 %(no)s，请打印清单，交送件人后点「已交出」。") % {"no": made.number})
    return redirect("exchange_batch", made.pk)


def _back(request: HttpRequest, form: Any, where: str) -> HttpResponse:
    """What was sent cannot be used: say why and draw the list anew."""
    for errors in form.errors.values():
        messages.warning(request, " ".join(errors))
    return redirect(where)


@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """`/exchange/urge/`: 催签 for the ticked pieces; `back` is the batch it was pressed on."""
    person, form = _keeper(request), UrgeForm(request.POST)
    if not form.is_valid():
        return _back(request, form, "exchange")
    try:
        result = urge_many(
            form.picked(), by=person, key=form.cleaned_data["key"] or new_key(),
            answered_by=form.cleaned_data["answered_by"],
        )  # fmt: skip
        report(request, result, _("已催 %(n)s 件。"))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('exchange')}?tab=unsigned")


def report(request: HttpRequest, result: Result, said: str) -> None:
    """How many were done, and why others were not."""
    if result.done:
        messages.success(request, said % {"n": result.done})
    for no, why in result.refused[:SAID]:
        messages.warning(request, _("未办：%(no)s %(why)s") % {"no": no, "why": why})
    if len(result.refused) > SAID:
        messages.warning(request, _("另有 %(n)s 件未办。") % {"n": len(result.refused) - SAID})


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/`: the list of a batch, ticked off piece by piece."""
    person = _reader(request)
    keeper = keeps_exchange(person.hats)
    if request.method == "POST" and not keeper:
        raise Http404
    found = get_object_or_404(ExchangeBatch, pk=pk)
    rows = list(pieces(found, person))
    still = [row for row in rows if row.receipt in OPEN_RECEIPTS and row.receipt in NEXT]
    form = TickForm(request.POST or None, rows=still[:ROWS], person=person)
    if request.method == "POST" and form.is_valid():
        try:
            result = tick_off(form.said(), by=person, key=form.cleaned_data["key"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            report(request, result, _("已登记 %(n)s 件。"))
            return redirect("exchange_batch", found.pk)
    shown_rows = [row for row in rows if row not in still]
    context = {
        "batch": found, "form": form, "still": len(still), "answered": shown_rows, "pieces": len(rows),
        "keeper": keeper, "rest": max(0, len(still) - ROWS), "key": new_key(),
    }  # fmt: skip
    return render(request, "outgoing/batch.html", context, status=422 if form.is_bound else 200)


@require_POST
def batch_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/hand/`: the courier has it; from now the clock of what is not signed runs."""
    person, form = _keeper(request), PickForm(request.POST)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    if not form.is_valid():
        return _back(request, form, "exchange")
    try:
        handed = hand_over(found, by=person, key=form.cleaned_data["key"] or new_key())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, _("%(no)s 已由%(who)s送出。") % {"no": handed.number, "who": handed.courier}
        )
    return redirect("exchange_batch", found.pk)


@require_safe
def batch_print(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/list.pdf`: 交换清单 for the courier, with room to sign."""
    person = _reader(request)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    rows, now = list(pieces(found, person)), timezone.localtime()
    handed = f"{timezone.localtime(found.handed_at):%Y-%m-%d %H:%M}" if found.handed_at else ""
    name = _("公文交换清单")
    pdf = exchange_list_pdf(
        organ=organ(),
        title=name,
        number=found.number,
        about=[
            _("批次：%(no)s") % {"no": found.number},
            _("共 %(n)s 件 %(copies)s 份") % {"n": len(rows), "copies": sum(row.copies for row in rows)},
            _("送件人：%(who)s") % {"who": found.courier},
            _("交出时间：%(at)s") % {"at": handed or "　　　　　　　　"},
        ],
        more=_more(found, len(rows)),
        heads=[_("封号"), _("收件单位"), _("公文"), _("份数"), _("密封"), _("签收人"), _("签收时间")],
        rows=[_printed(row) for row in rows],
        signs=[_("列单人：%(who)s") % {"who": found.made_by_name}, _("送件人签字："), _("交换站签字：")],
        foot=_("打印：%(who)s %(when)s") % {"who": person.name, "when": f"{now:%Y-%m-%d %H:%M}"},
        page=_("第 {n} 页，共 {of} 页"),
        at=now,
    )
    return shown(pdf, f"{name}-{found.year}-{found.serial}.pdf")


def _more(found: ExchangeBatch, seen: int) -> str:
    """The list never passes over in silence what whoever prints it may not see."""
    hidden = found.items.count() - seen
    return _("另有 %(n)s 件您无权查看，未列出。") % {"n": hidden} if hidden else ""


def _printed(row: Any) -> list[str]:
    at = f"{timezone.localtime(row.answered_at):%m-%d %H:%M}" if row.answered_at else ""
    seal = "" if row.seal_intact is None else _("完好") if row.seal_intact else _("不完好")
    who = row.answered_by_name
    if row.answered_at and row.receipt != "signed":
        who = f"{row.get_receipt_display()} {who}"
    return [
        f"{row.envelope or ''}",
        row.name,
        f"{row.paper.number} {row.paper.title}",
        f"{row.copies}",
        seal,
        who,
        at,
    ]
