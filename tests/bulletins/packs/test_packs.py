"""The pack: made by itself once, written, counted again, issued with a number and a hash, frozen by the database."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from docx import Document as Word

from alerts.models import Alert
from bulletins.actions import packs as acts
from bulletins.actions import papers
from bulletins.actions.making import make_due, put
from bulletins.models import Pack, PackBook, PackFigure, PackRead
from bulletins.queries.counting import take
from bulletins.queries.packs import verified
from bulletins.rules import weeks
from docflow.web.errors import BadInput, Faster, NotAllowed
from documents.files import store
from tests.bulletins.packs.world import edited, issued, made, seen, this_week
from tests.bulletins.statistics.world import rewrite
from tests.office import Office, make_office, registered
from workflow.clock import database_now, told
from workflow.models import Entry
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


# -- made by itself -------------------------------------------------------------------------------------


def test_the_clock_makes_last_weeks_pack_once(office: Office) -> None:
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # Monday, nine in Shanghai
    [pack] = make_due(now)
    assert (pack.first, pack.last, pack.year, pack.week) == (date(2026, 11, 23), date(2026, 11, 29), 2026, 48)
    assert (pack.state, pack.version, pack.counted_at) == ("draft", 1, now)
    assert PackFigure.objects.filter(pack=pack).exists()
    assert make_due(now) == []
    assert make_due(now + timedelta(hours=1)) == []
    assert Pack.objects.count() == 1
    assert not Entry.objects.exists(), "the clock does no act"


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (datetime(2026, 11, 29, 15, 59, tzinfo=UTC), date(2026, 11, 16)),  # Sunday, a minute before midnight
        (
            datetime(2026, 11, 29, 16, 30, tzinfo=UTC),
            date(2026, 11, 16),
        ),  # Monday, half past midnight: not yet
        (datetime(2026, 11, 29, 21, 0, tzinfo=UTC), date(2026, 11, 23)),  # Monday, five in the morning
        (datetime(2026, 12, 3, 9, 0, tzinfo=UTC), date(2026, 11, 23)),  # a late tick on Thursday
    ],
)
def test_which_week_is_due(now: datetime, wanted: date) -> None:
    assert weeks.due(now, set()) == [wanted]


def test_a_standstill_is_made_up(office: Office) -> None:
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    make_due(now)
    later = make_due(now + timedelta(weeks=3))
    assert [pack.week for pack in later] == [49, 50, 51]
    assert len(make_due(now + timedelta(weeks=60))) == 1, "after more than eight weeks only the last"


@pytest.mark.parametrize("text", ["2026-48", "2026-W48", " 2026-w48 "[1:-1].upper()])
def test_weeks_are_read(text: str) -> None:
    assert weeks.parsed(text) == date(2026, 11, 23)


def test_a_pack_of_a_part_of_its_week_is_counted_when_the_week_is_over(office: Office) -> None:
    """A chief had it made on Wednesday: on Monday the whole week stands there, with what he wrote, as a first draft."""
    wednesday = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 29, 21, 0, tzinfo=UTC)
    pack = edited(office, made(date(2026, 11, 23), wednesday), text="会上说的话")
    registered(office, received_at=datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
    make_due(monday - timedelta(minutes=1))
    assert Pack.objects.get(pk=pack.pk).counted_at == wednesday
    assert pack in make_due(monday)
    again = Pack.objects.get(pk=pack.pk)
    assert (again.counted_at, again.version) == (monday, pack.version + 1)
    assert again.sections == pack.sections
    figure = PackFigure.objects.get(pack=pack, code="received")
    assert (figure.value, figure.changed) == (1, False)
    assert pack not in make_due(monday + timedelta(hours=1))


def test_an_issued_pack_of_a_part_of_its_week_stays(office: Office) -> None:
    pack = issued(office, made(this_week()))
    make_due(database_now() + timedelta(weeks=2))
    assert Pack.objects.get(pk=pack.pk).hash == pack.hash


@pytest.mark.parametrize(
    "text", ["", "48", "2026-0", "2026-54", "2026/48", "第48周", "0000-01", "0001-01", "1948-10", "2025-53"]
)
def test_what_is_no_week(text: str) -> None:
    assert weeks.parsed(text) is None


def test_years_end(office: Office) -> None:
    """The last days of a year may be week 1 of the next; 2026 has 53 weeks."""
    assert weeks.number(date(2026, 12, 28)) == (2026, 53)
    assert weeks.number(date(2024, 12, 30)) == (2025, 1)


def test_a_chief_makes_the_running_week(office: Office) -> None:
    acts.make(PackBook.the(), by=office.chief, first=this_week())
    pack = Pack.objects.get()
    assert pack.first == this_week()
    again = acts.make(PackBook.the(), by=office.chief, first=this_week())
    assert "已经有了" in again.said
    assert Pack.objects.count() == 1


def test_nobody_makes_a_week_to_come(office: Office) -> None:
    with pytest.raises(BadInput, match="还没有开始"):
        acts.make(PackBook.the(), by=office.chief, first=this_week() + weeks.WEEK)
    for who in (office.clerk, office.leader, office.auditor, office.outsider):
        with pytest.raises(NotAllowed):
            acts.make(PackBook.the(), by=who, first=this_week())
    assert not Pack.objects.exists()


def test_the_command(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with told(datetime(2026, 12, 2, 1, 0, tzinfo=UTC)):
        call_command("weekly_pack", "--week", "2026-48")
        call_command("weekly_pack", "--week", "2026-48")
        call_command("weekly_pack")
        with pytest.raises(CommandError, match="not begun"):
            call_command("weekly_pack", "--week", "2026-50")
        with pytest.raises(CommandError):
            call_command("weekly_pack", "--week", "soon")
    out = capsys.readouterr().out
    assert "made 2026-48" in out
    assert "is there already" in out
    assert "nothing is due" in out


# -- a week long over -----------------------------------------------------------------------------------


def test_of_a_week_long_over_nobody_says_how_things_stood(office: Office) -> None:
    """What is late today is not what was late then: no number, no list, no difference; of the last week it is counted at once."""
    rewrite(registered(office), due_at=database_now() - timedelta(hours=1))
    fresh, past = made(), made(this_week() - 2 * weeks.WEEK)
    for code in ("late_now", "errors_open", "actions_open"):
        of_fresh = PackFigure.objects.get(pack=fresh, code=code)
        of_past = PackFigure.objects.get(pack=past, code=code)
        assert (of_fresh.measure, of_fresh.value) == ("count", 1 if code == "late_now" else 0)
        assert (of_past.value, of_past.rows) == (None, [])
    past = issued(office, past)
    assert list(verified()) == []
    assert pages_of(past).count("不能倒算") > 3


def test_a_draft_that_waited_too_long_loses_what_was_of_its_moment(office: Office) -> None:
    rewrite(registered(office), due_at=database_now() - timedelta(hours=1))
    pack = made()
    with told(database_now() + 2 * weeks.WEEK):
        put(pack, take(pack.first, pack.last, database_now()))
    figure = PackFigure.objects.get(pack=pack, code="late_now")
    assert (figure.value, figure.drafted, figure.changed) == (None, 1, True)
    assert take(pack.first, pack.last, database_now() + 3 * weeks.WEEK) == take(
        pack.first, pack.last, database_now() + 9 * weeks.WEEK
    )


# -- written --------------------------------------------------------------------------------------------


def test_two_editors_one_wins(office: Office) -> None:
    pack = made()
    edited(office, pack, text="先写的")
    with pytest.raises(Faster, match="吴十"):
        acts.edit(
            PackBook.the(), by=office.deputy, pack=pack, version=pack.version, sections=list(reversed(pack.sections))
        )  # fmt: skip
    kept = Pack.objects.get()
    assert next(s for s in kept.sections if s["code"] == "text")["text"] == "先写的"
    assert kept.version == 2


def test_the_text_before_is_kept(office: Office) -> None:
    pack = edited(office, edited(office, made(), text="一"), text="二")
    before = Entry.objects.filter(verb="pack_edit").order_by("-seq")[0].data["before"]
    assert next(s for s in before if s["code"] == "text")["text"] == "一"
    assert pack.version == 3
    assert list(differences(PackBook)) == []


def test_sections_cannot_be_lost(office: Office) -> None:
    pack = made()
    with pytest.raises(BadInput):
        acts.edit(PackBook.the(), by=office.chief, pack=pack, version=1, sections=pack.sections[:-1])


# -- issued ---------------------------------------------------------------------------------------------


def test_issue_freezes_numbers_and_tells(office: Office) -> None:
    pack = issued(office, edited(office, made(), text="请各位注意附件页数。"))
    year = database_now().year
    assert pack.number == f"通报〔{year}〕1号"
    assert (pack.state, pack.issued_by_name, len(pack.hash)) == ("issued", "吴十", 64)
    assert pack.pdf is not None
    assert store.verify(pack.pdf.sha256)
    told_to = set(Alert.objects.filter(subject_kind="pack").values_list("recipient__username", flat=True))
    assert {"chen", "feng", "zhao", "li", "zheng"} <= told_to
    assert told_to.isdisjoint({"wu", "you", "zhu", "qin", "unit1", "out", "head1"})
    assert list(verified()) == []
    assert list(differences(PackBook)) == []


def test_numbers_have_no_gap(office: Office) -> None:
    one, two = made(), made(this_week())
    with pytest.raises(Faster):
        acts.issue(PackBook.the(), by=office.chief, pack=one, version=one.version, seen="0" * 16)
    with pytest.raises(Faster):
        acts.issue(PackBook.the(), by=office.chief, pack=one, version=9, seen=seen(one))
    assert issued(office, two).number.endswith("〕1号")
    assert issued(office, one).number.endswith("〕2号")


def test_papers_are_laid_out_before_anything_is_locked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, for the number that comes next; again only where another pack took it meanwhile."""
    laid: list[str] = []
    kept = papers.keep_papers

    def spy(pack: Pack, *args: Any) -> Any:
        laid.append(pack.number)
        return kept(pack, *args)

    for room in (papers, acts):
        monkeypatch.setattr(room, "keep_papers", spy)
    one, two = made(), made(this_week())
    issued(office, one)
    assert [n[-2:] for n in laid] == ["1号"]
    monkeypatch.setattr(acts, "_last", lambda at: 0)
    issued(office, two)
    assert [n[-2:] for n in laid] == ["1号", "1号", "2号"]
    assert list(verified()) == []


