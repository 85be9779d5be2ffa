"""The head and what stands below it, as offices really write them: joint papers, typed rules, captions, long lists."""

from __future__ import annotations

import pytest

from proofing.draft import Draft, Spot
from proofing.meta import Organ
from tests.proofing.papers import CITY, FINANCE, GOVERNMENT, OFFICE, RED, TEXT, THIN, found, meta, paper, read

ORGANS = [f"江东省{name}" for name in (
    "发展和改革委员会", "教育厅", "公安厅", "民政厅", "司法厅", "财政厅", "商务厅", "水利厅", "体育局", "统计局", "林业局", "粮食局",
)]  # fmt: skip
STATISTICS, CONGRESS, TAX = "江东省统计局", "江东省人民代表大会常务委员会", "国家税务总局江东省税务局"
REPORT = "江东省2025年国民经济和社会发展统计公报"


def body(draft: Draft) -> list[str]:
    return [line.text.strip() for line in draft.body]


def joint(count: int, matter: str) -> str:
    names = ORGANS[:count]
    signed = "\n　　　　　　　　　　".join(names)
    return paper("\n".join([*names, matter]), mark="\n".join(names) + "文件", signed=signed)


@pytest.mark.parametrize("count", [2, 5, 6, 10, 12])
@pytest.mark.parametrize("matter", ["关于做好值班工作的通知", "关于做好2026年\n值班工作的通知"])
def test_each_organ_of_a_joint_paper_on_its_line(count: int, matter: str) -> None:
    text = joint(count, matter)
    known = meta(issuer=ORGANS[0], joint=tuple(Organ(name) for name in ORGANS[:count]))
    draft = read(text, known)
    assert draft.letterhead.text == "\u3000".join(ORGANS[:count]) + "文件"
    assert draft.number.text == "江政办发〔2026〕12号"
    assert draft.title.text == "".join(ORGANS[:count]) + matter.replace("\n", "")
    assert draft.addressee.text == "各市、州人民政府："
    assert found(text, known) == []
    without_rule = read(text.replace(f"{RED}\n", ""), known)
    assert (without_rule.number.text, without_rule.title.text) == (draft.number.text, draft.title.text)


def test_organs_with_blank_lines_between_them() -> None:
    draft = read(paper(f"{FINANCE}\n\n江东省教育厅\n\n关于甲的通知"), meta())
    assert draft.title.text == f"{FINANCE}江东省教育厅关于甲的通知"


def test_many_lines_that_are_no_organs_are_no_head() -> None:
    text = "\n".join(f"第{n}句" for n in "甲乙丙丁戊己庚辛壬癸子") + f"\n{RED}\n　　内容。"
    assert not read(text, meta()).rule


