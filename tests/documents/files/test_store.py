from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from documents.files import store
from documents.files.errors import BlobMissing, NoSpace, Refused
from documents.files.names import clean_name, split_name

from . import make


def everything(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()) if root.exists() else []


def test_content_is_kept_by_its_hash(settings):
    content = make.paper()
    stored = store.save(SimpleUploadedFile("来文.pdf", content))
    sha = hashlib.sha256(content).hexdigest()
    assert (stored.sha256, stored.size, stored.kind.ext, stored.name) == (
        sha,
        len(content),
        "pdf",
        "来文.pdf",
    )
    path = Path(settings.BLOB_ROOT) / sha[:2] / sha[2:4] / sha
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert everything(Path(settings.BLOB_ROOT)) == [f"{sha[:2]}/{sha[2:4]}/{sha}"]
    with store.open_blob(sha) as f:
        assert f.read() == content


def test_the_same_content_is_kept_once(settings):
    first = store.save(make.upload(make.image("PNG"), "a.png"))
    before = store.path_of(first.sha256).stat()
    second = store.save(make.upload(make.image("PNG"), "别的名字.png"))
    after = store.path_of(first.sha256).stat()
    assert first.sha256 == second.sha256
    assert second.name == "别的名字.png"
    assert before.st_ino == after.st_ino
    assert before.st_mtime_ns <= after.st_mtime_ns
    assert len(everything(Path(settings.BLOB_ROOT))) == 1


def test_many_at_once_leave_one(settings):
    content = make.image("PNG")
    failures: list[Exception] = []

    def save() -> None:
        try:
            store.save(make.upload(content, "a.png"))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(everything(Path(settings.BLOB_ROOT))) == 1


def test_a_refused_file_leaves_nothing(settings):
    with pytest.raises(Refused):
        store.save(make.upload(b"MZ", "a.pdf"))
    assert everything(Path(settings.BLOB_ROOT)) == []


def test_what_the_check_refuses_leaves_nothing(settings):
    seen: list[tuple[bytes, str]] = []

    def check(path: Path, kind: Any) -> None:
        seen.append((path.read_bytes(), kind.ext))
        raise Refused("不行")

    with pytest.raises(Refused, match="不行"):
        store.save(make.upload(make.image("PNG"), "a.png"), check=check)
    assert seen == [(make.image("PNG"), "png")]
    assert everything(Path(settings.BLOB_ROOT)) == []


def test_too_big(settings):
    settings.FILE_MAX_BYTES = 1_000_000
    with pytest.raises(Refused, match="最多 1 MB"):
        store.save(make.upload(b"%PDF-" + bytes(1_000_000), "a.pdf"))
    assert everything(Path(settings.BLOB_ROOT)) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_said_and_leaves_nothing(settings, monkeypatch):
    make_one = store._new_temporary

    def on_a_full_disk():
        f, path = make_one()
        f.close()
        return open("/dev/full", "wb"), path

    monkeypatch.setattr(store, "_new_temporary", on_a_full_disk)
    with pytest.raises(NoSpace, match="磁盘空间不足"):
        store.save(make.upload(make.image("PNG"), "a.png"))
    assert everything(Path(settings.BLOB_ROOT)) == []


def test_a_disk_that_fills_up_at_the_last_step(settings, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(store, "_publish", full)
    with pytest.raises(NoSpace):
        store.save(make.upload(make.image("PNG"), "a.png"))
    assert everything(Path(settings.BLOB_ROOT)) == []


def test_a_changed_or_missing_blob_is_noticed():
    stored = store.save(make.upload(make.image("PNG"), "a.png"))
    assert store.verify(stored.sha256)
    path = store.path_of(stored.sha256)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not store.verify(stored.sha256)
    store.erase(stored.sha256)
    assert not store.verify(stored.sha256)
    with pytest.raises(BlobMissing):
        store.open_blob(stored.sha256)


def test_erase_takes_what_was_derived_too():
    stored = store.save(make.upload(make.image("PNG"), "a.png"))
    cache = store.cache_of(stored.sha256)
    cache.mkdir(parents=True)
    (cache / "text.json").write_text("[]")
    store.erase(stored.sha256)
    store.erase(stored.sha256)
    assert not cache.exists()


@pytest.mark.parametrize("bad", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "g" * 64])
def test_only_a_hash_becomes_a_path(bad):
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(bad)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("来文.pdf", "来文.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\桌面\\来文.PDF", "来文.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("通知\u202efdp.exe", "通知fdp.exe"),
        ("零\u200b宽.pdf", "零宽.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ('a"<b>|?*.pdf', "a__b____.pdf"),
        (".pdf", "文件.pdf"),
        ("", "文件"),
        ("...", "文件"),
        ("CON.pdf", "_CON.pdf"),
        ("  多   空格  .pdf ", "多 空格.pdf"),
        ("第1.2版", "第1.2版"),
        ("\udcff坏.pdf", "坏.pdf"),
    ],
)
def test_names_are_cleaned(typed, clean):
    assert clean_name(typed) == clean


def test_a_long_name_keeps_its_extension():
    name = clean_name("长" * 300 + ".docx")
    assert len(name) == 120
    assert name.endswith("长.docx")


@given(st.text(max_size=200))
def test_any_name_comes_out_harmless_and_stays_so(typed):
    name = clean_name(typed)
    assert 0 < len(name) <= 120
    assert not set(name) & set('/\\:*?"<>|\r\n\0')
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in name)
    assert clean_name(name) == name
    assert not split_name(name)[1] or name.endswith("." + split_name(name)[1])
