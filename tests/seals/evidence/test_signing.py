"""Each hour and on demand: looked at, signed, laid outside; whoever must know is told, and 系统自检 shows it."""

from __future__ import annotations

import errno
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from docflow import self_check, tasks
from docflow.models import Heartbeat
from docflow.self_check import GREEN, RED, YELLOW
from people.models import Person
from seals.actions import checkpoints
from seals.actions.checkpoints import write_checkpoint
from seals.files import evidence
from seals.models import Checkpoint, Signing
from seals.queries.evidence import verified
from seals.queries.export import write_export
from tests.database import NEIGHBOURS
from tests.office import fresh
from tests.seals.evidence.book import REWRITE, checked, codes, fill, note, owner
from tests.seals.world import World, make_world


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def broken(w: World) -> None:
    with owner() as cursor:
        cursor.execute(
            f"UPDATE seals_ledgerline SET reason = '改' WHERE seal_id = {w.seal.pk} AND serial = 3"
        )


def test_each_hour(w: World) -> None:
    fill(w)
    tasks.checkpoint()
    note(w.seal, by=w.keeper, kind="stocktake")
    tasks.checkpoint()
    first, second = Checkpoint.objects.order_by("number")
    assert (first.number, first.prev, second.number, second.prev) == (1, "", 2, first.hash)
    assert set(evidence.copies()) == {1, 2}
    assert verified().wrong == []
    assert not Alert.objects.filter(said__contains="检查点").exists()


