from __future__ import annotations

import typst

from documents.files import fonts
from documents.files.intake import take_in

from . import make


def test_it_is_a_pdf_and_always_the_same():
    first = make.paper()
    assert first.startswith(b"%PDF-")
    assert first == make.paper()
    assert first != make.paper(number="云发改〔2026〕213号")


def test_words_are_never_markup():
    evil = '#panic("x") $x$ *粗* \\ #import "@preview/x:1.0.0" ` @a <b> //注'
    got = take_in(make.upload(make.paper(body_paragraphs=[evil]), "a.pdf"))
    assert '#panic("x")' in got.pages_text[0].replace("\n", "")


def test_names_with_rare_characters_print():
    names = "堃祎喆珺璟昇垚燚骉龑"
    got = take_in(make.upload(make.paper(body_paragraphs=[f"联系人：{names}。"]), "a.pdf"))
    assert names in got.pages_text[0]


def test_a_machine_with_only_the_wheel_prints_too(monkeypatch):
    whole = typst.Fonts
    monkeypatch.setattr(fonts, "_SYSTEM", ())
    caches = (fonts.fonts, fonts.roles, fonts.has_bold_song)
    for cache in caches:
        cache.cache_clear()
    try:
        assert fonts.roles() == {
            "song": ["Noto Serif SC"],
            "fang": ["Noto Serif SC"],
            "kai": ["Noto Serif SC"],
            "hei": ["Noto Sans SC"],
        }
        assert not fonts.has_bold_song()
        got = take_in(make.upload(make.paper(), "a.pdf"))
        assert got.reading.title == "关于申请批复《云川市城市更新三年行动方案（2027—2029年）》的请示"
        assert isinstance(fonts.fonts(), whole)
    finally:
        for cache in caches:
            cache.cache_clear()


def test_a_long_name_fits_the_letterhead_in_one_line():
    organ = "江东省人民政府推进政府职能转变和放管服改革协调小组办公室"
    got = take_in(make.upload(make.paper(organ=organ), "a.pdf"))
    assert got.reading.sender == organ