@pytest.mark.parametrize(
    "caption",
    ["（征求意见稿）", "（送审稿）", "（代拟稿）", "（草案）", "（试行）", "(征求意见稿)", "（2026年修订草案）", "（2026年3月2日）", "2026年3月2日",
     "（2026年修订）", "（2026年版）", "（2026—2030年）", "（2026年—2030年）"],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_stands_below_a_title(caption: str, gap: str) -> None:
    text = paper(f"{OFFICE}\n关于做好值班工作的通知{gap}{caption}")
    draft = read(text, meta())
    assert draft.title.text == f"{OFFICE}关于做好值班工作的通知"
    assert body(draft) == [TEXT.strip()]
    assert found(text, meta()) == []


@pytest.mark.parametrize("caption", [
    "（2026年7月30日江东省第十四届人民代表大会常务委员会\n第二十八次会议通过）",
    "　　（2026年7月30日江东省第十四届人民代表大会常务委员会\n　　　　　　第二十八次会议通过）",
    "（2026年7月30日江东省第十四届人民代表大会\n常务委员会\n第二十八次会议通过）",
    "（2026年7月30日江东省第十四届人民代表大会常务委员会第二十八次会议通过　根据2026年9月1日江东省第十四届人民代表大会常务委员会"
    "第二十九次会议修正）",
])  # fmt: skip
def test_a_whole_resolution_with_its_caption_on_several_lines(caption: str) -> None:
    known = meta("决议", issuer=CONGRESS, direction="public")
    text = (
        f"{CONGRESS}\n关于批准2026年省级预算调整方案的决议\n{caption}\n\n　　江东省第十四届人民代表大会常务委员会"
        "第二十八次会议听取了《关于2026年省级预算调整方案（草案）的报告》，会议决定，批准2026年省级预算调整方案。"
    )
    assert found(text, known) == []
    assert len(body(read(text, known))) == 1


@pytest.mark.parametrize(
    "first",
    [
        "（2026年7月30日会议\n\n　　通过）",
        "（2026年7月30日会议\n甲\n乙\n通过）",
        "（2026年7月30日会议\n通过）后施行",
    ],
)
def test_a_bracket_that_is_not_closed_soon_is_no_caption(first: str) -> None:
    text = f"{CONGRESS}\n关于批准预算调整方案的决议\n\n{first}"
    assert body(read(text, meta("决议", issuer=CONGRESS, direction="public")))[0] == first.partition("\n")[0]


@pytest.mark.parametrize("line", ["（试行）\n的通知", "（试行）》的通知"])
def test_a_bracket_inside_a_title_is_none(line: str) -> None:
    draft = read(paper(f"{OFFICE}\n关于印发值班工作办法\n{line}"), meta())
    assert draft.title.text.endswith("的通知")


@pytest.mark.parametrize("line", ["（一）有关情况", "（试行）办法如下。", "（征求意见稿）已经印发"])
def test_a_first_line_is_no_caption(line: str) -> None:
    assert line in body(read(paper(to="", body=f"　　{line}\n{TEXT}"), meta()))


@pytest.mark.parametrize("matter", [
    "关于落实省政府工作报告\n重点工作部门分工\n的通知",
    "关于落实省政府工作报告\n重点工作部门分工的通知",
    "关于印发贯彻实施意见\n（2026—2030年）\n的通知",
])  # fmt: skip
def test_a_title_that_names_a_kind_at_the_end_of_a_line(matter: str) -> None:
    text = paper(f"{OFFICE}\n{matter}")
    draft = read(text, meta())
    assert draft.title.text == OFFICE + matter.replace("\n", "")
    assert draft.addressee.text == "各市、州人民政府："
    assert found(text, meta()) == []


@pytest.mark.parametrize("line", ["各市、州人民政府：", "　　有关部门", "现请予审查。"])
def test_a_title_goes_on_only_up_to_its_last_words(line: str) -> None:
    draft = read(paper(f"{OFFICE}\n关于值班情况的报告\n{line}\n的通知"), meta())
    assert draft.title.text == f"{OFFICE}关于值班情况的报告"


@pytest.mark.parametrize("mark", ["", "〔1〕", "[1]", "［12］"])
@pytest.mark.parametrize(
    "below",
    [
        f"{STATISTICS}\n（2026年3月2日）",
        f"\n{STATISTICS}　国家统计局江东调查总队\n\n2026年3月2日",
        f"{STATISTICS}\n国家统计局江东调查总队\n2026年3月2日",
        "（2026年3月2日）",
    ],
)
def test_a_communique_names_its_issuer_below_the_title(mark: str, below: str) -> None:
    known = meta("公报", issuer=STATISTICS, direction="public")
    text = f"{REPORT}{mark}\n{below}\n\n　　2025年，全省经济总体平稳。"
    draft = read(text, known)
    assert draft.title.text == REPORT + mark
    assert not draft.addressee
    assert body(draft) == ["2025年，全省经济总体平稳。"]
    assert found(text, known) == []


def test_but_a_notice_addresses_the_organ_below_its_title() -> None:
    assert read(paper(to=FINANCE), meta()).addressee.text == FINANCE


@pytest.mark.parametrize(
    "number", ["2026年第3号", "（2026年第3号）", "第3号", "〔2026〕3号", "江税公告〔2026〕3号"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_an_announcement_has_its_number_below_the_title_or_its_mark(number: str, gap: str) -> None:
    known = meta("公告", issuer="江东省税务局", direction="public")
    title = "江东省税务局\n关于调整预征率的公告"
    rest = "\n\n　　根据《中华人民共和国税收征收管理法》，现公告如下。\n　　特此公告。"
    for text in (
        f"{title}{gap}{number}{rest}",
        f"江东省税务局公告{gap}{number}\n\n{title}{rest}",
        f"江东省税务局公告{gap}{number}\n{RED}\n\n{title}{rest}",
    ):
        draft = read(text, known)
        assert draft.title.text == title.replace("\n", "")
        assert draft.number.text == number
        assert len(draft.body) == 2
        assert not [one for one in found(text, known) if one.rule.startswith(("BODY", "NUM", "TTL"))]


@pytest.mark.parametrize("number", [
    "第38号", "（第38号）", "［第38号］", "第三十八号", "（第三十八号）", "〔十四届〕第38号", "（十四届第38号）", "（十四届）第38号", "公告第38号",
    "（公告第38号）", f"{CONGRESS}公告第38号", f"{CONGRESS}公告〔2026〕3号",
])  # fmt: skip
def test_a_whole_announcement_of_a_congress(number: str) -> None:
    """7.2.5 does not bind it: the session takes the place of the year."""
    known = meta("公告", issuer=CONGRESS, direction="public")
    text = (
        f"{CONGRESS}公告\n\n{number}\n\n　　《江东省优化营商环境条例》已由江东省第十四届人民代表大会常务委员会"
        "第二十六次会议于2026年3月28日修订通过，现予公布，自2026年7月1日起施行。\n\n"
        f"　　　　　　　　　　{CONGRESS}\n　　　　　　　　　　2026年3月28日"
    )
    assert read(text, known).number.text == number
    assert found(text, known) == []


@pytest.mark.parametrize(("kind", "issuer", "number"), [
    ("公告", TAX, f"{TAX}公告2026年第3号"),
    ("公告", TAX, f"（{TAX}公告2026年第3号）"),
    ("公告", TAX, f"　　　　{TAX}公告2026年第3号"),
    ("公告", TAX, f"{TAX}公告〔2026〕3号"),
    ("通告", CITY, f"{CITY}通告2026年第6号"),
    ("通告", CITY, "（2026年第6号）"),
])  # fmt: skip
def test_what_is_published_names_itself_in_its_number(kind: str, issuer: str, number: str) -> None:
    known = meta(kind, issuer=issuer, direction="public")
    text = (
        f"{issuer}\n关于调整有关事项的{kind}\n{number}\n\n　　根据《中华人民共和国车船税法》规定，现{kind}如下：\n"
        f"　　一、自2026年4月1日起执行。\n　　特此{kind}。\n\n　　　　　　　　　　{issuer}\n　　　　　　　　　　2026年3月15日"
    )
    assert read(text, known).number.text == number.strip()
    assert found(text, known) == []


@pytest.mark.parametrize("line", ["江东省税务局公告2026年第3号如下", "第38号公告已经废止", "公告2026年"])
def test_a_line_that_speaks_of_a_number_is_text(line: str) -> None:
    text = f"{TAX}\n关于调整有关事项的公告\n\n　　{line}\n　　特此公告。"
    assert line in body(read(text, meta("公告", issuer=TAX, direction="public")))


def test_the_number_below_a_notices_title_is_no_text() -> None:
    draft = read(f"{OFFICE}\n关于值班的通知\n江政办发〔2026〕3号\n\n各市、州人民政府：\n{TEXT}", meta())
    assert (draft.number.text, draft.addressee.text) == ("", "各市、州人民政府：")
    assert body(draft) == [TEXT.strip()]


@pytest.mark.parametrize(
    "line",
    ["云川市人民政府办公室　　　　2026年3月5日", "2026年3月5日", "云川市人民政府办公室　　（2026年3月5日）"],
)
@pytest.mark.parametrize("title", ["", "关于研究防汛工作的会议纪要\n\n"])
def test_minutes_have_their_date_below_the_rule(line: str, title: str) -> None:
    known = meta("纪要", issuer="云川市人民政府", format="minutes")
    text = f"云川市人民政府常务会议纪要\n\n第5期\n{RED}\n{line}\n\n{title}　　3月2日，市长主持召开会议。现纪要如下。"
    for words in (text, text.replace(f"{RED}\n", "")):
        draft = read(words, known)
        assert (draft.number.text, draft.title.text) == ("第5期", title.strip())
        assert draft.letterhead.text == "云川市人民政府常务会议纪要"
        assert found(words, known) == []


@pytest.mark.parametrize(
    "rule", ["━━━━━━★━━━━━━", "━━━━━━ ★ ━━━━━━", "═══════════", "=" * 40, "-" * 40, "—" * 20, "_" * 40, THIN]
)
def test_other_red_rules(rule: str) -> None:
    text = paper().replace(RED, rule)
    draft = read(text, meta())
    assert draft.rule == 4
    assert (draft.title.line, draft.addressee.text) == (6, "各市、州人民政府：")
    assert draft.letterhead.text == f"{OFFICE}文件"
    assert found(text, meta()) == []


def test_a_thin_rule_elsewhere_is_none() -> None:
    assert not read(f"{THIN}\n{TEXT}", meta()).rule
    assert not read(f"关于甲的通知\n{THIN}\n{TEXT}", meta()).rule
    for rule in (THIN, "=" * 20, "-" * 20):
        draft = read(f"{TEXT}\n{rule}\n　　内容。\n　　特此通知。", meta())
        assert (draft.rule, body(draft)[0], draft.letterhead.text) == (0, TEXT.strip(), "")
    letter = read(
        f"{OFFICE}\n{THIN}\n　　　　江政办函〔2026〕8号\n\n{OFFICE}\n关于甲的函\n\n{FINANCE}：\n{TEXT}",
        meta("函"),
    )
    assert (letter.rule, letter.letterhead, letter.number.line) == (2, Spot(1, 1, OFFICE), 3)


@pytest.mark.parametrize(
    "number", ["江政办发〔2026年〕12号", "江政办发〔2O26〕12号", "江政办发〔〕号", "江政办发（2026年）第12号"]
)
def test_what_is_meant_for_a_number_is_read_as_one(number: str) -> None:
    assert read(paper(number=number), meta()).number == Spot(3, 1, number)
    bare = read(paper(number=number).replace(f"{RED}\n", ""), meta())
    assert (bare.number.text, bare.letterhead.text) == (number, f"{OFFICE}文件")


@pytest.mark.parametrize(
    ("line", "number", "labels"),
    [
        ("江政 办发〔2026〕12号", "江政 办发〔2026〕12号", []),
        ("江 政 办 发〔2026〕12号", "江 政 办 发〔2026〕12号", []),
        ("江政\u200b办发〔2026〕12号", "江政\u200b办发〔2026〕12号", []),
        ("江政办发\u200b〔2026〕12号", "江政办发\u200b〔2026〕12号", []),
        ("特急 江政办发〔2026〕12号", "江政办发〔2026〕12号", ["特急"]),
        ("特急　　江政办发〔2026〕12号", "江政办发〔2026〕12号", ["特急"]),
        ("第5期 江政办发〔2026〕12号", "江政办发〔2026〕12号", []),
        (f"{OFFICE}文件 江政办发〔2026〕12号", "江政办发〔2026〕12号", []),
        ("内部　　江政办发〔2026〕12号", "江政办发〔2026〕12号", []),
        ("2026年3月5日 江政办发〔2026〕12号", "江政办发〔2026〕12号", []),
    ],
)  # fmt: skip
def test_where_a_number_begins(line: str, number: str, labels: list[str]) -> None:
    draft = read(paper(number=line), meta())
    assert draft.number == Spot(3, line.index(number) + 1, number)
    assert [label.text for label in draft.labels] == labels


NAMES = [f"省{name}厅" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯" * 3]


def test_a_long_addressee() -> None:
    text = paper(to="，\n".join(NAMES) + "：")
    assert read(text, meta()).addressee.text == "，".join(NAMES) + "："
    assert found(text, meta()) == []


def test_a_long_addressee_without_a_colon_is_one_finding() -> None:
    shown = found(paper(to="，\n".join(NAMES)), meta())
    assert [(one.rule, one.text) for one in shown] == [("RCP-02", "厅")]


@pytest.mark.parametrize(("mark", "fix"), [("，", "："), ("。", "："), ("", None)])
@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("first", ["现就有关事项通知如下：", "为做好有关工作，现就有关事项通知如下："])
def test_an_addressee_without_its_colon_above_a_first_sentence_with_one(
    mark: str, fix: str | None, gap: str, first: str
) -> None:
    """Lost, it would be asked for at the title, and then be taken for a paragraph that stands too far left."""
    text = paper(to=f"各市、州人民政府{mark}{gap}", body=f"　　{first}\n　　一、做好值班工作。")
    shown = found(text, meta())
    assert [(one.rule, one.line, one.column, one.fix) for one in shown] == [
        ("RCP-02", 9, 9 if mark else 8, fix)
    ]


def test_a_longer_addressee_without_its_colon_above_a_first_sentence_with_one() -> None:
    text = paper(
        to="各市、州人民政府，省政府有关部门，\n省直有关单位，",
        body="　　现将有关事项通知如下：\n　　一、做好值班工作。",
    )
    assert [(one.rule, one.line, one.fix) for one in found(text, meta())] == [("RCP-02", 10, "：")]


@pytest.mark.parametrize(
    "first", ["各市、州人民政府，\n　　　省直各单位：", "省直各单位、\n　　各市、州人民政府："]
)
def test_an_addressee_that_goes_on_further_in(first: str) -> None:
    assert read(paper(to=first), meta()).addressee.text.endswith("：")


@pytest.mark.parametrize(
    "first",
    ["各市、州人民政府要高度重视，\n　　现通知如下：", "为了做好值班工作，\n　　现就有关事项通知如下："],
)
def test_a_first_sentence_on_two_lines_is_no_addressee(first: str) -> None:
    assert not read(paper(to="", body=first), meta()).addressee


def test_lines_without_commas_are_no_addressee() -> None:
    lines = [f"第{n}项内容" for n in "甲乙丙丁戊己庚辛壬癸"]
    assert not read(paper(to="", body="\n".join([*lines, "要求："])), meta()).addressee


@pytest.mark.parametrize("rules", [True, False])
def test_many_copies(rules: bool) -> None:
    cc = "抄送：" + "，\n　　　　".join(NAMES) + "。"
    end = f"{THIN}\n　{OFFICE}　　2026年3月6日印发"
    text = paper(cc=f"{cc}\n{end}") if rules else f"{paper()}\n{cc}\n{OFFICE}　　2026年3月6日印发"
    draft = read(text, meta())
    assert draft.cc.text == "抄送：" + "，".join(NAMES) + "。"
    assert found(text, meta()) == []


def test_a_rule_above_a_long_text_is_no_imprint() -> None:
    text = paper(body=f"{TEXT}\n{THIN}\n" + "\n".join("　　内容。" for _ in range(20)))
    assert not read(text, meta()).imprint


def test_many_attachments() -> None:
    listed = "　　附件：1. 甲表\n" + "\n".join(f"　　　　　{n}. 乙表（{n}）" for n in range(2, 90))
    draft = read(paper(body=f"{TEXT}\n\n{listed}"), meta())
    assert len(draft.listed) == 89
    assert body(draft) == [TEXT.strip()]


def test_an_order_has_its_number_below_its_mark() -> None:
    draft = read(f"{GOVERNMENT}令\n\n第312号\n\n{TEXT}", meta("命令"))
    assert (draft.letterhead.text, draft.number.text) == (f"{GOVERNMENT}令", "第312号")
