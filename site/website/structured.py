"""Who runs the site, in the words of schema.org."""

from django.conf import settings

from cms.models import CompanySettings
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
