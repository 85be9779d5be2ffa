import pytest

from .reading import ISSUER, TEXT, meta, of, says, whole


@pytest.mark.parametrize(
    ("note", "fix"),
    [
        ("此件公开发布", "　　（此件公开发布）"),
        ("　　此件公开发布", "　　（此件公开发布）"),
        ("　　(此件公开发布)", "　　（此件公开发布）"),
        ("（此件公开发布）", "　　（此件公开发布）"),
        ("　　（此件公开发布)", "　　（此件公开发布）"),
        ("　　联系人：冯二，电话：0900-0000001", "　　（联系人：冯二，电话：0900-0000001）"),
    ],
)
def test_a_note_stands_in_brackets(note, fix):
    hits = of("NOTE-01", whole(note=note + "\n"))
    assert [(f.column, f.text, f.fix) for f in hits] == [(1, note, fix)]
    assert not of("NOTE-01", whole(note=fix + "\n"))


def test_a_docx_indents_by_itself():
    assert not of("NOTE-01", whole(note="（此件公开发布）\n"), docx=True)
    assert of("NOTE-01", whole(note="此件公开发布\n"), docx=True)[0].fix == "（此件公开发布）"


@pytest.mark.parametrize("note", ["　　（此件公开发布）", "　　（此件发至县团级，公开（附件除外））", "　　（联系人：冯二，\n　　电话：0900-0000001）"])  # fmt: skip
def test_notes_that_are_right(note):
    assert not of("NOTE-01", whole(note=note + "\n"))


@pytest.mark.parametrize(
    ("note", "wrong"),
    [
        ("　　（联系人：冯二，联系电话：0900-0000001）\n", False),
        ("　　联系人：冯二，电话0900-0000001\n", False),
        ("　　（联系人：冯二）\n", True),
        ("　　（此件公开发布）\n", True),
        ("", True),
    ],
)
def test_a_request_says_whom_to_ask(note, wrong):
    hits = of("NOTE-02", whole(note=note), meta(kind="请示"))
    assert [f.text for f in hits] == (["2026年3月5日"] if wrong else [])
    assert not of("NOTE-02", whole(note=note))


def test_in_our_own_editor_the_contact_is_a_field():
    assert not says("NOTE-02", TEXT, kind="请示", contact="冯二，0900-0000001")
    assert [(f.line, f.field) for f in says("NOTE-02", TEXT, kind="请示")] == [(0, "contact")]
    assert says("NOTE-02", TEXT, kind="请示", contact="冯二")


def test_what_is_public_says_so():
    public = meta(publicity="主动公开")
    assert not of("NOTE-03", whole(), public)
    assert not of("NOTE-03", whole(note="此件公开发布\n"), public)
    assert [f.text for f in of("NOTE-03", whole(note=""), public)] == ["2026年3月5日"]
    for known in (meta(), meta(publicity="不予公开"), meta(publicity="")):
        assert not of("NOTE-03", whole(note=""), known)


def test_in_our_own_editor_it_is_printed_where_nobody_wrote_another_note():
    assert not says("NOTE-03", TEXT, publicity="主动公开")
    assert not says("NOTE-03", TEXT, publicity="主动公开", note="此件公开发布")
    assert [f.field for f in says("NOTE-03", TEXT, publicity="主动公开", note="发至县级")] == ["note"]


def _imprint(*lines):
    return "".join(f"────────────\n　{line}\n" for line in lines) + "────────────\n"


PRINTED = f"{ISSUER}　　2026年3月6日印发"


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("抄送:省委办公厅。", "抄送：省委办公厅。"),
        ("抄送：省委办公厅，省政协办公厅", "抄送：省委办公厅，省政协办公厅。"),
        ("抄送:省委办公厅；", "抄送：省委办公厅。"),
        ("抄送 省委办公厅。", "抄送：省委办公厅。"),
    ],
)
def test_copies(line, fix):
    hits = of("CC-01", whole(imprint=_imprint(line, PRINTED)))
    assert [(f.text, f.fix) for f in hits] == [(line, fix)]
    assert not of("CC-01", whole(imprint=_imprint(fix, PRINTED)))


def test_copies_over_two_lines():
    right = (
        "────────────\n　抄送：省委办公厅，省人大常委会办公厅，\n　　　　省政协办公厅。\n────────────\n　"
        + PRINTED
        + "\n────────────\n"
    )
    assert not of("CC-01", whole(imprint=right))
    assert len(of("CC-01", whole(imprint=right.replace("办公厅。", "办公厅")))) == 1


def test_old_words_for_copies():
    assert [(f.text, f.fix) for f in of("CC-02", whole(imprint=_imprint("抄报：省委办公厅。", PRINTED)))] == [
        ("抄报", "抄送")
    ]
    assert of("CC-02", whole(imprint=_imprint("报送：省委办公厅。", PRINTED)))[0].fix is None
    both = of("CC-02", whole(imprint=_imprint("抄报：省委办公厅。", "抄送：省财政厅。", PRINTED)))
    assert [f.fix for f in both] == [None]
    assert not of("CC-01", whole(imprint=_imprint("抄报：省委办公厅。", PRINTED)))


@pytest.mark.parametrize(
    ("day", "fix"),
    [
        ("2026年03月06日印发", "2026年3月6日印发"),
        ("2026年3月6日", "2026年3月6日印发"),
        ("2026.3.6印发", "2026年3月6日印发"),
        ("二〇二六年三月六日印发", "2026年3月6日印发"),
        ("2026年3月印发", None),
    ],
)
def test_the_day_of_printing(day, fix):
    hits = of("CC-03", whole(imprint=_imprint("抄送：省委办公厅。", f"{ISSUER}　　{day}")))
    assert [(f.text, f.fix) for f in hits] == [(day, fix)]


def test_printed_before_it_was_signed():
    words = whole(imprint=_imprint("抄送：省委办公厅。", f"{ISSUER}　　2026年3月1日印发"))
    assert [f.note for f in of("CC-04", words)] == ["成文日期为2026年3月5日。"]
    assert not of("CC-04", whole(imprint=_imprint("抄送：省委办公厅。", f"{ISSUER}　　2026年3月5日印发")))


def test_the_order_of_the_imprint():
    assert len(of("CC-05", whole(imprint=_imprint(PRINTED, "抄送：省委办公厅。")))) == 1
    assert not of("CC-05", whole())


def test_a_letter_does_not_say_who_printed_it():
    assert len(of("CC-06", whole(), meta(format="letter"))) == 1
    assert not of("CC-06", whole(imprint=_imprint("抄送：省委办公厅。")), meta(format="letter"))
    assert not of("CC-06", whole())


def test_in_our_own_editor_the_imprint_is_set():
    for n in range(1, 7):
        assert not says(f"CC-0{n}", TEXT)
