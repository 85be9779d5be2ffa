"""``manage.py proof``: what it prints, what it refuses with a sentence, and that it asks neither a database nor a server."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from docflow import embedded
from docflow.management.commands.proof import LARGEST

GIVEN = Path(__file__).parent / "drafts" / "given"
EXPECTED = GIVEN / "expected.json"
BAD = GIVEN / "draft07_bad_notice.txt"
META = {"kind": "通知", "issuer": "江东省人民政府办公厅", "direction": "down", "today": "2026-06-30"}


def run(file: Path, meta: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("proof", str(file), "--meta", str(meta), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(name: str, content: str | bytes | dict[str, Any]) -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_json_says_what_was_expected_and_nothing_else() -> None:
    said = json.loads(run(BAD, EXPECTED, "--json"))
    assert set(said) == {"findings", "seconds"}
    assert 0 < said["seconds"] < 60
    row = next(d for d in json.loads(EXPECTED.read_text())["drafts"] if d["file"] == BAD.name)
    shown = sorted((f["rule"], f["line"], f["severity"]) for f in said["findings"])
    assert shown == sorted((e["rule"], e["line"], e["severity"]) for e in row["expect"])
    lines = BAD.read_text().split("\n")
    for f in said["findings"]:
        assert {"rule", "line", "column", "severity", "text", "basis", "fix"} <= set(f)
        assert lines[f["line"] - 1][f["column"] - 1 :].startswith(f["text"])
    first = next(f for f in said["findings"] if f["rule"] == "NUM-02")
    assert (first["column"], first["text"], first["fix"]) == (5, "[2026]", "〔2026〕")


def test_without_json_each_finding_is_a_line(written: Any) -> None:
    lines = run(BAD, EXPECTED).splitlines()
    assert lines[0].startswith("第4行第5列 错误 NUM-02 “[2026]”：")
    assert "应为“〔2026〕”" in lines[0]
    assert any("通行做法，不是规定" in line and "TTL-04" in line for line in lines)
    assert lines[-1].startswith("draft07_bad_notice.txt：错误 17，提示 2")
    assert run(GIVEN / "draft01_good_notice.txt", EXPECTED).startswith(
        "draft01_good_notice.txt：没有发现问题"
    )


def test_one_meta_object_will_do(written: Any) -> None:
    meta = written("meta.json", META)
    shown = json.loads(run(BAD, meta, "--json"))["findings"]
    assert {"NUM-02", "TTL-06", "CC-03"} <= {f["rule"] for f in shown}


def test_a_byte_order_mark_and_crlf(written: Any) -> None:
    text = "\ufeff" + BAD.read_text().replace("\n", "\r\n")
    shown = json.loads(run(written(BAD.name, text), EXPECTED, "--json"))["findings"]
    assert [(f["rule"], f["line"]) for f in shown] == [
        (f["rule"], f["line"]) for f in json.loads(run(BAD, EXPECTED, "--json"))["findings"]
    ]


@pytest.mark.parametrize("text", ["测试", "通知", "：", "《", "　"])
def test_one_word(written: Any, text: str) -> None:
    meta = written("meta.json", META)
    assert "findings" in json.loads(run(written("a.txt", text), meta, "--json"))
    assert run(written("a.txt", text), meta)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", b"no zip at all", "DOCX"),
        ("a.docx", b"PK\x03\x04broken", "DOCX"),
        ("a.pdf", b"no pdf at all", "PDF"),
        ("a.txt", "关于值班的通知".encode("gb18030"), "UTF-8"),
        ("a.txt", b"", "空"),
        ("a.txt", b"\x00\x01\x02", "文本"),
        ("a.wps", b"abc", "DOCX、PDF 和 TXT"),
        ("a.txt", b"a" * (LARGEST + 1), "10 MB"),
    ],
)
def test_files_that_are_refused(written: Any, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(written(name, content), written("meta.json", META))
    assert sentence in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("meta", "sentence"),
    [
        ({"issuer": "甲"}, "没有写文种"),
        ({"kind": "方案"}, "“方案”不是法定文种"),
        ({"kind": ["通知"]}, "不是法定文种"),
        ({"kind": "通知", "issuer": 5}, "issuer 应为文字"),
        ({"kind": "通知", "printed": "yes"}, "printed 应为true 或 false"),
        ({"kind": "通知", "recipients": "甲"}, "recipients 应为列表"),
        ({"kind": "通知", "recipients": [{}]}, "要有 name"),
        ({"kind": "通知", "recipients": [{"name": "甲", "rank": "三"}]}, "recipients.rank 应为数字"),
        ({"kind": "通知", "signoff": "张三"}, "signoff 应为一个对象"),
        ({"kind": "通知", "signoff": {"on": "昨天"}}, "signoff.on 应为日期"),
        ({"kind": "通知", "today": "2026-02-30"}, "today 应为日期"),
        ({"kind": "通知", "series": {"甲": "通知"}}, "series"),
        ({"kind": "通知", "format": "big"}, "format 应为"),
        ({"kind": "通知", "direction": "sideways"}, "direction 应为"),
        ("[]", "JSON 对象"),
        ("null", "JSON 对象"),
        ("{", "不是 JSON"),
        ("[" * 100_000, "不是 JSON"),
        (b"\xff\xfe", "不是 JSON"),
        ('{"kind": "通知", "copies": ' + "1" * 5_000 + "}", "残缺的字符或过大的数"),
        ('{"kind": "通知", "printed": true, "title": "\\ud800关于"}', "残缺的字符或过大的数"),
        ({"drafts": []}, "没有“draft07_bad_notice.txt”这份稿件"),
        ({"drafts": [{"file": BAD.name}]}, "JSON 对象"),
    ],
)
def test_meta_that_is_refused(written: Any, meta: Any, sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(BAD, written("meta.json", meta))
    assert sentence in str(refused.value)


def test_what_is_null_is_as_if_it_were_not_there(written: Any) -> None:
    meta = written(
        "meta.json", {"kind": "通知", "issuer": None, "recipients": None, "signoff": None, "direction": None}
    )
    assert run(BAD, meta)


def test_files_that_are_not_there(written: Any, tmp_path: Path) -> None:
    meta = written("meta.json", META)
    for file, known in ((tmp_path / "nothing.txt", meta), (BAD, tmp_path / "nothing.json")):
        with pytest.raises(CommandError, match=r"没有“.*nothing.*”这个文件"):
            run(file, known)
    with pytest.raises(CommandError, match="读不出来"):
        run(tmp_path, meta)


def test_as_a_user_runs_it_no_server_is_started(tmp_path: Path) -> None:
    home = tmp_path / "home"
    env = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "proof", str(BAD), "--meta", str(EXPECTED), "--json"],
        cwd=embedded.BASE, env={**env, "DOCFLOW_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["findings"]) == 19
    assert not list(home.glob("*postgres*"))
    wrong = subprocess.run(
        [sys.executable, "manage.py", "proof", "nothing.txt", "--meta", str(EXPECTED)],
        cwd=embedded.BASE, env={**env, "DOCFLOW_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert wrong.returncode == 1
    assert "没有“nothing.txt”这个文件" in wrong.stderr
    assert "Traceback" not in wrong.stderr
