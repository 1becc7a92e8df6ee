import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from core import clock
from customers.models import AccessGrant
from mailing.models import Message
from shop.models import DownloadEvent, DownloadLink, MarkedCopy, Order
from shop.services import (
    DownloadRefused,
    NotDeliverable,
    cancel_order,
    confirm_order,
    grant_downloads,
    prepare_copies,
    renew_link,
    revoke_downloads,
    take_download,
)
from shop.tokens import link_token, order_path
from tests.factories import a_company, a_delivered_order, a_placed_order, pay_by_transfer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.08")]


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


def link_of(order: Order) -> DownloadLink:
    return DownloadLink.objects.get(line__order=order, replaced_at=None)


def path_of(order: Order) -> str:
    return f"/download/{link_token(link_of(order))}/"


def fetch(client: Client, address: str) -> Any:
    """The file behind an address, or the status of the refusal."""
    answer = client.get(address)
    content = answer.getvalue()
    return content if answer.status_code == 200 else answer.status_code


def test_what_is_delivered_carries_the_buyers_mark_in_both_formats(client: Client) -> None:
    order = a_delivered_order()
    content = {}
    for format in ("epub", "pdf"):
        taken = client.post(path_of(order), {"format": format})
        assert taken.status_code == 303
        answer = client.get(taken.headers["Location"])
        content[format] = answer.getvalue()
        assert answer.headers["Content-Disposition"] == f'attachment; filename="brot-braucht-zeit.{format}"'
        assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(content["epub"])) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xhtml", ".opf")))
    assert "Erika Leserin" in text
    assert order.number in text
    assert "Erika Leserin" in PdfReader(io.BytesIO(content["pdf"])).pages[0].extract_text()


def test_the_download_page_changes_nothing_however_often_it_is_loaded(client: Client) -> None:
    order = a_delivered_order()
    pages = [client.get(path_of(order)).status_code for _ in range(3)]
    assert (pages, link_of(order).used_count, DownloadEvent.objects.count()) == ([200] * 3, 0, 0)


def test_each_download_is_counted_and_kept(client: Client) -> None:
    order = a_delivered_order()
    client.post(path_of(order), {"format": "pdf"})
    client.post(path_of(order), {"format": "epub"})
    assert link_of(order).used_count == 2
    assert [event.copy.format for event in DownloadEvent.objects.order_by("pk")] == ["pdf", "epub"]


def test_the_file_may_be_fetched_again_for_an_hour_and_then_no_more(client: Client) -> None:
    order = a_delivered_order()
    address = client.post(path_of(order), {"format": "pdf"}).headers["Location"]
    assert [type(fetch(client, address)) for _ in range(2)] == [bytes, bytes]
    assert link_of(order).used_count == 1
    clock.shift(timedelta(minutes=61))
    assert fetch(client, address) == 404


def test_a_used_up_link_says_so_and_offers_a_new_one(client: Client) -> None:
    order = a_delivered_order()
    DownloadLink.objects.update(used_count=10)
    answer = client.post(path_of(order), {"format": "pdf"})
    assert answer.status_code == 410
    assert "e…a@example.org" in answer.content.decode()
    assert not DownloadEvent.objects.exists()


def test_an_expired_link_is_renewed_by_mail_and_the_old_one_stays_dead(client: Client) -> None:
    order = a_delivered_order()
    old = path_of(order)
    clock.shift(timedelta(days=8))
    assert "/neu/" in client.get(old).content.decode()
    client.post(f"{old}neu/")
    mail = Message.objects.get(template="download_link_renewed")
    assert path_of(order) in mail.text
    assert path_of(order) not in client.get(old).content.decode()  # whoever found the old link learns nothing
    assert client.post(old, {"format": "pdf"}).status_code == 410
    assert client.post(path_of(order), {"format": "pdf"}).status_code == 303


def test_a_right_taken_back_closes_page_button_and_open_files(client: Client) -> None:
    order = a_delivered_order()
    path = path_of(order)
    open_file = client.post(path, {"format": "pdf"}).headers["Location"]
    revoke_downloads(order_id=order.pk, reason="Widerruf")
    assert client.post(path, {"format": "pdf"}).status_code == 410
    assert client.get(open_file).status_code == 404
    with pytest.raises(DownloadRefused, match="revoked"):
        renew_link(link_id=link_of(order).pk)


