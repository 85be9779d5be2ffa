"""Every page, on a desk's screen and on a phone: accessible, nowhere sideways, console and CSP clean; and in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from documents.rules.verbs import VERBS
from documents.views.registry import ACTS
from tests.journeys.english import interface_words, left_in_chinese, of_the_screen
from tests.journeys.scenes import VERBS_OF, Scenes, make_scenes
from tests.journeys.visitor import Visitor
from tests.office import Office, fresh

Visit = Callable[..., Visitor]
DESK, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
HEADINGS = "return [...document.querySelectorAll('h1')].filter(h => h.getClientRects().length).length"
TEXTS = """
const found = new Set(), chinese = /[\\u4e00-\\u9fff]/;
const add = text => chinese.test(text) && found.add(text.replace(/\\s+/g, ' ').trim());
const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest('script, style, textarea, [lang="zh-CN"]')) add(walk.currentNode.data);
}
document.querySelectorAll('[aria-label], [title], [placeholder], [data-digit]').forEach(el => {
    for (const name of ['aria-label', 'title', 'placeholder']) add(el.getAttribute(name) || '');
});
return [...found];
"""


@pytest.fixture
def scenes(office: Office) -> Scenes:
    return make_scenes(office)


class Inspector:
    """Opens pages and notes what is wrong with them; `close` fails with the whole list."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.seen = 0

    def look(self, visitor: Visitor, path: str, *, within: str = "h1", refused: str = "") -> None:
        visitor.resize(*DESK)
        visitor.open(path)
        visitor.one(within)
        self.judge(visitor, path, refused=refused)

    def judge(self, visitor: Visitor, name: str, *, refused: str = "") -> None:
        """The page that is open now; `refused`: the console must name this refusal, and is excused for it."""
        self.seen += 1
        title = visitor.window.title
        if not re.match(r"\S.* · \S", title):
            self.note(name, f"its title is {title!r}")
        for width, height in (DESK, PHONE, NARROW):
            visitor.resize(width, height)
            if visitor.sideways():
                self.note(name, f"scrolls sideways at {width}: {visitor.window.execute_script(WIDE)}")
            if width != NARROW[0]:
                self.note(name, *(f"{width}: {found}" for found in visitor.axe()))
                if (headings := visitor.window.execute_script(HEADINGS)) != 1:
                    self.note(name, f"{headings} h1 at {width}")
        faults = visitor.faults()
        if refused and not any(refused in fault for fault in faults):
            self.note(name, f"was not refused with {refused}")
        self.note(name, *(fault for fault in faults if not (refused and refused in fault)))

    def note(self, name: str, *found: str) -> None:
        self.wrong += [f"{name}: {one}" for one in found]

    def close(self) -> None:
        assert not self.wrong, f"{len(self.wrong)} on {self.seen} pages:\n" + "\n".join(self.wrong)


WIDE = """
const width = document.documentElement.clientWidth;
return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map(e => e.tagName + '.' + e.className + '#' + e.id).join(' ');
"""


def places(scenes: Scenes, office: Office) -> dict[str, list[str]]:
    """Pages by who looks at them."""
    p = {name: f"/documents/{doc.ref}/" for name, doc in scenes.papers.items()}
    back = f"?back=/documents/&pick={scenes.papers['proposing'].ref}&pick={scenes.papers['reviewing'].ref}"
    return {
        "chen": [
            "/", "/?tab=doing", "/?tab=toread", "/?tab=overdue", "/?tab=done", "/documents/",
            "/documents/?q=云川&state=reviewing", "/documents/?q=nothing-like-this", "/documents/views/",
            "/documents/columns/?state=open", "/documents/export/?state=open", f"/documents/exports/{scenes.export.ref}/",
            f"/documents/batch/circulate/{back}", f"/documents/batch/urge/{back}",
            "/documents/new/", "/documents/pointer/new/", "/instructions/", "/circulation/", "/circulation/?tab=running",
            "/circulation/groups/", "/circulation/groups/new/", f"/circulation/groups/{scenes.group.pk}/",
            "/notices/", "/settings/", "/help/", "/search/", "/search/?q=云川", "/search/?q=nothing-like-this",
            p["reviewing"], p["handling"] + "?tab=log", p["circulating"] + "?tab=readers", p["closed"] + "?tab=facts",
            p["returned"], p["voided"], "/printing/", "/printing/?log=all", "/printing/?q=nothing-like-this",
            f"/printing/?paper=document-{scenes.papers['handling'].ref}", f"/printing/?paper=document-{scenes.papers['returned'].ref}",
            "/supervision/", "/supervision/?view=red", "/supervision/late/", "/supervision/circular/",
            f"/supervision/items/{scenes.papers['handling'].ref}i1/",
            f"/supervision/batch/urge/?pick={scenes.papers['handling'].ref}i1",
        ],
        "feng": ["/", p["proposing"] + "?from=todo", p["instructed"], p["reported"], p["following"]],
        "wu": ["/", p["reviewing"] + "?from=todo", p["reviewing"] + "?view=text", p["extending"], p["closed"]],
        "zhao": ["/", "/instructions/", p["submitted"] + "?from=todo", p["recorded"]],
        "li": ["/?tab=toread", "/circulation/", p["circulating"] + "?from=toread"],
        "unit1": ["/", "/documents/", p["handling"], "/notices/", "/supervision/"],
        "zheng": [p["closing"]],
        "zhu": ["/people/", "/people/units/new/", f"/people/units/{office.unit.pk}/", "/people/posts/new/",
                "/people/persons/new/", f"/people/persons/{office.handler.pk}/", "/settings/",
                "/self-check/"],
    }  # fmt: skip


