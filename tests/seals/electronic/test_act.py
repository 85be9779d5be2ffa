"""电子印章 set on an approved file: the whole trip, what the system may answer, and what breaks between its three steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete
from documents.files.store import open_blob
from seals.actions import electronic
from seals.actions.correcting import late_entry
from seals.actions.ledger import SealRefused
from seals.actions.requests import apply
from seals.actions.sitting import leave
from seals.actions.stamping import desk_stamp
from seals.eseal import ESealError, Signed
from seals.eseal.making import make, switch
from seals.models import Absence, ESign, LedgerLine, Seal, SealRequest, SealTakeout
from tests.seals.desk.steps import again, asked, handed_to, lines
from tests.seals.desk.steps import ask as waits
from tests.seals.electronic.conftest import Electronic
from workflow.spine import database_now


def test_the_trip(e: Electronic) -> None:
    request = e.request()
    e.sign(request)
    row, [line] = ESign.objects.get(), lines(request)
    assert row.signed is not None
    with open_blob(row.signed.sha256) as file:
        data = file.read()
    assert data.startswith(e.paper)
    found = e.system.verify(data)
    assert (found.ok, found.whole, found.certificate) == (True, True, e.seal.certificate)
    assert (line.kind, line.stamped, line.impressions) == ("use", 1, 1)
    assert (line.certificate, line.signed_hash) == (e.seal.certificate, row.signed.sha256)
    assert (line.keeper_name, line.supervisor_name) == (e.w.keeper.name, e.w.supervisor.name)
    assert (row.line_id, row.asked_hash, row.verified) == (line.pk, e.blob.sha256, True)
    assert [one.operation for one in e.system.list_operations()] == [row.operation]
    assert again(request).state == "closed"


def test_the_same_form_twice_is_one_signature(e: Electronic) -> None:
    request, key = e.request(), "k" * 24
    first, second = e.sign(request, key=key), e.sign(request, key=key)
    assert (second.replayed, second.entry) == (True, first.entry)
    assert (e.asked_for(), len(lines(request))) == (1, 1)


def test_another_form_after_it_is_refused_and_asks_nothing(e: Electronic) -> None:
    request = e.request()
    e.sign(request)
    with pytest.raises(SealRefused) as refused:
        e.sign(request)
    assert refused.value.code == "X8"
    assert e.asked_for() == 1


def test_a_form_of_before_is_stale(e: Electronic) -> None:
    request = e.request()
    with pytest.raises(Faster):
        e.sign(request, expected_version=again(request).entry_count - 1)
    assert (e.asked_for(), lines(request)) == (0, [])


@pytest.mark.parametrize("step", ["answer", "kept", "enter"])
def test_what_breaks_between_is_mended_by_doing_it_again(
    e: Electronic, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def stops(*_args: Any, **_how: Any) -> None:
        raise SystemError("the machine stopped")

    request = e.request()
    with monkeypatch.context() as broken:
        broken.setattr(electronic, step, stops)
        with pytest.raises(SystemError):
            e.sign(request)
    assert lines(request) == []
    assert ESign.objects.get().line is None
    e.sign(request)
    assert ESign.objects.get().line == lines(request)[0]
    assert (e.asked_for(), again(request).state) == (1, "closed")


def test_a_log_that_was_torn_is_read_to_its_last_whole_line(e: Electronic) -> None:
    e.sign(e.request())
    with (e.folder / "operations.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"operation": "2026')
    e.sign(e.request())
    assert len(e.system.list_operations()) == 2


def test_another_certificate_is_not_taken_and_taken_once_the_register_is_right(e: Electronic) -> None:
    Seal.objects.filter(pk=e.seal.pk).update(certificate="abc123")
    request = e.request()
    with pytest.raises(Incomplete, match="不一致"):
        e.sign(request)
    row = ESign.objects.get()
    assert (row.verified, row.signed, row.line, lines(request)) == (False, None, None, [])
    Seal.objects.filter(pk=e.seal.pk).update(certificate=e.seal.certificate)
    e.sign(request)
    assert (e.asked_for(), len(lines(request))) == (1, 1)


@pytest.mark.parametrize("answer", ["another file", "another maker", "unsigned", "another serial"])
def test_an_answer_that_is_not_what_was_asked_for_is_not_taken(
    e: Electronic, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    make(e.folder.parent / "forged", "office", "别的机关")
    forger = type(e.system)(e.folder.parent / "forged")
    whole = type(e.system).request_sign

    def lies(system: Any, data: bytes, **how: Any) -> Signed:
        true = whole(system, data, **how)
        other = {
            "another file": b"%PDF-1.7 nothing",
            "another maker": whole(forger, data, **how).data,
            "unsigned": data,
            "another serial": true.data,
        }[answer]
        serial = "ff" if answer == "another serial" else true.certificate
        return Signed(other, true.operation, serial, true.signed_at)

    monkeypatch.setattr(type(e.system), "request_sign", lies)
    request = e.request()
    with pytest.raises(Incomplete):
        e.sign(request)
    assert (ESign.objects.get().signed, lines(request)) == (None, [])


def test_a_cancelled_seal_is_not_set(e: Electronic) -> None:
    switch(e.folder, "office", active=False)
    request = e.request()
    with pytest.raises(Incomplete, match="已注销"):
        e.sign(request)
    row = ESign.objects.get()
    assert (row.verified, "已注销" in row.said, lines(request), e.asked_for()) == (False, True, [], 0)
    switch(e.folder, "office", active=True)
    e.sign(request)
    assert len(lines(request)) == 1


@pytest.mark.parametrize("error", [OSError("no such folder"), ESealError("系统维护中")])
def test_a_system_that_does_not_answer_is_said(
    e: Electronic, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def silent(*_args: Any, **_how: Any) -> None:
        raise error

    monkeypatch.setattr(type(e.system), "request_sign", silent)
    request = e.request()
    with pytest.raises(Incomplete, match="没有应答|维护"):
        e.sign(request)
    assert lines(request) == []


def away(e: Electronic) -> None:
    today = local(database_now()).date()
    Absence.objects.create(
        person=e.w.keeper, person_name="褚四四", since=today, until=today, made_at=database_now()
    )


def handed(e: Electronic) -> None:
    old = e.w.keeper
    handed_to(e.w, e.w.stand_in)
    e.w.keeper = old


def ended(e: Electronic) -> None:
    Seal.objects.filter(pk=e.seal.pk).update(valid_to=database_now())


def suspended(e: Electronic) -> None:
    Seal.objects.filter(pk=e.seal.pk).update(state="suspended", version=2, entry_count=1)


@pytest.mark.parametrize("doubt", [away, handed, ended, suspended])
def test_in_doubt_nothing_is_asked_and_the_refusal_is_a_line(e: Electronic, doubt: Any) -> None:
    request = e.request()
    doubt(e)
    with pytest.raises(SealRefused) as refused:
        e.sign(request)
    [line] = lines(request)
    assert (refused.value.code, line.kind, line.code) == ("X7", "refusal", "X7")
    assert (e.asked_for(), ESign.objects.count()) == (0, 0)


@pytest.mark.parametrize("part", ["applicant", "approver", "approver_for"])
def test_the_keeper_has_no_other_part_in_it(e: Electronic, part: str) -> None:
    request = e.request(approver_for=e.w.o.chief)
    handed_to(e.w, getattr(request, part))
    with pytest.raises(SealRefused) as refused:
        e.sign(request)
    assert (refused.value.code, e.asked_for()) == ("X9", 0)


@pytest.mark.parametrize("part", ["applicant", "approver", "approver_for"])
def test_nor_has_who_watches(e: Electronic, part: str) -> None:
    request = e.request(approver_for=e.w.o.chief)
    with pytest.raises(Incomplete, match="监印"):
        e.sign(request, supervisor=getattr(request, part))
    assert (e.asked_for(), lines(request)) == (0, [])


def test_nobody_watches_nobody_signs(e: Electronic) -> None:
    leave(e.w.keeper)
    request = e.request()
    with pytest.raises(Incomplete, match="监印人"):
        e.sign(request)
    assert e.asked_for() == 0


@pytest.mark.parametrize("more", [{"copies": 2}, {"per_copy": 2}, {"paging": 1}])
def test_one_file_is_signed_once(e: Electronic, more: dict[str, int]) -> None:
    request = e.request(**more)
    with pytest.raises(Incomplete, match="只签一份"):
        e.sign(request)
    assert e.asked_for() == 0
    wanted = {"copies": 1, **more}
    row = SealRequest(seal=e.seal, file=e.blob, title="证明", paper_kind="certificate", signed_name=e.seal.name,
                      approver=e.w.director, **wanted)  # fmt: skip
    with pytest.raises(BadInput, match="只签一份"):
        apply(row, by=e.w.d.drafter)


def test_a_physical_seal_is_not_set_here_nor_this_one_at_the_desk(e: Electronic) -> None:
    physical = asked(e.w, 1, file=e.blob)
    with pytest.raises(Incomplete, match="实物印章"):
        e.sign(physical)
    request = e.request()
    with pytest.raises(Incomplete, match="电子印章"):
        desk_stamp(request, by=e.w.keeper, copies=1)
    with pytest.raises(Incomplete, match="不能补录"):
        late_entry(
            request, by=e.w.keeper, copies=1, reason="停电", happened_at=database_now(), second=e.w.director
        )
    assert lines(request) == []


# -- in the database -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [
    "UPDATE seals_esign SET signed_hash = repeat('0', 64)", "UPDATE seals_esign SET line_id = NULL", "DELETE FROM seals_esign",
    "UPDATE seals_esign SET asked_hash = repeat('0', 64)", "TRUNCATE seals_esign CASCADE",
    "DELETE FROM seals_sealsitting", "UPDATE seals_sealsitting SET supervisor_name = '别人'",
    "UPDATE seals_sealrequest SET expires_at = now() + interval '9 years'", "UPDATE seals_sealrequest SET addressee = '别处'",
    "UPDATE seals_sealrequest SET unit_name = '别处'", "UPDATE seals_sealrequest SET place = 'outside'",
    "UPDATE seals_seal SET name = '别的机关'", "UPDATE seals_seal SET kind = 'stamp'", "UPDATE seals_seal SET medium = 'physical'",
    "UPDATE seals_seal SET organ_id = NULL"])  # fmt: skip
def test_what_was_asked_answered_and_enabled_stays(e: Electronic, sql: str) -> None:
    e.sign(e.request())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


def test_a_line_of_another_signature_is_not_taken(e: Electronic) -> None:
    e.sign(e.request())
    other = e.request()
    row = ESign.objects.create(
        seal=e.seal, request=other, asked_at=database_now(), asked_hash="0" * 64, adapter="files", operation="o",
        certificate="a", verified=True, signed=e.blob, signed_hash="1" * 64,
    )  # fmt: skip
    row.line = LedgerLine.objects.get()
    ESign.objects.filter(pk=row.pk).update(said="still open")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("sql", [
    """INSERT INTO seals_sealcustody (seal_id, person_id, person_name, during, temporary)
       SELECT seal_id, person_id, '别人', tstzrange('2001-01-01', '2001-02-01'), false FROM seals_sealcustody LIMIT 1""",
    "UPDATE seals_sealtakeout SET traveller1_name = '别人'", "UPDATE seals_sealtakeout SET unit_name = '别处'"])  # fmt: skip
def test_no_custody_is_written_into_the_past_nor_another_name_into_a_trip(e: Electronic, sql: str) -> None:
    now, w = database_now(), e.w
    trip = SealTakeout(
        number="外带1", seal=w.seal, reason="签约", where="县里", since=now, until=now + timedelta(hours=5), planned=1,
        applicant=w.d.drafter, applicant_name="a", unit_name="b", traveller1=w.keeper, traveller1_name="c", traveller2=w.stand_in,
        traveller2_name="d", approver1=w.o.chief, approver1_name="e", approver2=w.director, approver2_name="f",
    )  # fmt: skip
    waits(trip, by=w.d.drafter, keeper=w.keeper)
    with (
        pytest.raises(IntegrityError, match="stays|begins open"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
