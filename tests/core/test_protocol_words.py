"""What the protocol says is said in words: staff never have to read codes."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from core.bus import Fact
from core.registries import protocol_words
from core.templatetags.protocol import in_words
from customers.models import ChangeProposal
from payments.models import Payment
from shop.models import Withdrawal

RECORDED = re.compile(r'record\(\s*"(\w+\.\w+)"(?: if \w+ else "(\w+\.\w+)")?')
OURS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)]
MADE_OF_STATES = {
    *(f"payment.{state}" for state in Payment.State),
    *(f"person.change_{state}" for state in set(ChangeProposal.State) - {ChangeProposal.State.OPEN}),
    *(f"withdrawal.{state}" for state in set(Withdrawal.State) - {Withdrawal.State.OPEN}),
}


def recorded() -> set[str]:
    """The codes that stand in our code."""
    sources = [path.read_text(encoding="utf-8") for config in OURS for path in Path(config.path).rglob("*.py")]
    return {code for source in sources for found in RECORDED.findall(source) for code in found if code}


def facts() -> set[str]:
    modules = [import_module(f"{config.name}.facts") for config in OURS if module_has_submodule(config.module, "facts")]
    return {fact.name for module in modules for fact in vars(module).values() if isinstance(fact, Fact)}


def test_every_code_has_words() -> None:
    known = {code for code, _words in protocol_words.items()}
    assert recorded() > {"order.placed", "article.created", "article.changed"}
    assert (recorded() | facts() | MADE_OF_STATES) - known == set()


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("order.placed", "Bestellung aufgegeben"),
        ("order.placed, payment.opened", "Bestellung aufgegeben, Zahlung begonnen"),
        ("order.dreamt", "order.dreamt"),
    ],
)
def test_codes_are_put_into_words(codes: str, words: str) -> None:
    assert in_words(codes) == words
