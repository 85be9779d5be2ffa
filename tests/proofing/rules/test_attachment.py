import pytest

from .reading import FIRST, TEXT, found, mended, meta, of, says, whole

AT = FIRST + 2  # the line of the label, below a text of one line and a blank one
REFERRED = "　　为做好值班工作（见附件1、2），现就有关事项通知如下。\n"


def _annex(*titles):
    number = range(1, len(titles) + 1) if len(titles) > 1 else [""]
    return "".join(
        f"［分页］\n附件{n}\n\n{title}\n\n　　一、甲。\n" for n, title in zip(number, titles, strict=True)
    )


ONE = whole(listed="\n　　附件：任务表\n", annexes=_annex("任务表"))
TWO = whole(
    REFERRED, listed="\n　　附件：1. 任务表\n　　　　　2. 时间表\n", annexes=_annex("任务表", "时间表")
)
SAME_LINE = whole(REFERRED, listed="\n　　附件：1. 任务表　2. 时间表\n", annexes=_annex("任务表", "时间表"))


@pytest.mark.parametrize("words", [ONE, TWO, SAME_LINE])
@pytest.mark.parametrize("rule", [f"ATT-0{n}" for n in range(1, 9)])
def test_lists_in_order_say_nothing(rule, words):
    assert not of(rule, words)


@pytest.mark.parametrize(
    ("label", "right"),
    [
        ("　　附件:任务表", "　　附件："),
        ("　　附：任务表", "　　附件："),
        ("附件：任务表", "　　附件："),
        ("    附件：任务表", "　　附件："),
        ("　　附　件：任务表", "　　附件："),
        ("　附件:任务表", "　　附件："),
    ],
)
def test_the_label(label, right):
    hits = of("ATT-01", whole(listed=f"\n{label}\n", annexes=_annex("任务表")))
    assert [(f.line, f.column, f.fix) for f in hits] == [(AT, 1, right)]


def test_a_docx_sets_the_indentation_itself():
    assert not of("ATT-01", whole(listed="\n附件：任务表\n", annexes=_annex("任务表")), docx=True)
    assert of("ATT-01", whole(listed="\n附件:任务表\n", annexes=_annex("任务表")), docx=True)


@pytest.mark.parametrize("first", ["一、任务表", "（1）任务表", "1、任务表", "①任务表"])
def test_other_numbers_than_arabic_with_a_point(first):
    words = whole(
        REFERRED, listed=f"\n　　附件：{first}\n　　　　　2. 时间表\n", annexes=_annex("任务表", "时间表")
    )
    assert [f.line for f in of("ATT-02", words)] == [AT]


def test_a_single_one_with_a_chinese_number():
    assert of("ATT-02", whole(listed="\n　　附件：一、任务表\n", annexes=_annex("任务表")))


@pytest.mark.parametrize("mark", "。；，、;,.")
def test_a_mark_after_a_name(mark):
    listed = f"\n　　附件：1. 任务表{mark}\n　　　　　2. 时间表{mark}\n"
    hits = of("ATT-03", whole(REFERRED, listed=listed, annexes=_annex("任务表", "时间表")))
    assert [(f.line, f.text, f.fix) for f in hits] == [
        (AT, f"任务表{mark}", "任务表"),
        (AT + 1, f"时间表{mark}", "时间表"),
    ]


def test_a_mark_at_the_end_of_a_name_of_two_lines():
    listed = "\n　　附件：1. 关于进一步做好值班\n　　　　　　　工作的任务表；\n　　　　　2. 时间表\n"
    hits = of(
        "ATT-03", whole(REFERRED, listed=listed, annexes=_annex("关于进一步做好值班工作的任务表", "时间表"))
    )
    assert [(f.line, f.fix) for f in hits] == [(AT + 1, "工作的任务表")]


@pytest.mark.parametrize(
    "text", ["请各地认真贯彻执行。", "联系人：张三，电话12345。", "于12月5日前报送，逾期不再受理。"]
)
def test_text_that_goes_on_below_the_list_is_no_name(text):
    """Its full stop is right, and nothing takes it away."""
    assert not of(
        "ATT-03", whole(REFERRED, listed=f"\n　　附件：任务表\n　　{text}\n", annexes=_annex("任务表"))
    )


