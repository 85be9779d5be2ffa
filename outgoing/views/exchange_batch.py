"""One exchange batch: its list, taken apart while it lies here, handed over, ticked off piece by piece, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web.errors import Refusal
from documents.views.batch import reader_of
from documents.views.printing import organ, shown
from outgoing.actions.exchanging import hand_over, keeps_exchange, tick_off
from outgoing.actions.unbatching import give_up, take_out
from outgoing.files.exchange_pdf import exchange_list_pdf
from outgoing.forms.answers import PAGE as ROWS
from outgoing.forms.exchange import GiveUpForm, PickForm, TickForm
from outgoing.models import Addressee, ExchangeBatch
from outgoing.queries.exchange import pieces
from outgoing.rules.receipts import NEXT
from outgoing.views import exchange_rows as drawn
from outgoing.views.exchange import back, keeper_of, report
from outgoing.words import OPEN_RECEIPTS
from workflow.spine import new_key


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/`: the list of a batch; pieces are taken out while it lies here, ticked off once it has left."""
    person = reader_of(request)
    keeper = keeps_exchange(person.hats)
    if request.method == "POST" and not keeper:
        raise Http404
    found = get_object_or_404(ExchangeBatch, pk=pk)
    if request.method == "POST" and found.handed_at is None:
        messages.warning(request, _not_yet(found))
        return redirect("exchange_batch", found.pk)
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
    context = _shown(found, rows, still, keeper) | {"form": form}
    return render(request, "outgoing/batch.html", context, status=422 if form.is_bound else 200)


def _not_yet(found: ExchangeBatch) -> str:
    if found.given_up_at is not None:
        return _("%(no)s 已作废，没有要登记的件。") % {"no": found.number}
    return _("%(no)s 还没有交出，不能登记签收：送件人取走后先点「已交出」。") % {"no": found.number}


def _shown(
    found: ExchangeBatch, rows: list[Addressee], still: list[Addressee], keeper: bool
) -> dict[str, Any]:
    """What the page needs beside its form: `lying` are the pieces that may still be taken out. Every piece stands
    somewhere: with those to be acted on, else among the answered."""
    lying = [row for row in still if row.receipt == "sent"] if found.lies_here else []
    to_do = still if found.handed_at else lying
    return {
        "batch": found, "still": len(still), "pieces": len(rows), "keeper": keeper, "key": new_key(),
        "answered": [row for row in rows if row not in to_do], "rest": max(0, len(still) - ROWS),
        "lying": drawn.pieces_table(lying, pick=keeper) if lying else "",
    }  # fmt: skip


@require_POST
def batch_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/hand/`: the courier has it; from now the clock of what is not signed runs."""
    person, form = keeper_of(request), PickForm(request.POST)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    if not form.is_valid():
        return back(request, form, "exchange")
    try:
        handed = hand_over(found, by=person, key=form.cleaned_data["key"] or new_key())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, _("%(no)s 已由%(who)s送出。") % {"no": handed.number, "who": handed.courier}
        )
    return redirect("exchange_batch", found.pk)


@require_POST
def batch_out(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/out/`: the ticked pieces wait for another batch again."""
    person, form = keeper_of(request), PickForm(request.POST)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    if not form.is_valid():
        return back(request, form, "exchange")
    try:
        n = take_out(found, by=person, items=form.picked(), key=form.cleaned_data["key"] or new_key())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        words = {"no": found.number, "n": n}
        messages.success(
            request, _("已从 %(no)s 取出 %(n)s 件，回到「待交换」。清单已打印的请重印。") % words
        )
    return redirect("exchange_batch", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def batch_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/give-up/`: with a reason; the pieces wait again, the number stays as given up."""
    person = keeper_of(request)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    form = GiveUpForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            given = give_up(found, by=person, **form.cleaned_data)
        except Refusal as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
            found.refresh_from_db()
        else:
            messages.success(request, _("%(no)s 已作废，其中的件回到「待交换」。") % {"no": given.number})
            return redirect("exchange_batch", found.pk)
    context = {"batch": found, "form": form, "pieces": found.items.count()}
    return render(request, "outgoing/batch_give_up.html", context, status=422 if form.is_bound else 200)


@require_safe
def batch_print(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/<pk>/list.pdf`: 交换清单 for the courier, with room to sign."""
    person = reader_of(request)
    found = get_object_or_404(ExchangeBatch, pk=pk)
    if found.given_up_at is not None:
        messages.warning(request, _("%(no)s 已作废，没有清单可打印。") % {"no": found.number})
        return redirect("exchange_batch", found.pk)
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
