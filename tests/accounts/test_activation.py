"""From a guest to an account: the link goes to the login's own address, and following it is the proof."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from accounts.services.users import activate_user
from core import clock
from core.models import DomainEvent, ProtocolEntry
from mailing.models import Message
from shop.models import Order
from shop.tokens import order_path
from tests.factories import a_company, a_placed_order, an_ebook

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.04")]
PASSWORD = "Sauerteig-und-Zeit"


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


@pytest.fixture
def order() -> Order:
    return a_placed_order(email="Erika@example.org")


def ask(client: Client, order: Order) -> Any:
    return client.post(f"{order_path(order)}konto/")


def activation_mails() -> list[Message]:
    return list(Message.objects.filter(template="account_activation").order_by("pk"))


def link_in(mail: Message) -> str:
    [link] = set(re.findall(r"https?://[^/\s]+(/konto/password/reset/key/\S+)", mail.text))
    return link


def set_password(client: Client, link: str, password: str = PASSWORD) -> Any:
    form = client.get(link)
    assert form.status_code == 302, "the key goes into the session and leaves the address"
    return client.post(form.headers["Location"], {"password1": password, "password2": password})


def log_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/konto/login/", {"login": "erika@example.org", "password": password})


def test_a_buyers_login_is_invited_and_opens_nothing(client: Client, order: Order) -> None:
    user = User.objects.get()
    assert (user.state, user.has_usable_password()) == (User.State.INVITED, False)
    assert log_in(client, "").context["user"].is_anonymous
    assert log_in(client, "!").context["user"].is_anonymous


def test_the_order_page_offers_the_account_until_it_is_in_use(client: Client, order: Order) -> None:
    offer = f"{order_path(order)}konto/"
    assert offer in client.get(order_path(order)).content.decode()
    assert client.get(offer).status_code == 200
    assert not activation_mails()
    activate_user(user_id=User.objects.get().pk)
    assert offer not in client.get(order_path(order)).content.decode()


def test_the_way_from_the_offer_to_ones_own_orders(client: Client, order: Order) -> None:
    assert ask(client, order).status_code == 200
    [mail] = activation_mails()
    assert (mail.to_email, mail.category) == ("erika@example.org", "security")
    assert set_password(client, link_in(mail)).status_code == 302
    user = User.objects.get()
    assert (user.state, user.has_usable_password()) == (User.State.ACTIVE, True)
    assert EmailAddress.objects.get().verified
    assert DomainEvent.objects.filter(name="user.activated").count() == 1
    assert ProtocolEntry.objects.filter(action="user.activated", actor=user).count() == 1
    answer = log_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/")
    assert order.number in client.get("/konto/").content.decode()


def test_the_link_works_once_and_for_its_time(client: Client, order: Order) -> None:
    ask(client, order)
    link = link_in(activation_mails()[0])
    set_password(client, link)
    assert Client().get(link).status_code == 200, "no way to the form, but words"
    assert log_in(Client(), PASSWORD).status_code == 302


def test_a_password_that_is_too_weak_activates_nothing(client: Client, order: Order) -> None:
    ask(client, order)
    answer = set_password(client, link_in(activation_mails()[0]), "12345")
    assert answer.status_code == 200
    assert User.objects.get().state == User.State.INVITED


def test_a_double_click_sends_one_mail_and_hammering_is_stopped(client: Client, order: Order) -> None:
    assert [ask(client, order).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert len(activation_mails()) == 1


def test_a_later_request_sends_a_new_link(client: Client, order: Order) -> None:
    ask(client, order)
    clock.shift(timedelta(minutes=2))
    ask(client, order)
    assert len(activation_mails()) == 2


def test_the_answer_is_the_same_for_a_login_in_use_and_nothing_is_sent(client: Client, order: Order) -> None:
    other = a_placed_order(an_ebook(), email="otto@example.org")
    activate_user(user_id=User.objects.get(email="otto@example.org").pk)
    pages = [ask(client, each).content.decode() for each in (order, other)]
    hidden = [re.sub(r"\S…\S@example.org|/bestellung/[^/]+/", "", page) for page in pages]
    assert hidden[0] == hidden[1]
    assert [mail.to_email for mail in activation_mails()] == ["erika@example.org"]


def test_a_closed_login_gets_no_link(client: Client, order: Order) -> None:
    User.objects.update(is_active=False)
    ask(client, order)
    assert not activation_mails()


def test_an_address_that_only_looks_the_same_gets_no_link(client: Client, order: Order) -> None:
    """The Kelvin sign becomes a "k" in lower case: the typed address is another mailbox than the login's."""
    a_placed_order(an_ebook(), email="kim@example.org")
    lookalike = a_placed_order(an_ebook(), email="kim@example.org".replace("k", "\u212a"))
    assert lookalike.customer.person.email == "kim@example.org"
    ask(client, lookalike)
    assert [mail.to_email for mail in activation_mails()] == ["kim@example.org"]


def test_a_foreign_or_broken_order_link_offers_nothing(client: Client, order: Order) -> None:
    for token in (order.number, order.token_hash, "x" * 22):
        assert client.post(f"/bestellung/{token}/konto/").status_code == 404
    assert not activation_mails()


def test_the_forgotten_password_page_activates_an_invited_login_too(client: Client, order: Order) -> None:
    answer = client.post("/konto/password/reset/", {"email": "erika@example.org"})
    assert answer.status_code == 302
    mail = Message.objects.latest("pk")
    assert mail.to_email == "erika@example.org"
    set_password(client, link_in(mail))
    assert User.objects.get().state == User.State.ACTIVE
