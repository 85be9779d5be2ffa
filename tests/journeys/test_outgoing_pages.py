"""Pages of outgoing papers, on a desk's screen and on a phone: accessible, nowhere sideways, console and CSP clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.actions.uploads import keep
from documents.files.sample_pdf import make_incoming_pdf
from outgoing.actions import joint_paper, print_runs, texts
from outgoing.models import AddresseeGroup, NumberSlot, Outgoing
from outgoing.rules.verbs import VERBS
from outgoing.views.registry import ACTS
from tests.journeys.test_pages import TEXTS, Inspector, interface_words
from tests.journeys.visitor import Visitor
from tests.office import fresh
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

Visit = Callable[..., Visitor]
# scene: (login, verbs whose form is opened there): those with a form unlike the others; the rest share one template
# with plain fields, and each of them is drawn without a browser for everybody who may.
VERBS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafting": ("feng", ("send", "text", "edit", "addressees", "annex")),
    "countersigning": ("unit1", ("countersign",)),
    "reviewing": ("wu", ("review", "give_back", "reassign")),
    "signing": ("li", ("sign",)),
    "numbering": ("chen", ("number",)),
    "paper": ("chen", ("record_joint", "urge_joint")),
    "back": ("chen2", ("check_joint",)),
    "more": ("chu", ("lift_seal", "print_more")),
    "dispatched": ("chen", ("receipts", "urge_receipts")),
    "receiving": ("unit1", ("receive",)),
    "ending": ("wu", ("revoke", "link_answer")),
    "numbered": ("chen", ("copies",)),
}


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def office(desk: Desk) -> Any:
    return desk.o


def with_a_scan(d: Desk) -> Outgoing:
    """Signed by another organ on paper, written down with a real scan."""
    paper = on_paper(d)
    pdf = make_incoming_pdf(organ="江东省财政厅", number="", title="送签稿", date=timezone.localdate(),
                            body_paragraphs=["同意印发。"])  # fmt: skip
    sent = keep(SimpleUploadedFile("签回件.pdf", pdf, content_type="application/pdf"), d.o.clerk)
    how = sheet(d, paper, scan=(sent.blob, sent.name))
    return joint_paper.record_joint(paper, by=fresh(d.o.clerk), **how).subject


@pytest.fixture
def scenes(desk: Desk) -> dict[str, Outgoing]:
    """One paper a scene; some stand for two."""
    d = desk
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
    }
    texts.lock(made["locked"], by=d.drafter, expected_version=made["locked"].version)
    texts.save(made["stale"], by=d.drafter, text=text("改过。"), expected_version=made["stale"].version)
    same = {"mine": "locked", "asked": "countersigning", "voiding": "dispatching", "receiving": "dispatched",
            "ending": "dispatched"}  # fmt: skip
    AddresseeGroup.objects.create(name="各市").units.set([d.o.sender])
    return made | {name: made[other] for name, other in same.items()}


PARTS = range(2)


def shared(every: list[Any], part: int) -> list[Any]:
    size = -(-len(every) // len(PARTS))
    return every[part * size : (part + 1) * size]


def places(desk: Desk, scenes: dict[str, Outgoing]) -> list[tuple[str, list[str]]]:
    """Pages by who looks at them."""
    p = {name: f"/outgoing/{paper.ref}/" for name, paper in scenes.items()}
    slot = NumberSlot.objects.earliest("pk")
    return [
        ("chen", ["/outgoing/", "/outgoing/?q=nothing-like-this", "/outgoing/new/", "/numbers/",
                  f"/numbers/{slot.series_id}/{slot.year}/", "/exchange/", "/exchange/?tab=unsigned", "/exchange/groups/",
                  p["numbering"], p["printing"], p["dispatching"], p["dispatched"], p["dispatched"] + "?tab=to",
                  p["numbered"] + "?tab=facts", p["stale"], p["paper"], p["back"], p["more"] + "?tab=facts"]),
        ("feng", ["/?tab=doing", p["drafting"], p["drafting"] + "?view=text", p["countersigning"] + "?tab=log",
                  p["stale"] + "?tab=text", p["stale"] + "compare/", p["stale"] + "versions/1/", p["mine"]]),
        ("wu", ["/organs/", "/organs/new/", f"/organs/{desk.organ.pk}/", "/numbers/series/new/", p["reviewing"],
                f"/numbers/series/{desk.series.pk}/"]),
        ("unit1", ["/exchange/receive/", p["countersigning"]]),
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
    assert {verb for _login, verbs in VERBS_OF.values() for verb in verbs} <= set(ACTS) == set(VERBS)
    inspect, visitors = Inspector(), dict[str, Visitor]()
    for scene, (login, verbs) in shared(list(VERBS_OF.items()), part):
        visitor = visitors.get(login) or visitors.setdefault(login, visit(login))
        for verb in verbs:
            inspect.look(visitor, f"/outgoing/{scenes[scene].ref}/do/{verb}/")
            if not visitor.all("form[data-submit][method=post] :is(.btn-primary, .btn-danger)"):
                inspect.note(f"{scene} {verb}", f"no form: {visitor.one('#main').text[:200]}")
    inspect.close()


def test_english(desk: Desk, visit: Visit, scenes: dict[str, Outgoing]) -> None:
    """After the switch no sentence of the screen stands in Chinese; titles and opinions stay as written."""
    words, wrong = interface_words(), list[str]()
    for login, paths in places(desk, scenes):
        if login not in ("chen", "feng", "wu"):
            continue
        visitor = visit(login)
        visitor.one(".umenu summary").click()
        visitor.press("English")
        visitor.until(lambda v=visitor: v.one("html").get_attribute("lang") == "en", "not in English")
        for path in paths:
            visitor.open(path)
            visitor.one("h1")
            said = visitor.window.execute_script(TEXTS)
            wrong += [f"{path}: {one}" for one in said if any(word.fullmatch(one) for word in words)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
