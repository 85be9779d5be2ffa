"""Pages of outgoing papers, on a desk's screen and on a phone: accessible, nowhere sideways, console and CSP clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from documents.actions.uploads import keep
from documents.files.sample_pdf import make_incoming_pdf
from outgoing.actions import joint_paper, print_runs, texts
from outgoing.models import AddresseeGroup, Annex, NumberSlot, Outgoing, SheetPrint
from outgoing.rules.codes import code_of
from outgoing.rules.verbs import VERBS
from outgoing.views.registry import ACTS
from tests.database import Scenes
from tests.documents.files.make import docx, upload
from tests.documents.files.make_ofd import simple
from tests.documents.files.make_ofd import text as ofd_text
from tests.documents.page.conftest import pdf
from tests.journeys.english import left_in_chinese
from tests.journeys.test_pages import DESK, Inspector
from tests.journeys.visitor import Visitor
from tests.office import fresh, registered
from tests.outgoing.desk import (
    Desk,
    dispatched,
    dispatching,
    drafted,
    make_desk,
    numbering,
    printing,
    sealing,
    sent,
    signed,
    signing_,
    text,
)
from tests.outgoing.papers import on_paper, sheet
from workflow.models import Task

Visit = Callable[..., Visitor]
# scene: (login, verbs whose form is opened there): those with a form unlike the others; the rest share one template
# with plain fields, and each of them is drawn without a browser for everybody who may.
VERBS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafting": ("feng", ("send", "text", "edit", "addressees", "annex")),
    "countersigning": ("unit1", ("countersign",)),
    "reviewing": ("wu", ("review", "give_back", "reassign")),
    "signing": ("li", ("sign",)),
    "numbering": ("chen", ("number",)),
    "paper": ("chen", ("record_joint", "urge")),
    "back": ("chen2", ("check_joint",)),
    "more": ("chu", ("print_more",)),
    "dispatched": ("chen", ("receipts", "urge_receipts")),
    "receiving": ("unit1", ("receive",)),
    "ending": ("wu", ("revoke", "link_answer")),
    "numbered": ("chen", ("copies",)),
}


def with_a_scan(d: Desk) -> Outgoing:
    """Signed by another organ on paper, written down with a real scan."""
    paper = on_paper(d)
    pdf = make_incoming_pdf(organ="江东省财政厅", number="", title="送签稿", date=timezone.localdate(),
                            body_paragraphs=["同意印发。"])  # fmt: skip
    sent = keep(SimpleUploadedFile("签回件.pdf", pdf, content_type="application/pdf"), d.o.clerk)
    how = sheet(d, paper, scan=(sent.blob, sent.name))
    return joint_paper.record_joint(paper, by=fresh(d.o.clerk), **how).subject


@pytest.fixture
def stage(transactional_db: None, scenes_once: Scenes) -> tuple[Desk, dict[str, Outgoing]]:
    return scenes_once.get("outgoing", lambda: make_stage(make_desk()))


@pytest.fixture
def desk(stage: tuple[Desk, Any]) -> Desk:
    return stage[0]


@pytest.fixture
def office(desk: Desk) -> Any:
    return desk.o


@pytest.fixture
def scenes(stage: tuple[Any, dict[str, Outgoing]]) -> dict[str, Outgoing]:
    return stage[1]


def make_stage(d: Desk) -> tuple[Desk, dict[str, Outgoing]]:
    """One paper a scene; some stand for two."""
    made = {
        "drafting": drafted(d),
        "locked": drafted(d),
        "countersigning": sent(d, units=[d.o.unit.pk, d.o.unit2.pk]),
        "reviewing": sent(d),
        "signing": signing_(d),
        "rechecking": signed(d),
        "stale": numbering(d),
        "numbering": numbering(d),
        "paper": on_paper(d),
        "back": with_a_scan(d),
        "more": print_runs.print_more(sealing(d), by=d.o.clerk, copies=3, reason="分发单位增加").subject,
        "printing": printing(d),
        "sealing": sealing(d),
        "dispatching": dispatching(d),
        "dispatched": dispatched(d),
        "numbered": dispatched(d, drafted(d, numbered_copies=True)),
        "annexed": dispatched(d, with_annexes(d)),
    }
    texts.lock(made["locked"], by=d.drafter, expected_version=made["locked"].version)
    texts.save(made["stale"], by=d.drafter, text=text("改过。"), expected_version=made["stale"].version)
    same = {"mine": "locked", "asked": "countersigning", "voiding": "dispatching", "receiving": "dispatched",
            "ending": "dispatched"}  # fmt: skip
    AddresseeGroup.objects.create(name="各市").units.set([d.o.sender])
    return d, made | {name: made[other] for name, other in same.items()}


def with_annexes(d: Desk) -> Outgoing:
    """A PDF in two versions, an OFD, a Word file."""
    paper = drafted(d)
    files = [
        (pdf("名单第一版"), "名单.pdf"),
        (simple(ofd_text("图纸的字")), "图纸.ofd"),
        (docx("说明的第一段。"), "说明.docx"),
    ]
    sent = [keep(upload(content, name), d.drafter) for content, name in files]
    texts.annex(paper, by=d.drafter, blobs=[(one.blob, one.name) for one in sent])
    newer = keep(upload(pdf("名单第二版"), "名单新.pdf"), d.drafter)
    first = Annex.objects.get(paper=paper, number=1)
    texts.annex(
        Outgoing.objects.get(pk=paper.pk), by=d.drafter, blobs=[(newer.blob, newer.name)], replaces=first
    )
    return Outgoing.objects.get(pk=paper.pk)


PARTS = range(2)


def shared(every: list[Any], part: int) -> list[Any]:
    size = -(-len(every) // len(PARTS))
    return every[part * size : (part + 1) * size]


def places(desk: Desk, scenes: dict[str, Outgoing]) -> list[tuple[str, list[str]]]:
    """Pages by who looks at them."""
    p = {name: f"/outgoing/{paper.ref}/" for name, paper in scenes.items()}
    slot = NumberSlot.objects.earliest("pk")
    centre = "/printing/?paper=outgoing-" + scenes["dispatched"].ref
    picks = "&".join(f"pick=outgoing-{scenes[name].ref}" for name in ("dispatched", "numbered", "drafting"))
    annexed = p["annexed"]
    return [
        ("chen", ["/outgoing/", "/outgoing/?q=nothing-like-this", "/outgoing/new/", "/numbers/",
                  f"/numbers/{slot.series_id}/{slot.year}/", "/exchange/", "/exchange/?tab=unsigned", "/exchange/groups/",
                  p["numbering"], p["printing"], p["dispatching"], p["dispatched"], p["dispatched"] + "?tab=to",
                  p["numbered"] + "?tab=facts", p["stale"], p["paper"], p["back"],
                   p["more"] + "?tab=facts", "/printing/?q=通知", f"{centre}&{picks}",
                  "/printing/?log=all", annexed + "?tab=text", annexed + "?file=a1-1", annexed + "?file=a2-1",
                  annexed + "?file=a3-1", annexed + "?file=a3-1&view=text"]),
        ("feng", ["/?tab=doing", p["drafting"], p["drafting"] + "?view=text", p["countersigning"] + "?tab=log",
                  p["stale"] + "?tab=text", p["stale"] + "compare/", p["stale"] + "versions/1/", p["mine"]]),
        ("wu", ["/organs/", "/organs/new/", f"/organs/{desk.organ.pk}/", "/numbers/series/new/", p["reviewing"],
                f"/numbers/series/{desk.series.pk}/"]),
        ("unit1", ["/exchange/receive/", p["countersigning"], annexed, annexed + "?file=a1-2"]),
        ("chu", [p["sealing"]]),
        ("li", [p["signing"]]),
    ]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_every_page(desk: Desk, visit: Visit, scenes: dict[str, Outgoing], part: int) -> None:
    inspect, visitors = Inspector(), dict[str, Visitor]()
    every = [(login, path) for login, paths in places(desk, scenes) for path in paths]
    for login, path in shared(every, part):
        inspect.look(visitors.get(login) or visitors.setdefault(login, visit(login)), path)
    inspect.close()


@pytest.mark.parametrize("part", PARTS)
def test_every_verb(visit: Visit, scenes: dict[str, Outgoing], part: int) -> None:
    """Each verb's form, opened by somebody who may."""
    assert (
        {verb for _login, verbs in VERBS_OF.values() for verb in verbs}
        <= set(ACTS)
        == set(VERBS) - {"lift_seal"}
    )
    inspect, visitors = Inspector(), dict[str, Visitor]()
    for scene, (login, verbs) in shared(list(VERBS_OF.items()), part):
        visitor = visitors.get(login) or visitors.setdefault(login, visit(login))
        for verb in verbs:
            inspect.look(visitor, f"/outgoing/{scenes[scene].ref}/do/{verb}/")
            if not visitor.all("form[data-submit][method=post] :is(.btn-primary, .btn-danger)"):
                inspect.note(f"{scene} {verb}", f"no form: {visitor.one('#main').text[:200]}")
    inspect.close()


