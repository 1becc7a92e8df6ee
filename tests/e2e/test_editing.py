"""An editor's afternoon in ten stories: each begins in the back office and ends with what a visitor sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Request, Response, Route, expect
from wagtail.models import Page as Page_

from cms.menus import MenuBlock
from cms.typefaces import TYPEFACES
from core import clock
from shop.pages import CataloguePage
from tests.e2e.colours import shown_colour, three_colours
from tests.e2e.desk import Desk
from tests.e2e.eyes import SCHEMES, assert_fits, violations
from tests.e2e.people import Buyer
from tests.support.browser import Watch
from tests.support.ports import wait_until
from tests.support.stack import Stack
from website.demo.load import LOGINS
from website.form_fields import FieldsBlock
from website.pages import HomePage
from website.roles import CHIEF_EDITOR, EDITOR

pytestmark = pytest.mark.feature("C01")
ADMINISTRATOR = ""
NewPage = Callable[..., Page]
Desks = Callable[[str], Desk]


@pytest.fixture(scope="module")
def logged_in(browser: Browser, live_site: Stack) -> dict[str, object]:
    """The cookies of each role, once they were needed."""
    return {}


@pytest.fixture
def desk(new_page: NewPage, logged_in: dict[str, object]) -> Desks:
    def sit_down(role: str) -> Desk:
        if role in logged_in:
            return Desk(new_page(storage_state=logged_in[role]))
        page, login = new_page(), next(login for login in LOGINS if login.role == role)
        page.goto("/konto/login/?next=/admin/")
        page.locator("[name=login]").fill(login.email)
        page.locator("[name=password]").fill(login.password)
        page.locator("main form button.wide").click()
        page.wait_for_url("**/admin/")
        logged_in[role] = page.context.storage_state()
        return Desk(page)

    return sit_down


@pytest.fixture
def chief(desk: Desks) -> Desk:
    return desk(CHIEF_EDITOR)


@pytest.fixture(scope="module")
def home(live_site: Stack) -> int:
    with live_site.rows():
        return HomePage.objects.get().pk


@pytest.fixture
def not_there_yet(watch: Watch) -> None:
    """The visitor looks before there is anything."""
    watch.forgive("status of 404")


@pytest.mark.feature("R30")
def test_an_article_and_its_page(chief: Desk, page: Page, live_site: Stack) -> None:
    office = chief.page
    office.goto("/admin/artikel/waren/new/")
    chief.fill_in(number="W-3001", name="Kornkreis", author="Ada Roggen", gross="21,50", stock="7", weight="410")
    chief.fill_in(maker_name="Haselrain", maker_address="Am Haselrain 12, 17298 Altenhasel", maker_email="p@h.example")
    office.locator("[name=kind]").select_option("book")
    chief.save()

    with live_site.rows():
        catalogue = CataloguePage.objects.get().pk
    chief.new_page("shop/productpage", catalogue, "Kornkreis")
    chief.choose(chief.field("goods"), "Kornkreis")
    chief.fill_in(intro="Ein Jahr auf einem Feld.")
    chief.press("publish")

    page.goto("/hefte/kornkreis/")
    expect(page.locator("h1")).to_have_text("Kornkreis")
    expect(page.locator(".buybox .price").first).to_contain_text("21,50")
    page.locator("#kaufen button").first.click()
    expect(page.locator("#kaufen [role=status] a")).to_be_visible()


@pytest.mark.usefixtures("not_there_yet")
def test_a_page_that_appears_by_itself(desk: Desks, page: Page, home: int, live_site: Stack) -> None:
    chief = desk(CHIEF_EDITOR)
    chief.new_page("website/contentpage", home, "Hofladen im Advent")
    office, tomorrow = chief.page, clock.now() + timedelta(days=1)
    office.locator("[data-side-panel-toggle=status]").click()
    office.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").click()
    dialog = office.locator("#schedule-publishing-dialog")
    dialog.locator("[name=go_live_at]").fill(f"{tomorrow:%Y-%m-%d} 08:00")
    dialog.locator(".action-save").dispatch_event("click")  # the calendar lies above it
    chief.is_done()
    chief.press("publish")
    asked = page.goto("/hofladen-im-advent/")
    assert asked
    assert asked.status == 404

    the_day_comes(live_site, "hofladen-im-advent")
    board = desk(ADMINISTRATOR).page
    board.goto("/admin/aufgaben/")
    board.locator("form[action$='/publishing/jetzt/'] button").click()
    wait_until(lambda: page.goto("/hofladen-im-advent/").ok, "the worker publishes the page")
    expect(page.locator("h1")).to_have_text("Hofladen im Advent")


def the_day_comes(site: Stack, slug: str) -> None:
    """Wagtail asks the machine's clock, which nobody can turn: so the hour on the note is moved to the past."""
    past = clock.now() - timedelta(minutes=1)
    with site.rows():
        page = Page_.objects.get(slug=slug)
        note = page.scheduled_revision
        note.content["go_live_at"] = past.isoformat()
        note.approved_go_live_at = past
        note.save()