@pytest.mark.parametrize(
    ("listed", "annexes", "line"),
    [
        ("\n　　附件：1. 任务表\n　　　　　2. 时间表\n", _annex("任务表"), AT),
        ("\n　　附件：1. 任务表\n　　　　　2. 时间表\n", _annex("任务表", "名单"), AT + 1),
        ("\n　　附件：1. 任务表\n　　　　　2. 时间表\n", _annex("时间表", "任务表"), AT),
        ("\n　　附件：任务表\n", "", AT),
        ("\n　　附件：任务表\n", _annex("任务表", "时间表"), AT),
    ],
)
def test_listed_is_attached(listed, annexes, line):
    hits = of("ATT-04", whole(REFERRED, listed=listed, annexes=annexes))
    assert [f.line for f in hits] == [line]
    assert hits[0].note


ISSUED = "［分页］\n值班管理办法\n\n　　第一条　为了规范值班，制定本办法。\n"
OWN = "　　第二条　值班表式样见附件。\n\n　　附件：值班表\n［分页］\n附件\n\n值班表\n"
LISTED = "\n　　附件：任务表\n"


@pytest.mark.parametrize(
    ("listed", "annexes"),
    [
        ("", ISSUED + OWN),
        ("", ISSUED + "［分页］\n附件1\n\n值班表\n［分页］\n附件2\n\n名单\n"),
        ("\n　　附件：值班管理办法\n", ISSUED + OWN),
        ("\n　　附件：值班管理办法\n", ISSUED.replace("［分页］", "［分页］\n附件\n") + OWN),
        (LISTED, _annex("任务表") + "\n　　附件：1. 甲表\n　　　　　2. 乙表\n" + _annex("甲表", "乙表")),
        (LISTED, _annex("任务表") + _annex("甲表", "乙表")),
        ("\n　　附件：1. 任务表\n　　　　　2. 名单\n", "［分页］\n附件1\n\n任务表\n\n　　附件：甲表\n［分页］\n附件\n\n甲表\n［分页］\n附件2\n\n名单\n"),
        (LISTED, "［分页］\n附件\n\n任务表\n（2026年度）\n\n　　一、甲。\n"),
        ("\n　　附件：任务表（试行）\n", "［分页］\n附件\n\n任务表\n（试行）\n\n　　一、甲。\n"),
        ("\n　　附件：任务表（另发）\n", ""),
        ("\n　　附件：任务表（请登录省政府网站下载）\n", ""),
        ("\n　　附件：任务表（另发）\n", _annex("任务表")),
        ("\n　　附件：1. 任务表\n　　　　　2. 名单（另发）\n", "［分页］\n附件1\n\n任务表\n"),
        ("\n　　附件：1. 任务表（附后）\n　　　　　2. 名单（另册）\n", "［分页］\n附件1\n\n任务表\n"),
    ],
)  # fmt: skip
def test_what_belongs_to_an_annex_or_is_sent_apart_is_not_missed(listed, annexes):
    assert not of("ATT-04", whole(listed=listed, annexes=annexes))


THREE = ["任务表", "名单", "时间表"]


def _apart(which, how="（另发）", numbers=None):
    """A list of three of which one is sent apart; the others follow under their numbers in the list."""
    names = [name + how * (n == which) for n, name in enumerate(THREE, 1)]
    listed = "\n　　附件：" + "\n　　　　　".join(f"{n}. {name}" for n, name in enumerate(names, 1)) + "\n"
    left = [(n, name) for n, name in enumerate(THREE, 1) if n != which]
    annexes = "".join(
        f"［分页］\n附件{number}\n\n{name}\n\n　　一、甲。\n"
        for (_, name), number in zip(left, numbers or [n for n, _ in left], strict=True)
    )
    return whole(listed=listed, annexes=annexes)


