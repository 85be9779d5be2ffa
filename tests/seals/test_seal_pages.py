"""The pages of one seal: who sees what, the two who sign, the impression that nobody else sees (D17)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from PIL import Image, ImageChops

from documents.actions.uploads import keep
from documents.models import Blob
from people.models import Person
from people.roles import Role
from seals.actions import registry
from seals.files.imprint import SIDE, NotAPicture, look_at, shown
from seals.models import LedgerLine, Seal, SealCustody, Stocktake
from tests.house.routes import ROUTES, SEAL, SEALS, of, url
from tests.office import fresh, person
from tests.seals.drawer import PASSWORD, approved, at, browser, picture, sent, today
from tests.seals.world import World, make_world
from workflow.clock import database_now
from workflow.models import Entry


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def with_imprint(w: World) -> Seal:
    blob = keep(SimpleUploadedFile("印模.png", picture(7)), w.keeper).blob
    return registry.set_imprint(w.seal, by=w.keeper, blob=blob).subject


def everybody(w: World) -> dict[str, Person]:
    """One of every role there is, in our own office; the cast; and units outside."""
    roles = {role: person(f"r_{role}", f"某{n}", w.o.section, role, 40) for n, role in enumerate(Role.values)}
    return (
        roles
        | w.o.everybody()
        | {"keeper": w.keeper, "stand_in": w.stand_in, "watch": w.supervisor, "director": w.director}
    )


# -- the impression ----------------------------------------------------------------------------------


def test_the_impression_is_seen_by_nobody_else(w: World) -> None:
    seal = with_imprint(w)
    may = []
    for name, who in everybody(w).items():
        status = browser(who).get(f"/seals/{seal.ref}/imprint/").status_code
        assert status in (200, 404), name
        if status == 200:
            may.append(who.pk)
        html = browser(who).get(f"/seals/{seal.ref}/").content.decode()
        assert ('/imprint/"' in html) is (status == 200), name
    auditors = Person.objects.filter(appointments__post__role=Role.AUDITADMIN).values_list("pk", flat=True)
    assert set(may) == {w.keeper.pk, *auditors}
    assert Entry.objects.filter(verb="see_imprint", subject_pk=seal.pk).count() == len(may)


def test_who_has_it_sees_it_and_who_had_it_does_not(w: World) -> None:
    seal, now = with_imprint(w), database_now()
    period = SealCustody.objects.get(seal=seal)
    period.during = DateTimeTZRange(period.during.lower, now)
    period.save()
    SealCustody.objects.create(
        seal=seal, person=w.stand_in, person_name="杨", temporary=True, during=DateTimeTZRange(now, None)
    )
    assert browser(w.stand_in).get(f"/seals/{seal.ref}/imprint/").status_code == 200
    assert browser(w.keeper).get(f"/seals/{seal.ref}/imprint/").status_code == 404


def test_coarse_watermarked_and_kept_nowhere(w: World) -> None:
    seal = with_imprint(w)
    first = browser(w.keeper).get(f"/seals/{seal.ref}/imprint/")
    assert first["Content-Type"] == "image/png"
    assert first["Cache-Control"] == "private, no-store"
    page = Image.open(BytesIO(first.content))
    assert page.size == (SIDE, SIDE)
    assert seal.imprint is not None
    assert first.content != picture(7)
    other = Image.open(BytesIO(browser(w.o.auditor).get(f"/seals/{seal.ref}/imprint/").content))
    assert ImageChops.difference(page, other).getbbox() is not None, "another name lies over it"
    entry = Entry.objects.filter(verb="see_imprint").order_by("id")[0]
    assert (entry.actor_id, entry.subject_kind, entry.data["imprint"]) == (
        w.keeper.pk,
        "seal",
        seal.imprint.sha256,
    )
    assert LedgerLine.objects.filter(seal=seal).count() == 0
    client = browser(w.keeper)
    for method in ("head", "post", "put"):
        assert getattr(client, method)(f"/seals/{seal.ref}/imprint/").status_code == 405


def test_no_corner_of_it_is_free_of_words() -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "white.png"
        Image.new("RGB", (400, 400), "white").save(path)
        page = Image.open(BytesIO(shown(path, "褚四四 chu 2026-11-30 09:12:00"))).convert("L")
    edge = SIDE // 4
    for x in range(0, SIDE, edge):
        for y in range(0, SIDE, edge):
            assert page.crop((x, y, x + edge, y + edge)).getextrema()[0] < 230, (x, y)  # type: ignore[operator]


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "CMYK", "LA"])
def test_any_picture_can_be_shown(mode: str, tmp_path: Any) -> None:
    path = tmp_path / "a.tif"
    Image.new(mode, (900, 300)).save(path)
    look_at(path)
    assert Image.open(BytesIO(shown(path, "甲"))).size == (SIDE, SIDE)
    path.write_bytes(b"no picture")
    with pytest.raises(NotAPicture):
        look_at(path)


def test_uploading(w: World) -> None:
    client, path = browser(w.keeper), f"/seals/{w.seal.ref}/imprint/new/"
    for name, data in (
        ("印模.pdf", b"%PDF-1.4\n%%EOF\n"),
        ("印模.png", b"nothing"),
        ("印模.png", picture(1)[:200]),
    ):
        answer = sent(client, path, picture=SimpleUploadedFile(name, data))
        assert answer.status_code == 422, name
        assert 'id="errs"' in answer.content.decode()
        assert not Blob.objects.exists(), name
    assert sent(client, path).status_code == 422
    answer = sent(client, path, picture=SimpleUploadedFile("印模.png", picture(3)))
    assert answer.status_code == 302
    seal = Seal.objects.get(pk=w.seal.pk)
    assert seal.imprint is not None
    entry = Entry.objects.get(verb="set_imprint")
    assert entry.data["after"] == seal.imprint.sha256
    answer = sent(client, path, picture=SimpleUploadedFile("印模.png", picture(4)))
    assert answer.status_code == 403
    assert (
        sent(browser(w.o.chief), path, picture=SimpleUploadedFile("印模.png", picture(4))).status_code == 302
    )
    for who, status in (
        (w.supervisor, 403),
        (w.o.auditor, 403),
        (w.stand_in, 403),
        (w.o.outsider, 404),
        (w.o.admin, 404),
    ):
        assert browser(who).get(path).status_code == status, who.name


def test_the_impression_stands_in_no_list_and_no_sheet(w: World) -> None:
    seal = with_imprint(w)
    assert seal.imprint is not None
    client = browser(w.keeper)
    for path in ("/seals/", "/seals/export/", f"/seals/{seal.ref}/", f"/seals/{seal.ref}/edit/"):
        assert seal.imprint.sha256 not in client.get(path).content.decode()


# -- two sign ----------------------------------------------------------------------------------------


def test_the_second_signs_with_his_own_password(w: World) -> None:
    seal = at(w, "sealed_up")
    client, path = browser(w.director), f"/seals/{seal.ref}/do/destroy/"
    typed = {
        "on": str(today()),
        "why": "机构撤并，粉碎",
        "second_name": "wei",
        "second_password": "wrong-word",
    }
    answer = sent(client, path, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "密码不正确" in html
    assert "机构撤并，粉碎" in html
    assert "wrong-word" not in html
    assert Seal.objects.get(pk=seal.pk).state == "sealed_up"
    answer = sent(client, path, **typed | {"second_name": "zhou", "second_password": PASSWORD})
    assert answer.status_code == 422
    assert "本人" in answer.content.decode()
    answer = sent(client, path, **typed | {"second_password": PASSWORD})
    assert answer["Location"] == f"/seals/{seal.ref}/"
    seal.refresh_from_db()
    assert seal.destroyed_by_names == f"{w.director.name}、{w.supervisor.name}"
    html = client.get(f"/seals/{seal.ref}/").content.decode()
    assert seal.destroyed_by_names in html
    entry = Entry.objects.filter(verb="destroy").latest("id")
    assert PASSWORD not in str(entry.data)


def test_five_wrong_words_and_it_waits(w: World) -> None:
    seal = at(w, "suspended")
    client, path = browser(w.director), f"/seals/{seal.ref}/do/seal_up/"
    for _n in range(5):
        sent(client, path, why="撤并", second_name="wei", second_password="no")
    answer = sent(client, path, why="撤并", second_name="wei", second_password=PASSWORD)
    assert answer.status_code == 422
    assert Seal.objects.get(pk=seal.pk).state == "suspended"


def test_stocktaking_on_the_page(w: World) -> None:
    client, path = browser(w.keeper), f"/seals/{w.seal.ref}/do/take_stock/"
    typed = {
        "present": "1",
        "place": "1号柜",
        "condition": "完好",
        "second_name": "wei",
        "second_password": PASSWORD,
    }
    assert sent(client, path, **typed | {"present": "perhaps"}).status_code == 422
    assert sent(client, path, **typed).status_code == 302
    row = Stocktake.objects.get()
    assert (row.present, row.second_id) == (True, w.supervisor.pk)
    html = client.get(f"/seals/{w.seal.ref}/").content.decode()
    assert "本季度待盘点" not in html
    assert "盘点" in html


@pytest.mark.parametrize(
    "verb", ["enable", "suspend", "resume", "lose", "find", "seal_up", "give_back", "destroy", "take_stock"]
)
def test_nothing_long_and_nonsense(w: World, verb: str) -> None:
    """422 with a sentence, what was typed stays, nothing is written."""
    state = {"enable": "waiting", "resume": "suspended", "find": "lost", "seal_up": "suspended", "give_back": "suspended",
             "destroy": "suspended"}.get(verb, "in_use")  # fmt: skip
    seal = at(w, state)
    client, path = browser(w.director), f"/seals/{seal.ref}/do/{verb}/"
    before = (Entry.objects.count(), LedgerLine.objects.count())
    assert client.get(path).status_code == 200
    for text in ("", "很长的字" * 3000, "<b>31.02.2026\x00</b> ’; --", "2026-02-31"):
        names = (
            "on",
            "notice",
            "why",
            "to",
            "present",
            "place",
            "condition",
            "second_name",
            "second_password",
        )
        answer = sent(client, path, **dict.fromkeys(names, text))
        if text != "2026-02-31" or verb not in ("resume", "find"):
            assert answer.status_code == 422, (text[:20], answer.status_code)
            assert 'id="errs"' in answer.content.decode()
            assert (Entry.objects.count(), LedgerLine.objects.count()) == before
    assert client.post(path, {}).status_code == 422


def test_statuses(w: World) -> None:
    path = f"/seals/{w.seal.ref}/do"
    assert browser(w.keeper).get(f"{path}/nosuch/").status_code == 404
    assert browser(w.keeper).get(f"{path}/destroy/").status_code == 403
    assert browser(w.director).get(f"{path}/destroy/").status_code == 409
    assert "下一步：先停用" in browser(w.director).get(f"{path}/destroy/").content.decode()
    assert sent(browser(w.keeper), f"{path}/destroy/", why="x").status_code == 403
    assert browser(w.o.outsider).get(f"{path}/suspend/").status_code == 404
    assert browser(w.o.auditor).get(f"{path}/suspend/").status_code == 403
    client = browser(w.keeper)
    typed = {"on": str(today()), "why": "磨损", "key": "a", "version": w.seal.version}
    assert client.post(f"{path}/suspend/", typed).status_code == 302
    assert client.post(f"{path}/suspend/", typed).status_code == 302  # the same form again
    answer = client.post(f"{path}/suspend/", typed | {"key": "b", "why": "另一个原因"})
    assert answer.status_code == 409
    assert "另一个原因" in answer.content.decode()
    assert LedgerLine.objects.count() == 1


# -- who sees ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", of(SEAL, SEALS))
def test_seals_are_for_few(name: str, w: World) -> None:
    """Who has no seal: to an outsider there is no registry, and to nobody of them a single seal."""
    for status, people in {
        404: (w.o.outsider, w.o.head, w.o.unit_clerk),
        403: (w.o.clerk, w.o.handler, w.o.leader, w.o.secadmin, w.o.admin),
    }.items():
        for who in people:
            for method in ("get", "post"):
                answer = getattr(browser(who), method)(url_of(name, w))
                wanted = 404 if ROUTES[name] == SEAL else status
                assert answer.status_code in (wanted, 405), (name, method, who.name)


def url_of(name: str, w: World) -> str:
    return url(name, w.o, None).replace("nosuchpaper234", w.seal.ref).replace("/propose/", "/suspend/")


def test_what_stands_on_the_page(w: World) -> None:
    seal = w.seal
    row = approved(w, seal)
    sent(browser(w.keeper), f"/seals/{seal.ref}/do/suspend/", on=str(today()), why="字迹模糊")
    html = browser(w.director).get(f"/seals/{seal.ref}/").content.decode()
    for words in (seal.seal_no, seal.name, w.keeper.name, w.stand_in.name, w.supervisor.name, "字迹模糊", row.number, "在用 → 停用",
                  LedgerLine.objects.get().head, "剩 3 份", f'href="/seals/{seal.ref}/do/resume/"', f'href="/seals/{seal.ref}/do/destroy/"'):  # fmt: skip
        assert words in html, words
    assert row.title not in html
    html = browser(w.keeper).get(f"/seals/{seal.ref}/").content.decode()
    assert f'href="/seals/{seal.ref}/do/destroy/"' not in html
    assert "销毁由处长或办公厅主任办理" in html
    html = browser(w.o.auditor).get(f"/seals/{seal.ref}/").content.decode()
    assert "/do/" not in html
    assert f'href="/seals/{seal.ref}/edit/"' not in html


def test_what_must_be_said_of_a_kind(w: World) -> None:
    from tests.seals.world import in_use

    steel = in_use(w, seal_no="G-1", name="钢印", kind="steel", organ=w.organ)
    assert "钢印单独使用无效" in browser(w.keeper).get(f"/seals/{steel.ref}/").content.decode()
    hand = in_use(w, seal_no="H-1", name="赵六", kind="signature", signer=w.o.leader)
    assert "书面授权" in browser(w.keeper).get(f"/seals/{hand.ref}/").content.decode()
    assert "单独使用无效" in browser(w.keeper).get("/seals/new/").content.decode()


def test_the_menu_of_a_seal_has_no_dead_link(w: World) -> None:
    for state in ("waiting", "in_use", "suspended", "sealed_up", "lost", "returned", "destroyed"):
        seal = at(w, state, f"M-{state}")
        client = Client()
        client.force_login(fresh(w.director))
        page = client.get(f"/seals/{seal.ref}/")
        for one in page.context["can"]:
            assert client.get(f"/seals/{seal.ref}/do/{one.move.code}/").status_code == 200
