"""The booklets: each is built from its text, sold as an ebook and shown on a page of its own."""

from datetime import date, datetime, time

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.models import PublicDocument
from shop.models import Ebook, Topic
from shop.pages import CataloguePage, EbookPage, ProductPage
from shop.services.articles import save_article
from website.demo.books import Book, load_books
from website.demo.build import build_book
from website.demo.library import stored
from website.demo.publisher import PUBLISHER

TOPICS = {
    "Backen": "backen",
    "Garten und Vorrat": "garten-und-vorrat",
    "Lehren und Leiten": "lehren-und-leiten",
    "Natur und Gehen": "natur-und-gehen",
    "Papier und Werkzeug": "papier-und-werkzeug",
}


def load_titles(catalogue: CataloguePage) -> None:
    known = set(Ebook.objects.values_list("number", flat=True))
    for book in load_books():
        if book.number not in known:
            _load(catalogue, book)


def topic(name: str) -> Topic:
    position = list(TOPICS).index(name)
    return Topic.objects.get_or_create(slug=TOPICS[name], defaults={"name": name, "sort_order": position})[0]


def _load(catalogue: CataloguePage, book: Book) -> None:
    built = build_book(book)
    ebook = Ebook(
        number=book.number,
        name=book.title,
        subtitle=book.subtitle,
        author=book.author,
        publisher=PUBLISHER.name,
        gross=book.price,
        tax_class=book.tax_class,
        price_bound=book.price_bound,
        isbn=book.isbn,
        page_count=book.pages,
        language=book.language,
        topic=topic(book.topic),
        cover=stored(book.slug, book.cover_alt, book.cover, ".jpg"),
    )
    files = {
        "epub": SimpleUploadedFile(f"{book.slug}.epub", built.epub),
        "pdf": SimpleUploadedFile(f"{book.slug}.pdf", built.pdf),
    }
    save_article(article=ebook, files=files)
    sample = PublicDocument.objects.create(
        title=f"Leseprobe: {book.title}", file=ContentFile(built.sample, name=f"{book.slug}-leseprobe.pdf")
    )
    page = EbookPage(
        slug=book.slug,
        title=book.title,
        ebook=ebook,
        eyebrow=book.topic,
        intro=book.promise,
        sample=sample,
        body=paragraphs(book.text),
        questions=[
            ("question", {"question": item.question, "answer": f"<p>{item.answer}</p>"}) for item in book.questions
        ],
    )
    publish(catalogue, page, book.published)


def paragraphs(text: str) -> list[tuple[str, str]]:
    return [("text", "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n")))]


def publish(catalogue: CataloguePage, page: EbookPage | ProductPage, published: date) -> None:
    page.first_published_at = timezone.make_aware(datetime.combine(published, time(9)))
    catalogue.add_child(instance=page)
    page.save_revision().publish()