@pytest.mark.parametrize("which", [1, 2, 3])
def test_what_is_sent_apart_keeps_its_number_in_the_list(which):
    assert not found(_apart(which))


def test_annexes_counted_afresh_without_the_one_sent_apart():
    hits = of("ATT-04", _apart(2, numbers=[1, 2]))
    assert [(f.line, f.note) for f in hits] == [(AT + 2, "第3个附件标为“附件2”。")]


@pytest.mark.parametrize(
    "how",
    ["（另送）", "（另寄）", "（另报）", "（另印）", "（单独印发）", "（从略）", "（此件不公开）", "（另册）", "（略，另行印发）", "另送"],
)  # fmt: skip
def test_ways_to_say_that_one_is_sent_apart(how):
    assert not of("ATT-04", _apart(2, how))


def test_one_that_is_said_to_follow_is_missed():
    assert [f.line for f in of("ATT-04", _apart(2, "（附后）"))] == [AT]


def test_a_note_says_that_they_are_sent_apart():
    assert not of("ATT-04", whole(listed=LISTED, note="　　（附件另发）\n"))
    assert of("ATT-04", whole(listed=LISTED, note="　　（此件公开发布）\n"))


@pytest.mark.parametrize(
    ("listed", "annexes"),
    [
        (LISTED, _annex("任务表") + _annex("时间表")),
        (LISTED, _annex("时间表") + "\n　　附件：甲表\n" + _annex("甲表")),
        (LISTED, "［分页］\n附件\n\n任务表（2026年度）\n\n　　一、甲。\n"),
        ("\n　　附件：省域发展战略\n", ""),
        ("\n　　附件：1. 任务表\n　　　　　2. 时间表\n　　　　　3. 名单（另发）\n", _annex("任务表")),
    ],
)
def test_what_differs_all_the_same(listed, annexes):
    assert [f.line for f in of("ATT-04", whole(listed=listed, annexes=annexes))] == [AT]


@pytest.mark.parametrize(
    ("listed", "fixes"),
    [
        ("　　附件1：任务表\n　　附件2：时间表", ["　　附件：1. ", "　　　　　2. "]),
        ("　　附件1：任务表\n　　　　　2. 时间表", ["　　附件：1. "]),
        ("　　附件1：任务表　附件2：时间表", ["　　附件：1. "]),
        ("附件1、任务表\n附件2、时间表", ["　　附件：1. ", "　　　　　2. "]),
        ("　　附件一：任务表\n　　附件二：时间表", ["　　附件：1. ", "　　　　　2. "]),
        ("　　附件：1. 任务表\n　　附件2：时间表", ["　　　　　2. "]),
        ("　　附件1：1. 任务表\n　　　　　2. 时间表", ["　　附件："]),
    ],
)
def test_a_label_on_each_name(listed, fixes):
    """The commonest fault of the list, told at each label and nowhere else."""
    hits = found(whole(REFERRED, listed=f"\n{listed}\n", annexes=_annex("任务表", "时间表")))
    assert [(f.rule, f.column, f.fix) for f in hits] == [("ATT-01", 1, fix) for fix in fixes]


def test_a_label_on_each_name_of_which_one_goes_on():
    listed = "\n　　附件1：关于进一步做好值班\n　　　　　工作的任务表\n　　附件2：时间表\n"
    annexes = _annex("关于进一步做好值班工作的任务表", "时间表")
    hits = found(whole(REFERRED, listed=listed, annexes=annexes))
    assert [(f.rule, f.line, f.fix) for f in hits] == [
        ("ATT-01", AT, "　　附件：1. "),
        ("ATT-01", AT + 2, "　　　　　2. "),
    ]


def test_a_number_whose_first_is_not_there_has_no_certain_fix():
    hits = of("ATT-01", whole(listed="\n　　附件2：任务表\n"))
    assert [(f.text, f.fix) for f in hits] == [("　　附件2：", None)]


