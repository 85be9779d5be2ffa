"""系统自检: each line says what is there now, with a lamp that has a word; nothing is remembered from before."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from docflow import self_check
from docflow.self_check import GREEN, RED, YELLOW
from documents.files import fonts
from documents.files.fonts import Face
from tests.office import Office, fresh, make_office
from workflow.clock import database_now

ADDRESS = "/self-check/"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def admin(office: Office) -> Client:
    client = Client()
    client.force_login(fresh(office.admin))
    return client


def line(found: Any, label: str) -> Any:
    return next(one for one in found if label in one.label)


def test_every_line_has_a_lamp_with_its_word(admin: Client) -> None:
    page = admin.get(ADDRESS)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    lines = [one for _name, many in page.context["groups"] for one in many]
    assert len(lines) >= 15
    for one in lines:
        assert f'<span class="lamp lamp-{one.colour}"><i aria-hidden="true"></i>{one.word}</span>' in text
        assert one.found
    for what in (
        "小标宋",
        "仿宋",
        "楷体",
        "黑体",
        "字体目录",
        "数据库",
        "消息服务",
        "后台任务",
        "定时时钟",
        "附件磁盘",
        "LibreOffice",
        "提醒扫描",
        "提醒投递",
        "待发积压",
        "发送失败",
    ):
        assert line(lines, what)


def test_it_is_measured_anew_each_time(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter([("ok", "ok", {"worker": 3, "beat": 200}), ("no answer", "ok", {})])
    monkeypatch.setattr(self_check, "measured", lambda: next(states))
    text = admin.get(ADDRESS).content.decode()
    assert "最近心跳在 3 秒前" in text
    assert "最近心跳在 200 秒前" in text
    assert "超过 95 秒没有心跳" in text
    text = admin.get(ADDRESS).content.decode()
    assert "连不上（no answer）" in text
    assert text.count("没有心跳") == 2
    assert text.count("还没有完成过</") + text.count("还没有完成过<br>") == 2


def test_a_substitute_for_what_is_issued_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = [
        Face("song", "Noto Serif SC", "/x/NotoSerifSC-Regular.otf", "wheel"),
        Face(
            "fang", "Noto Serif CJK SC", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "system"
        ),
        Face("kai", "LXGW WenKai", "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "system"),
    ]
    monkeypatch.setattr(self_check, "faces", lambda: faces)
    found = list(self_check.fonts())
    assert [(one.colour, one.advice) for one in found[:3]] == [
        (YELLOW, "小标宋为替代字体，正式印发请装方正小标宋简体"),
        (YELLOW, "仿宋为替代字体，正式印发请装仿宋_GB2312"),
        (GREEN, ""),
    ]
    assert "随程序安装的字体" in found[0].found
    assert "系统字体包" in found[1].found
    assert found[3].colour == RED
    own = [Face("fang", "FangSong_GB2312", "/own/simfang.ttf", "site")]
    monkeypatch.setattr(self_check, "faces", lambda: own)
    assert line(self_check.fonts(), "仿宋").colour == GREEN
    assert "本单位字体" in line(self_check.fonts(), "仿宋").found


def test_the_faces_are_those_that_print() -> None:
    found = {face.role: face for face in fonts.faces()}
    assert set(found) == set(fonts.ROLES)
    for role, face in found.items():
        assert face.family == fonts.roles()[role][0]
        assert Path(face.path).is_file()
        assert face.origin in ("site", "system", "wheel")


def test_what_lies_in_the_sites_folder_and_waits_for_a_start(settings: Any, tmp_path: Path) -> None:
    folder, none = tmp_path / "own", tmp_path / "none"
    settings.PRINT_FONT_DIRS = [folder, none]
    folder.mkdir()
    first, second = self_check.folders()
    assert (first.colour, first.found) == (GREEN, "没有字体文件")
    assert (second.colour, second.found) == (GREEN, "没有这个目录")
    shutil.copy(fonts.faces()[0].path, folder / "own.otf")
    (folder / "readme.txt").write_text("no face")
    first, _second = self_check.folders()
    assert (first.colour, first.found) == (YELLOW, "own.otf")
    assert "还没有装入：own.otf" in first.advice
    for n in range(30):
        (folder / f"more{n}.ttf").write_bytes(b"")
    assert "等 31 个文件" in next(self_check.folders()).found


def test_a_file_of_the_site_is_the_sites(settings: Any, tmp_path: Path) -> None:
    settings.PRINT_FONT_DIRS = [tmp_path]
    shutil.copy(fonts.faces()[0].path, tmp_path / "own.otf")
    fonts.fonts.cache_clear()
    fonts.roles.cache_clear()
    try:
        assert [(path.name, loaded) for path, loaded in fonts.site_files()] == [("own.otf", True)]
        assert "site" in {face.origin for face in fonts.faces()}
    finally:
        fonts.fonts.cache_clear()
        fonts.roles.cache_clear()


@pytest.mark.parametrize(
    ("free", "total", "colour"),
    [(50, 100, GREEN), (6, 100, GREEN), (4, 100, YELLOW), (0.5, 100, RED), (0.5, 2, GREEN), (0.01, 2, RED)],
)
def test_the_disk(
    free: float, total: float, colour: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BLOB_ROOT = tmp_path / "not" / "yet"
    room = SimpleNamespace(free=free * 1e9, total=total * 1e9)
    monkeypatch.setattr("docflow.self_check.shutil.disk_usage", lambda place: room)
    assert self_check.disk().colour == colour


def test_a_disk_that_cannot_be_written_or_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docflow.self_check.os.access", lambda *_: False)
    assert self_check.disk().colour == RED

    def broken(_place: Any) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("docflow.self_check.shutil.disk_usage", broken)
    assert "Input/output error" in self_check.disk().found


@pytest.mark.parametrize(
    ("seconds", "colour", "words"),
    [(0, GREEN, "与本机一致"), (1, GREEN, "快 1.0 秒"), (-5, YELLOW, "慢 5.0 秒"), (90, RED, "快 90.0 秒")],
)
def test_the_clocks(
    office: Office, monkeypatch: pytest.MonkeyPatch, seconds: int, colour: str, words: str
) -> None:
    now = database_now()
    monkeypatch.setattr(self_check, "database_now", lambda: now + timedelta(seconds=seconds))
    monkeypatch.setattr("docflow.self_check.time.time", now.timestamp)
    found = self_check.clock()
    assert found.colour == colour
    assert words in found.found


def test_libreoffice_is_found_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docflow.self_check.shutil.which", lambda name: None)
    assert self_check.office_suite().colour == YELLOW
    monkeypatch.setattr(
        "docflow.self_check.shutil.which", lambda name: f"/usr/bin/{name}" if name == "libreoffice" else None
    )
    assert self_check.office_suite().found == "/usr/bin/libreoffice"


def test_for_administrators_alone(office: Office, admin: Client) -> None:
    for who in (office.clerk, office.chief, office.auditor, office.outsider):
        client = Client()
        client.force_login(fresh(who))
        assert client.get(ADDRESS).status_code == 404
        assert f'href="{ADDRESS}"' not in client.get("/help/").content.decode()
    assert f'href="{ADDRESS}"' in admin.get("/help/").content.decode()
