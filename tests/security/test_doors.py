"""With the second factor on, no door opens the back office to a password alone."""

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.factories import a_company
from tests.security.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]
PASSWORD = "Sauerteig-und-Zeit"
ACTIVATE = "/konto/2fa/totp/activate/"
DOORS = sorted(
    {
        f"/{address.route}"
        for address in [*addresses(admin=False), *addresses(admin=True)]
        if not set("<(^") & set(address.route) and "logout" not in address.route
    }
)


@pytest.fixture
def chief(settings: Settings) -> User:
    a_company()
    settings.STAFF_MFA = True
    user = User.objects.create_superuser("chief@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def knock(client: Client, path: str, user: User) -> None:
    names = dict.fromkeys(("login", "username", "email"), user.email)
    client.post(path, {**names, "password": PASSWORD, "next": "/admin/"})
    cache.clear()


def test_a_password_alone_opens_no_door_to_the_back_office(chief: User) -> None:
    totp.TOTP.activate(chief, totp.generate_totp_secret())
    assert len(DOORS) > 30
    inside = []
    for path in DOORS:
        client = Client(raise_request_exception=False)
        knock(client, path, chief)
        answer = client.get("/admin/")
        if answer.status_code != 302 or not answer.headers["Location"].startswith("/konto/login/"):
            inside.append(path)
    assert inside == []


def test_the_password_sheds_no_light_on_admin_pages_before_the_code(chief: User, client: Client) -> None:
    totp.TOTP.activate(chief, totp.generate_totp_secret())
    knock(client, "/konto/login/", chief)
    for path in ("/admin/", "/admin/bestellungen/", "/admin/users/", "/konto/", "/konto/daten/", "/konto/2fa/"):
        assert urlsplit(client.get(path).headers["Location"]).path == "/konto/login/"


def test_setting_up_the_second_factor_in_the_browser_opens_the_back_office(chief: User, client: Client) -> None:
    client.post("/konto/login/", {"login": chief.email, "password": PASSWORD})
    assert client.get("/admin/").headers["Location"] == "/konto/2fa/"
    assert client.get(ACTIVATE).headers["Location"].startswith("/konto/reauthenticate/")
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    form = client.get(ACTIVATE).context["form"]
    code = totp.format_hotp_value(totp.hotp_value(form.secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post(ACTIVATE, {"code": code}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_taking_the_second_factor_away_closes_the_back_office(chief: User, client: Client) -> None:
    totp.TOTP.activate(chief, totp.generate_totp_secret())
    client.force_login(chief)
    assert client.get("/admin/").status_code == 200
    chief.authenticator_set.all().delete()
    assert client.get("/admin/").headers["Location"] == "/konto/2fa/"


def test_a_customer_at_the_back_office_gets_words_and_no_circle(client: Client, settings: Settings) -> None:
    client.force_login(User.objects.create_user("erika@example.org", PASSWORD))
    for settings.STAFF_MFA in (False, True):
        answer = client.get("/admin/", follow=True)
        assert (answer.status_code, answer.redirect_chain) == (403, [])
        assert "<h1" in answer.content.decode()