def test_english(desk: Desk, scenes: dict[str, Outgoing]) -> None:
    """In English no sentence of the screen stands in Chinese; titles and opinions stay as written."""
    people = {"chen": desk.o.clerk, "feng": desk.drafter, "wu": desk.o.chief}
    wrong = []
    for login, paths in places(desk, scenes):
        if login in people:
            wrong += left_in_chinese(fresh(people[login]), paths)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("scene", "form"), [("drafting", "layout"), ("dispatched", "original")])
def test_the_form_of_the_paper_with_one_key(
    visit: Visit, scenes: dict[str, Outgoing], scene: str, form: str
) -> None:
    """P, as on an incoming paper: how it would be printed, or what was printed."""
    feng = visit("feng")
    feng.open(f"/outgoing/{scenes[scene].ref}/")
    feng.until(lambda: feng.all("html.js [data-key=KeyP]"), "no key to print")
    feng.groups = 0
    feng.keys("p")
    feng.until(lambda: SheetPrint.objects.filter(form=form).count() == 1, "nothing was printed")
    assert feng.groups == 1
    feng.until(lambda: len(feng.window.window_handles) == 2, "no file")


def test_annexes_change_the_left_side_alone(visit: Visit, scenes: dict[str, Outgoing]) -> None:
    """From tab to tab and to an old version, words by V; the rail stays as it is."""
    chen = visit("chen")
    chen.open(f"/outgoing/{scenes['annexed'].ref}/?tab=text")
    chen.one("html.js .view")
    chen.press("附件1 名单新")
    chen.until(lambda: "annexes/1/2/pages/1.webp" in str(chen.one("#p1").get_attribute("src")), "no annex")
    assert chen.one(".th img").get_attribute("src").endswith("?small=1")
    chen.until(lambda: chen.window.execute_script("return document.querySelector('#p1').naturalWidth > 0"))
    chen.keys("v")
    chen.until(lambda: "名单第二版" in chen.one(".view .text").text, "no words")
    chen.press("第 1 版")
    chen.until(
        lambda: "annexes/1/1/pages/1.webp" in str(chen.one("#p1").get_attribute("src")), "no old version"
    )
    chen.press("附件2 图纸")
    chen.until(
        lambda: str(chen.one("#p1").get_attribute("src")).endswith("annexes/2/1/pages/1.svg"), "no drawing"
    )
    chen.press("版式")
    chen.until(
        lambda: "/pages/1.webp?v=" in str(chen.one("#p1").get_attribute("src")), "not back at the paper"
    )
    chen.sees("文稿（新的在前）")


