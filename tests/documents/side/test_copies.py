"""Copies on paper: their rows from the register, giving out, taking back, 清退, loss; the page, the closing check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions.closing import ask_to_close, close
from documents.actions.copying import hand_copies
from documents.actions.correcting import correct
from documents.actions.extra import extra_copy
from documents.actions.reading import circulate
from documents.actions.voiding import void
from documents.models import Copy, Document, Handing
from documents.queries.copies import SHOWN
from documents.queries.open_matters import matters, open_matters
from tests.documents.handling.path import answered, asked, closed, codes, now, points
from tests.documents.page.browser import Page, text
from tests.documents.papers import returned, voided
from tests.office import Office, fresh, handling, make_office, registered
from workflow.models import Entry
from workflow.replay import differences

pytestmark = pytest.mark.django_db
FACTS = "?tab=facts"


@pytest.fixture
def office() -> Office:
    return make_office()


def numbered(office: Office, text: str = "000118、000119", copies: int = 2, **fields: Any) -> Document:
    return registered(office, copies=copies, copy_numbers=text, **fields)


def standing(doc: Document) -> dict[int, tuple[str, str]]:
    """Each number with where it is and whose name is on it."""
    return {c.number: (c.status, c.holder_name) for c in Copy.objects.filter(document=doc)}


def hand(doc: Document, office: Office, what: str, numbers: str = "118", **fields: Any) -> Document:
    return hand_copies(doc, by=office.clerk, what=what, numbers=numbers, **fields).subject


# -- rows from the register ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["000118-000119", "000118、000119", "118，119", "000118 000119", "０００１１８～０００１１９", "000118至000119"]
)  # fmt: skip
def test_a_registered_paper_has_a_row_for_each_number(office: Office, typed: str) -> None:
    doc = numbered(office, typed)
    assert standing(doc) == {118: ("kept", ""), 119: ("kept", "")}
    assert doc.copy_numbers == typed  # as typed


def test_without_numbers_there_is_no_row(office: Office) -> None:
    assert standing(registered(office, copies=3)) == {}


@pytest.mark.parametrize(
    ("typed", "copies", "said"),
    [("第甲号", 1, "看不懂「第甲号」"), ("000118-000119", 1, "份号有 2 个，份数是 1"),
     ("000118", 2, "份号有 1 个，份数是 2"), ("000119-000118", 2, "前大后小"), ("0", 1, "从 1 开始"),
     ("1000000", 1, "看不懂")],
)  # fmt: skip
def test_numbers_that_do_not_fit_are_refused(office: Office, typed: str, copies: int, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        numbered(office, typed, copies)
    assert refused.value.field == "copy_numbers"
    assert not Document.objects.exists()


def test_the_register_form_says_it_at_the_field_and_keeps_what_was_typed(office: Office) -> None:
    from tests.documents.register.conftest import NEW, Desk

    desk = Desk(office)
    answer = desk.post(copy_numbers="000118-000120", copies="2")
    assert answer.status_code == 422
    assert "份号有 3 个，份数是 2" in text(answer)
    assert "000118-000120" in text(answer)
    assert desk.post(NEW, copy_numbers="000118-000119", copies="2").status_code == 302
    assert sorted(standing(Document.objects.get())) == [118, 119]


def corrected(doc: Document, office: Office, **fields: Any) -> Document:
    return correct(now(doc), by=office.clerk, reason="录入有误", fields=fields).subject


def test_correcting_the_field_makes_and_takes_rows(office: Office) -> None:
    doc = registered(office)
    doc = corrected(doc, office, copies=3, copy_numbers="1-3")
    assert sorted(standing(doc)) == [1, 2, 3]
    doc = corrected(doc, office, copies=2, copy_numbers="2-3")
    assert sorted(standing(doc)) == [2, 3]
    corrected(doc, office, copy_numbers="")
    assert standing(doc) == {}


def test_correcting_does_not_lose_a_copy_that_is_out(office: Office) -> None:
    doc = numbered(office)
    hand(doc, office, "give", person=office.handler)
    with pytest.raises(BadInput, match="000118 现在「在外」.*登记收回"):
        corrected(doc, office, copies=1, copy_numbers="000119")
    with pytest.raises(BadInput, match="份号有 2 个，份数是 3"):
        corrected(doc, office, copies=3)
    corrected(doc, office, title="改了标题的请示")  # nothing to do with copies
    assert standing(doc) == {118: ("given", "冯二二"), 119: ("kept", "")}


def test_an_extra_copy_brings_its_number(office: Office) -> None:
    doc = numbered(office)
    extra_copy(doc, by=office.clerk, copies=1)
    doc = corrected(doc, office, copy_numbers="000118-000120")
    assert sorted(standing(doc)) == [118, 119, 120]
    with pytest.raises(BadInput, match="另补收 1"):
        corrected(doc, office, copy_numbers="000118-000121")


def test_extra_copies_bring_their_numbers_along(office: Office) -> None:
    from tests.documents.register.conftest import Desk

    doc, desk = numbered(office), Desk(office)
    extra = {"url": "/documents/new/extra/", "twin": doc.ref, "copies": "2"}
    for n, (typed, said) in enumerate(
        {"119-120": "份号 000119 已登记过", "120": "份号有 1 个，份数是 2", "甲": "看不懂"}.items()
    ):
        answer = desk.post(**extra, key=f"x{n}", copy_numbers=typed)
        assert answer.status_code == 422
        assert said in text(answer)
    assert now(doc).extra_copies == 0
    assert desk.post(**extra, key="k", copy_numbers="000120-000121").status_code == 302
    assert (now(doc).extra_copies, now(doc).copy_numbers) == (2, "000118、000119、000120-000121")
    assert sorted(standing(doc)) == [118, 119, 120, 121]


def test_extra_copies_bring_no_numbers_while_the_others_have_none(office: Office) -> None:
    doc = registered(office, copies=2, work_secret=True)
    with pytest.raises(BadInput, match="先用「更正登记」补上原有各份的份号") as refused:
        extra_copy(doc, by=office.clerk, copies=2, copy_numbers="120-121")
    assert refused.value.field == "copy_numbers"
    assert (now(doc).extra_copies, standing(doc)) == (0, {})
    doc = corrected(doc, office, copy_numbers="118-119")
    extra_copy(doc, by=office.clerk, copies=2, copy_numbers="120-121")
    assert sorted(standing(doc)) == [118, 119, 120, 121]


def test_who_leaves_has_his_copies_named(office: Office) -> None:
    doc, hidden = numbered(office), numbered(office, work_secret=True)
    hand(doc, office, "give", person=office.handler)
    hand(hidden, office, "give", person=office.handler)
    page = text(Page(office.deputy).client.get(f"/leavers/{office.handler.pk}/"))
    assert f"{doc.receipt_no} 000118" in page
    assert hidden.receipt_no not in page


# -- what is done with them ------------------------------------------------------------------------------


def test_given_and_taken_back(office: Office) -> None:
    doc = handling(office, numbered(office, physical_location="文书柜2"))
    done = hand_copies(doc, by=office.clerk, what="give", numbers="000118", unit=office.unit)
    assert "000118 交给省水利厅。" in done.said
    assert standing(doc) == {118: ("given", "省水利厅"), 119: ("kept", "")}
    assert Copy.objects.get(document=doc, number=118).holder == office.unit.principal
    told = Alert.objects.filter(subject_ref=doc.ref, said__contains="登记由您处持有")
    assert office.unit_clerk.pk in set(told.values_list("recipient_id", flat=True))
    done = hand_copies(now(doc), by=office.clerk2, what="back", numbers="118", place="文书柜5")
    assert standing(doc)[118] == ("kept", "")
    assert done.subject.physical_location == "文书柜5"
    rows = Handing.objects.filter(document=doc).order_by("id")
    assert [(r.what, r.numbers, r.holder_name, r.by_name) for r in rows] == [
        ("give", [118], "省水利厅", "陈三三"), ("back", [118], "", "陈小四"),
    ]  # fmt: skip
    entry = Entry.objects.filter(subject_pk=doc.pk, verb="hand_copies").latest("seq")
    assert (entry.from_state, entry.to_state, entry.data["place"]) == ("", "", ["文书柜2", "文书柜5"])
    assert list(differences(Document)) == []


def test_the_version_of_the_paper_stays(office: Office) -> None:
    doc = numbered(office)
    assert hand(doc, office, "give", person=office.handler).version == doc.version


def test_returned_with_how_and_receipt(office: Office) -> None:
    doc = numbered(office)
    for field, typed in {"how": {"receipt": "12"}, "receipt": {"how": "exchange"}}.items():
        with pytest.raises(BadInput) as refused:
            hand(doc, office, "return", **typed)
        assert refused.value.field == field
    hand(doc, office, "return", "118-119", how="confidential", receipt="机要回执 0042")
    assert {status for status, _name in standing(doc).values()} == {"returned"}
    with pytest.raises(Faster, match="登记为「已退来文单位」.*写明原因登记收回"):
        hand(now(doc), office, "give", person=office.handler)
    with pytest.raises(Incomplete, match="收回要说明原因"):
        hand(now(doc), office, "back")
    hand(now(doc), office, "back", reason="误登记，实未退回")
    assert standing(doc)[118] == ("kept", "")


def test_lost_needs_a_reason_and_the_chiefs_hear_of_it(office: Office) -> None:
    doc = numbered(office)
    with pytest.raises(Incomplete, match="遗失的经过"):
        hand(doc, office, "lost")
    hand(doc, office, "lost", reason="途中遗失，已报告。")
    assert standing(doc)[118] == ("lost", "")
    told = Alert.objects.filter(subject_ref=doc.ref, said__contains="登记遗失：途中遗失")
    assert {a.recipient_id for a in told} == {office.chief.pk, office.deputy.pk}


def test_a_work_secret_s_loss_is_told_to_nobody_who_may_not_see_it(office: Office) -> None:
    doc = numbered(office, work_secret=True)
    hand(doc, office, "lost", reason="途中遗失")
    assert not Alert.objects.filter(said__contains="登记遗失").exists()


def test_paper_goes_only_to_who_sees_the_paper(office: Office) -> None:
    doc = numbered(office)
    with pytest.raises(BadInput, match="赵六没有本件的办理或传阅") as refused:
        hand(doc, office, "give", person=office.leader)
    assert refused.value.field == "person"
    with pytest.raises(BadInput, match="省水利厅没有本件的办理或传阅"):
        hand(doc, office, "give", unit=office.unit)
    circulate(doc, by=office.clerk, readers=[office.leader], note="请阅")
    hand(now(doc), office, "give", person=fresh(office.leader))
    with pytest.raises(BadInput, match="二者选一"):
        hand(now(doc), office, "give", "119", person=office.handler, unit=office.unit)
    with pytest.raises(BadInput, match="二者选一"):
        hand(now(doc), office, "give", "119")


def test_who_gave_it_and_when_is_said_to_who_comes_later(office: Office) -> None:
    doc = numbered(office)
    done = hand_copies(doc, by=office.clerk, what="give", numbers="118", person=office.handler)
    with pytest.raises(Faster, match="已由 陈三三 .* 登记交给冯二二") as refused:
        hand_copies(now(doc), by=office.clerk2, what="give", numbers="118-119", person=office.chief)
    assert (refused.value.who, refused.value.when) == ("陈三三", done.entry.at)
    assert standing(doc)[119] == ("kept", "")  # all or nothing


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"numbers": "120"}, "没有份号 000120，登记的是 000118-000119"), ({"numbers": ""}, "请填写份号"),
     ({"numbers": "甲"}, "看不懂"), ({"what": "burn"}, "请选择要登记的是"),
     ({"day": timezone.localdate() + timedelta(days=1)}, "不能晚于今天"),
     ({"day": timezone.localdate() - timedelta(days=9)}, "不能早于收文日期")],
)  # fmt: skip
def test_bad_input_is_said_in_words(office: Office, fields: dict[str, Any], said: str) -> None:
    doc = numbered(office)
    with pytest.raises(BadInput, match=said):
        hand_copies(
            doc, by=office.clerk, **{"what": "give", "numbers": "118", "person": office.handler, **fields}
        )
    assert not Handing.objects.exists()


def test_no_state_secret_marking_gets_in(office: Office) -> None:
    doc = numbered(office)
    with pytest.raises(BadInput, match="国家秘密标志"):
        hand(doc, office, "lost", reason="机密★1年的一份遗失")


def test_who_does_not_keep_the_register_cannot(office: Office) -> None:
    doc = numbered(office)
    for who in (office.handler, office.chief, office.outsider):
        with pytest.raises(NotAllowed):
            hand_copies(doc, by=who, what="place", place="自己的柜子")


def test_what_changed_hands_is_never_changed_afterwards(office: Office) -> None:
    doc = numbered(office)
    hand(doc, office, "give", person=office.handler)
    for change in (
        lambda: Handing.objects.update(holder_name="别人"),
        lambda: Handing.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="changed hands"), transaction.atomic():
            change()


def test_no_handing_is_dated_before_the_one_it_follows(office: Office) -> None:
    today = timezone.localdate()
    doc = numbered(office, received_at=timezone.now() - timedelta(days=9))
    hand(doc, office, "give", person=office.handler, day=today - timedelta(days=2))
    with pytest.raises(BadInput, match=f"000118 上一次是 {today - timedelta(days=2)}") as refused:
        hand(now(doc), office, "back", day=today - timedelta(days=3))
    assert refused.value.field == "day"
    hand(now(doc), office, "back", day=today - timedelta(days=2))
    hand(now(doc), office, "lost", "119", day=today - timedelta(days=5), reason="遗失")  # another copy


@pytest.mark.parametrize(
    ("ended", "said"),
    [(closed, "请处长重新办理"), (returned, "已退来文单位，不能再交出；来文单位重报"), (voided, "已作废，不能再交出；.*重新登记")],
)  # fmt: skip
def test_of_what_is_over_no_work_secret_is_given_out(
    office: Office, ended: Callable[[Office], Document], said: str
) -> None:
    doc = ended(office)
    Document.objects.filter(pk=doc.pk).update(work_secret=True)
    with pytest.raises(Incomplete, match=said):
        hand(now(doc), office, "give", "", person=office.handler)


def test_a_place_that_is_emptied_says_so(office: Office) -> None:
    doc = registered(office, physical_location="文书柜2")
    done = hand_copies(doc, by=office.clerk, what="place", place="")
    assert done.said == "清空存放位置。"


def test_a_history_that_is_cut_says_where_the_rest_is(office: Office) -> None:
    doc, page = registered(office), Page(office.clerk)
    for n in range(SHOWN):
        hand(now(doc), office, "place", "", place=f"柜{n}")
    assert f"交接记录 {SHOWN} 条" in text(page.open(doc, FACTS))
    hand(now(doc), office, "place", "", place="档案室")
    shown = text(page.open(doc, FACTS))
    assert f"交接记录，最近 {SHOWN} 条" in shown
    assert "更早的见“流转记录”" in shown
    assert shown.count("移到柜") == SHOWN - 1


# -- an original without a number ------------------------------------------------------------------------


def test_the_original_of_a_paper_without_numbers(office: Office) -> None:
    doc = registered(office)
    with pytest.raises(BadInput, match="没有登记份号"):
        hand(doc, office, "give", person=office.handler)
    hand(doc, office, "give", "", person=office.handler)
    assert standing(doc) == {0: ("given", "冯二二")}
    assert open_matters(now(doc))[-2:][0] == "纸质原件在冯二二，尚未收回。"
    with pytest.raises(BadInput, match="原件 现在「在外」"):
        corrected(doc, office, copy_numbers="118")
    hand(now(doc), office, "back", "", place="文书柜9")
    assert now(doc).physical_location == "文书柜9"
    corrected(doc, office, copy_numbers="118")
    assert standing(doc) == {118: ("kept", "")}


def test_the_place_is_moved_by_the_same_act_and_not_corrected(office: Office) -> None:
    doc = registered(office, physical_location="文书柜2")
    with pytest.raises(Incomplete, match="没有改动"):
        hand(doc, office, "place", "", place="文书柜2")
    hand(doc, office, "place", "", place="档案室A3")
    assert now(doc).physical_location == "档案室A3"
    with pytest.raises(BadInput, match="不能更正"):
        corrected(doc, office, physical_location="自己的柜子")


def test_an_electronic_paper_has_nothing_to_hand_over(office: Office) -> None:
    doc = registered(office, carrier="electronic")
    with pytest.raises(Incomplete, match="没有纸质件可以交接"):
        hand(doc, office, "place", "", place="柜")
    assert "纸质件</h2>" not in text(Page(office.clerk).open(doc, "?tab=facts"))
    lies = registered(office, carrier="electronic", physical_location="文书柜2")
    assert "改存放位置" in text(Page(office.clerk).open(lies, "?tab=facts"))
    assert Page(office.clerk).get(lies, "hand_copies", "?what=place").status_code == 200
    hand(lies, office, "place", "", place="档案室")
    assert now(lies).physical_location == "档案室"
    hand(now(lies), office, "place", "", place="")
    assert "纸质件</h2>" not in text(Page(office.clerk).open(lies, "?tab=facts"))
    hand(numbered(office, carrier="electronic"), office, "give", person=office.handler)


def test_after_the_end_copies_still_come_back(office: Office) -> None:
    doc = numbered(office)
    hand(doc, office, "give", person=office.handler)
    void(now(doc), by=office.chief, reason="重复")
    hand(now(doc), office, "back")
    assert standing(doc)[118] == ("kept", "")


# -- closing ---------------------------------------------------------------------------------------------


def secret(office: Office, **fields: Any) -> Document:
    return numbered(office, **{"work_secret": True, **fields})


def test_a_work_secret_is_closed_when_its_copies_balance(office: Office) -> None:
    doc = handling(office, secret(office))
    hand(doc, office, "give", "118-119", unit=office.unit)
    assert "份号 000118-000119（2 份）在省水利厅，尚未清退。" in open_matters(now(doc))
    doc = answered(office, now(doc))
    with pytest.raises(Incomplete, match="尚未清退"):
        ask_to_close(doc, by=office.handler, checker=office.chief, result="已办。")
    hand(doc, office, "return", "118", how="exchange", receipt="12")
    hand(now(doc), office, "back", "119")
    doc = asked(office, now(doc))
    asks = [code for code, _words in points(doc)]
    assert "work_secret" not in asks  # not ticked: counted
    done = close(doc, by=office.chief, checked=asks)
    assert done.entry.data["balance"] == [1, 0, 1, 0]
    with pytest.raises(Incomplete, match="已办结，不能再交出"):
        hand(now(doc), office, "give", "119", person=office.handler)


def test_given_out_while_it_is_checked_it_is_not_closed(office: Office) -> None:
    doc = asked(office, answered(office, handling(office, secret(office))))
    hand(doc, office, "give", unit=office.unit)
    with pytest.raises(Incomplete, match="尚未清退"):
        close(now(doc), by=office.chief, checked=codes(doc))


def test_a_paper_that_need_not_be_returned_leaves_its_copy_with_the_unit(office: Office) -> None:
    doc = handling(office, numbered(office))
    hand(doc, office, "give", unit=office.unit)
    assert not [m for m in matters(now(doc)) if m.what == "copies"]


def test_a_lost_copy_is_looked_at_by_the_second_person(office: Office) -> None:
    doc = handling(office, secret(office))
    hand(doc, office, "lost", "119", reason="途中遗失，已报来文单位。")
    doc = asked(office, answered(office, now(doc)))
    with pytest.raises(Incomplete, match="未核：000119 遗失"):
        close(doc, by=office.chief, checked=codes(doc))
    page = text(Page(office.chief).get(doc, "close"))
    assert "000119 遗失：已查明经过" in page
    assert "纸质件 2 份＝在文书处 1＋在外 0＋已清退 0＋遗失 1" in page
    close(doc, by=office.chief, checked=[*codes(doc), "lost"])


def test_a_work_secret_is_ticked_unless_the_register_counts_every_copy(office: Office) -> None:
    assert "work_secret" in dict(points(registered(office, work_secret=True)))
    doc = secret(office)
    assert "work_secret" in dict(
        points(doc)
    )  # nothing written down: it may have gone round before there were rows
    hand(doc, office, "place", "", place="文书柜2")
    assert "work_secret" in dict(points(now(doc)))
    hand(now(doc), office, "give", person=office.handler)
    assert "work_secret" not in dict(points(now(doc)))
    extra_copy(now(doc), by=office.clerk, copies=1)  # without a number: it is in no row
    assert "work_secret" in dict(points(now(doc)))
    corrected(doc, office, copy_numbers="118-120")
    assert "work_secret" not in dict(points(now(doc)))


def test_a_work_secret_that_was_in_progress_before_the_upgrade_is_asked_about(office: Office) -> None:
    doc = asked(office, answered(office, handling(office, secret(office))))
    with pytest.raises(Incomplete, match="未核：工作秘密件已逐份清退"):
        close(doc, by=office.chief, checked=[code for code in codes(doc) if code != "work_secret"])
    close(now(doc), by=office.chief, checked=codes(doc))


def test_another_numbered_paper_is_not_asked_whether_its_original_came_back(office: Office) -> None:
    doc = handling(office, numbered(office))
    hand(doc, office, "give", "118-119", unit=office.unit)
    doc = asked(office, answered(office, now(doc)))
    assert "originals" not in codes(doc)
    page = text(Page(office.chief).get(doc, "close"))
    assert "在外 2" in page
    assert "未清退" not in page
    close(doc, by=office.chief, checked=codes(doc))
    assert "originals" in codes(registered(office))