@pytest.mark.parametrize("whole", [True, False])
def test_on_from_the_last_one(w: World, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from the first line or on from the last signature: the same is signed."""
    fill(w)
    write_checkpoint()
    note(w.seal, by=w.keeper, kind="stocktake")
    monkeypatch.setattr(checkpoints, "WHOLE", 10**6 if whole else 0)
    write_checkpoint()
    assert verified().wrong == []
    with owner() as cursor:
        cursor.execute(f"DELETE FROM seals_ledgerline WHERE seal_id = {w.seal.pk} AND serial = 10")
    with pytest.raises(evidence.NoSigning):
        write_checkpoint()


def test_a_broken_book_is_not_signed_and_told(w: World) -> None:
    fill(w)
    tasks.checkpoint()
    broken(w)
    tasks.checkpoint()
    tasks.checkpoint()
    assert Checkpoint.objects.count() == 1
    told = Alert.objects.filter(said__contains="检查点没有签署")
    assert {alert.recipient for alert in told} == {w.o.admin, w.o.auditor}, "once"
    assert told.count() == 2
    assert "Y-01" in told[0].said
    assert "第 3 条" in told[0].said


def test_the_night(w: World) -> None:
    fill(w)
    tasks.verify_ledger()
    assert Heartbeat.objects.filter(part="ledger").exists()
    Heartbeat.objects.all().delete()
    broken(w)
    tasks.verify_ledger()
    assert not Heartbeat.objects.filter(part="ledger").exists()
    assert {a.recipient for a in Alert.objects.filter(said__contains="夜间核验")} == {w.o.admin, w.o.auditor}


def test_the_clock_went_back(w: World, tmp_path: Path, capsys: Any) -> None:
    """Said each night and offline, by the line; but the chain is whole: it is signed on, and what is changed behind that line
    is found as ever."""
    fill(w)
    with owner() as cursor:
        cursor.execute(
            f"UPDATE seals_ledgerline SET at = at - interval '1 hour' WHERE seal_id = {w.seal.pk} AND serial = 5;"
            + REWRITE.format(seal=w.seal.pk)
        )
    assert write_checkpoint() is not None
    assert write_checkpoint() is not None
    assert ["时间倒退" in line for line in verified().wrong] == [True]
    write_export(tmp_path / "out")
    assert codes(checked(tmp_path / "out", capsys=capsys)[1]) == ["time"]
    with owner() as cursor:
        cursor.execute(
            f"UPDATE seals_ledgerline SET reason = '改' WHERE seal_id = {w.seal.pk} AND serial = 9"
        )
    with pytest.raises(evidence.NoSigning):
        write_checkpoint()
    assert "Y-01 9" in verified().wrong[0]
    write_export(tmp_path / "again")
    assert codes(checked(tmp_path / "again", capsys=capsys)[1])[:2] == ["time", "column"]


def test_without_a_folder(w: World, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    settings.CHECKPOINT_DIR = tmp_path / "file" / "inside"
    tasks.checkpoint()
    assert Alert.objects.filter(said__contains="检查点没有签署").exists()
    assert not Checkpoint.objects.exists()


def test_a_key_that_is_none(w: World, settings: Any) -> None:
    settings.CHECKPOINT_KEY.write_text("no key")
    with pytest.raises(evidence.NoSigning):
        write_checkpoint()


def test_a_changed_key_signs_on(w: World, settings: Any, tmp_path: Path) -> None:
    write_checkpoint()
    settings.CHECKPOINT_KEY = tmp_path / "second.pem"
    write_checkpoint()
    assert evidence.public().count(b"BEGIN") == 2
    assert verified().wrong == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_after_the_other() -> None:
    fill(make_world())
    made: list[Any] = []

    def go() -> None:
        made.append(write_checkpoint())
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(one.number for one in made if one is not None)
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
    assert verified().wrong == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_an_entry_under_way_is_waited_for_or_left_for_the_next(
    monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    """Somebody who began earlier commits later, with a lower key: no checkpoint goes past him. One that did not look for him
    (the control) could never be confirmed again."""
    world = make_world()
    fill(world)
    monkeypatch.setattr(checkpoints, "PATIENCE", 0.3)
    asked = checkpoints.UNDER_WAY.removesuffix(NEIGHBOURS) if waits else "SELECT 0 WHERE %s IS NOT NULL"
    monkeypatch.setattr(checkpoints, "UNDER_WAY", asked)
    write_checkpoint()
    started, over = threading.Event(), threading.Event()

    def slow() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(COPY_ENTRY)
            started.set()
            over.wait(10)
            cursor.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(10)
    note(world.seal, by=world.keeper, kind="stocktake")  # a higher key, there at once
    write_checkpoint()
    over.set()
    thread.join()
    if waits:
        write_checkpoint()
    assert any("办理记录" in line for line in verified().wrong) != waits


COPY_ENTRY = """INSERT INTO workflow_entry (subject_kind, subject_pk, seq, at, actor_id, actor_name, actor_post, actor_unit, rank, behalf_name,
  behalf_post, verb, from_state, to_state, version, round, reason, opinion_kind, opinion, data, key, prev, hash)
  SELECT 'numbers', 999, 1, at, actor_id, actor_name, '', '', 1, '', '', 'x', '', '', 1, 1, '', '', '', '{}', 'slow', '', sha256('x')
  FROM workflow_entry ORDER BY id LIMIT 1"""


# -- pages -----------------------------------------------------------------------------------------------------------


def test_asked_for_by_the_auditor(w: World) -> None:
    fill(w)
    client, url = client_of(w.o.auditor), reverse("seal_checkpoint")
    assert "还没有签署过" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    assert Signing.objects.count() == 1
    assert "后台正在签署" in client.get(url).content.decode()
    tasks.signings()
    row = Checkpoint.objects.get()
    text = client.get(url).content.decode()
    assert row.hash[:16] in text
    assert ">11<" in text
    assert Alert.objects.filter(recipient=w.o.auditor, said__contains="第 1 号已签署").exists()
    broken(w)
    client.post(url)
    tasks.signings()
    assert Alert.objects.filter(recipient=w.o.auditor, said__contains="没有签署：").exists()


def test_to_others_it_does_not_exist(w: World) -> None:
    """To who reads no ledger; who does may not sign."""
    readers = (w.keeper, w.supervisor, w.director, w.o.chief)
    for who in (*readers, w.o.handler, w.o.admin, w.o.secadmin, w.o.outsider):
        client, wanted = client_of(who), 403 if who in readers else 404
        assert client.get(reverse("seal_checkpoint")).status_code == wanted, who.name
        assert client.post(reverse("seal_checkpoint")).status_code == wanted, who.name
    assert not Signing.objects.exists()


def test_the_list_asks_the_same_for_one_and_for_many(w: World, django_assert_max_num_queries: Any) -> None:
    client, url = client_of(w.o.auditor), reverse("seal_checkpoint")
    counts = []
    for _ in range(2):
        for _n in range(3):
            write_checkpoint()
        with django_assert_max_num_queries(20) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- 系统自检 ----------------------------------------------------------------------------------------------------------


def lamps(ages: dict[str, int]) -> dict[str, str]:
    return {line.label: line.colour for line in self_check.ledgers(ages)}


def test_self_check(w: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lamps({}) == {"账本守卫": GREEN, "账本核验": YELLOW, "检查点": RED}
    write_checkpoint()
    assert lamps({"ledger": 60}) == {"账本守卫": GREEN, "账本核验": GREEN, "检查点": YELLOW}, (
        "on the same disk"
    )
    monkeypatch.setattr(self_check, "same_disk", lambda: False)
    assert lamps({"ledger": 30 * 3600}) == {"账本守卫": GREEN, "账本核验": RED, "检查点": GREEN}
    late = Checkpoint.objects.get().at + timedelta(hours=2, minutes=1)
    monkeypatch.setattr(self_check, "database_now", lambda: late)
    assert lamps({"ledger": 60})["检查点"] == RED
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE seals_ledgerline DISABLE TRIGGER ledger_write_line"
        )
    assert lamps({"ledger": 60})["账本守卫"] == RED
    page = client_of(w.o.admin).get("/self-check/").content.decode()
    assert "ledger_write_line on seals_ledgerline is not ENABLE ALWAYS" in page


def test_the_machine_went_down_while_a_copy_was_written(w: World, settings: Any) -> None:
    """The row is there, of the file the beginning: the next checkpoint lays it down whole. Another file is never replaced."""
    fill(w)
    write_checkpoint()
    path = settings.CHECKPOINT_DIR / evidence.name_of(1)
    whole = path.read_bytes()
    for half in (b"", whole[:40]):
        path.chmod(0o644)
        path.write_bytes(half)
        evidence.publish(1, whole.decode())
        assert path.read_bytes() == whole
    path.chmod(0o644)
    path.write_bytes(whole[:40])
    write_checkpoint()
    assert path.read_bytes() == whole
    assert verified().wrong == []
    with pytest.raises(evidence.NoSigning):
        evidence.publish(1, whole.decode().replace("1", "2"))
    assert [p.name for p in settings.CHECKPOINT_DIR.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOTSUP])
def test_a_disk_without_links(w: World, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def link(*_paths: Any) -> None:
        raise OSError(error, "no links here")

    write_checkpoint()
    monkeypatch.setattr("os.link", link)
    write_checkpoint()
    assert verified().wrong == []
    with pytest.raises(evidence.NoSigning):
        evidence.publish(2, "{}")
