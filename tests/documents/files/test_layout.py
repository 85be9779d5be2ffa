"""Office files as pages, where the server has LibreOffice; a stand-in is on PATH here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from documents.files import layout, pages, sandbox, store
from documents.files.errors import BlobMissing, CannotShow
from documents.files.intake import take_in

from . import make
from .fake_soffice import put_on_path
from .test_sandbox import HOUSE


def keep(content: bytes, name: str) -> store.Stored:
    return store.save(make.upload(content, name))


@pytest.fixture
def word() -> store.Stored:
    return keep(make.docx("正文"), "报告.docx")


def test_without_libreoffice_nothing_changes(word: store.Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not layout.can_make(word.kind)
    with pytest.raises(CannotShow, match="转换失败"):
        layout.make(word.sha256, word.kind)
    with pytest.raises(CannotShow, match="仅显示文字"):
        pages.page_sizes(word.sha256, word.kind)


def test_a_word_file_becomes_pages_once(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = put_on_path(monkeypatch, tmp_path)
    assert layout.can_make(word.kind)
    assert not layout.is_made(word.sha256)
    layout.make(word.sha256, word.kind)
    assert layout.is_made(word.sha256)
    assert pages.page_sizes(word.sha256, word.kind) == [(953, 1348)]
    (path,) = pages.render_pages(word.sha256, word.kind)
    with Image.open(path) as picture:
        assert picture.format == "WEBP"
    layout.make(word.sha256, word.kind)
    assert soffice.calls() == 1
    assert (soffice.folder / "given").read_bytes() == store.path_of(word.sha256).read_bytes()


def test_it_is_called_with_fixed_words_only(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    soffice = put_on_path(monkeypatch, tmp_path)
    layout.make(word.sha256, word.kind)
    said = soffice.said("arguments")
    assert said[0].startswith("-env:UserInstallation=file:///")
    assert said[1] == "--headless"
    assert said[-1].endswith("/in.docx")
    assert word.name not in " ".join(said)
    names = {line.partition("=")[0] for line in soffice.said("environment")}
    assert not {"SECRET_KEY", "DATABASE_URL"} & names
    assert names <= {"PATH", "HOME", "TMPDIR", "LANG", "PWD", "OLDPWD", "SHLVL", "_"}


def test_its_profile_forbids_macros_and_links(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    does = 'cp "$HOME/profile/user/registrymodifications.xcu" "$here/profile"\n'
    soffice = put_on_path(monkeypatch, tmp_path, does + 'cp "$here/made.pdf" "$out/in.pdf"\n')
    layout.make(word.sha256, word.kind)
    profile = "".join(soffice.said("profile"))
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<' in profile
    assert 'oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true<' in profile
    assert 'oor:name="ooInetProxyType" oor:op="fuse"><value>1<' in profile


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.xls", "a.ppt", "a.xlsx", "a.pptx"])
def test_the_other_office_kinds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {
        "doc": make.ole("WordDocument"), "wps": make.ole("WordDocument"), "xls": make.ole("Workbook"),
        "ppt": make.ole("PowerPoint Document"), "xlsx": make.xlsx("单位"), "pptx": make.pptx("标题"),
    }[name[2:]]  # fmt: skip
    soffice = put_on_path(monkeypatch, tmp_path)
    stored = keep(content, name)
    layout.make(stored.sha256, stored.kind)
    assert pages.page_count(stored.sha256, stored.kind) == 1
    assert soffice.said("arguments")[-1].endswith({"a.wps": "in.doc"}.get(name, f"in.{name[2:]}"))


def test_a_pdf_needs_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_path(monkeypatch, tmp_path)
    stored = keep(make.paper(), "a.pdf")
    assert not layout.can_make(stored.kind)


def test_taking_a_file_in_never_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soffice = put_on_path(monkeypatch, tmp_path)
    got = take_in(make.upload(make.docx("正文"), "a.docx"))
    assert (soffice.calls(), got.pages) == (0, 0)


@pytest.mark.parametrize(
    "does",
    ["exit 1\n", "exit 0\n", 'echo "no pdf" > "$out/in.pdf"\n', 'ln -s /etc/passwd "$out/in.pdf"\n', "kill -9 $$\n",
     'cp "$here/made.pdf" "$out/other.pdf"\n', 'mkdir "$out/in.pdf"\n'],
)  # fmt: skip
def test_a_failure_leaves_the_words_and_is_not_tried_again_at_once(
    does: str, word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = put_on_path(monkeypatch, tmp_path, does)
    for _ in range(2):
        with pytest.raises(CannotShow, match="转换失败"):
            layout.make(word.sha256, word.kind)
    assert soffice.calls() == 1
    assert "转换失败" in layout.trouble(word.sha256)
    assert not layout.is_made(word.sha256)
    (noted,) = store.cache_of(word.sha256).glob("failed-*.json")
    old = time.time() - pages.RETRY_SECONDS - 1
    os.utime(noted, (old, old))
    assert layout.trouble(word.sha256) == ""


def test_a_program_that_cannot_be_started(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = put_on_path(monkeypatch, tmp_path)
    (soffice.folder / "soffice").write_bytes(b"\x7fELF nonsense")
    with pytest.raises(CannotShow, match="转换失败"):
        layout.make(word.sha256, word.kind)


def alive(mark: str) -> bool:
    return mark in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "does", ["sleep 61.25 & sleep 61.25\n", 'sleep 61.25 &\ncp "$here/made.pdf" "$out/in.pdf"\n']
)
def test_nothing_of_it_lives_on(
    does: str, word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither after its time, nor when it left a child behind."""
    monkeypatch.setattr(layout, "SECONDS", 1)
    put_on_path(monkeypatch, tmp_path, does)
    before = time.monotonic()
    if does.startswith("sleep 61.25 & "):
        with pytest.raises(CannotShow, match="时间过长"):
            layout.make(word.sha256, word.kind)
    else:
        layout.make(word.sha256, word.kind)
    assert time.monotonic() - before < 8
    time.sleep(0.2)
    assert not alive("sleep 61.25")


