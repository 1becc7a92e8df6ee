import re
from decimal import Decimal

import pytest

from billing.girocode import girocode_svg
from billing.services import allocate, transfer_instructions
from tests.billing.claims import claim, company, money


def svg(**values: str) -> str:
    given = {"account_holder": "Verlag Lindengrün GmbH", "iban": "DE02120300000000202051", "bic": "BYLADEM1001"}
    return girocode_svg(**{**given, **values}, amount=Decimal("19.90"), reference="B-2026-000123")


def test_girocode_needs_no_inline_style() -> None:
    code = svg()
    assert code.startswith("<svg ")
    assert not re.search(r"style=|<style|<script|on\w+=", code)
    assert "viewBox" in code


def test_girocode_escapes_and_shortens_names() -> None:
    assert svg(account_holder="<script>" * 30).count("<script>") == 0


@pytest.mark.django_db
@pytest.mark.feature("P5.05")
def test_transfer_asks_for_what_is_still_open() -> None:
    company()
    receivable = claim()
    allocate(money(receivable, "10.00"))
    receivable.refresh_from_db()
    instructions = transfer_instructions(receivable)
    assert instructions is not None
    assert (instructions.amount, instructions.reference) == (Decimal("9.90"), receivable.number)
    assert instructions.iban == "DE02 1203 0000 0000 2020 51"


@pytest.mark.django_db
def test_without_a_bank_account_there_is_no_transfer() -> None:
    company(iban="")
    assert transfer_instructions(claim()) is None