def test_scanned_one_after_the_other_and_printed_together(visit: Visit, scenes: dict[str, Outgoing]) -> None:
    """Digits, Enter, A for each; then one file of all."""
    chen = visit("chen")
    chen.open("/printing/")
    for name in ("dispatched", "numbered"):
        slot = NumberSlot.objects.get(paper=scenes[name])
        chen.until(
            lambda: chen.window.switch_to.active_element.get_attribute("name") == "q", "not in the field"
        )
        chen.keys(code_of(slot.series_id, slot.year, slot.serial), Keys.ENTER)
        chen.until(lambda name=name: "发文稿纸" in chen.text and scenes[name].title in chen.text, "not found")
        chen.until(lambda: "manuscript" in str(chen.window.switch_to.active_element.get_attribute("href")))
        chen.keys("a")
        chen.until(lambda: "pick=" in chen.path and "q=" not in chen.path, "not on the list")
    before = SheetPrint.objects.count()
    chen.press("发送清单 2 件")
    chen.until(lambda: SheetPrint.objects.filter(form="dispatch_list").count() == before + 2, "not printed")


def test_a_draft_says_what_it_answers(desk: Desk, visit: Visit) -> None:
    """从来文生成 by its number, then another in 改栏目; the empty form and the filled one at every width (S06)."""
    first, second = registered(desk.o, source_doc_number="云政〔2026〕48号"), registered(desk.o)
    inspect, feng = Inspector(), visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("number", "收〔2020〕999号")
    feng.press("从来文生成")
    feng.sees("没有这件来文，或您无权查看。")
    inspect.judge(feng, "no such number")
    feng.resize(*DESK)
    feng.fill("number", "云政 2026 48号")
    feng.press("从来文生成")
    feng.sees("答复")
    assert feng.one("[name=answers]").get_attribute("value") == first.receipt_no
    inspect.judge(feng, "filled in")
    feng.resize(*DESK)
    feng.send()
    paper = Outgoing.objects.latest("pk")
    assert paper.answers == first
    feng.open(f"/outgoing/{paper.ref}/do/edit/")
    feng.fill("answers", second.receipt_no)
    inspect.judge(feng, "改栏目")
    feng.resize(*DESK)
    feng.send()
    paper.refresh_from_db()
    first.refresh_from_db()
    assert (paper.answers, first.answer_ref) == (second, "")
    inspect.close()


def test_one_branch_is_urged_beside_its_line(desk: Desk, visit: Visit) -> None:
    paper = sent(desk, units=[desk.o.unit.pk, desk.o.unit2.pk])
    inspect, chen = Inspector(), visit("chen")
    inspect.look(chen, f"/outgoing/{paper.ref}/")
    chen.resize(*DESK)
    chen.all(".co a[href*='/do/urge/?task=']")[1].click()
    chen.sees("提醒还没有办的人")
    inspect.judge(chen, "催办")
    chen.resize(*DESK)
    chen.send()
    chen.sees("已催 省财政厅", "已催 1 次")
    assert [t.urged for t in Task.objects.about(paper).open().order_by("id")] == [0, 1]
    inspect.look(chen, f"/outgoing/{sent(desk).ref}/")
    inspect.close()
