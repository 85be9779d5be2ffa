from __future__ import annotations

import time

import pytest

from documents.files.errors import SecretMarking
from documents.files.secrecy import (
    Marking,
    check_fields,
    check_pages,
    find_in_fields,
    find_in_pages,
    mark_in_bytes,
    marking_in,
)

STARRED = [
    "机密★5年",
    "秘密★长期",
    "绝密★",
    "机密 ★ 长期",
    "机　密★10年",
    "机\u200b密\u2060★5年",
    "秘\ufeff密★1年",
    "机密☆3年",
    "机密⭐5年",
    "机密＊5年",
    "机密*10年",
    "機密★5年",
    "絕密★長期",
    "祕密★6个月",
    "前文。机密★三年。后文",
    "（机密★5年）",
    "机\u0336密★5年",
    "密级：机密★5年",
    "密级和保密期限：秘密 5年",
    "密 级：绝密",
]
HEADERS = [
    "绝密",
    "机密",
    "秘密",
    "秘　密",
    "机密 5年",
    "机密·长期",
    "秘密一年",
    "机密（5年）",
    "（机密）",
    "【秘密】",
    "000123 机密",
    "份号：000012 秘密",
    "No. 000123 绝密",
    "机密 特急",
    "特急 机密",
    "机密件",
    "密码电报",
    "特急 密码电报",
]
TYPED = [
    "【机密】关于某事项的通知",
    "(秘密) 关于某事项的通知",
    "关于某事项的通知（机密）",
    "关于某事项的通知〔秘密 5年〕",
    "关于某事项的通知 机密",
    "机密：关于某事项的通知",
    "机密关于某事项的通知",
    "机密-某事项",
    "秘密_名单",
    "密电〔2026〕3号",
]
ORDINARY = [
    "关于做好保密工作的通知",
    "关于保护商业秘密的意见",
    "关于保守国家秘密的决定",
    "国家秘密",
    "商业秘密",
    "工作秘密",
    "系统的机密性、完整性、可用性",
    "机密室管理办法",
    "国家秘密分为绝密、机密、秘密三级。",
    "秘密、机密、绝密",
    "不得泄露秘密",
    "个人隐私和秘密",
    "他把这件事当作秘密，5年来没有说过",
    "内部事项 注意保管",
    "内部资料★请勿外传",
    "关于放映《秘密》的函",
    "关于《秘密文件管理办法》征求意见的函",
    "★重点：保密工作",
    "密级：公开",
    "密级：无",
    "密级：□绝密 □机密 □秘密",
    "密级：绝密、机密、秘密（勾选）",
    "关于开展保守国家 秘密",
    "机密文件销毁申请表填写说明",
    "秘密花园改造工程",
    "加密★5年质保",
    "云政办〔2026〕3号",
    "明电〔2026〕901号",
    "",
    "★",
]


@pytest.mark.parametrize("text", STARRED)
@pytest.mark.parametrize("where", ["field", "page"])
def test_a_starred_or_labelled_level_is_found_anywhere(text, where):
    assert marking_in(text, where)


@pytest.mark.parametrize("text", STARRED)
def test_also_deep_in_a_page(text):
    assert marking_in("\n".join(["各单位要高度重视。"] * 60 + [text]), "page")


@pytest.mark.parametrize("text", HEADERS)
@pytest.mark.parametrize("where", ["field", "page"])
def test_a_level_that_stands_alone_is_found(text, where):
    assert marking_in(text, where)


@pytest.mark.parametrize("text", HEADERS)
def test_in_a_header_of_a_real_page(text):
    page = f"000118\n{text}\n特急\n云川市人民政府文件\n云政〔2026〕15号\n关于某事项的通知\n各县人民政府：\n"
    assert find_in_pages([page]) is not None
    assert find_in_pages(["第一页正文。\n" * 20, f"附件\n{text}\n附件标题\n"]) is not None


@pytest.mark.parametrize("text", TYPED)
def test_what_people_type_before_or_after_a_title(text):
    assert marking_in(text, "field")


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("where", ["field", "page"])
def test_ordinary_words_are_no_marking(text, where):
    assert marking_in(text, where) is None


def test_a_word_alone_far_down_a_page_is_a_table_cell():
    assert find_in_pages(["\n".join(["各单位要高度重视。"] * 30 + ["密级", "秘密", "期限"])]) is None


def test_the_mark_comes_back_normalised():
    assert marking_in("  机 密 ★ 5 年 ") == "机密★5年"
    assert (
        marking_in("【秘密】关于某事项的通知") == "[秘密]"
        or marking_in("【秘密】关于某事项的通知") == "【秘密】"
    )


def test_fields_say_which_one():
    assert (
        find_in_fields({"title": "关于某事的通知", "number": "云政〔2026〕1号", "pages": 3, "note": None})
        is None
    )
    assert find_in_fields({"title": "关于某事的通知", "remark": "秘密★5年"}) == Marking("remark", "秘密★5年")


def test_pages_say_which_one():
    assert find_in_pages([]) is None
    assert find_in_pages(["正文", "附件 机密★5年"]) == Marking("page 2", "机密★5年")


def test_a_check_cannot_be_passed_over():
    """It raises: a caller that forgets to look at an answer still stores nothing."""
    check_fields({"title": "关于保密工作的通知"})
    check_pages(["关于保密工作的通知"])
    with pytest.raises(SecretMarking) as error:
        check_fields({"title": "关于某事的通知（秘密★5年）"})
    assert (error.value.field, error.value.status) == ("title", 422)
    assert "某事" not in str(error.value)
    with pytest.raises(SecretMarking) as error:
        check_pages(["", "机密★长期"])
    assert error.value.where == "page 2"


def test_old_word_files_are_searched_as_they_are():
    assert mark_in_bytes(b"\x01" + "标题 机密★5年".encode("utf-16-le"))
    assert mark_in_bytes("机密　★".encode("utf-16-le"))
    assert not mark_in_bytes("保守国家秘密，机密室".encode("utf-16-le"))
    assert not mark_in_bytes(b"")


def test_a_hostile_text_costs_little():
    before = time.perf_counter()
    for text in (
        "机密 " * 60_000,
        " " * 200_000,
        "密级" * 100_000,
        "(" * 200_000,
        "机 " * 100_000 + "\n" * 50_000,
    ):
        marking_in(text, "field")
        marking_in(text, "page")
    assert time.perf_counter() - before < 8
