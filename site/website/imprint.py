"""The imprint, made from the settings: § 5 DDG, § 18 (2) MStV, §§ 36 and 37 VSBG."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models import CompanySettings, LegalSettings, TaxSettings
from cms.models.settings import LegalForm
from cms.phones import international
from cms.routing import public_url
from website.form_page import FormPage
from website.models import Form

Dispute = LegalSettings.Dispute


@dataclass(frozen=True)
class Imprint:
    company: CompanySettings
    legal: LegalSettings
    taxes: TaxSettings

    @classmethod
    def load(cls) -> "Imprint":
        return cls(CompanySettings.load(), LegalSettings.load(), TaxSettings.load())

    @property
    def legal_form(self) -> LegalForm | None:
        return LegalForm(self.company.legal_form) if self.company.legal_form else None

    @property
    def country(self) -> str:
        return str(Locale(get_language() or "de").territories.get(self.company.country, self.company.country))

    @property
    def phone(self) -> str:
        return international(self.company.phone, self.company.country)

    @property
    def contact_url(self) -> str:
        """Only while a form on it takes something: what the law asks for is the form, not the page."""
        page = self.legal.contact
        return public_url(page) if page and any(form.open for form in _forms_on(page)) else ""

    @property
    def responsible(self) -> str:
        return self.legal.responsible or self.company.managing or self.company.legal_name

    @property
    def dispute_text(self) -> str:
        return str(_DISPUTE_TEXTS[self.legal.dispute]) if self.legal.dispute else ""

    def missing(self) -> list[Any]:
        """What the law asks for and the settings do not say."""
        company, form, dispute = self.company, self.legal_form, self.legal.dispute
        present = {
            _("name of the company"): company.legal_name,
            _("legal form"): form,
            _("address"): company.street and company.postal_code and company.city,
            _("who represents the company"): company.managing or not (form and form.represented),
            _("e-mail address"): company.email,
            _("second quick way to reach you: phone or contact form"): company.phone or self.contact_url,
            _("register entry"): company.register or not (form and form.registered),
            _("VAT ID"): company.vat_id or self.taxes.small_business,
            _("statement on consumer arbitration"): dispute,
            _("name of the arbitration board"): self.legal.dispute_body or dispute in {"", Dispute.UNWILLING},
        }
        return [what for what, value in present.items() if not value]


def _forms_on(page: Page) -> list[Form]:
    specific = page.specific
    if isinstance(specific, FormPage):
        return [specific.form]
    return [block.value for block in getattr(specific, "body", ()) if block.block_type == "form" and block.value]


_DISPUTE_TEXTS: dict[str, Any] = {
    Dispute.UNWILLING: _(
        "We are neither willing nor obliged to take part in proceedings before a consumer arbitration board."
    ),
    Dispute.WILLING: _(
        "We are willing to take part in proceedings before a consumer arbitration board. This board is in charge:"
    ),
    Dispute.OBLIGED: _(
        "We are obliged to take part in proceedings before a consumer arbitration board. This board is in charge:"
    ),
}
