"""The pages of outgoing papers: for everybody at every stage, at a known cost, and nothing anybody types breaks them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outgoing.files import layout
from outgoing.models import DraftVersion, Outgoing
from outgoing.queries.known import known
from outgoing.queries.visible import visible_to
from outgoing.rules.offers import offers
from outgoing.views import viewer as viewer_view
from outgoing.views.registry import ACTS
from people.models import Person, Unit
from tests.documents.files.make import image, ole
from tests.documents.files.make_ofd import simple
from tests.documents.files.make_ofd import text as ofd_text
from tests.documents.page.browser import Form
from tests.documents.page.conftest import pdf
from tests.house.test_bad_input import Fields, filled
from tests.office import fresh, person, registered
from tests.outgoing.desk import Desk, drafted, sent
from tests.outgoing.papers import LETTERS, Papers, changed, now, prepared
from workflow.clock import database_now

TABS = ("", "?tab=log", "?tab=text", "?tab=to", "?tab=facts", "?view=text")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Papers]:
    with prepared(django_db_blocker) as papers:
        yield papers


@pytest.fixture
def papers(made: Papers, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Papers:
    """Pages without laying the paper out, and without the demo's switch, which asks the database once a minute."""
    settings.DEMO = False
    monkeypatch.setattr(viewer_view, "folder", lambda paper: None)
    monkeypatch.setattr(layout, "sizes", lambda folder: [(794, 1123), (794, 1123)])
    return made


@pytest.fixture
def d(papers: Papers) -> Desk:
    return papers.desk


def browser(who: Person) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(fresh(who))
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


# -- everybody, everywhere ---------------------------------------------------------------------------


@pytest.mark.parametrize("letter", "dwLlskuhDvg")
def test_every_page_of_every_stage_is_drawn(papers: Papers, letter: str) -> None:
    """Whole, with every tab; an undefined variable of a template fails the test. His verbs are all on it."""
    who = fresh(papers.cast[LETTERS[letter]])
    client, seen = browser(who), set(visible_to(who).values_list("pk", flat=True))
    for n, (stage, paper) in enumerate(papers.at.items()):
        if paper.pk not in seen:
            continue
        for tab in ("", TABS[1 + n % 5]):
            answer = client.get(f"/outgoing/{paper.ref}/{tab}")
            assert answer.status_code == 200, (stage, tab)
        page = text(client.get(f"/outgoing/{paper.ref}/"))
        mine = {o.verb.code for o in offers(who.hats, known(paper, database_now()))} & set(ACTS)
        drawn = set(re.findall(rf"/outgoing/{paper.ref}/do/(\w+)/", page))
        assert drawn == mine, stage
        assert paper.title in page


