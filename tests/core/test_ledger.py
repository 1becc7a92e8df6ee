import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction

from core import documents
from core.models import ProtocolEntry, StoredDocument
from core.protocol import acting, history, record


def an_entry() -> ProtocolEntry:
    with transaction.atomic():
        return record("thing.done", obj=StoredDocument(pk=7), personal={"email": ("", "a@example.org")})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_database_refuses_to_change_the_protocol(attempt: str) -> None:
    entry = an_entry()
    rows = ProtocolEntry.objects.filter(pk=entry.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(action="thing.undone") if attempt == "update" else rows._raw_delete(rows.db)
    assert rows.get().action == "thing.done"


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_a_stored_document() -> None:
    document = documents.store("a.txt", "text/plain", b"as issued")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StoredDocument.objects.filter(pk=document.pk).update(data=b"forged")
    assert bytes(StoredDocument.objects.get(pk=document.pk).data) == b"as issued"
    assert document.sha256 == "323dec08d8ff27b01b7ffe366aee9e8670fb786723d27b5c40d1846d6c8f1fe7"


@pytest.mark.django_db
def test_personal_values_stand_beside_the_entry_and_can_be_emptied() -> None:
    entry = an_entry()
    assert [(v.field, v.old, v.new) for v in entry.values.all()] == [("email", "", "a@example.org")]
    entry.values.update(old="", new="")
    assert "a@example.org" not in str(ProtocolEntry.objects.values().get(pk=entry.pk))


@pytest.mark.django_db
def test_record_names_who_acts_and_through_which_channel() -> None:
    user = get_user_model().objects.create_user("staff@example.org")
    with acting(user, "admin"):
        an_entry()
    assert [(e.actor, e.channel, e.action) for e in history(StoredDocument(pk=7))] == [(user, "admin", "thing.done")]
    an_entry()
    assert history(StoredDocument(pk=7))[0].channel == "system"


@pytest.mark.django_db(transaction=True)
def test_record_is_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("thing.done", obj=StoredDocument(pk=7))
