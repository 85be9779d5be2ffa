import pytest

from bulletins.actions.collecting import collect
from bulletins.models import ErrorEntry
from documents.actions.review import give_back
from tests.office import make_office, reviewing

pytestmark = pytest.mark.django_db

def test_try():
    office = make_office()
    doc = reviewing(office)
    give_back(doc, by=office.chief, expected_version=doc.version, reason="主办单位写错了，吴十说改")
    assert collect() == 1
    assert collect() == 0
    assert collect(whole=True) == 0
    for e in ErrorEntry.objects.all():
        print(vars(e))

def test_pages(client):
    office = make_office()
    doc = reviewing(office)
    give_back(doc, by=office.chief, expected_version=doc.version, reason="主办单位写错了，吴十说改")
    collect()
    e = ErrorEntry.objects.get()
    for who in (office.chief, office.handler, office.clerk, office.auditor, office.outsider, office.leader):
        client.force_login(who)
        for u in ("/errors/", "/errors/top/", "/errors/new/", f"/errors/{e.ref}/", f"/errors/{e.ref}/edit/", f"/errors/{e.ref}/close/",
                  f"/errors/new/?about=document:{doc.ref}", f"/errors/new/?page=/documents/{doc.ref}/", f"/reports/new/?page=/documents/{doc.ref}/", "/reports/", "/errors/export/", "/errors/print/", "/errors/columns/"):
            r = client.get(u)
            print(who.name, u, r.status_code)