@pytest.mark.feature("C05")
def test_the_look(desk: Desks, page: Page) -> None:
    office = desk(ADMINISTRATOR)
    office.page.goto("/admin/settings/cms/themesettings/")
    colour, typefaces = (office.page.locator(f"[name={name}]") for name in ("brand_colour", "typefaces"))
    before = colour.input_value(), typefaces.input_value()
    colour.fill("#ffee00")
    office.send()
    expect(
        office.page.locator("[data-contentpath=brand_colour] .error-message, #panel-child-look-brand_colour-errors")
    ).to_be_visible()
    page.goto("/")
    normal = look(page)

    colour.fill("#7a1f3d")
    typefaces.select_option(next(name for name in TYPEFACES if name != before[1]))
    office.save()
    try:
        page.goto("/")
        assert all(old != new for old, new in zip(normal, look(page), strict=True))
        assert [told for scheme in SCHEMES for told in violations(page, scheme)] == []
    finally:
        colour.fill(before[0])
        typefaces.select_option(before[1])
        office.save()
    page.emulate_media(color_scheme="light")
    page.goto("/")
    assert look(page) == normal


def look(page: Page) -> tuple[str, str]:
    """The colour of a button and the typeface of the title."""
    colour = page.locator("main a.button").first.evaluate("one => getComputedStyle(one).backgroundColor")
    return colour, page.locator("h1").evaluate("one => getComputedStyle(one).fontFamily")


@pytest.mark.feature("R32")
def test_a_quick_shop_on_a_content_page(
    chief: Desk, home: int, phone_page: Page, new_buyer: Callable[[Page], Buyer]
) -> None:
    chief.page.goto("/admin/quickshops/new/")
    chief.fill_in(name="Zum Vorlesen")
    row = chief.page.locator("#inline_child_articles-0")
    chief.choose(row, "Stühle rücken")
    row.locator("[name$=quantity]").fill("2")
    chief.save()
    chief.new_page("website/contentpage", home, "Vorleseabend")
    chief.choose(chief.add_block("body", "quick_shop"), "Zum Vorlesen")
    chief.press("publish")

    buyer = new_buyer(phone_page)
    buyer.touch = True
    phone_page.goto("/vorleseabend/")
    assert_fits(phone_page)
    expect(phone_page.locator("quick-shop output")).to_contain_text("38,00")
    buyer.press(phone_page.locator("quick-shop form button"))
    expect(phone_page.locator("[data-till] h2").first).to_be_focused()
    assert_fits(phone_page)
    buyer.fill_in("transfer", waiver=False)
    buyer.fill_in_address("Lesegasse 3", "10115", "Berlin")
    buyer.press(phone_page.locator("#kasse button.wide"))
    buyer.wait_for("transfer")


@pytest.mark.feature("C07")
def test_a_form_on_a_page_of_its_own(chief: Desk, home: int, page_without_script: Page, live_site: Stack) -> None:
    office, page = chief.page, page_without_script
    office.goto("/admin/formulare/add/")
    chief.fill_in(name="Kräuterwanderung")
    for kind in ("line", "email"):
        chief.add_block("questions", kind, FieldsBlock).locator("[name$='-value-label']").fill(kind.title())
    chief.save()
    chief.new_page("website/formpage", home, "Mitwandern")
    chief.choose(chief.field("form"), "Kräuterwanderung")
    chief.press("publish")

    page.goto("/mitwandern/")
    page.get_by_label("Line").fill("Jette Kraut")
    page.get_by_label("Email").fill("jette@post.example")
    live_site.shift_clock(timedelta(seconds=10))  # robots are quicker than people
    page.locator("main form button").click()
    page.wait_for_url("**/danke/**")


def test_an_entry_of_the_menu(chief: Desk, page: Page) -> None:
    office = chief.page
    office.goto("/admin/settings/cms/navigationsettings/")
    entry = chief.add_block("menu", "page", MenuBlock)
    chief.choose_page(entry, "Anreise")
    entry.locator("[name$='-value-title']").fill("Der Weg zu uns")
    chief.save()
    page.goto("/")
    page.locator("header nav").get_by_role("link", name="Der Weg zu uns").click()
    page.wait_for_url("**/anreise/")
    entry.locator("[data-streamfield-action=DELETE]").click()
    chief.save()
    page.goto("/")
    expect(page.get_by_role("link", name="Der Weg zu uns")).to_have_count(0)