def test_only_a_chief_issues(office: Office) -> None:
    pack = made()
    for who in (
        office.clerk,
        office.handler,
        office.leader,
        office.secretary,
        office.admin,
        office.auditor,
        office.head,
    ):
        with pytest.raises(NotAllowed):
            acts.issue(PackBook.the(), by=who, pack=pack, version=1, seen=seen(pack))


def test_issued_once(office: Office) -> None:
    pack = made()
    issued(office, pack)
    with pytest.raises(Faster, match="吴十"):
        acts.issue(PackBook.the(), by=office.deputy, pack=pack, version=pack.version, seen=seen(pack))
    for act, more in ((acts.recount, {}), (acts.edit, {"sections": pack.sections})):
        with pytest.raises(Faster):
            act(PackBook.the(), by=office.chief, pack=pack, version=2, **more)


FORBIDDEN = [
    "UPDATE bulletins_pack SET number = 'x'",
    "UPDATE bulletins_pack SET sections = '[]', version = version + 1",
    "DELETE FROM bulletins_pack",
    "UPDATE bulletins_packfigure SET value = 7",
    "DELETE FROM bulletins_packfigure",
    "INSERT INTO bulletins_packfigure (pack_id, code, place, measure, label, definition, basis, changed, rows)"
    " SELECT id, 'new', 0, 'count', '', '', '', false, '[]' FROM bulletins_pack",
    "TRUNCATE bulletins_packfigure",
    "UPDATE bulletins_packread SET person_name = 'x'",
    "DELETE FROM bulletins_packread",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_database_holds_what_is_issued(office: Office, sql: str) -> None:
    pack = issued(office)
    acts.confirm(PackBook.the(), by=office.clerk, pack=pack)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(sql)
    assert list(verified()) == []


def test_a_draft_may_change(office: Office) -> None:
    """The negative control: what the triggers refuse they refuse because it is issued."""
    made()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bulletins_packfigure SET value = 7")
        cursor.execute("UPDATE bulletins_pack SET sections = '[]', version = version + 1")


def test_a_tampered_pack_is_found(office: Office) -> None:
    pack = issued(office)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bulletins_packfigure DISABLE TRIGGER figure_frozen")
        cursor.execute("UPDATE bulletins_packfigure SET value = 7 WHERE code = 'actions_open'")
    said = list(verified())
    assert any("actions_open says 7" in line for line in said), said
    assert any("hash" in line for line in said)
    with pytest.raises(CommandError):
        call_command("weekly_pack", "--verify", stderr=io.StringIO())
    assert pack.number in said[0]


def test_reading_is_confirmed_once(office: Office) -> None:
    pack = issued(office)
    acts.confirm(PackBook.the(), by=office.clerk, pack=pack)
    again = acts.confirm(PackBook.the(), by=office.clerk, pack=pack)
    assert "已确认过" in again.said
    assert list(PackRead.objects.values_list("person_name", flat=True)) == ["陈三三"]
    assert not Alert.objects.filter(subject_kind="pack", recipient=office.clerk, read_at=None).exists()
    for who in (office.outsider, office.admin, office.auditor):
        with pytest.raises(NotAllowed):
            acts.confirm(PackBook.the(), by=who, pack=pack)
    with pytest.raises(BadInput):
        acts.confirm(PackBook.the(), by=office.clerk, pack=made(this_week()))


# -- its papers -----------------------------------------------------------------------------------------


def pages_of(pack: Pack) -> str:
    assert pack.pdf is not None
    with store.open_blob(pack.pdf.sha256) as file:
        pdf = pdfium.PdfDocument(file.read())
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def test_pdf_and_word_say_the_same(office: Office) -> None:
    pack = issued(office, edited(office, made(), text='#panic("x") = 原样印出'))
    assert pack.docx is not None
    with store.open_blob(pack.docx.sha256) as file:
        made_of = Word(io.BytesIO(file.read()))
    word = "\n".join(p.text for p in made_of.paragraphs)
    cells = [cell.text for table in made_of.tables for row in table.rows for cell in row.cells]
    pdf, word = ("".join(text.split()) for text in (pages_of(pack), word))
    for said in (
        pack.number,
        "每周例会分析通报",
        pack.hash,
        '#panic("x") = 原样印出',
        f"{pack.year}年第{pack.week}周",
    ):
        assert "".join(said.split()) in pdf, said
        assert "".join(said.split()) in word, said
    assert "未完成的例会事项" in cells
    assert "未完成的例会事项" in pdf