def test_one_name_with_a_number_in_the_label():
    for label in ("　　附件1：", "附件1.", "　　附件一：", "　　附件1、"):
        hits = found(whole(listed=f"\n{label}任务表\n", annexes=_annex("任务表")))
        assert [(f.rule, f.text, f.fix) for f in hits] == [("ATT-01", label, "　　附件：")]


@pytest.mark.parametrize(
    "text", ["附件1、2由省财政厅另行下发。", "附件1、附件2请自行下载。", "附件1：甲表。乙表另发。"]
)
def test_a_sentence_about_annexes_is_no_list(text):
    assert not of("ATT-01", whole(TEXT + f"　　{text}\n"))


def test_annexes_that_nobody_listed_are_placed_at_their_heading():
    hits = of("ATT-04", whole(annexes=_annex("任务表")))
    assert [f.text for f in hits] == ["附件"]


def test_names_are_compared_without_marks_width_and_book_marks():
    assert not of(
        "ATT-04", whole(listed="\n　　附件：《任务表（试行）》；\n", annexes=_annex("任务表(试行)"))
    )


def test_annexes_in_files_of_their_own_are_not_missed():
    assert not of("ATT-04", whole(listed="\n　　附件：任务表\n"), docx=True)
    assert not says("ATT-04", TEXT + "\n　　附件：任务表\n")
    assert not says("ATT-05", "　　工作安排见附件3。")


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ("（见附件2）", False), ("（详见附件1、2）", False), ("见附件1—2", False), ("（见附件）", False),
        ("（见附件3）", True), ("参见附件1、3", True), ("详见附件1—3", True), ("见“附件9”", False),
        ("见《甲通知》附件9", False), ("“见附件9”", False),
    ],
)  # fmt: skip
def test_annexes_that_the_text_speaks_of(reference, wrong):
    text = f"　　值班安排{reference}，现通知如下。\n"
    words = whole(
        text, listed="\n　　附件：1. 任务表\n　　　　　2. 时间表\n", annexes=_annex("任务表", "时间表")
    )
    assert bool(of("ATT-05", words)) == wrong


def test_an_annex_spoken_of_and_none_listed():
    assert of("ATT-05", whole("　　值班安排见附件，现通知如下。\n"))[0].note == "没有附件说明。"


def test_a_single_one_has_no_number():
    hits = of("ATT-06", whole(listed="\n　　附件：1. 任务表\n", annexes=_annex("任务表")))
    assert [(f.line, f.text, f.fix) for f in hits] == [(AT, "1. 任务表", "任务表")]


def test_under_the_signature_it_is_out_of_place():
    listed = "　　附件：任务表\n"
    words = whole(signed="\n　　　　　　　　　　江东省人民政府办公厅\n　　　　　　　　　　　　2026年3月5日\n" + listed, annexes=_annex("任务表"))  # fmt: skip
    assert [f.text for f in of("ATT-07", words)] == ["附件：任务表"]


@pytest.mark.parametrize(
    ("title", "name", "wrong"),
    [
        ("江东省人民政府办公厅关于印发《值班规定》的通知", "值班规定", True),
        ("江东省人民政府办公厅关于印发值班规定的通知", "值班规定", True),
        ("江东省人民政府办公厅关于转发《值班规定》的通知", "《值班规定》", True),
        ("江东省人民政府办公厅关于印发《值班规定》的通知", "值班规定任务表", False),
        ("江东省人民政府办公厅关于做好值班工作的通知", "值班规定", False),
    ],
)
def test_what_is_issued_is_not_attached_again(title, name, wrong):
    known = meta(printed=True, title=title)
    assert bool(of("ATT-08", TEXT + f"\n　　附件：{name}", known)) == wrong


def test_fixes_in_our_own_editor():
    text = "　　现通知如下。\n\n　　附件:1. 任务表；"
    for rule in ("ATT-01", "ATT-03", "ATT-06"):
        text = mended(text, rule)
    assert text == "　　现通知如下。\n\n　　附件：任务表"


def test_a_whole_paper_that_issues_a_text_with_an_annex_of_its_own():
    assert not found(whole(annexes=ISSUED + OWN))