def test_the_parent_ends_a_reader_that_does_not_end_itself(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = put_on_path(monkeypatch, tmp_path, "sleep 62.25\n")
    options: dict[str, Any] = {"ext": "docx", "program": str(soffice.folder / "soffice"), "patience": 60}
    with (
        pytest.raises(CannotShow, match="时间过长"),
        sandbox.run("office", store.path_of(word.sha256), seconds=1.5, **options),
    ):
        pass
    time.sleep(0.2)
    assert not alive("sleep 62.25")


def test_its_memory_and_time_are_limited(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = put_on_path(monkeypatch, tmp_path, '(ulimit -v; ulimit -t) > "$here/limits"\nexit 1\n')
    with pytest.raises(CannotShow):
        layout.make(word.sha256, word.kind)
    assert soffice.said("limits") == ["3906250", "60"]


def test_it_takes_no_place_of_the_page_pictures(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(monkeypatch, tmp_path, 'sleep 1\ncp "$here/made.pdf" "$out/in.pdf"\n')
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.05)
    other = keep(make.docx("另一件"), "b.docx")
    first = threading.Thread(target=layout.make, args=(word.sha256, word.kind))
    first.start()
    time.sleep(0.5)
    with pytest.raises(CannotShow, match="正忙"):
        layout.make(other.sha256, other.kind)
    stored = keep(make.paper(), "a.pdf")
    assert len(pages.render_pages(stored.sha256, stored.kind)) == 1
    first.join()
    assert layout.is_made(word.sha256)
    assert layout.trouble(other.sha256) == "", "to be busy is no failure of the file"


def test_no_network_where_the_kernel_grants_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import socket\nfrom documents.files.inside.office import without_network\n"
            f"print(without_network())\ntry: socket.create_connection(('127.0.0.1', {port}), 2)\n"
            "except OSError: print('cut off')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
        )
    assert done.stdout.split("\n")[:2] in (["True", "cut off"], ["False", ""])


def test_a_missing_blob_is_no_broken_file(word: store.Stored) -> None:
    store.erase(word.sha256)
    with pytest.raises(BlobMissing):
        layout.make(word.sha256, word.kind)


def test_what_was_made_goes_with_the_file(
    word: store.Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(monkeypatch, tmp_path)
    made = layout.make(word.sha256, word.kind)
    store.erase(word.sha256)
    assert not made.exists()
