"""Who has nothing to do with seals has no page of the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.house.routes import SEAL_DESK, contents, of, url
from tests.office import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.mark.parametrize("name", of(SEAL_DESK))
def test_who_has_no_seal_has_no_seal_desk(name: str, office: Office, client: Client) -> None:
    for status, people in {
        404: (office.outsider, office.head, office.unit_clerk, office.admin, office.secadmin, office.auditor),
        403: (office.leader, office.handler, office.clerk, office.chief),
    }.items():
        for who in people:
            client.force_login(who)
            for method in ("get", "post"):
                answer = getattr(client, method)(url(name, office, None))
                assert answer.status_code in (status, 405), (name, method, who.name)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_do_nothing(method: str, office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    before = contents()
    for name in of(SEAL_DESK):
        assert getattr(client, method)(url(name, office, None)).status_code in (403, 404, 405), name
    assert contents() == before
