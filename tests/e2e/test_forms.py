"""A visitor sends a form with a file from a phone, with and without script; an editor builds one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.eyes import assert_fits, look_at
from tests.e2e.people import Staff
from tests.support.browser import PHONE, Watch
from tests.support.stack import Stack
from website.form_fields import FieldsBlock
from website.models import FormSubmission

pytestmark = pytest.mark.feature("C07")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
NAME = "Manuskript anbieten"


@pytest.fixture(scope="module")
def address(live_site: Stack) -> str:
    """Where the demo's form stands by itself."""
    code = "from website.demo.forms import demo_form; print('at', demo_form('manuskript').address)"
    told = live_site.manage("shell", "--no-imports", "-c", code)
    return re.findall(r"^at (\S+)$", told, re.MULTILINE)[0]


@pytest.fixture
def page_of(new_page: Callable[..., Page]) -> Callable[[bool], Page]:
    return lambda script: new_page(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=script)


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_label("E-Mail-Adresse").fill("erika@post.example")
    page.get_by_label("Arbeitstitel").fill("Brot für Ungeduldige")
    page.get_by_text("einen Erfahrungsbericht").tap()
    page.get_by_text("Garten", exact=True).tap()
    page.get_by_label("Umfang in Normseiten").fill("120")
    page.get_by_label("Worum geht es in drei Sätzen?").fill("Erstens.\nZweitens.\nDrittens.")


def choose_file(page: Page) -> None:
    page.get_by_label("Leseprobe").set_input_files(
        {"name": "Leseprobe.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_visitor_sends_a_form_with_a_file_from_a_phone(
    page_of: Callable[[bool], Page], address: str, watch: Watch, live_site: Stack, script: bool
) -> None:
    watch.forgive("status of 422")
    page, name = page_of(script), f"Erika {'mit' if script else 'ohne'} Skript"
    page.goto(address)
    assert_fits(page)
    fill_in(page, name)
    page.get_by_role("button", name="Manuskript senden").tap()
    expect(page.locator(".error-summary a")).to_have_count(2)
    assert_fits(page)
    expect(page.get_by_label("Ihr Name")).to_have_value(name)
    expect(page.get_by_label("einen Erfahrungsbericht")).to_be_checked()
    choose_file(page)
    live_site.shift_clock(timedelta(seconds=10))  # people are slower than machines
    page.get_by_text("Ich bin einverstanden").tap(position={"x": 10, "y": 10})
    page.get_by_role("button", name="Manuskript senden").tap()
    page.wait_for_url("**/formular/danke/**")
    expect(page.locator("h1")).to_have_text("Danke für Ihr Vertrauen")
    assert name not in page.content()
    with live_site.rows():
        kept = _sent_by(name)
        assert (kept.state, kept.files.get().name) == ("new", "Leseprobe.pdf")


def _sent_by(name: str) -> FormSubmission:
    [found] = [row for row in FormSubmission.objects.all() if row.answers[0]["value"] == name]
    return found


def test_form_and_errors_and_thanks_are_accessible(page: Page, address: str, watch: Watch) -> None:
    watch.forgive("status of 422")
    page.goto(address)
    look_at(page, "form")
    page.get_by_role("button", name="Manuskript senden").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^(Fehler|Error): "))
    look_at(page, "form-errors")


def test_a_double_click_is_one_submission(page: Page, address: str, live_site: Stack) -> None:
    page.goto(address)
    page.get_by_label("Ihr Name").fill("Otto Doppel")
    page.get_by_label("E-Mail-Adresse").fill("otto@post.example")
    page.get_by_label("Arbeitstitel").fill("Zweimal")
    page.get_by_text("etwas anderes").click()
    page.get_by_label("Umfang in Normseiten").fill("10")
    page.get_by_label("Worum geht es in drei Sätzen?").fill("Kurz.")
    choose_file(page)
    page.get_by_text("Ich bin einverstanden").click(position={"x": 10, "y": 10})
    page.get_by_role("button", name="Manuskript senden").dblclick()
    page.wait_for_url("**/formular/danke/**")
    with live_site.rows():
        assert _sent_by("Otto Doppel").files.count() == 1


def test_an_editor_builds_a_form_and_staff_read_what_comes_in(staff: Staff, page: Page, live_site: Stack) -> None:
    """By the screens alone."""
    staff.log_in()
    office = staff.page
    office.goto("/admin/formulare/add/")
    office.locator("[name=name]").fill("Rückruf")
    for kind, label in (("line", "Ihr Name"), ("phone", "Unter welcher Nummer?")):
        Desk(office).add_block("questions", kind, FieldsBlock).locator("[name$='-value-label']").fill(label)
    office.get_by_role("button", name="Speichern").click()
    office.wait_for_url("**/admin/formulare/")
    office.get_by_role("link", name="Rückruf").click()
    office.wait_for_url("**/edit/**")
    address = f"/formular/{re.findall(r'edit/([0-9]+)', office.url)[0]}/"

    page.goto(address)
    page.get_by_label("Ihr Name").fill("Eva Ruf")
    page.get_by_label("Unter welcher Nummer?").fill("030 23125 120")
    live_site.shift_clock(timedelta(seconds=10))
    page.locator("main form button").click()
    page.wait_for_url("**/formular/danke/**")

    office.goto("/admin/einsendungen/")
    office.get_by_role("row", name="Rückruf").get_by_role("link").first.click()
    expect(office.locator("main")).to_contain_text("+49 30 23125120")
    look_at(office, "office-submission")