def test_login_page(visit: Visit) -> None:
    inspect = Inspector()
    nobody = visit()
    inspect.look(nobody, "/login/")
    nobody.fill("username", "chen")
    nobody.fill("password", "wrong")
    nobody.press("登录")
    nobody.one("#errs, .errs, [role=alert]")
    inspect.judge(nobody, "/login/ refused")
    inspect.close()


PARTS = range(3)  # of a long walk: several workers share it


@pytest.mark.parametrize("part", PARTS)
def test_every_page(office: Office, visit: Visit, scenes: Scenes, part: int) -> None:
    inspect = Inspector()
    every = [(login, path) for login, paths in places(scenes, office).items() for path in paths]
    visitors: dict[str, Visitor] = {}
    for login, path in shared(every, part):
        visitor = visitors.get(login) or visitors.setdefault(login, visit(login))
        inspect.look(visitor, path)
    inspect.close()


def shared(every: list[Any], part: int) -> list[Any]:
    """What this part of the walk looks at: together the parts are the whole."""
    size = -(-len(every) // len(PARTS))
    return every[part * size : (part + 1) * size]


@pytest.mark.parametrize("part", PARTS)
def test_every_verb(office: Office, visit: Visit, scenes: Scenes, part: int) -> None:
    """Each verb's form, opened by somebody who may."""
    assert {verb for _, verbs in VERBS_OF.values() for verb in verbs} == set(ACTS) == set(VERBS)
    inspect = Inspector()
    visitors: dict[str, Visitor] = {}
    for scene, (login, verbs) in shared(list(VERBS_OF.items()), part):
        visitor = visitors.get(login) or visitors.setdefault(login, visit(login))
        for verb in verbs:
            path = f"/documents/{scenes.papers[scene].ref}/do/{verb}/"
            inspect.look(visitor, path)
            if not visitor.all("form[data-submit][method=post] :is(.btn-primary, .btn-danger)"):
                inspect.note(f"{scene} {verb}", f"no form: {visitor.one('#main').text[:200]}")
    inspect.close()


def test_error_pages(office: Office, visit: Visit, scenes: Scenes) -> None:
    inspect = Inspector()
    chen, out = visit("chen"), visit("out")
    inspect.look(chen, "/no/such/page/")
    inspect.look(out, f"/documents/{scenes.papers['reviewing'].ref}/")
    inspect.look(out, "/people/units/new/")
    inspect.look(chen, f"/documents/{scenes.papers['reviewing'].ref}/do/approve/")
    inspect.look(chen, "/documents/?since=yesterday", refused="status of 400 (Bad Request)")
    inspect.look(chen, "/documents/new/")
    chen.resize(*DESK)
    for name, value in {"sender": "云川市人民政府", "title": "关于测试的请示", "limit": "昨天"}.items():
        chen.fill(name, value)
    chen.window.execute_script("document.activeElement.blur()")
    chen.sees("看不懂时限")  # the form makes room for it: before the button is looked for
    chen.press("保存并送出")
    chen.until(lambda: chen.all("#errs"), "a wrong limit was not refused")
    inspect.judge(chen, "register form refused")
    inspect.close()


def test_first_run(arrive: Callable[..., Visitor]) -> None:
    """An empty office: everything leads to the first page, which makes the office and its administrator."""
    inspect, admin = Inspector(), arrive()
    admin.open("/")
    admin.until(lambda: "/first-run/" in admin.path, "an empty office does not lead to its first page")
    inspect.judge(admin, "/first-run/")
    admin.resize(*DESK)
    admin.fill("name", "江东省人民政府办公厅")
    admin.fill("short_name", "省政府办公厅")
    admin.press("保存，下一步")
    admin.one("[name=again]")
    inspect.judge(admin, "/first-run/ second")
    admin.resize(*DESK)
    password = "a-long-Passw0rd"
    for name, value in {
        "username": "root1",
        "name": "朱十十",
        "password": password,
        "again": password,
    }.items():
        admin.one(f"#who_{name}").send_keys(value)
    admin.press("建立机关和管理员")
    admin.until(lambda: "/login/" in admin.path, "the office is not made")
    admin.fill("username", "root1")
    admin.fill("password", password)
    admin.press("登录")
    admin.until(lambda: "/setup/" in admin.path, "the list of what is missing does not follow")
    inspect.judge(admin, "/setup/")
    inspect.close()


def test_english(office: Office, visit: Visit, scenes: Scenes) -> None:
    """After the switch no sentence of the screen stands in Chinese; names, titles and opinions stay as written."""
    assert len(interface_words()) > 500
    visitor = visit("chen")
    visitor.one(".umenu summary").click()
    visitor.press("English")
    visitor.until(lambda: visitor.one("html").get_attribute("lang") == "en", "not in English")
    wrong = []
    for path in ("/", "/documents/new/"):  # with what scripts write into them
        visitor.open(path)
        visitor.one("html.js h1")
        said = visitor.window.execute_script(TEXTS)
        wrong += [f"{path}: {one}" for one in said if of_the_screen(one)]
    pages = places(scenes, office)
    for who in (office.clerk, office.chief, office.unit_clerk, office.admin):
        wrong += left_in_chinese(fresh(who), pages[who.username])
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_what_is_left_in_chinese_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the test above: a page in Chinese is full of such sentences."""
    assert left_in_chinese(office.clerk, ["/"]) == []
    monkeypatch.setattr("docflow.menu._", lambda words: words)
    assert "/: 收文登记簿" in left_in_chinese(office.clerk, ["/"])
