"""Charts: words escaped, the late hatched, each bar a link, nothing drawn of nothing; the policy and the typesetter take them."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.files.charts import Part, Stack, bars, chart_table, stacked

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<b onclick="x">&\'"水利厅</b>'
PARTS = [Part("按期"), Part("延期"), Part("超期", late=True)]


def drawn() -> dict[str, str]:
    return {
        "bars": bars(NASTY, [(NASTY, 3.0, "/f/?a=1&b=2"), ("无", 0, "")]),
        "stacked": stacked(NASTY, PARTS, [Stack(NASTY, [3, 2, 1], ["/a?x=1&y=2", "", "/c"]), Stack("空", [0, 0, 0])]),
    }  # fmt: skip


@pytest.mark.parametrize("kind", drawn())
def test_a_chart_is_one_picture_of_plain_attributes(kind: str) -> None:
    """Well-formed; named by its title; no style, script or event anywhere; typed words are words."""
    svg = drawn()[kind]
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == ("group" if list(root.iter(f"{SVG}a")) else "img"), (
        "links within a picture are not read out"
    )
    name = root.find(f"{SVG}title")
    assert name is not None
    assert name.get("id") == root.get("aria-labelledby")
    assert name.text == NASTY
    known = {"svg", "title", "g", "a", "rect", "line", "text", "defs", "pattern"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= known
    attributes = {key for one in root.iter() for key in one.attrib}
    assert not attributes & {"style", "class"}
    assert not [key for key in attributes if key.startswith("on")]


def test_each_bar_leads_to_its_list() -> None:
    links = [one.get("href") for one in ET.fromstring(drawn()["stacked"]).iter(f"{SVG}a")]
    assert links == ["/a?x=1&y=2", "/c"]
    assert [one.get("href") for one in ET.fromstring(drawn()["bars"]).iter(f"{SVG}a")] == ["/f/?a=1&b=2"]


def test_what_is_late_is_hatched_and_nothing_else() -> None:
    root = ET.fromstring(drawn()["stacked"])
    [pattern] = root.iter(f"{SVG}pattern")
    hatched = [one for one in root.iter(f"{SVG}rect") if one.get("fill") == f"url(#{pattern.get('id')})"]
    assert len(hatched) == 2, "the bar's part, and the legend"
    plain = ET.fromstring(stacked("x", PARTS[:2], [Stack("a", [1, 2])]))
    assert not list(plain.iter(f"{SVG}pattern"))


def test_nothing_is_drawn_of_nothing() -> None:
    assert bars("x", []) == bars("x", [("a", 0, "")]) == ""
    assert stacked("x", PARTS, []) == stacked("x", PARTS, [Stack("a", [0, 0, 0])]) == ""
    assert chart_table(["a"], [], summary="x") == ""


def test_the_table_under_it_says_the_same_words() -> None:
    html = chart_table(["单位", NASTY], [[NASTY, 3, 2.5]], summary=NASTY)
    assert "<b" not in html
    assert html.count("&lt;b onclick=") == 3
    assert re.findall(r"<td>(.*?)</td>", html) == ["3", "2.5"]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_bars_stay_on_the_paper_and_keep_their_order(values: list[float]) -> None:
    svg = bars("x", [(str(n), value, "") for n, value in enumerate(values)])
    if not svg:
        assert not any(values)
        return
    rects = list(ET.fromstring(svg).iter(f"{SVG}rect"))
    assert len(rects) == len(values)
    for value, rect in zip(values, rects, strict=True):
        top, tall = float(rect.get("y", "")), float(rect.get("height", ""))
        assert 17 <= top <= 206.1
        assert top + tall == pytest.approx(206, abs=0.2)
        assert (tall > 0.1) <= (value > 0)
    heights = [float(rect.get("height", "")) for rect in rects]
    assert heights.index(max(heights)) == values.index(max(values)) or len(set(heights)) < len(values)


def test_the_typesetter_takes_it(tmp_path: Any) -> None:
    import typst

    for name, svg in drawn().items():
        (tmp_path / f"{name}.svg").write_text(svg, encoding="utf-8")
    source = tmp_path / "all.typ"
    source.write_text("\n".join(f'#image("{name}.svg", width: 90%)' for name in drawn()), encoding="utf-8")
    assert typst.compile(str(source), font_paths=[]).startswith(b"%PDF")
