"""The frame of every mail: who writes, how to reach them, and what the law wants in the foot."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.logos import Logo
from cms.models import CompanySettings, ThemeSettings
from cms.selectors import site_facts
from mailing import markdown, styles
from mailing.hygiene import clean_line


@dataclass(frozen=True)
class Bodies:
    html: str
    text: str


def house() -> dict[str, Any]:
    """The placeholders of every mail (`registry.COMMON`), from the settings."""
    company = CompanySettings.load()
    return {
        "site": {
            "name": site_facts().name,
            "url": settings.SITE_URL,
            "withdrawal_url": f"{settings.SITE_URL}/widerruf/",
        },
        "company": {
            "legal_name": company.legal_name,
            "email": company.email,
            "phone": site_facts().phone,
            "account_holder": company.account_holder or company.legal_name,
            "iban": " ".join(company.iban[i : i + 4] for i in range(0, len(company.iban), 4)),
            "bic": company.bic,
            "bank_name": company.bank_name,
        },
    }


def from_markdown(source: str, *, subject: str, language: str) -> Bodies:
    look = _styles()
    html, text = markdown.to_html(source, look), markdown.to_text(source)
    return _framed(html, text, subject=subject, language=language, look=look)


def from_plain_text(text: str, *, subject: str, language: str) -> Bodies:
    look = _styles()
    html = markdown.plain_to_html(text, look, own_site=settings.SITE_URL)
    wrapped = markdown.wrap(text.replace("\r\n", "\n").strip())
    return _framed(html, wrapped, subject=subject, language=language, look=look)


def _framed(html: str, text: str, *, subject: str, language: str, look: styles.Styles) -> Bodies:
    company = CompanySettings.load()
    with translation.override(language):
        context = {
            "language": language,
            "subject": subject,
            "preview": clean_line(" ".join(text.split("\n\n")[1:3]), limit=120),
            "body": mark_safe(html),
            "site": site_facts(),
            "site_url": settings.SITE_URL,
            "company": company,
            "facts": _company_facts(company),
            "links": _legal_links(),
            "look": look,
            "logo": _logo(),
        }
        return Bodies(
            html=render_to_string("mail/layout.html", context),
            text=render_to_string("mail/layout.txt", {**context, "body": text}).strip() + "\n",
        )


def _company_facts(company: CompanySettings) -> list[str]:
    """The lines of the foot: name and address, register, tax ids. What is not set does not appear."""
    town = f"{company.postal_code} {company.city}".strip()
    lines = [
        ", ".join(part for part in (company.legal_name, company.street, town) if part),
        " · ".join(part for part in (company.register, company.managing and _represented(company.managing)) if part),
        company.vat_id and _("VAT ID %(number)s") % {"number": company.vat_id},
    ]
    return [line for line in lines if line]


def _represented(name: str) -> str:
    return _("represented by %(name)s") % {"name": name}


def _legal_links() -> list[tuple[str, str]]:
    titles = {
        "imprint": _("Imprint"),
        "privacy": pgettext("legal page", "Privacy"),
        "terms": _("Terms and conditions"),
        "withdrawal": _("Right of withdrawal"),
    }
    legal = site_facts().legal
    pages = [(title, legal[name]) for name, title in titles.items() if legal.get(name)]
    own = [*pages, (_("Withdraw from contract"), "/widerruf/")]
    return [(title, _whole(url)) for title, url in own]


def _styles() -> styles.Styles:
    return styles.Styles(ThemeSettings.load().look)


def _logo() -> Logo | None:
    """With whole addresses: a mail is read far from the site."""
    logo = site_facts().logo
    return logo and replace(logo, url=_whole(logo.url), url_dark=logo.url_dark and _whole(logo.url_dark))


def _whole(url: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", url)