def test_the_layout_is_drawn_and_the_file_is_a_pdf(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for real."""
    monkeypatch.undo()
    paper, client = papers.at["signed"], browser(papers.office.clerk)
    page = text(client.get(f"/outgoing/{paper.ref}/"))
    assert f'src="/outgoing/{paper.ref}/pages/1.webp' in page
    answer = client.get(f"/outgoing/{paper.ref}/original.pdf")
    assert (answer.status_code, b"".join(answer)[:5]) == (200, b"%PDF-")
    picture = client.get(f"/outgoing/{paper.ref}/pages/1.webp")
    assert (picture.status_code, b"".join(picture)[8:12]) == (200, b"WEBP")


def test_who_could_send_it_reads_what_is_still_missing(papers: Papers, d: Desk) -> None:
    paper = drafted(d, publicity="", main=[])
    client = browser(d.drafter)
    sent = {
        "version": paper.version,
        "key": "missing",
        "reviewers": "吴十",
        "signers": "李四",
        "rechecker": "郑一一",
    }
    answer = client.post(f"/outgoing/{paper.ref}/do/send/", sent)
    assert answer.status_code == 409
    for words in ("没有选公开属性", "没有主送机关"):
        assert words in text(answer)
    assert "吴十" in text(answer)


def test_compare_and_versions(papers: Papers, d: Desk) -> None:
    paper = changed(drafted(d), d.drafter, "第一段改过。", "新的一段。")
    client = browser(d.drafter)
    page = text(client.get(f"/outgoing/{paper.ref}/compare/"))
    assert "<ins>新的一段。</ins>" in page
    assert "<del>" in page
    assert "新的一段。" in text(client.get(f"/outgoing/{paper.ref}/versions/2/"))
    assert client.get(f"/outgoing/{paper.ref}/versions/3/").status_code == 404
    assert client.get(f"/outgoing/{paper.ref}/compare/?old=1&new=9").status_code == 404


# -- what they cost ----------------------------------------------------------------------------------


def statements(who: Person, address: str) -> int:
    """The second time it is asked."""
    client = browser(who)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# With the pills and kept views (one) and the choices of organ and series (one).
COST = {"/outgoing/": (7, 7), "/outgoing/?view=going": (7, 7), "/outgoing/?q=工作&state=drafting": (7, 7)}


@pytest.mark.parametrize("address", COST)
def test_the_register_costs_as_much_for_three_rows_as_for_one(papers: Papers, d: Desk, address: str) -> None:
    counts = []
    for rows in (1, 3):
        with transaction.atomic():
            keep = [drafted(d).pk for _ in range(rows)]
            hidden = Outgoing.objects.exclude(pk__in=keep)
            Outgoing.objects.filter(pk__in=hidden.values("pk")).update(work_secret=True)
            counts.append(statements(d.o.clerk2, address))
            transaction.set_rollback(True)
    assert tuple(counts) == COST[address]


@pytest.mark.parametrize(("who", "tab", "cost"), [
    ("clerk", "", 11), ("clerk", "?tab=log", 11), ("clerk", "?tab=to", 12), ("clerk", "?tab=text", 14),
    ("drafter", "", 12),
])  # fmt: skip
def test_the_page_costs_as_much_with_three_units_as_with_one(
    papers: Papers, d: Desk, who: str, tab: str, cost: int
) -> None:
    """Tasks, entries, addressees and versions are read at once, however many they are."""
    o, counts = d.o, []
    for n in (1, 3):
        paper = drafted(d)
        for i in range(n):
            paper = changed(paper, d.drafter, f"第{i}种说法。")
        paper = sent(d, paper, units=[u.pk for u in (o.unit, o.unit2, o.unit3)[:n]])
        counts.append(statements(papers.cast[who], f"/outgoing/{paper.ref}/{tab}"))
    assert counts == [cost, cost]


# -- what people type --------------------------------------------------------------------------------

BAD = {
    "nothing": "", "nul": "x\x00y", "square": "²", "digits": "9" * 30,
    "day": "2026-02-30", "markup": "<script>alert(1)</script>", "long": "很长的字" * 2_000, "minus": "-1",
    "marking": "机密★5年",
}  # fmt: skip
FORMS = [
    ("send", "drafting", "d"), ("text", "drafting", "d"), ("edit", "drafting", "d"), ("annex", "drafting", "d"),
    ("lock", "drafting", "d"), ("withdraw", "drafting", "d"), ("transfer", "drafting", "d"),
    ("countersign", "units", "u"), ("record_countersign", "units", "c"), ("overdue", "late", "d"),
    ("settle", "settling", "d"), ("take_back", "settling", "d"), ("check", "checking", "j"),
    ("review", "reviewing", "w"), ("give_back", "reviewing", "w"), ("reassign", "reviewing", "w"),
    ("force_unlock", "locked", "d"), ("unlock", "locked", "w"), ("sign", "signing", "l"), ("sign", "both", "g"),
    ("record_sign", "signing", "s"), ("recheck", "signed", "D"), ("resign", "stale", "d"), ("number", "number", "c"),
    ("print_run", "print", "c"), ("dispatch", "dispatch", "c"), ("void", "print", "w"),
    ("link_answer", "sent", "c"), ("jump", "signing", "w"), ("suspend", "reviewing", "d"), ("resume", "paused", "d"),
    ("look_later", "paused", "w"),
    ("record_joint", "paper", "c"), ("check_joint", "back", "e"),
    ("urge", "paper", "c"), ("urge", "late", "d"), ("print_more", "seal", "c"),
]  # fmt: skip
TYPED = ("text", "textarea", "search", "date", "number")


def test_every_form_is_tried() -> None:
    assert {verb for verb, _stage, _letter in FORMS} >= set(ACTS) - {
        "addressees", "receive", "receipts", "urge_receipts", "resend", "close", "recall", "revoke", "copies",
        "correct", "ignore_finding", "waive_finding",  # these two of one finding: tests/outgoing/test_proofing_pages.py
    }  # fmt: skip


@pytest.mark.parametrize(("verb", "stage", "letter"), FORMS, ids=[f"{f[0]}-{f[1]}" for f in FORMS])
def test_nothing_typed_into_a_form_breaks_it(papers: Papers, verb: str, stage: str, letter: str) -> None:
    """Taken (302), or refused with a sentence, what was typed still there; never a 500."""
    paper = papers.at[stage]
    client, address = browser(papers.cast[LETTERS[letter]]), f"/outgoing/{paper.ref}/do/{verb}/"
    fields = Fields()
    fields.feed(client.get(address).content.decode())
    assert fields.found, "no form"
    typed = [n for n, (kind, _v) in fields.found.items() if kind in TYPED and n not in ("key", "version")]
    for what, words in BAD.items():
        with transaction.atomic():
            answer = client.post(address, filled(fields.found, words))
            transaction.set_rollback(True)
        assert answer.status_code in (302, 400, 409, 422), (what, answer.status_code)
        if answer.status_code != 302:
            assert re.search(r'id="errs|class="errs|role="alert"', answer.content.decode()), (
                what,
                "no sentence",
            )
        if answer.status_code in (409, 422) and typed and what in ("markup", "day", "digits"):
            assert words in text(answer), (what, "what was typed is gone")


@pytest.mark.parametrize("name", ["version", "task_id", "key"])
def test_what_the_page_itself_carries_may_be_anything(papers: Papers, name: str) -> None:
    for verb, stage, letter in FORMS:
        paper = papers.at[stage]
        client, address = browser(papers.cast[LETTERS[letter]]), f"/outgoing/{paper.ref}/do/{verb}/"
        for words in ("²", "9" * 30, "x\x00"):
            with transaction.atomic():
                sent = {"version": paper.version, "key": f"k{verb}", "reason": "理由", name: words}
                answer = client.post(address, sent)
                transaction.set_rollback(True)
            assert answer.status_code in (302, 400, 403, 409, 422), (verb, words, answer.status_code)


def test_half_a_character_breaks_no_form(papers: Papers) -> None:
    """As bytes: nothing that speaks UTF-8 sends it."""
    for verb, stage, letter in FORMS:
        paper = papers.at[stage]
        client, address = browser(papers.cast[LETTERS[letter]]), f"/outgoing/{paper.ref}/do/{verb}/"
        fields = Fields()
        fields.feed(client.get(address).content.decode())
        body = "&".join(f"{name}=%ED%A0%80" for name in fields.found if name not in ("version", "key"))
        with transaction.atomic():
            body = f"version={paper.version}&key=half{verb}&{body}"
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        assert answer.status_code in (302, 400, 409, 422), (verb, answer.status_code)


QUERIES = [
    "/outgoing/?q={}", "/outgoing/?view={}", "/outgoing/?kind={}", "/outgoing/?state={}", "/outgoing/?before={}",
    "/outgoing/?publicity={}", "/outgoing/new/?answers={}", "/outgoing/{ref}/?tab={}", "/outgoing/{ref}/?view={}",
    "/outgoing/{ref}/?file={}", "/outgoing/{ref}/?file=a{}-1", "/outgoing/{ref}/?file=v{}", "/outgoing/{ref}/?p={}",
    "/outgoing/{ref}/?task={}", "/outgoing/{ref}/?all={}", "/outgoing/{ref}/?from={}", "/outgoing/{ref}/compare/?old={}",
    "/outgoing/{ref}/compare/?new={}", "/outgoing/{ref}/pages/1.webp?small={}", "/outgoing/{ref}/pages/1.webp?v={}",
]  # fmt: skip


@pytest.mark.parametrize("address", QUERIES)
def test_no_query_string_breaks_a_page(papers: Papers, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "picture", lambda *args, **kwargs: None)
    client = browser(papers.office.clerk)
    for words in (
        "",
        "x%00y",
        "%ED%A0%80",
        "²",
        "9" * 30,
        "-1",
        "2026-02-30",
        "%F0%A0%AE%B7",
        "a" * 3_000,
        "%27%20OR%201",
    ):
        asked = address.replace("{}", words).replace("{ref}", papers.at["stale"].ref)
        answer = client.get(asked)
        assert answer.status_code in (200, 400, 404), (asked[:80], answer.status_code)


@pytest.mark.parametrize("path", ["pages/{}.webp", "versions/{}/", "versions/{}/file/", "versions/{}/pages/1.webp",
                                  "annexes/{}/1/", "annexes/1/{}/", "annexes/1/1/pages/{}.webp",
                                  "annexes/1/{}/pages/1.svg"])  # fmt: skip
def test_no_number_of_a_file_breaks_a_page(
    papers: Papers, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outgoing.views.files.folder", lambda paper: None)
    client = browser(papers.office.clerk)
    for words in ("0", "99999", "9" * 30, "9" * 5_000, "²", "-1", "x"):
        answer = client.get(f"/outgoing/{papers.at['signed'].ref}/{path.format(words)}")
        assert answer.status_code == 404, words[:30]


# -- files -------------------------------------------------------------------------------------------


def docx_without_a_document() -> bytes:
    """A zip under the name of a Word file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("readme.txt", "x")
    return made.getvalue()


NO_DRAFT = "文稿要 Word 文档（.docx），传来的是 {}。扫描件和附件请在「加附件」中传。"
OLD_DRAFT = "文稿要 Word 文档（.docx），传来的是旧格式 {}。请用 Word 或 WPS 打开，另存为 .docx 后再传。"
NOT_WORD = "「正文.docx」的内容不是Word 文档，与扩展名不符，不能收。"
FILES = {
    "empty": ("正文.docx", b"", "所提交的是空文件。"), "no docx": ("正文.docx", b"just words", NOT_WORD),
    "zip": ("正文.docx", docx_without_a_document(), NOT_WORD),
    "torn": ("正文.docx", docx_without_a_document()[:40], "文件不完整或已损坏，请重新取得后再上传。"),
    "program": ("正文.exe", b"MZ\x90\x00" + b"\x00" * 80, "「正文.exe」不是可收的文件类型。"),
    "bare pdf": ("正文.pdf", b"%PDF-1.4\n%%EOF\n", NO_DRAFT.format("PDF")),
    "pdf": ("正文.pdf", pdf("关于做好有关工作的通知"), NO_DRAFT.format("PDF")),
    "ofd": ("正文.ofd", simple(ofd_text("关于做好有关工作的通知")), NO_DRAFT.format("OFD")),
    "picture": ("正文.png", image("PNG"), NO_DRAFT.format("PNG")),
    "old word": ("正文.doc", ole("WordDocument"), OLD_DRAFT.format("DOC")),
    "wps": ("正文.wps", ole("WordDocument"), OLD_DRAFT.format("WPS")),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("where", ["text", "new"])
def test_a_file_that_is_no_text_is_refused_with_a_sentence(
    papers: Papers, d: Desk, what: str, where: str
) -> None:
    """Beside its field it says what is wanted; what was typed stays; the file does not wait to be taken next time."""
    name, content, said = FILES[what]
    client, before = browser(d.drafter), (DraftVersion.objects.count(), Outgoing.objects.count())
    paper = papers.at["drafting"]
    address = f"/outgoing/{paper.ref}/do/text/" if where == "text" else "/outgoing/new/"
    typed = Form(text(client.get(address))).fields | {"note": "改过的说明", "title": "关于改过的说明的通知"}
    answer = client.post(address, typed | {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422, answer.status_code
    page = text(answer)
    [sentence] = answer.context["form"].errors["file"]
    assert sentence.startswith(said), sentence
    assert "可收" not in sentence or sentence.endswith("可收：DOCX。"), sentence
    assert sentence in page
    assert "改过的说明" in page
    assert 'name="kept"' not in page
    assert (DraftVersion.objects.count(), Outgoing.objects.count()) == before


def test_typed_words_are_saved_and_an_empty_form_is_not(papers: Papers, d: Desk) -> None:
    client, paper = browser(d.drafter), papers.at["drafting"]
    address = f"/outgoing/{paper.ref}/do/text/"
    form = Form(text(client.get(address))).fields
    answer = client.post(address, form | {"words": " \n "})
    assert answer.status_code == 422
    assert "文稿是空的，请上传 Word 文档或写正文" in text(answer)
    answer = client.post(address, form | {"words": "第一段。\n第二段𠮷。"})
    assert answer.status_code == 302
    assert DraftVersion.objects.get(paper=paper, number=2).paragraphs == ["第一段。", "第二段𠮷。"]


def test_a_new_paper_from_nothing_and_as_an_answer(papers: Papers, d: Desk) -> None:
    client = browser(d.drafter)
    asked = registered(d.o)
    page = client.get(f"/outgoing/new/?answers={asked.ref}")
    typed = Form(text(page)).fields
    assert (typed["kind"], typed["main"]) == ("reply", "云川市政府")
    answer = client.post(f"/outgoing/new/?answers={asked.ref}", typed | {"publicity": "active"})
    assert answer.status_code == 302
    paper = Outgoing.objects.get(answers=asked)
    assert (paper.kind, paper.layout, paper.direction) == ("reply", "letter", "down")
    again = client.post(
        f"/outgoing/new/?answers={asked.ref}", typed | {"publicity": "active", "title": "另一题"}
    )
    assert again.status_code == 409  # the same form, filled in otherwise
    assert "另一题" in text(again)
    assert browser(d.o.unit_clerk).get("/outgoing/new/").status_code == 403
    assert now(paper).state == "drafting"


def test_every_open_date_is_explained_also_where_many_are_asked(d: Desk, client: Client) -> None:
    units = []
    for n, name in enumerate("甲乙丙丁戊己庚"):
        units.append(
            Unit.objects.create(name=f"江东省{name}局", short_name=f"省{name}局", relation="subordinate")
        )
        person(f"u{n}", f"何{name}{name}", units[-1], "unit_clerk")
    paper = sent(d, units=[unit.pk for unit in units])
    client.force_login(d.drafter)
    found = client.get(f"/outgoing/{paper.ref}/").context
    assert [len(found["dues"]), len(found["hows"])] == [5, 7]
    assert all(due["how"] for due in found["hows"])
