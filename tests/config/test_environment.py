"""A wrong environment ends the start with the name of the variable; a right one is what the deployment check wants."""

from pathlib import Path

import pytest

from tests.config.production import PRODUCTION, manage, problems, run, setting, weaknesses

pytestmark = [pytest.mark.once, pytest.mark.feature("C05")]

BROKEN = [
    ("KONTOR_ENV", "prod"),
    ("SECRET_KEY", ""),
    ("SITE_URL", "shop.example"),
    ("SITE_URL", "ftp://shop.example"),
    ("SITE_URL", "https://shop.example/laden"),
    ("SITE_URL", "https://user@shop.example"),
    ("SITE_URL", "https://shop.example:port"),
    ("SITE_URL", ""),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mysql://db.example/kontor"),
    ("DATABASE_URL", "postgres://db.example:port/kontor"),
    ("HUEY_URL", "redis.example:6379"),
    ("HUEY_URL", "redis://"),
    ("CACHE_URL", "memcached://cache.example"),
    ("EMAIL_URL", "mail.example"),
    ("EMAIL_URL", "http://mail.example"),
    ("EMAIL_URL", "smtp://mail.example:port/"),
    ("PRIVATE_STORAGE_URL", "s3://bucket"),
    ("STAFF_MFA", "yes"),
    ("TRUSTED_PROXIES", "one"),
    ("RATE_LIMIT_FACTOR", "1.5"),
    ("LOG_FORMAT", "xml"),
    ("PAYPAL_API_URL", "api-m.paypal.com"),
    ("PAYPAL_API_URL", "http://api-m.paypal.com"),
]
WEAK = [
    ("STAFF_MFA", "0", "accounts.W001"),
    ("SECRET_KEY", "short", "security.W009"),
    ("SITE_URL", "http://shop.example", "security.W008"),
    ("PAYPAL_SECRET", "", "PAYPAL_SECRET is missing"),
    ("PAYPAL_WEBHOOK_ID", "", "PAYPAL_WEBHOOK_ID is missing"),
]
CHECK_AND_ASK = """
from core.registries import payment_providers
from django.core.management import call_command
call_command("check")
print(payment_providers.get("paypal").available())
"""


def test_everything_in_place_is_taken_as_it_is(tmp_path: Path) -> None:
    told = setting(tmp_path, "s.SITE_HOST, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS")
    assert told == "shop.example mail.example 587 pass@word True"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "EMAIL_URL"])
def test_what_is_missing_is_named(tmp_path: Path, name: str) -> None:
    assert f"{name} is missing" in setting(tmp_path, "s.SITE_URL", {name: None})


def test_what_is_broken_is_named(tmp_path: Path) -> None:
    told = problems(tmp_path, [{name: value} for name, value in BROKEN])
    silent = [
        case for case, problem in zip(BROKEN, told, strict=True) if f"ImproperlyConfigured: {case[0]} " not in problem
    ]
    assert silent == []


def test_an_error_does_not_spell_out_a_password(tmp_path: Path) -> None:
    names = ("DATABASE_URL", "EMAIL_URL", "HUEY_URL", "CACHE_URL")
    told = problems(tmp_path, [{name: "geheim://user:kennwort@host:port/"} for name in names])
    assert [name in problem for name, problem in zip(names, told, strict=True)] == [True] * 4
    assert "kennwort" not in "".join(told)


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("SECRET_KEY", "s.SECRET_KEY"),
        ("EMAIL_URL", "s.EMAIL_HOST"),
        ("PAYPAL_SECRET", "s.PAYPAL_SECRET"),
        ("DATABASE_URL", "s.DATABASES['default']['HOST']"),
    ],
)
def test_a_value_may_stand_in_a_file(tmp_path: Path, name: str, expression: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{PRODUCTION[name]}\n", encoding="utf-8")
    assert setting(tmp_path, expression, {name: None, f"{name}_FILE": str(file)}) == setting(tmp_path, expression)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    changes = {"SECRET_KEY": None, "SECRET_KEY_FILE": str(tmp_path / "nowhere")}
    assert "SECRET_KEY_FILE: cannot read" in setting(tmp_path, "s.SECRET_KEY", changes)


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    code, told = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert (code, "no issues" in told) == (0, True), told


def test_the_deployment_check_names_what_is_weak(tmp_path: Path) -> None:
    *found, nothing = weaknesses(tmp_path, [*({name: value} for name, value, _ in WEAK), {}])
    silent = [case for case, told in zip(WEAK, found, strict=True) if case[2] not in told]
    assert (silent, nothing) == ([], "")


def test_without_its_keys_paypal_is_not_offered(tmp_path: Path) -> None:
    none = dict.fromkeys(("PAYPAL_CLIENT_ID", "PAYPAL_SECRET", "PAYPAL_WEBHOOK_ID"))
    shell = ("manage.py", "shell", "--no-imports", "-c", CHECK_AND_ASK)
    assert run(tmp_path, *shell).stdout.splitlines()[-1] == "True"
    assert run(tmp_path, *shell, changes=none).stdout.splitlines()[-1] == "False"


def test_production_has_no_stand_ins_and_no_known_passwords(tmp_path: Path) -> None:
    code, told = manage(tmp_path, "demo")
    assert (code != 0, "not for production" in told) == (True, True)
    done = run(tmp_path, "-m", "sandbox", changes={"SANDBOX_PORT": "0"})
    assert (done.returncode != 0, "no part in production" in done.stderr) == (True, True)
    assert setting(tmp_path, "s.CLOCK_OFFSET_FILE", {"CLOCK_OFFSET_FILE": "/tmp/clock"}) == "None"


def test_production_is_https_to_the_last_cookie(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "CSRF_COOKIE_HTTPONLY", "STAFF_MFA"
    assert setting(tmp_path, f"[getattr(s, name) for name in {names!r}]") == str([True] * 5)
    assert setting(tmp_path, "s.DEBUG, s.ALLOWED_HOSTS") == "False ['shop.example']"
    assert setting(tmp_path, "s.SECURE_HSTS_SECONDS >= 31536000, s.PASSWORD_HASHERS[0]").startswith("True django.")
    assert setting(tmp_path, "s.STAFF_MFA", {"STAFF_MFA": None}) == "True"
