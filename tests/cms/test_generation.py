"""One number for all that visitors see, shared by all processes."""

import os
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms import generation as module
from cms.generation import generation, known, raise_generation
from cms.models import CompanySettings, Picture, TaxSettings
from core.processes import PYTHON_PATH
from tests.billing.threads import at_once
from website.pages import ContentPage

BACKENDS = "django.core.cache.backends"


@pytest.fixture
def page() -> Page:
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=ContentPage(title="Über uns", slug="ueber-uns"))


def raised_by(change: object) -> bool:
    before = generation()
    assert generation() == before
    change()  # type: ignore[operator]
    return generation() != before


@pytest.mark.django_db
def test_what_visitors_see_raises_it(page: Page) -> None:
    picture = Picture(title="Brot", file="x.png", width=1, height=1)
    home = page.get_parent()
    changes = [
        lambda: page.save_revision().publish(),
        page.unpublish,
        lambda: page.move(home, pos="first-child"),
        page.delete,
        lambda: PageViewRestriction.objects.create(page=home, restriction_type="login"),
        lambda: Redirect.objects.create(old_path="/alt", redirect_link="/"),
        lambda: Site.objects.get().save(),
        lambda: CompanySettings.load().save(),
        picture.save,
    ]
    assert [raised_by(change) for change in changes] == [True] * len(changes)


@pytest.mark.django_db
def test_a_draft_does_not_raise_it(page: Page) -> None:
    page.title = "Wir über uns"
    assert not raised_by(page.save_revision)


def test_an_answer_is_asked_for_once_and_again_when_it_is_raised() -> None:
    asked: list[int] = []

    def find() -> int:
        asked.append(1)
        return len(asked)

    assert [known("answer", find), known("answer", find)] == [1, 1]
    raise_generation()
    assert known("answer", find) == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_read_in_a_transaction_that_came_to_nothing_is_known_to_nobody() -> None:
    def rate() -> Decimal:
        return TaxSettings.load().reduced_rate

    before = rate()
    with transaction.atomic():
        settings = TaxSettings.load()
        settings.reduced_rate = before + 1
        settings.save()
        assert [rate(), rate()] == [before + 1] * 2
        assert at_once([rate]) == [before]
        transaction.set_rollback(True)
    assert rate() == before


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_transaction_that_came_to_nothing_is_forgotten_too() -> None:
    with transaction.atomic():
        settings = TaxSettings.load()
        settings.reduced_rate = Decimal("3.00")
        settings.save()
        with transaction.atomic():
            settings.reduced_rate = Decimal("4.00")
            settings.save()
            assert TaxSettings.load().reduced_rate == 4
            transaction.set_rollback(True)
        assert TaxSettings.load().reduced_rate == 3
    assert TaxSettings.load().reduced_rate == 3


def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 3)
    for key in range(10):
        known(("limited", key), lambda: 0)
    assert len(module._seen.answers) <= 3


def test_a_lost_number_is_a_new_one() -> None:
    before = generation()
    caches["generation"].clear()
    time.sleep(module.SECONDS)
    assert generation() not in {"", before}


@pytest.mark.parametrize("shared_by", ["folder", "redis"])
def test_another_process_raises_it_here(shared_by: str, request: pytest.FixtureRequest, settings: LazySettings) -> None:
    environment = {**os.environ, "PYTHONPATH": PYTHON_PATH, "DJANGO_SETTINGS_MODULE": "config.settings"}
    if shared_by == "redis":
        environment["CACHE_URL"] = request.getfixturevalue("redis_url")
        redis = {"BACKEND": f"{BACKENDS}.redis.RedisCache", "LOCATION": environment["CACHE_URL"]}
        settings.CACHES = {**settings.CACHES, "generation": {**redis, "KEY_PREFIX": "generation"}}
        time.sleep(module.SECONDS)
    before = generation()
    code = "import django; django.setup(); from cms.generation import raise_generation; raise_generation()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
    time.sleep(module.SECONDS)
    assert generation() != before


@pytest.mark.django_db(transaction=True)
def test_it_is_raised_again_when_the_change_is_there_for_all() -> None:
    with transaction.atomic():
        raise_generation()
        within = generation()
    assert generation() != within


def test_a_broken_cache_breaks_nothing(settings: LazySettings) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "generation": {"BACKEND": f"{BACKENDS}.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"},
    }
    raise_generation()
    time.sleep(module.SECONDS)
    assert known("here", lambda: Decimal(1)) == Decimal(1)


@pytest.mark.django_db
def test_who_fills_a_setting_without_saving_it_changes_nothing() -> None:
    TaxSettings.load().reduced_rate = Decimal("1.00")
    assert TaxSettings.load().reduced_rate != Decimal("1.00")
