#!/usr/bin/env python3
"""Checks an export of docflow's seal ledgers, or the passport of a paper, without docflow and without a network.

    python verify_ledger.py EXPORT [--checkpoints COPIES] [--pubkey FILE] [--lang zh|en] [--json]
    python verify_ledger.py PASSPORT.zip [--pubkey FILE]

Wants Python 3.9 and the library `cryptography` (for Ed25519) alone. Exit code: 0 nothing found, 1 something is wrong,
2 it could not be read at all.

A line's bytes are made again from its columns (`canonical`), its digest is SHA-256 over the digest before it and these
bytes. A checkpoint says of each seal how many lines there were, the last digest, and a running SM3 over the same bytes; it
is signed. Copies of the checkpoints that never lay in the database (`--checkpoints`) also show a ledger that was cut or
written anew as a whole: take them, and the public key, from where the system's own administrators cannot write.
"""

# ruff: noqa: B905, T201 - Python 3.9, and a program that speaks to whoever runs it
from __future__ import annotations

import argparse
import hashlib
import io
import json
import multiprocessing
import os
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = 1
COLUMNS = (
    "seal_id", "serial", "kind", "at", "happened_at", "actor_id", "actor_name", "request_id", "request_no", "basis", "title",
    "doc_number", "text_hash", "paper_kind", "addressee", "pages", "approved", "stamped", "impressions", "paging", "spoiled",
    "unused", "applicant_id", "applicant_name", "applicant_unit", "approver_id", "approver_name", "approver_for_id",
    "approved_at", "keeper_id", "keeper_name", "supervisor_id", "supervisor_name", "second_id", "second_name", "place", "code",
    "reason", "corrects", "from_state", "to_state", "photo_hash", "certificate", "signed_hash", "alg",
)  # fmt: skip
ENTRY = (
    "at", "subject_kind", "subject_pk", "seq", "actor_id", "actor_name", "actor_post", "actor_unit", "rank", "behalf_id",
    "behalf_name", "behalf_post", "verb", "from_state", "to_state", "version", "round", "reason", "opinion_kind", "opinion",
    "data", "key",
)  # fmt: skip
WORDS = {
    "unreadable": ("读不出：{0}", "cannot be read: {0}"),
    "stranger": ("是别的印章的记录（{0}）", "is a line of another seal ({0})"),
    "gap": ("缺第 {0} 条（接下来是第 {1} 条）", "line {0} is missing (line {1} follows)"),
    "duplicate": ("第 {1} 条重复或次序不对，应为第 {0} 条", "line {1} is there twice or out of order, line {0} should be here"),
    "link": ("与上一条不衔接", "does not follow the line before"),
    "column": ("栏目与封存内容不符：{0}", "columns differ from the bytes that were hashed: {0}"),
    "digest": ("摘要不符，内容被改动", "the digest is not that of its content: it was altered"),
    "time": ("时间倒退：{0} 早于上一条 {1}", "time went back: {0} is before {1}"),
    "over": ("申请 {0} 累计 {1} 份，超过批准的 {2} 份", "request {0} adds up to {1} copies, {2} were approved"),
    "person": ("{0}与{1}是同一人", "{0} and {1} are the same person"),
    "second": ("废印或退回未写原因，或没有保管人以外的第二人", "spoiled or unused copies without a reason or a second person"),
    "count": ("台账记 {0} 条，实有 {1} 条", "the registry says {0} lines, there are {1}"),
    "head": ("链尾与台账所记不符", "the head is not the one of the registry"),
    "no_file": ("没有记录文件 {0}", "there is no file {0}"),
    "file": ("文件 {0} 与清单的摘要不符", "the file {0} is not the one of the manifest"),
    "cp_read": ("检查点文件 {0} 读不出：{1}", "the checkpoint file {0} cannot be read: {1}"),
    "cp_key": ("检查点 {0} 的密钥不认识", "checkpoint {0} is signed by an unknown key"),
    "cp_signature": ("检查点 {0} 的签名不符", "the signature of checkpoint {0} is false"),
    "cp_differs": ("检查点 {0} 与外部保存的不同", "checkpoint {0} is not the one that was kept outside"),
    "cp_gap": ("缺检查点 {0}", "checkpoint {0} is missing"),
    "cp_chain": ("检查点 {0} 与前一个不衔接", "checkpoint {0} does not follow the one before"),
    "cp_time": ("检查点 {0} 的时间早于前一个", "checkpoint {0} is dated before the one before it"),
    "cp_shrunk": ("检查点 {0} 记的条数少于前一个", "checkpoint {0} has fewer lines than the one before"),
    "cp_lost": ("检查点 {0} 有这枚印章，账本里没有", "checkpoint {0} knows this seal, the export does not"),
    "cp_short": (
        "只有 {1} 条，检查点 {0} 时已有 {2} 条：尾部被截去，或导出早于该检查点",
        "{1} lines, but {2} at checkpoint {0}: the end was cut off, or the export is older than the checkpoint",
    ),
    "cp_head": ("到第 {1} 条的链尾与检查点 {0} 不同：账本被整体改写", "the head at line {1} is not that of checkpoint {0}: it was written anew"),
    "cp_sm3": ("到第 {1} 条的 SM3 与检查点 {0} 不同", "the SM3 at line {1} is not that of checkpoint {0}"),
    "cp_untold": ("检查点目录里有第 {0} 号，数据库里没有", "checkpoint {0} lies in the folder, the database does not know it"),
    "cp_unkept": ("数据库里有检查点 {0}，目录里没有", "checkpoint {0} is in the database, the folder lacks it"),
    "cp_none": ("没有检查点可比", "there is no checkpoint to compare with"),
    "cp_papers": ("公文办理记录与检查点 {0} 不同", "the entries of papers are not those of checkpoint {0}"),
    "entry_gap": ("缺第 {0} 条办理记录", "entry {0} is missing"),
    "entry_link": ("办理记录不衔接", "the entry does not follow the one before"),
    "entry_digest": ("办理记录被改动", "the entry was altered"),
    "unsigned": ("清单的签名不符，或密钥不认识", "the manifest's signature is false, or its key unknown"),
}  # fmt: skip
ROLES = {
    "applicant_id": ("申请人", "applicant"), "approver_id": ("审批人", "approver"),
    "approver_for_id": ("审批被代理人", "whom the approver acted for"), "keeper_id": ("保管人", "keeper"),
    "supervisor_id": ("监印人", "supervisor"),
}  # fmt: skip
PAIRS = (
    ("applicant_id", "approver_id"), ("applicant_id", "approver_for_id"), ("keeper_id", "applicant_id"),
    ("keeper_id", "approver_id"), ("keeper_id", "approver_for_id"), ("supervisor_id", "applicant_id"),
    ("supervisor_id", "approver_id"), ("supervisor_id", "approver_for_id"),
)  # fmt: skip
# Wrong, but the chain goes on: what comes after is read all the same.
SOFT = frozenset({"time", "over", "person", "second"})
_columns = itemgetter(*COLUMNS)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def canonical(row: dict[str, Any]) -> bytes:
    """The bytes of a line that were hashed: what the database's json_build_array says of these columns."""
    return _encode((FORMAT, *_columns(row))).encode()