@pytest.mark.parametrize("format", ["mobi", "", "../../etc/passwd", "pdf\x00"])
def test_a_format_that_was_not_bought_is_not_found_and_not_counted(client: Client, format: str) -> None:
    order = a_delivered_order()
    assert client.post(path_of(order), {"format": format}).status_code == 404
    assert link_of(order).used_count == 0


def test_two_buyers_have_different_links_and_different_copies(client: Client) -> None:
    mine = a_delivered_order()
    theirs = a_delivered_order(mine.lines.get().product.ebook, email="otto@example.org", given_name="Otto")
    assert path_of(mine) != path_of(theirs)
    taken = client.post(path_of(theirs), {"format": "pdf"})
    assert "Otto" in PdfReader(io.BytesIO(fetch(client, taken.headers["Location"]))).pages[0].extract_text()


@pytest.mark.parametrize("path", ["/datei/{}/", "/download/{}/"])
def test_an_invented_link_opens_nothing(client: Client, path: str) -> None:
    a_delivered_order()
    assert client.get(path.format("A" * 22)).status_code == 404


def test_private_files_have_no_address(client: Client) -> None:
    copy = MarkedCopy.objects.filter(line__order=a_delivered_order()).first()
    assert copy is not None
    for path in (f"/media/{copy.file.name}", f"/media/../private/{copy.file.name}", f"/private/{copy.file.name}"):
        assert client.get(path, follow=True).status_code == 404


@pytest.mark.feature("L5", "L8")
@pytest.mark.parametrize("missing", ["payment", "consent", "confirmation"])
def test_nothing_is_delivered_before_payment_consent_and_confirmation(missing: str) -> None:
    order = a_placed_order(waiver=missing != "consent")
    if missing != "payment":
        pay_by_transfer(order)
    if missing != "confirmation":
        confirm_order(order_id=order.pk)
    with pytest.raises(NotDeliverable):
        grant_downloads(order_id=order.pk)
    assert not AccessGrant.objects.exists()
    assert not DownloadLink.objects.exists()


@pytest.mark.feature("L8")
def test_without_consent_it_is_delivered_when_the_withdrawal_period_is_over(client: Client) -> None:
    order = a_placed_order(waiver=False)
    pay_by_transfer(order)
    confirm_order(order_id=order.pk)
    order.refresh_from_db()
    due = order.deliverable_from
    assert due is not None
    assert timezone.localtime(due).time() == time.min
    assert timezone.localdate(due) - timezone.localdate(order.paid_at) == timedelta(days=15)
    assert client.get(order_path(order)).context["status"] == "later"
    clock.shift(due - clock.now() + timedelta(seconds=1))
    prepare_copies(order_id=order.pk)
    assert len(grant_downloads(order_id=order.pk)) == 1


def test_a_right_refused_before_the_delivery_is_never_granted(client: Client) -> None:
    order = a_placed_order()
    pay_by_transfer(order)
    confirm_order(order_id=order.pk)
    revoke_downloads(order_id=order.pk, reason="Widerruf")
    assert grant_downloads(order_id=order.pk) == []
    assert client.get(order_path(order)).context["status"] == "stopped"


def test_granting_and_preparing_twice_changes_nothing() -> None:
    order = a_delivered_order()
    prepare_copies(order_id=order.pk)
    again = grant_downloads(order_id=order.pk)
    assert again == [link_of(order)]
    assert (AccessGrant.objects.count(), MarkedCopy.objects.count()) == (1, 2)


def test_a_cancelled_order_grants_nothing() -> None:
    order = a_placed_order()
    cancel_order(order_id=order.pk, reason="Probe")
    with pytest.raises(NotDeliverable):
        grant_downloads(order_id=order.pk)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_download_exactly_one_gets_it() -> None:
    order = a_delivered_order()
    link = link_of(order)
    DownloadLink.objects.update(used_count=9)

    def take(_: int) -> str:
        try:
            take_download(link=DownloadLink.objects.get(pk=link.pk), format="pdf")
        except DownloadRefused as refusal:
            return refusal.reason
        else:
            return "taken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(take, range(8)))
    assert outcomes == ["taken"] + ["used_up"] * 7
    assert (link_of(order).used_count, DownloadEvent.objects.count()) == (10, 1)
