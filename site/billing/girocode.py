"""GiroCode (EPC069-12): a QR code that fills in a bank transfer."""

from decimal import Decimal

import segno.helpers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

LONGEST_NAME = 70


def girocode_svg(*, account_holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> SafeString:
    """An inline SVG without inline style, as the content security policy asks; it scales with its box."""
    code = _code(account_holder, iban, bic, amount, reference)
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass="girocode", lineclass=None, title=_("GiroCode")))


def girocode_data_uri(*, account_holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> str:
    """The same for paper."""
    return str(_code(account_holder, iban, bic, amount, reference).svg_data_uri(border=0, omitsize=True))


def _code(account_holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> segno.QRCode:
    return segno.helpers.make_epc_qr(
        name=account_holder[:LONGEST_NAME], iban=iban, bic=bic or None, amount=amount, text=reference
    )
