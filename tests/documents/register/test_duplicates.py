from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.actions.propose import propose_return
from documents.actions.register import Duplicate, register
from documents.actions.voiding import void
from documents.models import Document, ReturnSlip
from documents.queries.duplicates import mark, twins
from tests.documents.page.browser import Page
from tests.office import Office, approve, registered, unsaved
from workflow.models import Entry

from .conftest import Desk

pytestmark = pytest.mark.django_db
TITLE = "云川市人民政府关于城市更新三年行动方案的请示"


def looks_like(office: Office, **fields) -> list[Document]:
    return twins(unsaved(office, **fields))


def test_number_and_title_are_compared_folded(office):
    first = registered(office, title=TITLE, source_doc_number="云政〔2026〕12号")
    assert looks_like(office, source_doc_number="云政[2026]012 号") == [first]
    assert looks_like(office, title=TITLE.replace("城市", " 城市")) == [first]
    assert looks_like(office, title=TITLE, source=office.unit) == []
    assert looks_like(office, source_doc_number="云政〔2026〕13号") == []
    assert looks_like(office, source_doc_number="") == []


def test_a_title_counts_for_sixty_days_and_a_number_for_ever(office):
    old = timezone.now() - timedelta(days=61)
    first = registered(office, title=TITLE, source_doc_number="云政〔2026〕12号", received_at=old)
    assert looks_like(office, title=TITLE) == []
    assert looks_like(office, title=TITLE, received_at=timezone.now() - timedelta(days=2)) == [first]
    assert looks_like(office, source_doc_number="云政〔2026〕12号") == [first]


def test_a_voided_paper_is_no_twin(office):
    first = registered(office, title=TITLE)
    Document.objects.filter(pk=first.pk).update(
        state="voided", version=F("version") + 1, entry_count=F("entry_count") + 1
    )
    assert looks_like(office, title=TITLE) == []


def test_saving_a_twin_shows_the_box_and_takes_no_number(desk):
    desk.post()
    first = Document.objects.get()
    answer = desk.post(title="另一个标题的函", note="留着")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        "可能重复",
        "字号相同",
        first.receipt_no,
        "打开",
        "标为补收份数",
        'value="留着"',
        "陈三三登记",
    ):
        assert words in page
    assert Document.objects.count() == 1


def test_not_the_same_needs_a_reason_about_just_these_twins(desk):
    desk.post()
    first = Document.objects.get()
    seen = mark([first])
    assert desk.post(title="甲函", twins_seen=seen).status_code == 409
    assert desk.post(title="甲函", twins_seen="", twin_reason="是更正件").status_code == 409
    assert desk.post(title="甲函", twins_seen="0" * 32, twin_reason="是更正件").status_code == 409
    assert desk.post(title="甲函", twins_seen=seen, twin_reason="是更正件").status_code == 302
    second = Document.objects.latest("id")
    entry = Entry.objects.get(verb="register", subject_pk=second.pk)
    assert (entry.reason, entry.data["twins"]) == ("是更正件", [first.receipt_no])


def test_the_check_while_typing_says_the_same(desk):
    desk.post()
    page = desk.post("/documents/new/check/", title="").content.decode()
    assert "字号相同" in page
    assert page.count("hx-swap-oob") == 4
    assert "可能重复" not in desk.post("/documents/new/check/", number="214", title="").content.decode()
    assert Document.objects.count() == 1


def test_of_a_paper_he_may_not_see_nothing_but_that_the_number_is_used(desk):
    registered(desk.office, work_secret=True, source_doc_number="云政〔2026〕212号", title="内部事项的函")
    other = Desk(desk.office, desk.office.clerk2)
    for answer in (other.post(), other.post("/documents/new/check/")):
        page = answer.content.decode()
        assert "该字号已登记" in page
        assert "内部事项" not in page
        assert ">打开<" not in page.split('id="twins"')[1].split('id="basis"')[0]
    assert other.post().status_code == 409


def test_extra_copies_go_to_the_twin(desk):
    desk.post()
    first = Document.objects.get()
    answer = desk.post("/documents/new/extra/", key="k1", twin=first.ref, copies="3")
    assert (answer.status_code, answer.url) == (302, f"/documents/{first.ref}/")
    desk.post("/documents/new/extra/", key="k1", twin=first.ref, copies="3")
    first.refresh_from_db()
    assert (first.copies, first.extra_copies, first.version) == (1, 3, 1)
    assert desk.post("/documents/new/extra/", key="k2", twin=first.ref, copies="0").status_code == 422
    assert desk.post("/documents/new/extra/", key="k3", twin="nothere", copies="1").status_code == 404
    hidden = registered(desk.office, work_secret=True)
    other = Desk(desk.office, desk.office.clerk2)
    assert other.post("/documents/new/extra/", key="k4", twin=hidden.ref, copies="1").status_code == 404


