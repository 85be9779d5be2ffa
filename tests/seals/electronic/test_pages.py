"""The pages of electronic seals: who may press the button, who gets the signed file, and a file that anybody made."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from seals.eseal.making import switch
from seals.models import ESign, LedgerLine, SealRequest
from tests.office import fresh
from tests.seals.desk.steps import again, lines
from tests.seals.drawer import picture
from tests.seals.electronic.conftest import Electronic


def by(who: Any) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def address(request: SealRequest) -> str:
    return reverse("seal_esign", args=[request.ref])


def form(request: SealRequest, **more: Any) -> dict[str, Any]:
    return {"key": "k" * 24, "version": again(request).entry_count, **more}


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_keeper_presses_one_button(e: Electronic) -> None:
    request, client = e.request(), by(e.w.keeper)
    page = client.get(reverse("seal_desk_request", args=[request.ref]))
    assert address(request) in page.content.decode()
    answer = client.post(address(request), form(request))
    assert answer.status_code == 302
    shown = client.get(answer["Location"]).content.decode()
    row = ESign.objects.get()
    file = reverse("seal_signed_file", args=[request.ref, row.pk])
    assert file in shown
    assert e.system.verify(body(client.get(file))).ok


def test_others_press_nothing_and_leave_no_line(e: Electronic) -> None:
    """A refusal is a line that stays: it is not written by whoever happens to see the request."""
    request, o = e.request(), e.w.o
    for status, people in {
        404: (o.outsider, o.head, o.admin, o.secadmin, o.auditor),
        403: (e.w.d.drafter, e.w.director, o.chief, e.w.supervisor, e.w.stand_in, o.leader),
    }.items():
        for who in people:
            answer = by(who).post(address(request), form(request))
            assert answer.status_code == status, who.name
    assert (LedgerLine.objects.count(), e.asked_for()) == (0, 0)


def test_what_refuses_it_is_said_on_the_page(e: Electronic) -> None:
    request, client = e.request(), by(e.w.keeper)
    switch(e.folder, "office", active=False)
    answer = client.post(address(request), form(request))
    assert (answer.status_code, "已注销" in answer.content.decode()) == (409, True)
    assert client.get(address(request)).status_code == 405


@pytest.mark.parametrize(
    "sent", [{}, {"key": "k" * 24}, {"key": "k" * 65, "version": 1}, {"key": "k" * 24, "version": "x"}]
)
def test_a_form_that_is_not_whole_does_nothing(e: Electronic, sent: dict[str, Any]) -> None:
    request = e.request()
    answer = by(e.w.keeper).post(address(request), sent)
    assert (answer.status_code, e.asked_for()) == (422, 0)


def test_a_stale_form_does_nothing(e: Electronic) -> None:
    request = e.request()
    answer = by(e.w.keeper).post(address(request), form(request, version=0))
    assert (answer.status_code, e.asked_for(), lines(request)) == (409, 0, [])


def test_the_signed_file_is_for_who_sees_the_request(e: Electronic) -> None:
    request, other, o = e.request(), e.request(), e.w.o
    e.sign(request)
    row = ESign.objects.get()
    url = reverse("seal_signed_file", args=[request.ref, row.pk])
    for who in (e.w.d.drafter, e.w.director, e.w.keeper):
        answer = by(who).get(url)
        assert (answer.status_code, body(answer)[:5]) == (200, b"%PDF-"), who.name
        assert answer["Cache-Control"] == "private, no-store"
    for who in (o.outsider, o.head, o.admin, o.secadmin, o.auditor):
        assert by(who).get(url).status_code == 404, who.name
    elsewhere = reverse("seal_signed_file", args=[other.ref, row.pk])
    assert by(e.w.keeper).get(elsewhere).status_code == 404, "of another request"


def test_before_it_is_in_the_ledger_there_is_no_file(e: Electronic, monkeypatch: pytest.MonkeyPatch) -> None:
    request = e.request()
    monkeypatch.setattr("seals.actions.electronic.enter", None)
    with pytest.raises(TypeError):
        e.sign(request)
    row = ESign.objects.get()
    assert row.signed is not None
    assert by(e.w.keeper).get(reverse("seal_signed_file", args=[request.ref, row.pk])).status_code == 404


# -- checking a file ---------------------------------------------------------------------------------


def checked(who: Any, data: bytes, name: str = "a.pdf") -> Any:
    return by(who).post(reverse("seal_electronic"), {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_checked_and_both_sides_are_compared(e: Electronic) -> None:
    e.sign(e.request())
    row = ESign.objects.get()
    signed = body(by(e.w.keeper).get(reverse("seal_signed_file", args=[row.request.ref, row.pk])))
    good, bad = checked(e.w.keeper, signed), checked(e.w.keeper, signed + b"\n%more")
    assert (good.status_code, good.context["found"]["ok"], good.context["found"]["seal"]) == (
        200,
        True,
        e.seal,
    )
    assert (bad.status_code, bad.context["found"]["ok"]) == (200, False)
    assert "一致" in by(e.w.keeper).get(reverse("seal_electronic")).content.decode()
    switch(e.folder, "office", active=False)
    assert "已在电子印章系统中注销" in by(e.w.keeper).get(reverse("seal_electronic")).content.decode()


def test_what_is_no_pdf_is_bad_input(e: Electronic) -> None:
    assert checked(e.w.keeper, b"PK\x03\x04").status_code == 422
    assert checked(e.w.keeper, b"").status_code == 422
    assert by(e.w.keeper).post(reverse("seal_electronic")).status_code == 422


def test_to_others_there_is_no_such_page(e: Electronic) -> None:
    for who in (e.w.o.outsider, e.w.o.head, e.w.o.admin, e.w.o.secadmin):
        for method in ("get", "post"):
            assert getattr(by(who), method)(reverse("seal_electronic")).status_code == 404, who.name


def test_no_file_of_anybodys_making_breaks_the_reader(e: Electronic) -> None:
    """Bytes turned, cut out and doubled at random (a fixed seed): always an answer, never an error."""
    e.sign(e.request())
    row = ESign.objects.get()
    signed = body(by(e.w.keeper).get(reverse("seal_signed_file", args=[row.request.ref, row.pk])))
    dice = random.Random(7)
    for _n in range(150):
        data = bytearray(signed)
        for _turn in range(dice.randint(1, 30)):
            at = (
                dice.randrange(len(data) - 2000, len(data))
                if dice.random() < 0.6
                else dice.randrange(len(data))
            )
            match dice.randrange(3):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randrange(40)]
                case _:
                    data[at:at] = data[at : at + dice.randrange(40)]
        found = e.system.verify(bytes(data))
        assert not (found.ok and found.whole) or bytes(data) == signed


# -- applying ------------------------------------------------------------------------------------------


def applied(e: Electronic, file: SimpleUploadedFile, **more: Any) -> Any:
    url = f"{reverse('seal_request_new')}?seal={e.seal.ref}"
    sent = {
        "key": "k" * 24, "title": "平台接入证明", "paper_kind": "certificate", "signed_name": e.seal.name, "urgency": "normal",
        "approver": e.w.director.pk, "complete": "on", "file": file,
    }  # fmt: skip
    return by(e.w.d.drafter).post(url, {**sent, **more})


def test_one_file_is_applied_for_whatever_is_sent(e: Electronic) -> None:
    answer = applied(
        e,
        SimpleUploadedFile("证明.pdf", e.paper),
        copies=7,
        per_copy=3,
        paging=2,
        state="approved",
        stamped=1,
    )
    assert answer.status_code == 302
    row = SealRequest.objects.get()
    assert (row.copies, row.per_copy, row.paging, row.state, row.stamped) == (1, 1, 0, "asking", 0)


def test_only_a_pdf_can_be_applied_for(e: Electronic) -> None:
    answer = applied(e, SimpleUploadedFile("证明.png", picture()))
    assert (answer.status_code, "只能加盖在 PDF" in answer.content.decode()) == (422, True)
    assert "平台接入证明" in answer.content.decode()
    assert not SealRequest.objects.exists()
