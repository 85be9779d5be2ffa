"""公文护照: asked for by who sees how the paper came about, made by the worker, checked without docflow, never for outsiders."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alerts.models import Alert
from docflow import tasks
from documents.files import store
from people.models import Person
from seals.actions.checkpoints import ask_signing, write_checkpoint
from seals.actions.passports import KEPT, do_signings, let_go
from seals.models import SealRequest, Signing
from tests.office import fresh, handling, registered
from tests.outgoing.desk import sealing
from tests.seals.evidence.book import checked, codes, request, stamp
from tests.seals.world import World, make_world
from workflow.models import Entry


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def stamped(w: World) -> Any:
    """An outgoing paper with a request, two lines of use, at the keeper's desk."""
    paper = sealing(w.d)
    opened = SealRequest.objects.filter(paper=paper, seal=w.seal).first()
    draft = {"paper": paper, "run": paper.print_runs.get(), "file": None, "basis": "draft"}
    asked = opened or request(w, w.seal, 4, **draft)
    stamp(w, asked, stamped=3)
    stamp(w, asked, spoiled=1)
    return paper


def taken(w: World, paper: Any, who: Person, place: Path) -> Path:
    """Asked for on the page, made by the worker, fetched."""
    client, url = client_of(who), reverse("passport", args=[paper.ref])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    tasks.signings()
    [made] = Signing.objects.filter(ref=paper.ref, asked_by=who).order_by("-id")[:1]
    assert made.problem == ""
    answer: Any = client.get(reverse("passport_file", args=[paper.ref, made.pk]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    place.write_bytes(b"".join(answer.streaming_content))
    return place


def packed(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_of_an_outgoing_paper(w: World, tmp_path: Path, capsys: Any, caplog: Any) -> None:
    paper = stamped(w)
    write_checkpoint()
    with caplog.at_level(logging.INFO, "seals.evidence"):
        path = taken(w, paper, w.o.handler, tmp_path / "p.zip")
    assert "passport downloaded" in caplog.text
    code, report = checked(path, "--pubkey", str(tmp_path / "checkpoints/public.pem"), capsys=capsys)
    assert (code, report["faults"], report["lines"]) == (0, [], 2)
    assert report["entries"] == Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).count()
    files = unpacked(path)
    checks, texts = json.loads(files["checks.json"]), json.loads(files["texts.json"])
    assert (checks["entries"], checks["head"]) == ("ok", "ok")
    assert {t["what"] for t in texts} >= {"text", "original"}
    assert "checkpoint.json" in files
    (notice,) = Alert.objects.filter(recipient=w.o.handler, said__contains="护照")
    assert (notice.subject_kind, notice.subject_ref) == ("passport", paper.ref)
    notices = client_of(w.o.handler).get("/notices/?box=about").content.decode()
    assert f"/passport/{paper.ref}/" in notices
    (tmp_path / "dir").mkdir()
    for name, data in files.items():
        (tmp_path / "dir" / name).write_bytes(data)
    assert checked(tmp_path / "dir", capsys=capsys)[0] == 0


def test_of_an_incoming_paper(w: World, tmp_path: Path, capsys: Any) -> None:
    doc = handling(w.o, registered(w.o))
    path = taken(w, doc, w.o.clerk, tmp_path / "p.zip")
    code, report = checked(path, capsys=capsys)
    assert (code, report["faults"], report["paper"]) == (0, [], doc.receipt_no)


@pytest.mark.parametrize(("name", "old", "new", "code"), [
    ("entries.jsonl", b'"verb": "sign"', b'"verb": "sigh"', "entry_digest"),
    ("lines.jsonl", b'"stamped":3', b'"stamped":2', "column"),
    ("texts.json", b'"version": 1', b'"version": 2', "file"),
    ("passport.json", b'\\"state\\": \\"sealing\\"', b'\\"state\\": \\"closed\\"', "unsigned"),
])  # fmt: skip
def test_altered(w: World, tmp_path: Path, capsys: Any, name: str, old: bytes, new: bytes, code: str) -> None:
    path = taken(w, stamped(w), w.o.handler, tmp_path / "p.zip")
    files = unpacked(path)
    assert old in files[name]
    packed(path, {**files, name: files[name].replace(old, new)})
    assert code in codes(checked(path, capsys=capsys)[1])


def test_shortened(w: World, tmp_path: Path, capsys: Any) -> None:
    path = taken(w, stamped(w), w.o.handler, tmp_path / "p.zip")
    files = unpacked(path)
    lines = files["entries.jsonl"].splitlines(keepends=True)
    packed(path, {**files, "entries.jsonl": b"".join(lines[:-1])})
    assert {"head", "file"} <= set(codes(checked(path, capsys=capsys)[1]))
    packed(path, {**files, "entries.jsonl": b"".join(lines[:2] + lines[3:])})
    assert "entry_gap" in codes(checked(path, capsys=capsys)[1])
    packed(path, {key: data for key, data in files.items() if key != "texts.json"})
    assert codes(checked(path, capsys=capsys)[1]) == ["no_file"]


def test_never_for_outsiders(w: World) -> None:
    """A unit that handles an incoming paper, one that received an outgoing one, administrators: 404, and nothing is asked."""
    doc, paper = handling(w.o, registered(w.o)), stamped(w)
    for who in (w.o.outsider, w.o.head, w.o.admin, w.o.auditor, w.o.secadmin):
        client = client_of(who)
        for one in (doc, paper):
            url = reverse("passport", args=[one.ref])
            assert client.get(url).status_code == 404, who.name
            assert client.post(url).status_code == 404, who.name
    assert not Signing.objects.exists()


def test_only_who_asked_takes_it(w: World, tmp_path: Path) -> None:
    doc = registered(w.o)
    taken(w, doc, w.o.clerk, tmp_path / "p.zip")
    made = Signing.objects.get()
    url = reverse("passport_file", args=[doc.ref, made.pk])
    assert client_of(w.o.chief).get(url).status_code == 404
    assert (
        client_of(w.o.clerk).get(reverse("passport_file", args=["nosuchpaper234", made.pk])).status_code
        == 404
    )
    assert client_of(w.o.clerk).post(url).status_code == 405


def test_who_lost_the_right_meanwhile_gets_none(w: World) -> None:
    doc = registered(w.o)
    asked = ask_signing(Signing.Kind.PASSPORT, doc.ref, w.o.clerk)
    assert ask_signing(Signing.Kind.PASSPORT, doc.ref, w.o.clerk) == asked, "asked twice is asked once"
    Person.objects.filter(pk=w.o.clerk.pk).update(is_active=False)
    assert do_signings() == 1
    asked.refresh_from_db()
    assert (asked.blob, asked.problem) == (None, "您现在看不到这份公文。")


def test_after_a_week_it_is_gone(w: World, tmp_path: Path) -> None:
    doc = registered(w.o)
    taken(w, doc, w.o.clerk, tmp_path / "p.zip")
    made = Signing.objects.get()
    assert made.blob is not None
    sha256 = made.blob.sha256
    assert (let_go(), store.verify(sha256)) == (0, True)
    assert made.done_at is not None
    Signing.objects.update(done_at=made.done_at - KEPT - timedelta(minutes=1))
    assert let_go() == 1
    page = client_of(w.o.clerk).get(reverse("passport", args=[doc.ref])).content.decode()
    assert "已过期" in page
    assert client_of(w.o.clerk).get(reverse("passport_file", args=[doc.ref, made.pk])).status_code == 404


def test_the_link_stands_on_both_papers(w: World) -> None:
    doc, paper = handling(w.o, registered(w.o)), stamped(w)
    assert (
        f'href="/passport/{doc.ref}/"'
        in client_of(w.o.clerk).get(f"/documents/{doc.ref}/?tab=facts").content.decode()
    )
    assert (
        f'href="/passport/{paper.ref}/"'
        in client_of(w.o.handler).get(f"/outgoing/{paper.ref}/?tab=facts").content.decode()
    )
    assert "/passport/" not in client_of(w.o.head).get(f"/documents/{doc.ref}/?tab=facts").content.decode()