def test_a_redirect(chief: Desk, page: Page) -> None:
    office = chief.page
    office.goto("/admin/redirects/add/")
    chief.fill_in(old_path="/prospekt")
    chief.choose_page(office.locator("form"), "Anreise")
    chief.save()
    page.goto("/prospekt/")
    page.wait_for_url("**/anreise/")


def test_the_point_of_a_picture_that_must_be_seen(chief: Desk, home: int, page: Page) -> None:
    """Three colours side by side: cut to 3:2, the middle stays, unless something else is said to matter."""
    office = chief.page
    office.goto("/admin/images/add/")
    chief.fill_in(title="Drei Farben", description="Drei farbige Felder")
    office.locator("[name=file]").set_input_files(
        {"name": "farben.png", "mimeType": "image/png", "buffer": three_colours()}
    )
    chief.save()
    chief.new_page("website/contentpage", home, "Farbenlehre")
    chief.choose(chief.field("picture"), "Drei Farben")
    chief.press("publish")
    page.goto("/farbenlehre/")
    assert shown_colour(page) == "green"

    office.goto("/admin/images/?q=Drei+Farben")
    office.locator("main a[href^='/admin/images/']").filter(has_text="Drei Farben").first.click()
    place = office.locator(".focal-point-chooser .jcrop-holder > .jcrop-tracker").bounding_box()
    assert place
    right, middle = place["x"] + place["width"] * 0.9, place["y"] + place["height"] / 2
    office.mouse.move(right, middle - 20)
    office.mouse.down()
    office.mouse.move(right + 20, middle + 20, steps=3)
    office.mouse.up()
    expect(office.locator("[name=focal_point_x]")).not_to_have_value("")
    chief.save()
    page.reload()
    assert shown_colour(page) == "blue"


def test_a_preview_at_three_widths(chief: Desk, home: int) -> None:
    chief.new_page("website/contentpage", home, "Nur ein Versuch")
    office = chief.page
    office.locator("[data-side-panel-toggle=preview]").click()
    frame = office.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1")).to_have_text("Nur ein Versuch")
    for width in (390, 820, 1440):
        office.locator(f"[name=preview-size][data-device-width='{width}']").check(force=True)
        expect(frame.locator("html")).to_have_js_property("clientWidth", width)


def test_sent_while_the_draft_saves_itself(chief: Desk, home: int, live_site: Stack) -> None:
    """On a slow line the draft is still on its way when the editor publishes: the page waits for it."""
    chief.new_page("website/contentpage", home, "Auf schmaler Leitung")
    office, held, answered = chief.page, list[Route](), list[str]()

    def hold_the_draft(route: Route) -> None:
        if is_draft(route.request) and not held:
            held.append(route)
        else:
            route.continue_()

    def is_draft(request: Request) -> bool:
        return request.headers["accept"] == "application/json"

    def remember(answer: Response) -> None:
        if answer.request.method == "POST" and "/admin/pages/" in answer.url:
            answered.append("draft" if is_draft(answer.request) else "page")

    office.route("**/admin/pages/**", hold_the_draft)
    office.on("response", remember)
    intro = chief.field("intro").locator("textarea")

    def a_draft_is_on_its_way() -> bool:
        intro.press_sequentially(" Wort")
        office.wait_for_timeout(700)  # Wagtail waits until nobody has typed for half a second
        return bool(held)

    wait_until(a_draft_is_on_its_way, "Wagtail saves the draft")
    office.locator("footer .w-dropdown__toggle").click()
    office.locator("[name=action-publish]").click()
    held[0].continue_()
    chief.is_done()
    assert answered == ["draft", "page"]
    with live_site.rows():
        assert [page.live for page in Page_.objects.filter(title="Auf schmaler Leitung")] == [True]


@pytest.mark.feature("C04")
@pytest.mark.usefixtures("not_there_yet")
def test_two_pairs_of_eyes(desk: Desks, home: int, page: Page) -> None:
    editor, chief = desk(EDITOR), desk(CHIEF_EDITOR)
    editor.new_page("website/contentpage", home, "Neues vom Backofen")
    editor.page.locator("footer .w-dropdown__toggle").click()
    expect(editor.page.locator("[name=action-publish]")).to_have_count(0)
    editor.page.locator("[name=action-submit]").click()
    editor.is_done()
    asked = page.goto("/neues-vom-backofen/")
    assert asked
    assert asked.status == 404

    chief.page.goto("/admin/")
    chief.page.get_by_role("link", name="Neues vom Backofen").first.click()
    chief.page.locator("footer .w-dropdown__toggle").click()
    chief.page.locator("[data-workflow-action-name=approve]").first.click()
    chief.is_done()
    page.goto("/neues-vom-backofen/")
    expect(page.locator("h1")).to_have_text("Neues vom Backofen")