def entry_bytes(row: dict[str, Any]) -> bytes:
    """The same of an entry about a paper."""
    values = [FORMAT, *(row[name] for name in ENTRY)]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sm3_of_cryptography(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _sm3_of_hashlib(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


sm3: Callable[[bytes], bytes] = (
    _sm3_of_hashlib if "sm3" in hashlib.algorithms_available else _sm3_of_cryptography
)


class Fault:
    """What is wrong, where: `seal` its number in the registry, `serial` the line (0: none)."""

    def __init__(self, code: str, *what: Any, seal: str = "", serial: int = 0) -> None:
        self.code, self.what, self.seal, self.serial = code, what, seal, serial

    def words(self, lang: str) -> str:
        at = 0 if lang == "zh" else 1
        what = [ROLES[item][at] if item in ROLES else item for item in self.what]
        return WORDS[self.code][at].format(*what)

    def said(self, lang: str) -> str:
        """A line of the report."""
        where = ("印章 {} 第 {} 条：", "seal {} line {}: ") if self.serial else ("印章 {}：", "seal {}: ")
        place = where[lang != "zh"].format(self.seal, self.serial) if self.seal else ""
        return place + self.words(lang)


class Book:
    """The ledger of one seal, read line by line from `serial` on. With `whole` False its lines need not be one after another
    (a passport has some of them)."""

    def __init__(
        self, seal_id: int, *, serial: int = 0, head: bytes = b"", running: bytes = b"", whole: bool = True
    ) -> None:
        self.seal_id, self.serial, self.head, self.running, self.whole = seal_id, serial, head, running, whole
        self.at = ""
        self.used: dict[int, int] = {}  # of each request

    def read(self, row: dict[str, Any]) -> Fault | None:
        """Take the next line in; what is wrong with it."""
        try:
            return self._read(row)
        except (KeyError, TypeError, ValueError) as error:
            return self._fault("unreadable", f"{type(error).__name__} {error}", at=self.serial + 1)

    def _fault(self, code: str, *what: Any, at: int = 0) -> Fault:
        return Fault(code, *what, serial=at or self.serial)

    def _read(self, row: dict[str, Any]) -> Fault | None:
        serial, wanted = row["serial"], self.serial + 1
        if row["seal_id"] != self.seal_id:
            return self._fault("stranger", row["seal_id"], at=wanted)
        if self.whole and serial != wanted:
            return self._fault("gap" if serial > wanted else "duplicate", wanted, serial, at=wanted)
        prev, made, canon = bytes.fromhex(row["prev"]), canonical(row), bytes.fromhex(row["canon"])
        self.serial = serial
        if self.whole and prev != self.head:
            return self._fault("link")
        if made != canon:
            return self._fault("column", differing(made, canon))
        digest = hashlib.sha256(prev + made).digest()
        if digest.hex() != row["hash"]:
            return self._fault("digest")
        before, self.at, self.head = self.at, row["at"], digest
        if self.whole:
            self.running = sm3(self.running + made)
        fault = self._use(row) if row["kind"] in ("use", "settle", "late_entry") else None
        return self._fault("time", row["at"], before) if row["at"] < before else fault

    def _use(self, row: dict[str, Any]) -> Fault | None:
        """No more than approved, other persons at every step, two for what was spoiled."""
        spoiled = (row["spoiled"] or 0) + (row["unused"] or 0)
        told = self.used.get(row["request_id"], 0) + (row["stamped"] or 0) + spoiled
        self.used[row["request_id"]] = told
        if told > row["approved"]:
            return self._fault("over", row["request_no"], told, row["approved"])
        for one, other in PAIRS:
            if row[one] is not None and row[one] == row[other]:
                return self._fault("person", one, other)
        if spoiled and (row["second_id"] in (None, row["keeper_id"]) or not row["reason"]):
            return self._fault("second")
        return None


def differing(made: bytes, canon: bytes) -> str:
    """The names of the columns in which they differ, each with what was sealed and what stands there now."""
    try:
        then, now = json.loads(canon), json.loads(made)
        pairs = zip(("format", *COLUMNS), then, now)
        found = [
            f"{name} {_encode(a)} → {_encode(b)}" for name, a, b in pairs if a != b or type(a) is not type(b)
        ]
    except (ValueError, TypeError):
        return "canon"
    return "; ".join(found) or "canon"


# -- checkpoints ---------------------------------------------------------------------------------------------


def fingerprint(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()


def public_keys(text: bytes) -> dict[str, Ed25519PublicKey]:
    """By fingerprint; a file may hold several (the key was changed)."""
    end = b"-----END PUBLIC KEY-----"
    found = {}
    for part in text.split(end)[:-1]:
        key = serialization.load_pem_public_key(part[part.index(b"-----BEGIN") :] + end + b"\n")
        if isinstance(key, Ed25519PublicKey):
            found[fingerprint(key)] = key
    return found


def signed(keys: dict[str, Ed25519PublicKey], told: dict[str, Any]) -> str:
    """Is `body` signed by one of the keys? The code of what is wrong, or nothing."""
    key = keys.get(told["key"])
    if key is None:
        return "cp_key"
    try:
        key.verify(bytes.fromhex(told["signature"]), told["body"].encode())
    except (InvalidSignature, ValueError):
        return "cp_signature"
    return ""


class Checkpoints:
    """All of them in the order of their numbers; `marks` says of each seal what must be found at which line."""

    def __init__(self, keys: dict[str, Ed25519PublicKey]) -> None:
        self.keys = keys
        self.bodies: dict[int, str] = {}
        self.faults: list[Fault] = []
        self.marks: dict[str, dict[int, tuple[int, str, str]]] = {}  # seal → size → number, head, sm3
        self.papers: dict[int, tuple[int, int, str]] = {}  # upto → number, count, digest
        self.last: dict[str, Any] = {}

    def add(self, name: str, text: str) -> None:
        """One file. What was added first counts: copies from outside before the export's own."""
        try:
            told = json.loads(text)
            number = int(json.loads(told["body"])["number"])
            wrong = signed(self.keys, told)
        except (ValueError, KeyError, TypeError) as error:
            self.faults.append(Fault("cp_read", name, error))
            return
        if wrong:
            self.faults.append(Fault(wrong, number))
        elif self.bodies.setdefault(number, told["body"]) != told["body"]:
            self.faults.append(Fault("cp_differs", number))

    def settle(self) -> None:
        """Walk the chain: each follows the one before and never has less."""
        before: dict[str, Any] = {}
        prev = ""
        for number in sorted(self.bodies):
            body = json.loads(self.bodies[number])
            follows = before.get("number", number - 1 if number > 1 and not before else 0) + 1
            if number != follows:
                self.faults.append(Fault("cp_gap", follows))
            elif (before or number == 1) and body["prev"] != prev:
                self.faults.append(Fault("cp_chain", number))
            if before and body["at"] < before["at"]:
                self.faults.append(Fault("cp_time", number))
            self._seals(body, before)
            prev, before = hashlib.sha256(self.bodies[number].encode()).hexdigest(), body
        self.last = before

    def _seals(self, body: dict[str, Any], before: dict[str, Any]) -> None:
        number, sizes = body["number"], {told["ref"]: told for told in body["seals"]}
        for told in before.get("seals", ()):
            if sizes.get(told["ref"], {"size": -1})["size"] < told["size"]:
                self.faults.append(Fault("cp_shrunk", number, seal=told["no"]))
        for ref, told in sizes.items():
            mark = (number, told["head"], told["sm3"])
            known = self.marks.setdefault(ref, {}).setdefault(told["size"], mark)
            if known[1:] != mark[1:]:
                self.faults.append(Fault("cp_head", number, told["size"], seal=told["no"]))
        papers = body.get("papers")
        if papers:
            known_papers = self.papers.setdefault(papers["upto"], (number, papers["count"], papers["digest"]))
            if known_papers[1:] != (papers["count"], papers["digest"]):
                self.faults.append(Fault("cp_papers", number))


def read_checkpoints(own: Path, outside: Path | None, pubkey: Path | None) -> Checkpoints:
    """Those of a folder outside first, then the export's own; the key: named, from outside, or the export's own."""
    folder = outside or own
    file = pubkey or folder / "public.pem"
    found = Checkpoints(public_keys(file.read_bytes()) if file.is_file() else {})
    for place in filter(None, (outside, own)):
        for path in sorted(place.glob("*.json")):
            found.add(path.name, path.read_text("utf-8"))
    if outside and not found.bodies:
        found.faults.append(Fault("cp_none"))
    found.settle()
    return found


# -- an export -----------------------------------------------------------------------------------------------


def check_seal(task: tuple[str, dict[str, Any], dict[int, tuple[int, str, str]]]) -> dict[str, Any]:
    """One seal's file against itself, the registry and the checkpoints: of its lines the first at which the chain breaks and the
    first of each kind that breaks none, of the checkpoints one."""
    path, seal, marks = task
    book, no = Book(seal["id"]), seal["seal_no"]
    faults: list[Fault] = []
    soft: dict[str, Fault] = {}
    digest = hashlib.sha256()
    against: Fault | None = compared(book, marks)
    try:
        with open(path, "rb") as file:
            for text in file:
                digest.update(text)
                if faults:
                    continue
                try:
                    fault = book.read(json.loads(text))
                except ValueError as error:
                    fault = Fault("unreadable", error, serial=book.serial + 1)
                if fault and fault.code not in SOFT:
                    faults.append(fault)
                    continue
                if fault:
                    soft.setdefault(fault.code, fault)
                if against is None and book.serial in marks:
                    against = compared(book, marks)
    except OSError:
        faults.append(Fault("no_file", seal["file"]))
    if not faults:
        faults += _head(book, seal)
        ahead = [size for size in marks if size > book.serial]
        if ahead and against is None:
            against = Fault("cp_short", marks[max(ahead)][0], book.serial, max(ahead))
    faults = [*soft.values(), *faults, *([against] if against else [])]
    for fault in faults:
        fault.seal = no
    return {"seal": no, "name": seal["name"], "ref": seal["ref"], "lines": book.serial, "head": book.head.hex(), "faults": faults,
            "file": seal["file"], "sha256": digest.hexdigest()}  # fmt: skip


def compared(book: Book, marks: dict[int, tuple[int, str, str]]) -> Fault | None:
    """What the checkpoints say of the ledger at this line."""
    if book.serial not in marks:
        return None
    number, head, running = marks[book.serial]
    if head != book.head.hex():
        return Fault("cp_head", number, book.serial)
    return Fault("cp_sm3", number, book.serial) if running != book.running.hex() else None


def _head(book: Book, seal: dict[str, Any]) -> Iterator[Fault]:
    if book.serial != seal["line_count"]:
        yield Fault("count", seal["line_count"], book.serial)
    elif book.head.hex() != seal["line_head"]:
        yield Fault("head")


def check_export(folder: Path, outside: Path | None, pubkey: Path | None, jobs: int) -> dict[str, Any]:
    """Everything in the folder; `faults` is empty where nothing is wrong."""
    seals = json.loads((folder / "seals.json").read_text("utf-8"))
    points = read_checkpoints(folder / "checkpoints", outside, pubkey)
    tasks = [(str(folder / seal["file"]), seal, points.marks.get(seal["ref"], {})) for seal in seals]
    tasks.sort(key=lambda task: -task[1]["line_count"])
    if jobs > 1 and len(tasks) > 1 and sum(seal["line_count"] for seal in seals) > 20_000:
        with multiprocessing.get_context("spawn").Pool(min(jobs, len(tasks))) as pool:
            results = pool.map(check_seal, tasks, chunksize=1)
    else:
        results = [check_seal(task) for task in tasks]
    results.sort(key=lambda result: result["seal"])
    faults = [fault for result in results for fault in result["faults"]] + points.faults
    known = {seal["ref"] for seal in seals}
    faults += [
        Fault("cp_lost", min(m[0] for m in marks.values()), seal=ref)
        for ref, marks in points.marks.items()
        if ref not in known
    ]
    if points.papers and (folder / "entries.txt").is_file():
        faults += check_papers(_entry_digests(folder / "entries.txt"), points)
    faults += _manifest(folder, {result["file"]: result["sha256"] for result in results})
    return {"kind": "export", "seals": results, "faults": faults, "checkpoints": len(points.bodies),
            "last": points.last, "lines": sum(result["lines"] for result in results)}  # fmt: skip


def check_papers(digests: Iterable[tuple[int, str]], points: Checkpoints) -> Iterator[Fault]:
    """Key and digest of every entry about a paper, in order, against what the checkpoints say of them: the first that differs."""
    running, count, wanted = b"", 0, sorted(points.papers)
    for key, digest in digests:
        while wanted and key > wanted[0]:
            number, *told = points.papers[wanted.pop(0)]
            if told != [count, running.hex()]:
                yield Fault("cp_papers", number)
                return
        running, count = hashlib.sha256(running + bytes.fromhex(digest)).digest(), count + 1
    for upto in wanted:
        number, *told = points.papers[upto]
        if told != [count, running.hex()]:
            yield Fault("cp_papers", number)
            return


def _entry_digests(path: Path) -> Iterator[tuple[int, str]]:
    with path.open() as file:
        for text in file:
            key, _, digest = text.strip().partition(" ")
            yield int(key), digest


def _manifest(folder: Path, known: dict[str, str]) -> Iterator[Fault]:
    path = folder / "manifest.json"
    if not path.is_file():
        yield Fault("no_file", path.name)
        return
    for name, digest in json.loads(path.read_text("utf-8"))["files"].items():
        file = folder / name
        if not file.is_file():
            yield Fault("no_file", name)
        elif (known.get(name) or file_digest(file)) != digest:
            yield Fault("file", name)


def file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


# -- the passport of a paper ---------------------------------------------------------------------------------


def check_passport(files: dict[str, bytes], pubkey: Path | None) -> dict[str, Any]:
    """`files` by name: the manifest is signed and names all others; entries are a chain; each seal line is as it was hashed."""
    keys = public_keys(pubkey.read_bytes() if pubkey else files.get("public.pem", b""))
    told = json.loads(files["passport.json"])
    faults = [Fault("unsigned")] if signed(keys, told) else []
    body = json.loads(told["body"])
    for name, digest in body["files"].items():
        if name not in files:
            faults.append(Fault("no_file", name))
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            faults.append(Fault("file", name))
    entries = [json.loads(text) for text in files.get("entries.jsonl", b"").splitlines()]
    faults += _entries(entries)
    if (len(entries), entries[-1]["hash"] if entries else "") != (body["entries"], body["head"]):
        faults.append(Fault("head"))
    lines = [json.loads(text) for text in files.get("lines.jsonl", b"").splitlines()]
    books: dict[int, Book] = {}
    for row in lines:
        book = books.setdefault(row["seal_id"], Book(row["seal_id"], whole=False))
        fault = book.read(row)
        if fault:
            fault.seal = str(row["seal_id"])
            faults.append(fault)
            break
    return {"kind": "passport", "paper": body["paper"], "entries": len(entries), "lines": len(lines), "faults": faults,
            "at": body["at"]}  # fmt: skip


def _entries(rows: Iterable[dict[str, Any]]) -> Iterator[Fault]:
    prev, seq = b"", 1
    for row in rows:
        if row["seq"] != seq:
            yield Fault("entry_gap", seq)
            return
        if bytes.fromhex(row["prev"]) != prev:
            yield Fault("entry_link", serial=seq)
            return
        prev, seq = hashlib.sha256(prev + entry_bytes(row)).digest(), seq + 1
        if prev.hex() != row["hash"]:
            yield Fault("entry_digest", serial=seq - 1)
            return


def passport_files(path: Path) -> dict[str, bytes] | None:
    """The files of a passport, packed or not; None where it is none."""
    if path.is_dir():
        if not (path / "passport.json").is_file():
            return None
        return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        return {info.filename: packed.read(info) for info in packed.infolist() if not info.is_dir()}


# -- the report ----------------------------------------------------------------------------------------------


def report(result: dict[str, Any], lang: str, seconds: float) -> Iterator[str]:
    """What was looked at, then everything that is wrong."""
    zh = lang == "zh"
    faults: list[Fault] = result["faults"]
    if result["kind"] == "passport":
        words = ("公文护照 {paper}：办理记录 {entries} 条，用印记录 {lines} 条，制作于 {at}",
                 "passport of {paper}: {entries} entries, {lines} seal lines, made {at}")  # fmt: skip
        yield words[not zh].format(**result)
    else:
        for seal in result["seals"]:
            words = ("印章 {0} {1}：{2:,} 条，链尾 {3}", "seal {0} {1}: {2:,} lines, head {3}")
            yield words[not zh].format(seal["seal"], seal["name"], seal["lines"], seal["head"][:16] or "-")
        words = ("检查点 {0} 个", "{0} checkpoints")
        yield words[not zh].format(result["checkpoints"]) + (
            f"（{result['last']['at']}）" if result["last"] else ""
        )
        if not result["checkpoints"]:
            yield ("注意：没有检查点，截尾和整体改写发现不了。" if zh
                   else "note: without checkpoints a cut or rewritten ledger cannot be found out.")  # fmt: skip
    for fault in faults:
        yield ("✗ " if zh else "WRONG ") + fault.said(lang)
    done = ("共核对 {0:,} 条，{1:.1f} 秒：", "{0:,} lines checked in {1:.1f} s: ")
    ending = (
        (f"有 {len(faults)} 处问题", "没有发现问题")
        if zh
        else (f"{len(faults)} things are wrong", "nothing is wrong")
    )
    yield done[not zh].format(result["lines"], seconds) + ending[not faults]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path, help="the folder of an export, or a passport (folder or .zip)")
    parser.add_argument("--checkpoints", type=Path, help="copies of the checkpoints that were kept outside")
    parser.add_argument("--pubkey", type=Path, help="the public key, had from elsewhere")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        files = passport_files(options.source)
        if files is not None:
            result = check_passport(files, options.pubkey)
        else:
            result = check_export(options.source, options.checkpoints, options.pubkey, options.jobs)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        print(f"cannot be read: {type(error).__name__} {error}", file=sys.stderr)
        return 2
    seconds = time.monotonic() - began
    if options.json:
        plain = {**result, "seconds": round(seconds, 2)}
        print(json.dumps(plain, ensure_ascii=False, default=lambda f: {"code": f.code, "seal": f.seal, "line": f.serial, "said": f.said(options.lang)}))  # fmt: skip
    else:
        for text in report(result, options.lang, seconds):
            print(text)
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
