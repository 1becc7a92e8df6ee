"""Imprint, terms and the other legal pages: drafts may have gaps, what visitors see may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.blocks import TextBlock
from cms.links import ButtonBlock
from cms.models import CompanySettings, LegalSettings, TaxSettings
from cms.selectors import site_facts
from cms.services.legal import legal_document
from core import clock
from tests.support.worlds import once_per_file
from tests.website.editing import create, edit, fields, member, typed
from tests.website.enquiries import a_form
from tests.website.pages import a_content_page, a_home
from website.demo.load import PUBLISHER_SETTINGS
from website.legal_blocks import LABELS, TOPICS, Kind
from website.legal_pages import LegalPage, waiting
from website.pages import FormPage, HomePage
from website.roles import ADMIN, CHIEF_EDITOR, EDITOR

pytestmark = pytest.mark.django_db
CONFORMANCE = {"status": "partial", "checked_on": "2026-11-01", "checked_by": "us", "limits": typed("PayPal.")}
CLOSED_PLATFORM = "https://ec.europa.eu/consumers/odr/"


@once_per_file
def home() -> HomePage:
    return a_home()


@pytest.fixture
def chief() -> Client:
    return member(CHIEF_EDITOR)


@pytest.fixture
def company() -> CompanySettings:
    company = CompanySettings.load()
    for field, value in PUBLISHER_SETTINGS.items():
        setattr(company, field, value)
    company.save()
    set_legal(dispute="unwilling")
    return company


def set_legal(**values: Any) -> None:
    legal = LegalSettings.load()
    for field, value in values.items():
        setattr(legal, field, value)
    legal.save()


def part(topic: str) -> tuple[str, Any]:
    return "part", {"topic": topic, "heading": "", "text": typed(f"Zu {topic}.")}


def whole(kind: str) -> list[tuple[str, Any]]:
    parts = [part(topic) for topic in TOPICS.get(kind, {})]
    return [*parts, ("conformance", CONFORMANCE)] if kind == Kind.ACCESSIBILITY else parts


def filled(kind: str, *blocks: tuple[str, Any], **values: Any) -> dict[str, Any]:
    return fields(*blocks, kind=kind, title="Rechtliches", slug="rechtliches", **values)


def page() -> LegalPage:
    return LegalPage.objects.get()


def words(html: bytes) -> str:
    return " ".join(html.decode().split())


@pytest.mark.feature("L36", "L37", "L46", "C01")
@pytest.mark.parametrize("kind", Kind)
def test_a_whole_page_is_published_and_linked_from_everywhere(
    client: Client, home: HomePage, chief: Client, company: CompanySettings, kind: str
) -> None:
    assert create(chief, LegalPage, home, filled(kind, *whole(kind)), "publish").status_code == 302
    assert page().live
    assert site_facts().legal == {kind: "/rechtliches/"}
    shown = words(client.get("/rechtliches/").content)
    assert [label for topic, label in TOPICS.get(kind, {}).items() if f"<h2>{label}</h2>" not in shown] == []
    assert 'href="/rechtliches/"' in client.get("/").content.decode()


@pytest.mark.feature("C01")
@pytest.mark.parametrize("topic", LABELS)
def test_what_lacks_a_part_is_not_published_and_says_which(home: HomePage, chief: Client, topic: str) -> None:
    kind = topic.partition(".")[0]
    blocks = [block for block in whole(kind) if block[0] != "part" or block[1]["topic"] != topic]
    refused = create(chief, LegalPage, home, filled(kind, *blocks), "publish")
    assert refused.status_code == 200
    assert not LegalPage.objects.exists()
    assert str(LABELS[topic]) in told(refused, "body")


@pytest.mark.feature("L46")
def test_an_accessibility_statement_says_how_far_and_since_when(client: Client, home: HomePage, chief: Client) -> None:
    parts = whole(Kind.ACCESSIBILITY)
    refused = create(chief, LegalPage, home, filled(Kind.ACCESSIBILITY, *parts[:-1]), "publish")
    assert "Wie barrierefrei diese Website ist" in told(refused, "body")
    create(chief, LegalPage, home, filled(Kind.ACCESSIBILITY, *parts), "publish")
    shown = words(client.get("/rechtliches/").content)
    assert "WCAG 2.2 (Stufe AA)" in shown
    assert "Geprüft am 1. November 2026: eigene Prüfung." in shown


def told(response: Any, field: str) -> str:
    error = response.context["form"].errors.as_data()[field][0]
    return " ".join(getattr(error, "non_block_errors", None) or error.messages)


@pytest.mark.feature("C01")
def test_a_draft_may_have_gaps_until_it_is_published_or_scheduled(home: HomePage, chief: Client) -> None:
    data = filled(Kind.TERMS, part("terms.contract"))
    assert create(chief, LegalPage, home, data).status_code == 302
    draft = page()
    assert not draft.live
    assert edit(chief, draft, data).status_code == 302
    assert edit(chief, draft, data, "publish").status_code == 200
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%d.%m.%Y %H:%M")
    assert edit(chief, draft, data | {"go_live_at": tomorrow}, "publish").status_code == 200
    draft.refresh_from_db()
    assert not draft.live
    assert not draft.scheduled_revision


@pytest.mark.feature("C01")
def test_what_has_gaps_is_not_submitted_for_approval(home: HomePage) -> None:
    data = filled(Kind.TERMS, part("terms.contract"))
    editor = member(EDITOR)
    create(editor, LegalPage, home, data)
    assert edit(editor, page(), data, "submit").status_code == 200
    assert not page().workflow_in_progress


@pytest.mark.feature("C01")
@pytest.mark.parametrize("in_dialog", [True, False])
def test_what_has_gaps_by_now_is_not_approved(home: HomePage, chief: Client, *, in_dialog: bool) -> None:
    create(member(EDITOR), LegalPage, home, filled(Kind.TERMS, *whole(Kind.TERMS)), "submit")
    edit(chief, page(), filled(Kind.TERMS, part("terms.contract")))
    refused = approve(chief, page(), in_dialog=in_dialog)
    edit_address = reverse("wagtailadmin_pages:edit", args=[page().pk])
    assert (refused.json()["redirect"] if in_dialog else refused["Location"]) == edit_address
    assert not page().live
    assert page().workflow_in_progress, "it waits for its missing parts"
    told = words(chief.get(edit_address).content)
    assert "Rechtliches: Diese Teile fehlen noch: Preise und Zahlung" in told
    edit(chief, page(), filled(Kind.TERMS, *whole(Kind.TERMS)))
    assert approve(chief, page(), in_dialog=in_dialog).status_code == (200 if in_dialog else 302)
    assert page().live


def approve(client: Client, page: LegalPage, *, in_dialog: bool) -> Any:
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk]
    )
    return client.post(address, {"comment": ""}, headers={"X-Requested-With": "XMLHttpRequest"} if in_dialog else {})


@pytest.mark.feature("C01")
@pytest.mark.parametrize("with_descendants", [True, False])
def test_what_has_gaps_is_not_published_in_bulk(home: HomePage, chief: Client, *, with_descendants: bool) -> None:
    create(chief, LegalPage, home, filled(Kind.TERMS, part("terms.contract")))
    chosen = home if with_descendants else page()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    sent = {"include_descendants": "on"} if with_descendants else {}
    response = chief.post(f"{address}?id={chosen.pk}&next=/admin/", sent)
    assert response.status_code == 302
    assert not page().live
    assert "Rechtliches" in words(chief.get("/admin/").content)


IMPRINT_NEEDS = {
    "legal_name": "Name der Firma", "legal_form": "Rechtsform", "street": "Anschrift", "email": "E-Mail-Adresse",
    "managing": "wer die Firma vertritt", "phone": "zweiter schneller Weg", "register": "Registereintrag",
    "vat_id": "USt-IdNr.",
}  # fmt: skip


@pytest.mark.feature("L36")
@pytest.mark.parametrize(("field", "message"), IMPRINT_NEEDS.items())
def test_an_imprint_needs_all_that_the_law_asks_for(
    home: HomePage, chief: Client, company: CompanySettings, field: str, message: str
) -> None:
    setattr(company, field, "")
    company.save()
    refused = create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish")
    assert message in told(refused, "kind")
    assert not LegalPage.objects.exists()


@pytest.mark.feature("L36")
def test_an_imprint_shows_the_settings_of_today(
    client: Client, home: HomePage, chief: Client, company: CompanySettings
) -> None:
    create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish")
    shown = words(client.get("/rechtliches/").content)
    for value in ("§ 5 DDG", "§ 18 Abs. 2 MStV", "GmbH", "Johanna Brandow", "HRB 00000", "DE136695976", "Deutschland"):
        assert value in shown
    company.city = "Neuhasel"
    company.save()
    assert "17298 Neuhasel" in words(client.get("/rechtliches/").content)


@pytest.mark.feature("L36")
@pytest.mark.parametrize(("form", "gaps"), [("sole", 0), ("gbr", 1), ("gmbh", 2), ("ek", 1)])
def test_what_an_imprint_needs_depends_on_the_legal_form(
    home: HomePage, chief: Client, company: CompanySettings, form: str, gaps: int
) -> None:
    company.legal_form, company.managing, company.register = form, "", ""
    company.save()
    response = create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish")
    assert response.status_code == (200 if gaps else 302)
    assert not gaps or told(response, "kind").count(";") == gaps - 1


@pytest.mark.feature("L36")
def test_a_small_business_needs_no_vat_id(home: HomePage, chief: Client, company: CompanySettings) -> None:
    company.vat_id = ""
    company.save()
    taxes = TaxSettings.load()
    taxes.small_business = True
    taxes.save()
    assert create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish").status_code == 302


CONTACTS: dict[str, Callable[[HomePage], Page]] = {
    "a page for the form": lambda home: home.add_child(instance=FormPage(title="Hallo", slug="hallo", form=a_form())),
    "a page with the form": lambda home: a_content_page(home, "Hallo", "hallo", body=[("form", a_form())]),
}
NO_CONTACTS: dict[str, Callable[[HomePage], Page]] = {
    "a page without a form": lambda home: a_content_page(home, "Hallo", "hallo", body=[("heading", "Kontakt")]),
    "the home page": lambda home: home,
    "a form that takes nothing": lambda home: a_content_page(
        home, "Hallo", "hallo", body=[("form", a_form(open=False)), ("form", None)]
    ),
}


@pytest.mark.feature("L36")
@pytest.mark.parametrize("case", CONTACTS)
def test_a_form_may_stand_for_the_phone(
    client: Client, home: HomePage, chief: Client, company: CompanySettings, case: str
) -> None:
    company.phone = ""
    company.save()
    set_legal(contact=CONTACTS[case](home))
    assert create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish").status_code == 302
    assert '<dt>Kontaktformular</dt><dd><a href="/hallo/">Hallo</a></dd>' in words(client.get("/rechtliches/").content)


@pytest.mark.feature("L36")
@pytest.mark.parametrize("case", NO_CONTACTS)
def test_a_page_without_a_form_is_no_second_way_to_us(
    client: Client, home: HomePage, chief: Client, company: CompanySettings, case: str
) -> None:
    set_legal(contact=NO_CONTACTS[case](home))
    assert create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish").status_code == 302
    assert "Kontaktformular" not in words(client.get("/rechtliches/").content)
    company.phone = ""
    company.save()
    assert "zweiter schneller Weg" in told(edit(chief, page(), filled(Kind.IMPRINT), "publish"), "kind")


@pytest.mark.feature("L37")
@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("unwilling", "weder bereit noch verpflichtet"),
        ("willing", "Wir sind bereit, an"),
        ("obliged", "Wir sind verpflichtet, an"),
    ],
)
def test_an_imprint_says_whether_we_take_part_in_arbitration(
    client: Client, home: HomePage, chief: Client, company: CompanySettings, *, choice: str, sentence: str
) -> None:
    set_legal(dispute="")
    assert "Verbraucherschlichtung" in told(create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish"), "kind")
    set_legal(dispute=choice)
    if choice != "unwilling":
        refused = create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish")
        assert "Schlichtungsstelle" in told(refused, "kind")
        set_legal(dispute_body="Universalschlichtungsstelle des Bundes, Straßburger Straße 8, 77694 Kehl")
    assert create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish").status_code == 302
    shown = words(client.get("/rechtliches/").content)
    assert sentence in shown
    assert ("77694 Kehl" in shown) == (choice != "unwilling")


@pytest.mark.feature("L37")
def test_nobody_links_to_the_closed_platform_for_disputes(home: HomePage, chief: Client) -> None:
    link = f'<p>Zur <a href="{CLOSED_PLATFORM}">Plattform</a></p>'
    block = TextBlock()
    with pytest.raises(ValidationError, match="Online-Streitbeilegung"):
        block.clean(block.normalize(link))
    button = ButtonBlock()
    with pytest.raises(ValidationError):
        button.clean(button.normalize({"label": "Zur Plattform", "page": None, "address": CLOSED_PLATFORM}))
    draft = filled(Kind.TERMS, ("text", typed("Wer streiten will: https://ec.europa.eu/consumers/odr.")))
    assert create(chief, LegalPage, home, draft).status_code == 200, "not even as a draft"


@pytest.mark.feature("C01")
def test_a_legal_page_is_kept_as_a_document(home: HomePage, chief: Client) -> None:
    create(chief, LegalPage, home, filled(Kind.WITHDRAWAL, *whole(Kind.WITHDRAWAL)), "publish")
    assert legal_document(revision_id=page().live_revision_id).data.startswith(b"%PDF")


@pytest.mark.feature("C05")
def test_a_second_page_of_a_kind_does_not_take_the_place_of_the_first(home: HomePage, chief: Client) -> None:
    create(chief, LegalPage, home, filled(Kind.SHIPPING, *whole(Kind.SHIPPING)), "publish")
    other = fields(*whole(Kind.SHIPPING), kind=Kind.SHIPPING, title="Versand nach Übersee", slug="uebersee")
    create(chief, LegalPage, home, other, "publish")
    assert LegalPage.objects.count() == 2
    assert site_facts().legal == {"shipping": "/rechtliches/"}


@pytest.mark.feature("L36", "C04")
def test_who_answers_for_the_texts_sees_which_are_missing(
    home: HomePage, chief: Client, company: CompanySettings
) -> None:
    assert waiting()[0] == len(Kind)
    create(chief, LegalPage, home, filled(Kind.IMPRINT), "publish")
    assert waiting()[0] == len(Kind) - 1
    company.vat_id = ""
    company.save()
    assert waiting()[0] == len(Kind), "the imprint that stands there is no longer whole"
    page().unpublish()
    assert waiting()[0] == len(Kind)
    admin = member(ADMIN)
    assert "Rechtstexte, die fehlen" in admin.get("/admin/").content.decode()
    assert admin.get(waiting()[1]).status_code == 200
