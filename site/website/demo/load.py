"""Loads the demo: a publisher with its shop, pages, settings and logins. Loading again mends what is missing."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Site

from accounts.models import User
from cms.models import CompanySettings, LegalSettings
from shop.pages import CataloguePage
from website.demo import brands
from website.demo import pages as texts
from website.demo.forms import demo_form
from website.demo.goods import load_goods, load_shipping
from website.demo.library import make_sizes, picture
from website.demo.menus import load_menus
from website.demo.pages import Text
from website.demo.publisher import PUBLISHER
from website.demo.streams import page_of, stream
from website.demo.titles import load_titles
from website.legal_pages import LegalPage
from website.pages import ContentPage, FormPage, HomePage, LandingPage
from website.roles import ACCOUNTING, CHIEF_EDITOR, EDITOR, SUPPORT


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
def load(brand: str = "") -> None:
    """With the name of a brand only the look changes, once everything is there."""
    _company(brand)
    for login in LOGINS:
        _user(login)
    home = _home()
    catalogue = _catalogue(home)
    load_shipping()
    load_titles(catalogue)
    load_goods(catalogue)
    _texts(home)
    _legal_settings()
    load_menus()
    make_sizes()


def _company(brand: str) -> None:
    company = CompanySettings.load()
    is_new = not company.legal_name
    if is_new:
        for field, value in PUBLISHER_SETTINGS.items():
            setattr(company, field, value)
        company.save()
    if brand or is_new:
        brands.put_on(brands.BRANDS[brand or "haselrain"])


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
        home = Page.objects.get(depth=1).add_child(instance=HomePage(slug="start", **_words(texts.HOME)))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": PUBLISHER.brand},
    )
    return home


def _catalogue(home: HomePage) -> CataloguePage:
    page = CataloguePage.objects.filter(slug=texts.CATALOGUE.slug).first()
    if page is None:
        page = home.add_child(instance=CataloguePage(slug=texts.CATALOGUE.slug, **_words(texts.CATALOGUE)))
        page.save_revision().publish()
    return page


def _texts(home: HomePage) -> None:
    """First all pages, then what is on them: they lead to each other."""
    known = set(Page.objects.values_list("slug", flat=True))
    new = [text for text in texts.CONTENT_PAGES if text.slug not in known]
    for text in new:
        _add(home, text)
    for text in new:
        _fill(page_of(text.slug).specific, text)
    if home.latest_revision is None:
        _fill(HomePage.objects.get(pk=home.pk), texts.HOME)


def _fill(page: Page, text: Text) -> None:
    page.body = stream(text.body)
    if isinstance(page, LandingPage):
        page.action = stream([("button", {"label": text.action, "page": page_of(text.target).pk})])
    if isinstance(page, HomePage):
        page.dates = stream([("date", {**entry, "page": page_of(entry["page"]).pk}) for entry in texts.DATES])
    page.save_revision().publish()


def _add(home: HomePage, text: Text) -> None:
    kinds = {"content": ContentPage, "landing": LandingPage, "form": FormPage}
    parent = page_of(text.parent) if text.parent else home
    more: dict[str, Any] = {"kind": text.role} if text.role else {}
    if text.form:
        more["form"] = demo_form(text.form)
    kind = LegalPage if text.role else kinds[text.kind]
    parent.add_child(instance=kind(slug=text.slug, **more, **_words(text)))


def _words(text: Text) -> dict[str, Any]:
    words: dict[str, Any] = {"title": text.title, "intro": text.intro}
    if text.headline:
        words["headline"] = text.headline
    if text.picture:
        words["picture"] = picture(text.picture, text.alt)
    return words


def _legal_settings() -> None:
    legal = LegalSettings.load()
    for text in texts.LEGAL:
        setattr(legal, text.role, page_of(text.slug))
    legal.contact = page_of("kontakt")
    legal.dispute = legal.dispute or LegalSettings.Dispute.UNWILLING
    legal.save()
