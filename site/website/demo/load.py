"""Loads the demo: a publisher with three ebooks, pages, settings and logins. Loading again mends what is missing."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.models import User
from cms.models import CompanySettings, LegalSettings, NavigationSettings, Picture, PublicDocument, ThemeSettings
from shop.models import Ebook
from shop.pages import CataloguePage, EbookPage
from shop.services.articles import save_article
from website.demo import pages as texts
from website.demo.books import Book, load_books
from website.demo.build import build_book
from website.demo.publisher import PUBLISHER
from website.legal_pages import LegalPage
from website.pages import ContentPage, HomePage
from website.roles import ACCOUNTING, CHIEF_EDITOR, EDITOR, SUPPORT

P = TypeVar("P", bound=Page)


@dataclass(frozen=True)
class Login:
    email: str
    password: str
    role: str


LOGINS = [
    Login("admin@haselrain.example", "haselrain-admin", ""),
    Login("redaktion@haselrain.example", "haselrain-redaktion", EDITOR),
    Login("chefredaktion@haselrain.example", "haselrain-chefredaktion", CHIEF_EDITOR),
    Login("buchhaltung@haselrain.example", "haselrain-buchhaltung", ACCOUNTING),
    Login("service@haselrain.example", "haselrain-service", SUPPORT),
]


@transaction.atomic
def load() -> None:
    _settings()
    for login in LOGINS:
        _user(login)
    home = _home()
    catalogue = _child(
        home, CataloguePage, texts.CATALOGUE.slug, title=texts.CATALOGUE.title, intro=texts.CATALOGUE.intro,
        show_in_menus=True,
    )  # fmt: skip
    for book in load_books():
        _book(catalogue, book)
    legal = LegalSettings.load()
    for text in texts.CONTENT_PAGES:
        words = {"title": text.title, "intro": text.intro, "body": text.body}
        if text.role:
            setattr(legal, text.role, _child(home, LegalPage, text.slug, kind=text.role, **words))
        else:
            _child(home, ContentPage, text.slug, show_in_menus=True, **words)
    legal.dispute = legal.dispute or LegalSettings.Dispute.UNWILLING
    legal.save()
    _menus(catalogue)


def _menus(catalogue: CataloguePage) -> None:
    menus = NavigationSettings.load()
    if menus.menu:
        return
    about, shipping = (Page.objects.get(slug=slug) for slug in ("ueber-uns", "zahlung-und-versand"))
    menus.menu = [("page", {"page": page}) for page in (catalogue, about)]
    menus.footer = [
        ("column", {"heading": "Hefte", "links": [("page", {"page": page}) for page in catalogue.get_children()]}),
        ("column", {"heading": "Verlag", "links": [("page", {"page": page}) for page in (about, shipping)]}),
    ]
    menus.save()


def _settings() -> None:
    company = CompanySettings.load()
    if company.legal_name:
        return
    for field, value in PUBLISHER_SETTINGS.items():
        setattr(company, field, value)
    company.save()
    look = ThemeSettings.load()
    look.brand_name, look.claim = PUBLISHER.brand, PUBLISHER.claim
    look.save()


PUBLISHER_SETTINGS = {
    "legal_name": PUBLISHER.name,
    "legal_form": "gmbh",
    "street": PUBLISHER.street,
    "postal_code": PUBLISHER.postal_code,
    "city": PUBLISHER.city,
    "country": PUBLISHER.country,
    "email": PUBLISHER.email,
    "phone": PUBLISHER.phone,
    "managing": PUBLISHER.owner,
    "register": PUBLISHER.register,
    "tax_number": PUBLISHER.tax_number,
    "vat_id": PUBLISHER.vat_id,
    "account_holder": PUBLISHER.name,
    "iban": PUBLISHER.iban,
    "bic": PUBLISHER.bic,
    "bank_name": PUBLISHER.bank,
}


def _user(login: Login) -> None:
    if User.objects.filter(email=login.email).exists():
        return
    user = User.objects.create_user(login.email, login.password, is_superuser=not login.role, is_staff=not login.role)
    if login.role:
        user.groups.add(Group.objects.get(name=login.role))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        Page.objects.filter(slug="home", depth=2).delete()  # Wagtail's welcome page
        home = Page.objects.get(depth=1).add_child(
            instance=HomePage(
                title=texts.HOME.title,
                slug="start",
                headline=texts.HOME.headline,
                intro=texts.HOME.intro,
                body=texts.HOME.body,
            )
        )
        home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": PUBLISHER.brand},
    )
    return home


def _child(parent: Page, kind: type[P], slug: str, /, **values: Any) -> P:
    page = kind.objects.filter(slug=slug).first()
    if page is None:
        page = parent.add_child(instance=kind(slug=slug, **values))
        page.save_revision().publish()
    return page


def _book(catalogue: CataloguePage, book: Book) -> None:
    if Ebook.objects.filter(number=book.number).exists():
        return
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
        cover=_cover(book),
    )
    files = {
        "epub": SimpleUploadedFile(f"{book.slug}.epub", built.epub),
        "pdf": SimpleUploadedFile(f"{book.slug}.pdf", built.pdf),
    }
    save_article(article=ebook, files=files)
    sample = PublicDocument.objects.create(
        title=f"Leseprobe: {book.title}", file=ContentFile(built.sample, name=f"{book.slug}-leseprobe.pdf")
    )
    page = _child(
        catalogue,
        EbookPage,
        book.slug,
        title=book.title,
        search_description=book.promise.split(":")[0][:150],
        ebook=ebook,
        eyebrow=book.topic,
        intro=book.promise,
        sample=sample,
        body=[("text", "".join(f"<p>{paragraph}</p>" for paragraph in book.text.split("\n\n")))],
        questions=[
            ("question", {"question": item.question, "answer": f"<p>{item.answer}</p>"}) for item in book.questions
        ],
    )
    page.first_published_at = timezone.make_aware(datetime.combine(book.published, time(9)))
    page.save(update_fields=["first_published_at"])


def _cover(book: Book) -> Picture:
    return Picture.objects.create(
        title=f"Umschlag: {book.title}",
        description=book.cover_alt[:255],
        file=ContentFile(book.cover, name=f"{book.slug}.jpg"),
    )