def returned(office: Office, **fields) -> Document:
    doc = propose_return(
        registered(office, **fields),
        by=office.handler,
        codes=["R01"],
        text="非本机关职权",
        reviewer=office.chief,
    ).subject
    return approve(doc, by=office.chief).subject


def box(page: str) -> str:
    return page.split('id="twins"')[1].split('id="basis"')[0]


def test_a_returned_paper_sent_again_is_linked_both_ways(desk):
    first = returned(desk.office, title=desk.values()["title"], source_doc_number="云政〔2026〕212号")
    page = box(desk.post("/documents/new/check/").content.decode())
    assert "是退文后的重报件" in page
    assert "标为补收份数" not in page
    assert desk.post().status_code == 409  # it must be said
    kept = box(desk.post(resubmits=first.ref, copies="").content.decode())
    assert f'value="{first.ref}" form="reg" checked' in kept
    seen = {"resubmits": first.ref, "twins_seen": mark([first])}
    assert desk.post(**seen).status_code == 302
    again = Document.objects.get(state="proposing")
    assert ReturnSlip.objects.get(document=first).resubmitted_as == again
    entry = Entry.objects.get(subject_pk=again.pk, verb="register")
    assert entry.reason == f"{first.receipt_no} 退文后的重报件。"
    assert "重报件" in Page(desk.person).open(first, "?tab=facts").content.decode()
    shown = Page(desk.person).open(again, "?tab=facts").content.decode()
    assert "退回的原件" in shown
    assert f"/documents/{first.ref}/" in shown
    third = desk.post(resubmits=first.ref, title="关于另一件事的请示", number="云政〔2026〕213号")
    assert "已登记过重报件" in third.content.decode()
    assert Document.objects.count() == 2


def test_only_a_returned_paper_he_sees_is_sent_again(desk):
    living = registered(desk.office)
    hidden = returned(desk.office, work_secret=True)
    for ref in (living.ref, "nosuchpaper", "a\0b"):
        assert desk.post(resubmits=ref).status_code == 422
    assert Desk(desk.office, desk.office.clerk2).post(resubmits=hidden.ref).status_code == 422
    assert Document.objects.count() == 2


def test_extra_copies_of_a_returned_or_void_paper_are_refused(desk):
    first = returned(desk.office)
    answer = desk.post("/documents/new/extra/", key="k1", twin=first.ref, copies="3")
    assert answer.status_code == 409
    assert "请登记为重报件" in answer.content.decode()
    gone = registered(desk.office)
    void(gone, by=desk.office.chief, reason="重复")
    assert desk.post("/documents/new/extra/", key="k2", twin=gone.ref, copies="3").status_code == 409
    assert not Document.objects.filter(extra_copies__gt=0).exists()


def test_the_act_refuses_without_a_form_too(office):
    registered(office, title=TITLE)
    with pytest.raises(Duplicate) as refused:
        register(unsaved(office, title=TITLE), by=office.clerk, handler=office.handler)
    assert [d.title for d in refused.value.twins] == [TITLE]
    assert register(
        unsaved(office, title=TITLE), by=office.clerk, handler=office.handler, twin_reason="两件"
    ).subject.pk


def test_saving_costs_a_known_number_of_statements(desk):
    desk.post()
    with CaptureQueriesContext(connection) as seen:
        assert desk.post(number="213", title="关于第二件的函").status_code == 302
    few = len(seen)
    for n in range(3):
        desk.post(number=f"30{n}", title=f"关于第{n}批事项的函")
    with CaptureQueriesContext(connection) as seen:
        assert desk.post(number="214", title="关于第三件的函").status_code == 302
    assert len(seen) == few
    assert few <= 16, [q["sql"][:90] for q in seen]


def test_drawing_costs_a_known_number_of_statements(desk):
    desk.get()
    counts = []
    for n in (1, 3):
        for i in range(n):
            desk.post(number=f"{n}{i}1", title=f"关于第{n}{i}件的函")
        with CaptureQueriesContext(connection) as seen:
            desk.get()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 9, [q["sql"][:120] for q in seen]
