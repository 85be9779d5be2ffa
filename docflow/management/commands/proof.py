"""``manage.py proof FILE --meta META.json [--json]``: check a draft without a database; findings are no failure."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from proofing.catalogue import ERROR
from proofing.finding import Finding
from proofing.meta import BadMeta, Meta
from proofing.proof import proof
from proofing.read.files import Source, Unreadable, source
from proofing.read.text import parse

LARGEST = 10 * 1024 * 1024
MARKS = {"V": "条款已核", "K": "公知标准", "P": "通行做法，不是规定"}


class Command(BaseCommand):
    help = "Check a draft (核稿): every finding with its rule, line, column, words, basis and, where certain, its fix."
    requires_system_checks = ()  # neither a database nor a server is asked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the draft: .docx, .pdf, or .txt in UTF-8")
        parser.add_argument(
            "--meta",
            type=Path,
            required=True,
            help="JSON with kind, issuer, direction, recipients, …; or a list of drafts that names this file",
        )
        parser.add_argument("--json", action="store_true", help="machine-readable, on one line")

    def handle(self, *args: Any, file: Path, meta: Path, **options: Any) -> None:
        read = _read(file)
        known = _meta(meta, file.name)
        begun = time.perf_counter()
        draft = replace(parse(read.lines, known), layout=read.layout)
        found = proof(draft, known)
        seconds = round(time.perf_counter() - begun, 4)
        if options["json"]:
            said = {"findings": [one.as_dict() for one in found], "seconds": seconds}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(_sentence(one))
        errors = sum(one.severity == ERROR for one in found)
        counted = f"错误 {errors}，提示 {len(found) - errors}" if found else "没有发现问题"
        self.stdout.write(f"{file.name}：{counted}（{seconds} 秒）。")


def _sentence(one: Finding) -> str:
    where = f"第{one.line}行第{one.column}列" if one.line else f"要素 {one.field}"
    words = f"“{one.text}”：" if one.text else ""
    fix = f"应为“{one.fix}”。" if one.fix else "应删去。" if one.fix == "" else ""
    basis = f"依据：{one.of.basis}（{MARKS[one.of.mark]}）"
    severity = "错误" if one.severity == ERROR else "提示"
    return f"{where} {severity} {one.rule} {words}{one.of.text}。{one.note}{fix}{basis}"


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(f"“{path}”超过 10 MB，不核对这么大的文件。")
        return path.read_bytes()
    except FileNotFoundError:
        raise CommandError(f"没有“{path}”这个文件。") from None
    except OSError as error:
        raise CommandError(f"“{path}”读不出来：{error.strerror}。") from error


def _read(path: Path) -> Source:
    try:
        return source(path.name, _bytes(path))
    except Unreadable as error:
        raise CommandError(f"“{path}”：{error}") from error


def _meta(path: Path, name: str) -> Meta:
    """One meta object; or from a list of drafts that of the file with this name."""
    try:
        data = json.loads(_bytes(path).decode("utf-8-sig"))
        json.dumps(data, ensure_ascii=False).encode()  # half a character can be read, but never be written
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise CommandError(f"“{path}”不是 JSON。") from None
    except ValueError:
        raise CommandError(f"“{path}”里有残缺的字符或过大的数，不能用。") from None
    drafts = data.get("drafts") if isinstance(data, Mapping) else None
    if isinstance(drafts, list):
        rows = [row for row in drafts if isinstance(row, Mapping) and row.get("file") == name]
        if not rows:
            raise CommandError(f"“{path}”里没有“{name}”这份稿件。")
        data = rows[0].get("meta")
    try:
        meta = Meta.of(data)
    except BadMeta as error:
        raise CommandError(f"“{path}”不能用：{error}") from error
    return meta if meta.today else replace(meta, today=timezone.localdate())
