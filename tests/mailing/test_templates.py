"""Editing a template: what is wrong is said, what is right is used, and the file comes back."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import User
from core.models import ProtocolEntry
from mailing import render
from mailing.models import MailTemplate
from mailing.registry import get_template, register_template
from mailing.render import Source
from mailing.services import restore_default, save_template, send_test
from tests.mailing.conftest import queue

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C02")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def problems(body: str, subject: str = "Hallo") -> list[tuple[str, int | None, str]]:
    found = render.problems(get_template("payment_failed"), Source(subject, body), "de")
    return [(problem.message, problem.line, problem.field) for problem in found]


GOOD = "{{ order.number }} {{ payment.url }}"


def test_an_unknown_placeholder_is_named_with_its_nearest() -> None:
    assert problems(f"{GOOD}\n\n{{{{ order.numer }}}}") == [
        ("There is no placeholder “order.numer”. Did you mean “order.number”?", 3, "body")
    ]
    assert problems(GOOD, subject="{{ ordr.number }}")[0][2] == "subject"


def test_an_unknown_item_of_a_list_is_named() -> None:
    spec = get_template("order_confirmation")
    body = "{% for l in order.lines %}{{ l.nme }}{% endfor %}"
    (problem,) = render.problems(spec, Source("x", body), "de")
    assert "“order.lines[].nme”" in problem.message
    assert "“order.lines[].name”" in problem.message


def test_broken_liquid_is_told_with_its_line() -> None:
    ((message, line, field),) = problems(f"{GOOD}\n{{{{ order.number }}\n")
    assert (line, field) == (2, "body")
    assert "cannot be understood" in message


def test_what_must_appear_is_asked_for() -> None:
    assert [message for message, _line, _field in problems("{{ order.number }}")] == [
        "The text must contain “payment.url”."
    ]


def test_what_may_be_missing_needs_a_fallback() -> None:
    ((message, line, _field),) = problems(f"{GOOD}\n{{{{ payment.until | date }}}}")
    assert ("“payment.until” may be missing" in message, line) == (True, 2)
    assert problems(f"{GOOD}\n{{% if payment.until %}}{{{{ payment.until | date }}}}{{% endif %}}") == []


@pytest.mark.parametrize("bad", ["{{ order.gross | date }}", "{% include 'x' %}", "{{ order.number | upper }}"])
def test_a_draft_that_could_not_be_sent_is_not_taken(bad: str) -> None:
    assert problems(f"{GOOD}\n{bad}") != []


def test_an_edited_template_is_used_until_the_default_comes_back() -> None:
    actor = User.objects.create_user("editor@example.com")
    draft = Source("Neu {{ order.number }}", "Eigener Text: {{ payment.url }}")
    save_template(key="payment_failed", language="de", draft=draft, actor=actor)
    assert queue(key="1").subject == "Neu B-2026-000123"
    assert queue(key="2", language="en").subject == "Your payment did not go through (B-2026-000123)"
    restore_default(key="payment_failed", language="de", actor=actor)
    restore_default(key="payment_failed", language="de", actor=actor)
    assert queue(key="3").subject == "Ihre Zahlung hat nicht geklappt (B-2026-000123)"
    assert not MailTemplate.objects.exists()
    entries = ProtocolEntry.objects.filter(object_type="mailing.mailtemplate").order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("mailtemplate.saved", actor),
        ("mailtemplate.restored", actor),
    ]


def test_a_test_mail_goes_to_who_asks_and_says_so() -> None:
    actor = User.objects.create_user("editor@example.com", first_name="Ute", last_name="Kranich")
    message = send_test(spec=get_template("ebook_delivery"), language="de", actor=actor)
    assert (message.to_email, message.to_name) == ("editor@example.com", "Ute Kranich")
    assert message.subject == "[TEST] Ihr Ebook zum Herunterladen (B-2026-000123)"


def test_a_mail_is_registered_once_and_with_samples_for_what_it_needs() -> None:
    with pytest.raises(ValueError, match="twice"):
        register_template("payment_failed", "x", {})
    with pytest.raises(ValueError, match="no sample"):
        register_template("new", "x", {"a.b": 1}, required=["a.c"])
