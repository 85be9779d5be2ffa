"""A year's notice as a file or as lines: what is taken, and every fault as a sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.notice_checks import Listed
from deadlines.notice_file import MOST_BYTES, Read, decoded, read, written

from .calendars import DATA, shipped

GIVEN = json.loads(DATA.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


def taken(data, year=2026, scope="national", **more) -> Read:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return read(text, year, scope=scope, **more)


def days(**changed):
    """The given days, some changed by their date (0101): a dict of new values, or None to leave it out."""
    found = []
    for day in GIVEN["days"]:
        change = changed.get("d" + day["date"][5:].replace("-", ""), {})
        if change is not None:
            found.append({**day, **change})
    return found


def given_file(**more):
    return {**GIVEN, **more}


def domain_file(**more):
    """The other form: no title, no date of its own, but sums."""
    source = f"{GIVEN['text']}（2025年11月4日，新华社电）；法定节日天数见《全国年节及纪念日放假办法》"
    months = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    return {
        "schema": "docflow-calendar/1", "year": 2026, "source": source, "working_days_total": 248,
        "working_days_by_month": {str(n): count for n, count in enumerate(months, start=1)},
        "days": GIVEN["days"], **more,
    }  # fmt: skip


@pytest.mark.parametrize("data", [given_file(), domain_file()])
def test_both_forms_are_read_whole(data):
    found = taken(data)
    assert found.faults == found.warnings == []
    assert (found.year, found.text, found.issued_on) == (2026, GIVEN["text"], date(2025, 11, 4))
    special = shipped().special
    assert {d.date: (d.kind, d.name, d.statutory) for d in found.days} == {
        day: (info.kind, info.name, info.statutory) for day, info in special.items()
    }


def test_lines_say_the_same_as_the_file():
    found = taken(given_file())
    lines = taken(written(found.days), title=found.text, source=found.source, issued_on=found.issued_on)
    assert lines == found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{", "不是完整的 JSON：第1行第2列附近看不懂。"),
        ("[1]", "不是放假通知文件：应有年份（year）和日期清单（days）。"),
        ("[" * 100_000, "不是完整的 JSON。"),
        ('{"year": 2026, "year": 2027, "days": []}', "“year”在同一处写了两次。"),
        (given_file(days="all"), "不是放假通知文件：应有年份（year）和日期清单（days）。"),
        (given_file(year=2027), "这里导入2026年的通知，文件写的年份是“2027”。"),
        (given_file(year="2026"), "这里导入2026年的通知，文件写的年份是“2026”。"),
        (given_file(schema="other/9"), "文件格式应为 docflow-calendar/1，文件写的是“other/9”。"),
        (given_file(days=[*days(), days()[0]]), "2026-01-01重复，每天只能列一次。"),
        (given_file(days=days(d1001={"date": "2027-10-01", "weekday": "五"})), "2027-10-01不在2026年内。"),
        (given_file(days=days(d1001={"type": "half"})), "10月1日（周四）：不认识的类型“half”，应为 holiday（放假）或 workday（上班）。"),
        (given_file(days=days(d1001={"date": "2026-02-30"})), "第32个日期：没有“2026-02-30”这一天。"),
        (given_file(days=days(d1001={"date": 7})), "第32个日期：没有“7”这一天。"),
        (given_file(days=[*days(), 7]), "第40个日期：应写明日期、类型和名称。"),
        (given_file(days=days(d1001={"name": ""})), "10月1日（周四）：须写明名称，40字以内。"),
        (given_file(days=days(d1001={"name": "国\0庆"})), "10月1日（周四）：须写明名称，40字以内。"),
        (given_file(days=days(d1001={"name": "\ud800"})), "10月1日（周四）：须写明名称，40字以内。"),
        (given_file(days=days(d1001={"statutory": "是"})), "10月1日（周四）：是否法定（statutory）应为 true 或 false。"),
        (given_file(days=days(d1001={"weekday": "五"})), "10月1日（周四）：写的是“五”，星期对不上。"),
        (given_file(days=days(d1001={"weekday": 4})), "10月1日（周四）：写的是“?”，星期对不上。"),
        (given_file(days=[*days(), {"date": "2026-07-06", "type": "workday", "name": "调休"}]), "7月6日（周一）：本来就上班，不必列为调休上班。"),
        (given_file(days=days(d0214={"statutory": True})), "2月14日（周六）：上班的日子不能是法定假日。"),
        (given_file(days=days(d0219={"statutory": False})), "春节的法定假日应为4天（《全国年节及纪念日放假办法》），列了3天。"),
        (given_file(days=days(d0101=None)), "元旦的法定假日应为1天（《全国年节及纪念日放假办法》），列了0天。"),
        (given_file(days=days(d0404={"statutory": True})), "清明节的法定假日应为1天（《全国年节及纪念日放假办法》），列了2天。"),
        (given_file(days=days(d1001={"name": "元宵节"})), "10月1日（周四）：法定假日中没有“元宵节”。"),
        (given_file(days=[]), "国庆节的法定假日应为3天（《全国年节及纪念日放假办法》），列了0天。"),
        (domain_file(days=days(d0223=None)), "2月：文件写16个工作日，按所列日期是17个，可能漏列或多列了日子。"),
        (domain_file(days=days(d0223=None)), "全年：文件写248个工作日，按所列日期是249个，可能漏列或多列了日子。"),
        (domain_file(working_days_by_month={}), "1月：文件写—个工作日，按所列日期是21个，可能漏列或多列了日子。"),
        (domain_file(working_days_by_month=7), "各月工作日数（working_days_by_month）应按月份列出。"),
        (given_file(text="", source=""), "没有写明通知标题。"),
        (given_file(text="长" * 201), "通知标题须在200字以内，且不含看不见的字符。"),
        (given_file(source="长" * 301), "通知出处须在300字以内，且不含看不见的字符。"),
        (given_file(issued_on="2020-01-01"), "印发日期2020-01-01与2026年的通知对不上。"),
        (given_file(issued_on="soon"), "没有写明印发日期。"),
        (given_file(days=days() * 6), "日期清单太长：一年列出的日子不超过200个。"),
        ("长" * MOST_BYTES, "内容太长：一年的放假通知不超过 200 KB。"),
    ],
)  # fmt: skip
def test_each_fault_is_named(data, said):
    found = taken(data)
    assert said in found.faults
    assert found.warnings == []


def test_all_faults_at_once_and_not_a_page_of_them():
    found = taken(
        given_file(year=2027, days=days(d0101=None, d0219={"statutory": False}, d1001={"weekday": "五"}))
    )
    assert len(found.faults) == 4
    many = taken(given_file(days=[{"date": "soon"} for _ in range(150)]))
    assert len(many.faults) == 31
    assert many.faults[-1].startswith("还有 ")


def test_two_holidays_of_one_name_count_together():
    """2025: 国庆节、中秋节 October 1 to 8, statutory are 1, 2, 3 and 6."""
    names = {f"d10{n:02}": {"name": "国庆节、中秋节"} for n in range(1, 8)}
    sixth = {**names, "d1006": {"name": "中秋节、国庆节", "statutory": True}}
    assert taken(given_file(days=days(**sixth, d0925={"statutory": False}))).faults == []
    assert taken(given_file(days=days(**names, d0925={"statutory": False}))).faults == [
        "中秋节、国庆节的法定假日应为4天（《全国年节及纪念日放假办法》），列了3天。"
    ]


def test_before_the_revision_the_old_law_counts():
    rows = [f"2024-{day} 放假 {name} 法定" for day, name in [
        ("01-01", "元旦"), ("02-10", "春节"), ("02-11", "春节"), ("02-12", "春节"), ("04-04", "清明节"), ("05-01", "劳动节"),
        ("06-10", "端午节"), ("09-17", "中秋节"), ("10-01", "国庆节"), ("10-02", "国庆节"), ("10-03", "国庆节"),
    ]]  # fmt: skip
    assert taken("\n".join(rows), 2024, title="通知", issued_on=date(2023, 10, 25)).faults == []


def test_too_long_a_run_of_work_is_looked_at_but_taken():
    found = taken(given_file(days=[*days(), {"date": "2026-10-11", "type": "workday", "name": "国庆节调休"}]))
    assert found.faults == []
    assert found.warnings == ["10月8日（周四）至10月16日（周五）连续上班9天，一般不超过6天，请核对通知原文。"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "2027-01-01",
            "第1行：看不懂“2027-01-01”。应如：2027-01-01 放假 元旦 法定；2027-01-03 上班 元旦调休。",
        ),
        ("# 说明\n\n2027-02-30 放假 春节", "第3行：没有“2027-02-30”这一天。"),
        ("2027-01-01 放假 元旦 可能", "第1行：最后一项只能是“法定”，写的是“可能”。"),
        ("2027-01-01（周四） 放假 元旦 法定", "1月1日（周五）：写的是“四”，星期对不上。"),
        ("2026-12-31 放假 元旦", "2026-12-31不在2027年内。"),
        ("", "没有填写日期。"),
    ],
)
def test_faults_of_lines(line, said):
    assert said in taken(line, 2027, title="通知", issued_on=date(2026, 11, 5)).faults


def test_lines_as_people_write_them():
    text = "2027年1月1日（周五） 放假 元旦 法定\n1月2日 休 元旦\n2027.1.3，上班，元旦调休\n01-04\t放假\t元旦"
    found = taken(text, 2027, title="通知", issued_on=date(2026, 11, 5))
    assert found.days == (
        Listed(date(2027, 1, 1), "holiday", "元旦", True), Listed(date(2027, 1, 2), "holiday", "元旦"),
        Listed(date(2027, 1, 3), "make_up", "元旦调休"), Listed(date(2027, 1, 4), "holiday", "元旦"),
    )  # fmt: skip


def test_local_days_need_no_statutory_ones_and_may_be_taken_back():
    more = {"scope": "local", "title": "自治区通知", "issued_on": date(2026, 3, 1)}
    assert taken("2026-03-20 放假 古尔邦节\n2026-03-23 上班 调休", **more).faults == []
    assert taken("", **more).faults == []
    assert taken("", **more).days == ()


def test_bytes_that_are_no_text():
    assert decoded(b"") == ("", "文件是空的。")
    assert decoded("中文".encode("gbk"))[1] == "文件不是 UTF-8 编码的文字，请另存为 UTF-8 后再导入。"
    assert decoded(b"x" * (MOST_BYTES + 1))[1] == "文件太大：一年的放假通知不超过 200 KB。"
    assert decoded("\ufeff{}".encode()) == ("{}", "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["date", "type", "name", "statutory", "weekday", "days", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from(["year", "schema", "text", "source", "issued_on", "days", "working_days_total", "working_days_by_month"]), JSON, max_size=6), st.lists(JSON, max_size=3))  # fmt: skip
def test_anything_else_is_a_sentence_too(data, listed):
    with override("zh-hans"):
        for one in (data, {**GIVEN, **data}, {**GIVEN, "days": [*GIVEN["days"], *listed]}):
            found = taken(json.dumps(one))
            assert all(fault.endswith("。") for fault in found.faults)
            if not found.faults:
                assert found.text
                assert found.days


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    with override("zh-hans"):
        assert all(fault.endswith("。") for fault in taken(text, 2027).faults)
