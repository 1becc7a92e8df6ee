"""A form as visitors see it: the same for everybody, until they send it."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.website.enquiries import BROWSER, GOOD, a_field, a_file, a_form, a_submission, entries, ids, send, values
from tests.website.pages import a_content_page, a_home
from website.form_page import FormPage
from website.models import Form, FormSubmission

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C07")]


@pytest.fixture
def form() -> Form:
    return a_form(button="Anfrage senden")


@pytest.fixture
def page(form: Form) -> FormPage:
    page = a_home().add_child(
        instance=FormPage(title="Seminar anfragen", slug="anfrage", intro="Wir kommen zu Ihnen.", form=form)
    )
    page.save_revision().publish()
    return page


def field(html: str, name: str) -> str:
    [found] = re.findall(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)
    return found


def test_a_page_with_a_form_is_the_same_for_everybody(client: Client, page: FormPage) -> None:
    response = client.get(page.url)
    html = response.content.decode()
    assert "s-maxage" in response.headers["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in html
    assert "Anfrage senden" in html
    assert f'action="{page.form.address}" enctype="multipart/form-data"' in html


def test_each_kind_helps_its_visitor_to_fill_it_in(client: Client, page: FormPage) -> None:
    html, name = client.get(page.url).content.decode(), ids(page.form)
    assert 'autocomplete="name"' in field(html, name["Name"])
    assert 'type="email"' in field(html, name["E-Mail"])
    assert 'autocomplete="email"' in field(html, name["E-Mail"])
    assert 'type="tel"' in field(html, name["Telefon"])
    assert 'inputmode="decimal"' in field(html, name["Personen"])
    assert 'type="date"' in field(html, name["Wunschtag"])
    assert 'accept=".pdf,.jpg' in field(html, name["Unterlagen"])
    assert "checked" not in field(html, name["Datenschutz"])
    assert re.search(r'<option value="keine" selected>', html)
    assert "placeholder" not in html.split("<main")[1].split("</main")[0]


def test_a_form_stands_on_any_content_page(client: Client, form: Form) -> None:
    page = a_content_page(a_home(), "Mitmachen", "mitmachen", body=[("text", "<p>Vorweg.</p>"), ("form", form)])
    html = client.get(page.url).content.decode()
    assert f'action="{form.address}"' in html
    assert f'name="page" value="{page.pk}"' in html
    wrong = send(form, {**entries(form, Name=""), "page": page.pk})
    assert wrong.status_code == 422
    assert "Vorweg." in wrong.content.decode(), "it comes back on the page it was sent from"


def test_errors_stand_beside_the_fields_and_nothing_typed_is_lost(page: FormPage) -> None:
    form, name = page.form, ids(page.form)
    data = {**entries(form, **{"E-Mail": "erika@", "Personen": "viele", "Telefon": "12"}), "page": page.pk}
    data.pop(name["Datenschutz"])
    response = send(form, data)
    html = response.content.decode()
    assert (response.status_code, FormSubmission.objects.count()) == (422, 0)
    assert response.headers["Cache-Control"].count("no-store")
    assert html.count('class="error-summary" role="alert" tabindex="-1" autofocus') == 1
    assert re.search(r"<title>(Fehler|Error): ", html)
    assert "<h1>Seminar anfragen</h1>" in html
    for label in ("E-Mail", "Personen", "Telefon", "Datenschutz"):
        assert f'id="f{form.pk}-{name[label]}_error"' in html
        assert f'href="#f{form.pk}-{name[label]}"' in html
        assert f"f{form.pk}-{name[label]}_error" in field(html, name[label]), "screen readers hear the error"
    assert 'value="erika@"' in field(html, name["E-Mail"])
    assert 'value="viele"' in field(html, name["Personen"])
    assert 'value="2027-03-01"' in field(html, name["Wunschtag"])
    assert "Wann geht es los?\nUnd wie lange?" in html
    assert len(re.findall(r'<input type="checkbox"[^>]*checked', html)) == 2
    assert re.search(r'<option value="Frau" selected>', html)


def test_a_chosen_file_is_asked_for_again_since_browsers_forget_it(form: Form) -> None:
    response = send(form, {**entries(form, Name=""), ids(form)["Unterlagen"]: a_file()})
    assert ids(form)["Unterlagen"] in response.context["form"].errors


def test_the_page_it_came_from_must_be_public_and_hold_the_form(form: Form, page: FormPage) -> None:
    other = a_content_page(page.get_parent(), "Anderes", "anderes", intro="Hier steht kein Formular.")
    hidden = a_content_page(page.get_parent(), "Geheim", "geheim", intro="Noch nicht öffentlich.")
    hidden.unpublish()
    for key in (other.pk, hidden.pk, 999_999, "x", "-1", "9" * 40):
        response = send(form, {**entries(form, Name=""), "page": key})
        html = response.content.decode()
        assert (key, response.status_code) == (key, 422)
        assert "<h1>Seminaranfrage</h1>" in html
        assert "Hier steht kein Formular." not in html
        assert "Noch nicht öffentlich." not in html


def test_the_thank_you_page_follows_and_tells_nothing_personal(client: Client, page: FormPage) -> None:
    form = page.form
    form.thanks_title, form.thanks = "Wir freuen uns", "<p>Antwort in <b>zwei</b> Tagen.</p>"
    form.save()
    response = send(form, {**entries(form), "page": page.pk})
    address = response.headers["Location"]
    assert response.status_code == 303
    assert re.fullmatch(r"/formular/danke/[\w-]{22}/", address)
    shown = client.get(address)
    html = shown.content.decode()
    assert "Wir freuen uns" in html
    assert "Antwort in <b>zwei</b> Tagen." in html
    assert f'href="{page.url}"' in html
    assert "no-store" in shown.headers["Cache-Control"]
    assert 'content="noindex"' in html
    assert not [label for label in ("Name", "E-Mail") if str(GOOD[label]) in html]


def test_a_closed_form_says_so_and_takes_nothing(client: Client, page: FormPage) -> None:
    form = page.form
    form.open = False
    form.save()
    assert "<form" not in client.get(form.address).content.decode().split("<main")[1]
    assert send(form).status_code == 410
    assert FormSubmission.objects.count() == 0


def test_a_form_without_a_page_has_an_address_of_its_own(client: Client, form: Form) -> None:
    response = client.get(form.address)
    assert "<h1>Seminaranfrage</h1>" in response.content.decode()
    assert 'content="noindex"' in response.content.decode()
    assert client.get("/formular/999999/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "more", "typed"),
    [
        ("number", {"minimum": 2, "maximum": 5}, "1"),
        ("number", {"minimum": 2, "maximum": 5}, "6"),
        ("number", {"minimum": None, "maximum": None}, "1e400"),
        ("number", {"minimum": None, "maximum": None}, "NaN"),
        ("date", {}, "31.02.2027"),
        ("email", {}, "erika@example"),
        ("phone", {}, "0800"),
        ("line", {"meaning": ""}, "x" * 201),
        ("line", {"meaning": ""}, "\u202eanders herum"),
        ("lines", {}, "x" * 5001),
        ("lines", {}, "\x07"),
        ("choice", {"options": "A\nB", "look": "radio"}, "C"),
        ("choices", {"options": "A\nB"}, ["A", "C"]),
    ],
)
def test_each_kind_checks_what_is_typed(kind: str, more: dict[str, Any], typed: Any) -> None:
    form = a_form([(kind, a_field("Feld", required=True, **more))])
    response = send(form, {**entries(form), ids(form)["Feld"]: typed})
    assert (response.status_code, FormSubmission.objects.count()) == (422, 0)
    assert "Feld" in response.context["form"].errors[ids(form)["Feld"]][0], "the summary names the field"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12,5", "12.5"), ("12.5", "12.5"), ("1.200", "1200"), ("1.200,50", "1200.5"), (" 7 ", "7"), ("-3", "-3")],
)
def test_numbers_are_understood_as_germans_write_them(typed: str, number: str) -> None:
    form = a_form([("number", a_field("Personen"))])
    assert values(a_submission(form, Personen=typed)) == {"Personen": number}


@pytest.mark.parametrize("kind", ["line", "lines", "email", "phone", "number", "choice", "choices", "date", "file"])
def test_what_must_be_filled_in_may_not_be_empty_and_the_rest_may(kind: str) -> None:
    more: dict[str, Any] = {"options": "A\nB", "look": "radio", "meaning": "", "minimum": None, "maximum": None}
    more |= {"kinds": ["pdf"], "megabytes": 1}
    must, may = (a_form([(kind, a_field("Feld", required=required, **more))]) for required in (True, False))
    refused = Client().post(must.address, {}, headers=BROWSER)
    assert refused.status_code == 422
    assert "Feld" in refused.context["form"].errors[ids(must)["Feld"]][0]
    assert send(may, entries(may)).status_code == 303


@pytest.mark.parametrize("required", [True, False])
def test_a_consent_that_need_not_be_given_says_so(client: Client, *, required: bool) -> None:
    form = a_form([("consent", {"label": "Post", "text": "<p>Sie dürfen mir schreiben.</p>", "required": required})])
    html = client.get(form.address).content.decode()
    [label] = re.findall(rf'<label for="[^"]*{form.questions[0].id}">(.*?)</label>', html)
    assert ("(freiwillig)" in label) == (not required)
