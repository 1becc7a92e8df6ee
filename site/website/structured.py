"""Who runs the site, in the words of schema.org."""

from django.conf import settings
from wagtail.blocks import StreamValue

from cms.models import BasePage, CompanySettings
from cms.plain import plain_text
from cms.structured import Facts, known


def organization() -> Facts:
    company = CompanySettings.load()
    return known(
        {
            "@type": "Organization",
            "@id": f"{settings.SITE_URL}/#organization",
            "name": company.legal_name,
            "url": f"{settings.SITE_URL}/",
            "email": company.email,
            "telephone": company.phone,
            "vatID": company.vat_id,
            "address": known(
                {
                    "@type": "PostalAddress",
                    "streetAddress": company.street,
                    "postalCode": company.postal_code,
                    "addressLocality": company.city,
                    "addressCountry": company.country,
                }
            ),
        }
    )


def web_page(page: BasePage) -> Facts:
    return known(
        {
            "@type": "WebPage",
            "@id": page.address,
            "name": page.title,
            "description": page.summary,
            "inLanguage": "de",
            "datePublished": page.first_published_at,
            "dateModified": page.last_published_at,
            "primaryImageOfPage": page.share_image.url if page.share_picture else "",
            "publisher": {"@id": f"{settings.SITE_URL}/#organization"},
        }
    )


def questions(body: StreamValue) -> list[Facts]:
    """The questions of a page that answers some."""
    asked = [block.value for block in body if block.block_type == "question"]
    entries = [
        {
            "@type": "Question",
            "name": value["question"],
            "acceptedAnswer": {"@type": "Answer", "text": plain_text(value["answer"].source)},
        }
        for value in asked
    ]
    return [{"@type": "FAQPage", "mainEntity": entries}] if entries else []
