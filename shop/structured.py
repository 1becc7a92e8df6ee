"""An ebook and its offer, in the words of schema.org."""

from typing import TYPE_CHECKING

from cms.structured import Facts, known

if TYPE_CHECKING:
    from shop.pages import EbookPage

SCHEMA = "https://schema.org"


def book(page: "EbookPage") -> Facts:
    ebook = page.ebook
    return known(
        {
            "@type": ["Book", "Product"],
            "@id": f"{page.address}#buch",
            "name": ebook.name,
            "alternateName": ebook.subtitle,
            "description": page.summary,
            "image": page.share_image.url if ebook.cover else "",
            "author": {"@type": "Person", "name": ebook.author},
            "publisher": {"@type": "Organization", "name": ebook.publisher} if ebook.publisher else "",
            "isbn": ebook.isbn,
            "sku": ebook.number,
            "bookFormat": f"{SCHEMA}/EBook",
            "inLanguage": ebook.language,
            "numberOfPages": ebook.page_count,
            "datePublished": page.first_published_at and page.first_published_at.date(),
            "offers": _offer(page),
        }
    )


def _offer(page: "EbookPage") -> Facts:
    on_sale = page.ebook.active and bool(page.ebook.files.all())
    return {
        "@type": "Offer",
        "url": page.address,
        "price": page.ebook.gross,
        "priceCurrency": "EUR",
        "availability": f"{SCHEMA}/{'InStock' if on_sale else 'OutOfStock'}",
    }
