"""核稿规则: the book of rules, and a chief's hand on the rules of practice alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checking.actions.settings import set_severity
from checking.models import RuleSetting
from checking.queries.settings import history, severities
from checking.rules.rulebook import GROUPS, found
from docflow.web.errors import BadInput, Faster, NotAllowed
from proofing.catalogue import RULES
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.text import parse
from tests.office import Office, fresh, make_office

URL = "/rules-of-drafts/"
PRACTICE, STANDARD = "WRD-01", "PUN-01"
assert RULES[PRACTICE].mark == "P"
assert RULES[STANDARD].mark == "K"


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def page(who: Any, address: str = URL, **asked: str) -> str:
    client = Client()
    client.force_login(who)
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(text: str) -> list[str]:
    return re.findall(r'<li id="([A-Z]+-\d\d)">', text)


def send(who: Any, rule: str = PRACTICE, **typed: Any) -> Any:
    client = Client()
    client.force_login(who)
    return client.post(f"{URL}{rule}/", {"severity": "error", "reason": "本季度多次出错", "seen": 0} | typed)


def set_(office: Office, severity: str = "error", seen: int = 0, rule: str = PRACTICE) -> RuleSetting:
    return set_severity(rule, severity, "本季度多次出错", seen=seen, by=fresh(office.chief))


def test_all_rules_are_there_by_group(office: Office) -> None:
    text = page(office.handler)
    assert shown(text) == [rule.id for _group, rows in found("") for rule in rows]
    assert len(shown(text)) == len(RULES) == 144
    for group in GROUPS:
        assert f'id="g-{group}"' in text
    assert "通行做法（不是规定）" in text
    assert RULES["PUN-05"].good in text
    assert RULES["PUN-05"].bad in text


@pytest.mark.parametrize(
    ("asked", "some", "none"),
    [
        ({"q": "顿号"}, {"PUN-03", "PUN-06"}, {"PUN-01"}),
        ({"q": "15834 顿号"}, {"PUN-03"}, {"SEQ-05"}),
        ({"q": "pun-0"}, {"PUN-01", "PUN-06"}, {"SEQ-01"}),
        ({"q": "half-width"}, {"DIG-03"}, {"PUN-03"}),
        ({"group": "SEC"}, {"SEC-01", "SEC-02", "SEC-03"}, {"PUN-01"}),
        ({"mark": "P"}, {"WRD-01"}, {"PUN-01"}),
        ({"severity": "error", "group": "PUN"}, {"PUN-01"}, {"PUN-03"}),
        ({"own": "on"}, set(), {"WRD-01"}),
        ({"q": "没有这样的词"}, set(), {"PUN-01"}),
    ],
)
def test_searched_and_narrowed(office: Office, asked: dict[str, str], some: set[str], none: set[str]) -> None:
    rows = set(shown(page(office.handler, **asked)))
    assert some <= rows
    assert not none & rows


def test_a_question_that_cannot_be_asked(office: Office) -> None:
    client = Client()
    client.force_login(office.handler)
    for asked in ({"group": "XX"}, {"mark": "Q"}, {"q": "长" * 61}, {"severity": "fatal"}, {"q": "\0"}):
        assert client.get(URL, asked).status_code == 400


def test_who_reads_it(office: Office) -> None:
    for who, status in (
        ("chief", 200), ("deputy", 200), ("handler", 200), ("clerk", 200), ("outsider", 404), ("unit_clerk", 404),
        ("admin", 404), ("secadmin", 404),
    ):  # fmt: skip
        client = Client()
        client.force_login(getattr(office, who))
        for address in (URL, f"{URL}{PRACTICE}/"):
            assert client.get(address).status_code == status, who
    client = Client()
    client.force_login(office.chief)
    assert client.get(f"{URL}ABC-99/").status_code == 404


def test_a_chief_sets_a_rule_of_practice(office: Office) -> None:
    assert send(office.chief).status_code == 302
    assert severities() == {PRACTICE: "error"}
    text = page(office.handler, f"{URL}{PRACTICE}/")
    assert "本季度多次出错" in text
    assert office.chief.name in text
    assert shown(page(office.handler, own="on")) == [PRACTICE]
    assert PRACTICE in shown(page(office.handler, severity="error"))


def test_the_newest_holds_and_what_was_is_kept(office: Office) -> None:
    set_(office)
    set_(office, "warn", seen=1)
    set_(office, "error", seen=2)
    assert severities() == {PRACTICE: "error"}
    assert [row.severity for row in history(PRACTICE)] == ["error", "warn", "error"]
    words = "　　其它单位。"
    meta = Meta(kind="通知", printed=True)
    found_ = proof(parse([words], meta), meta, severities=severities())
    assert [f.severity for f in found_ if f.rule == PRACTICE] == ["error"]


def test_only_chiefs_and_only_practice(office: Office) -> None:
    assert send(office.handler).status_code == 403
    assert send(office.outsider).status_code == 404
    assert send(office.chief, STANDARD, severity="warn").status_code == 403
    assert send(office.chief, "SEC-01", severity="warn").status_code == 403
    for who, rule in ((office.handler, PRACTICE), (office.leader, PRACTICE), (office.chief, STANDARD)):
        with pytest.raises(NotAllowed):
            set_severity(rule, "warn", "理由", seen=0, by=fresh(who))
    assert not RuleSetting.objects.exists()
    assert "data-submit" in page(office.chief, f"{URL}{PRACTICE}/")
    assert "data-submit" not in page(office.chief, f"{URL}{STANDARD}/")
    assert "data-submit" not in page(office.handler, f"{URL}{PRACTICE}/")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"reason": ""}, 422), ({"reason": "   "}, 422), ({"severity": ""}, 422), ({"severity": "fatal"}, 422),
        ({"severity": "warn"}, 422), ({"seen": "x"}, 422), ({"seen": ""}, 422), ({"seen": 7}, 409),
        ({"reason": "长" * 201}, 422), ({"reason": "机密★5年"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(office: Office, typed: dict[str, Any], status: int) -> None:
    answer = send(office.chief, **typed)
    assert answer.status_code == status
    assert not RuleSetting.objects.exists()
    if reason := str(typed.get("reason", "")).strip():
        assert reason[:30] in answer.content.decode() or "★" in reason


def test_of_two_at_once_one_is_told(office: Office) -> None:
    set_(office)
    with pytest.raises(Faster):
        set_(office, "warn", seen=0)
    with pytest.raises(BadInput):
        set_(office, "error", seen=1)
    again = send(office.chief, severity="warn", seen=0)
    assert again.status_code == 409
    assert 'name="seen" value="1"' in again.content.decode()
    assert send(office.chief, severity="warn", seen=1).status_code == 302


def test_the_database_keeps_one_turn_and_changes_none(office: Office) -> None:
    """The control: another rule's first turn is taken."""
    row = set_(office)
    set_(office, rule="DIG-04")
    for act in (
        lambda: RuleSetting.objects.create(
            rule=PRACTICE, turn=1, severity="warn", reason="x", by_name="x", at=row.at
        ),
        lambda: RuleSetting.objects.filter(pk=row.pk).update(severity="warn"),
        lambda: RuleSetting.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert severities()[PRACTICE] == "error"


def test_as_many_statements_with_one_setting_as_with_three(office: Office) -> None:
    client = Client()
    client.force_login(office.chief)
    counts = []
    for rules in ((PRACTICE,), ("DIG-04", "DIG-05")):
        for rule in rules:
            set_(office, rule=rule)
        client.get(URL)
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_in_english_the_rules_speak_english(office: Office) -> None:
    client = Client()
    client.force_login(office.handler)
    text = client.get(URL, headers={"Accept-Language": "en"}).content.decode()
    assert "Chinese text uses full-width punctuation" in text
