"""Every screen and button of the back office × every role, against the table `admin_views.txt`.

A new view fails here until somebody has written down who may use it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.permissions import policy_registry

from accounts.models import User
from core.admin import ReadOnlyPolicy
from shop.models import Topic
from tests.security.addresses import OURS, Address, addresses
from tests.security.world import World
from tests.support.worlds import once_per_file
from website.roles import ACCOUNTING, ADMIN, EDITOR, SUPPORT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.feature("C04"),
    # Wagtail leaves the files of small pictures to Python to close.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]

TABLE = Path(__file__).with_name("admin_views.txt")
ROLES = {"R": EDITOR, "B": ACCOUNTING, "K": SUPPORT, "V": ADMIN}
ADDRESSES = [address for address in addresses(admin=True) if address.ours]
LISTS_TO_EXPORT = ("", "?export=csv", "?export=xlsx")
HOME_OR_LOGIN = ("/admin/", "/konto/login/")
# What Wagtail notes of every visit, whoever it is.
VISITS = ("django_session", "wagtailusers_userprofile")


@once_per_file
def world() -> World:
    return World()


def table() -> dict[str, str]:
    """{view: letters of those who may}"""
    rows = [line.partition("#")[0].split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return {row[0]: "".join(row[1:]).replace(".", "") for row in rows if row}


def views(world: World) -> Iterator[tuple[str, str]]:
    """(name in the table, path) of everything that there is."""
    for address in ADDRESSES:
        if address.namespace != "wagtailsettings":
            path = address.path(world.fill)
            yield from ((address.name, path + more) for more in (LISTS_TO_EXPORT if is_list(address) else ("",)))
    for label in settings_labels():
        yield f"settings/{label}", f"/admin/settings/{label}/1/"


def is_list(address: Address) -> bool:
    return address.name.endswith(":index")


def settings_labels() -> list[str]:
    return [f"{model._meta.app_label}/{model._meta.model_name}" for model in settings_registry]


def bulk_actions() -> list[str]:
    bulk_action_registry._scan_for_bulk_actions()
    return [
        f"{app}/{model}/{action}"
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
        if app in OURS
    ]


# What a form with StreamFields always carries: Wagtail trips over its absence.
EMPTY_STREAMS = {"menu-count": "0", "footer-count": "0", "questions-count": "0"}


def visitor(letter: str) -> Client:
    """V, B, …: somebody in this role; S: a superuser; c: a customer; a: nobody we know."""
    client = Client(raise_request_exception=False)
    if letter == "a":
        return client
    user = User.objects.create_user(f"{letter}@example.org", is_superuser=letter == "S")
    if letter in ROLES:
        user.groups.add(Group.objects.get(name=ROLES[letter]))
    client.force_login(user)
    return client


def is_refusal(response: Any) -> bool:
    to = urlsplit(response.headers.get("Location", "")).path
    return response.status_code in {403, 404, 405} or (response.status_code == 302 and to in HOME_OR_LOGIN)


def writes(queries: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in queries.captured_queries]
    changes = [sql for sql in statements if sql.split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}]
    return [sql for sql in changes if not any(name in sql for name in VISITS)]


def ask(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> tuple[Any, list[str]]:
    """(answer, what it changed); whatever it changed is taken back."""
    savepoint = transaction.savepoint()
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(path, data)
        for _chunk in response if response.streaming else ():
            pass  # read to the end, which closes the file
    transaction.savepoint_rollback(savepoint)
    return response, writes(queries)


@pytest.mark.parametrize("letter", ["a", "c", *ROLES, "S"])
def test_everybody_may_what_the_table_says_and_nothing_else(world: World, letter: str) -> None:
    allowed, wrong = table(), []
    client = visitor(letter)
    for name, path in views(world):
        for method in ("get", "post"):
            response, changes = ask(client, method, path, EMPTY_STREAMS)
            if letter in allowed[name]:
                fine = response.status_code < 500 and response.status_code != 403 and not sent_away(response)
            else:
                fine = is_refusal(response) and not changes
            if not fine:
                wrong.append((method, name, path, response.status_code, changes))
    assert wrong == []


def sent_away(response: Any) -> bool:
    return urlsplit(response.headers.get("Location", "")).path in HOME_OR_LOGIN


@pytest.mark.parametrize("letter", ["a", "c", *ROLES, "S"])
def test_many_at_once_follow_the_same_table(world: World, letter: str) -> None:
    allowed, wrong = table(), []
    client = visitor(letter)
    group = Group.objects.get(name=ADMIN)
    entries = {
        "role": group.pk, "mark_as_active": "False", "tags": "neu", "collection": "1", "on_sale": "False",
        "way": "percent_up", "by": "5", "rounding": "cent", "topic": Topic.objects.get().pk,
        "delivery_days_min": "5", "delivery_days_max": "9", f"tracking-{world.bulk['delivery']}": "",
    }  # fmt: skip
    for label in bulk_actions():
        path = f"/admin/bulk/{label}/?id={world.bulk[label.split('/')[1]]}"
        for method in ("get", "post"):
            # What shows first what it would do wants to hear that it was seen.
            seen = client.post(path, entries | {"preview": "1"}).context if label.startswith("shop/product/") else None
            done = entries | ({"apply": "1", "seen": seen["shown"]} if seen and "shown" in seen else {})
            response, changes = ask(client, method, path, done)
            expected = method == "post" and letter in allowed[f"bulk/{label}"]
            if response.status_code >= 500 or bool(changes) != expected:
                wrong.append((method, label, response.status_code, changes))
    assert wrong == []


def test_the_table_names_every_view_and_no_other() -> None:
    names = {address.name for address in ADDRESSES if address.namespace != "wagtailsettings"}
    names |= {f"settings/{label}" for label in settings_labels()} | {f"bulk/{label}" for label in bulk_actions()}
    assert sorted(names - table().keys()) == []
    assert sorted(table().keys() - names) == []


def test_ledgers_are_written_by_nobody_by_hand() -> None:
    """What happened stays: not even a superuser adds, changes or deletes it."""
    ledgers = [address for address in ADDRESSES if address.model and is_ledger(address.model)]
    views = [address.name for address in ledgers if address.name.endswith((":add", ":edit", ":delete"))]
    assert len(views) == 3 * len({address.model for address in ledgers if address.name.endswith(":index")})
    assert {name: table()[name] for name in views} == dict.fromkeys(views, "")
    assert {address.model._meta.label for address in ledgers} >= {
        "shop.Order", "shop.Withdrawal", "website.FormSubmission",
        "billing.Receivable", "billing.Invoice", "billing.UnassignedMoney",
        "payments.Payment", "payments.WebhookEvent", "mailing.Message", "automations.Run", "customers.Customer",
    }  # fmt: skip


def is_ledger(model: Any) -> bool:
    return isinstance(policy_registry.get_by_type(model), ReadOnlyPolicy)
