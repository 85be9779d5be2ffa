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
