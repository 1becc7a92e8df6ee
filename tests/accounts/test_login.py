"""Logging in: limits that hold over all processes, the second factor of staff, a change of address."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connections
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from core import clock
from customers.models import Person
from mailing.models import Message
from tests.factories import a_company, a_placed_order, an_ebook

pytestmark = pytest.mark.django_db
PASSWORD = "Sauerteig-und-Zeit"
RESET = "/konto/password/reset/"


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


def a_login(email: str = "erika@example.org", **values: Any) -> User:
    user = User.objects.create_user(email, PASSWORD, **values)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def log_in(client: Client, password: str = PASSWORD, email: str = "erika@example.org") -> Any:
    return client.post("/konto/login/", {"login": email, "password": password})


def test_the_right_password_leads_to_the_customer_area(client: Client) -> None:
    a_login()
    answer = log_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/")


UNSENDABLE = f"erika@{'ü' * 60}.de"  # too long as soon as it is written for the wire


@pytest.mark.parametrize(
    "email",
    [UNSENDABLE, "erika\x00@example.org", "x" * 300, "x" * 300 + "@example.org", "\u202ee@x.de", "🦊@example.org", ""],
)
@pytest.mark.parametrize("address", ["/konto/login/", RESET])
def test_bad_input_at_the_door_is_answered_in_words(client: Client, address: str, email: str) -> None:
    answer = client.post(address, {"login": email, "email": email, "password": "\x00"})
    assert answer.status_code in {200, 302}
    assert not Message.objects.filter(to_email__startswith="erika").exists()


def test_guessing_a_password_ends_even_when_the_cache_forgets(client: Client) -> None:
    a_login()
    for _ in range(10):
        assert log_in(client, "falsch").status_code == 200
        cache.clear()
    assert log_in(client).status_code == 200, "now the right one is of no use"
    clock.shift(timedelta(minutes=6))
    assert log_in(client).status_code == 302


def test_one_visitor_does_not_try_many_logins(client: Client) -> None:
    a_login()
    for n in range(30):
        log_in(client, "falsch", f"leser{n}@example.org")
        cache.clear()
    assert log_in(client).status_code == 200
    assert log_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted() -> None:
    a_login()

    def guess(_: int) -> None:
        try:
            log_in(Client(), "falsch")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(10)))
    cache.clear()
    assert log_in(Client()).status_code == 200


def test_reset_mails_are_limited_for_each_address(client: Client) -> None:
    a_login()
    codes = []
    for address in ("erika@example.org", "Erika@example.org", " erika@example.org", "erika@example.org"):
        codes.append(client.post(RESET, {"email": address}).status_code)
        cache.clear()
    assert codes == [302, 302, 302, 429]
    assert Message.objects.count() == 3


def test_reset_answers_the_same_for_an_unknown_address(client: Client) -> None:
    a_login()
    answers = [client.post(RESET, {"email": email}, follow=True) for email in ("erika@example.org", "x@example.org")]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content == answers[1].content


def test_nobody_signs_up_by_hand(client: Client) -> None:
    client.post("/konto/signup/", {"email": "neu@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.feature("C04")
def test_the_back_office_has_the_same_door(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/login/?next=/admin/")
    answer = client.get("/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/login/?next=/admin/")


@pytest.mark.feature("C04")
def test_with_the_switch_on_staff_need_a_second_factor(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = True
    chief = a_login(is_superuser=True, is_staff=True)
    log_in(client)
    for address in ("/admin/", "/admin/users/", "/admin/withdrawals/", "/admin/api/main/pages/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/2fa/")
    assert client.get("/konto/2fa/").status_code == 200
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(chief, secret)
    assert client.get("/admin/").status_code == 200

    again = Client()
    assert log_in(again).headers["Location"].startswith("/konto/2fa/authenticate/")
    assert again.get("/admin/").status_code == 302, "the password alone opens nothing"
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert again.post("/konto/2fa/authenticate/", {"code": code}).status_code == 302
    assert again.get("/admin/").status_code == 200


@pytest.mark.feature("C04")
def test_without_the_switch_the_password_is_enough(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = False
    a_login(is_superuser=True, is_staff=True)
    log_in(client)
    assert client.get("/admin/").status_code == 200


def test_customers_are_never_let_into_the_back_office(client: Client, settings: Settings) -> None:
    a_login()
    log_in(client)
    for settings.STAFF_MFA in (False, True):
        assert client.get("/admin/").status_code == 403


def test_guessing_the_second_factor_ends_even_when_the_cache_forgets(client: Client) -> None:
    totp.TOTP.activate(a_login(), totp.generate_totp_secret())
    log_in(client)
    codes = []
    for _ in range(11):
        codes.append(client.post("/konto/2fa/authenticate/", {"code": "000000"}).status_code)
        cache.clear()
    assert codes == [200] * 10 + [429]


def test_secrets_of_the_second_factor_are_not_readable_in_the_database(client: Client) -> None:
    secret = totp.generate_totp_secret()
    kept = totp.TOTP.activate(a_login(), secret).instance.data["secret"]
    assert secret not in kept


def change_address(client: Client, email: str) -> Any:
    return client.post("/konto/email/", {"action_add": "", "email": email})


def confirm(client: Client) -> Any:
    text = Message.objects.latest("pk").text
    [link] = set(re.findall(r"https?://[^/\s]+(/konto/confirm-email/\S+)", text))
    return client.post(link)


@pytest.fixture
def reader(client: Client) -> User:
    """Has bought something, and is logged in with a password."""
    user = a_login()
    a_placed_order(email="erika@example.org")
    log_in(client)
    return user


@pytest.mark.feature("P5.03")
def test_a_new_address_counts_once_it_is_proven_and_takes_the_person_along(client: Client, reader: User) -> None:
    change_address(client, "Eri@example.org")
    reader.refresh_from_db()
    assert (reader.email, Person.objects.get().email_key) == ("erika@example.org", "erika@example.org")
    confirm(client)
    reader.refresh_from_db()
    person = Person.objects.get()
    assert (reader.email, person.email, person.email_key) == ("eri@example.org",) * 3
    assert [row.email for row in EmailAddress.objects.all()] == ["eri@example.org"]
    assert a_placed_order(an_ebook(), email="eri@example.org").customer.person == person
    assert a_placed_order(an_ebook(), email="erika@example.org").customer.person != person


def test_an_address_of_another_login_is_refused(client: Client, reader: User) -> None:
    a_placed_order(an_ebook(), email="otto@example.org")
    answer = change_address(client, "Otto@example.org")
    assert list(answer.context["form"].errors) == ["email"]
    assert EmailAddress.objects.filter(user=reader).count() == 1


def test_an_address_that_was_taken_meanwhile_changes_nothing(client: Client, reader: User) -> None:
    change_address(client, "neu@example.org")
    text = Message.objects.latest("pk").text
    a_placed_order(an_ebook(), email="neu@example.org")
    [link] = set(re.findall(r"https?://[^/\s]+(/konto/confirm-email/\S+)", text))
    assert client.post(link, follow=True).status_code == 200
    reader.refresh_from_db()
    assert reader.email == "erika@example.org"
    assert Person.objects.filter(email_key="neu@example.org").exclude(user=reader).exists()


def test_an_address_that_is_not_proven_yet_gets_no_reset_link(client: Client, reader: User) -> None:
    change_address(client, "fremd@example.org")
    before = Message.objects.filter(to_email="fremd@example.org").count()
    Client().post(RESET, {"email": "fremd@example.org"})
    texts = [mail.text for mail in Message.objects.filter(to_email="fremd@example.org").order_by("pk")[before:]]
    assert not any("/reset/key/" in text for text in texts)


def test_nobody_asks_for_many_addresses(client: Client, reader: User) -> None:
    codes = []
    for n in range(6):
        codes.append(change_address(client, f"leser{n}@example.org").status_code)
        cache.clear()
    assert codes == [302] * 5 + [429]


def test_an_address_to_which_no_mail_can_go_is_refused(client: Client, reader: User) -> None:
    assert change_address(client, UNSENDABLE).status_code == 302
    assert EmailAddress.objects.filter(user=reader).count() == 1
