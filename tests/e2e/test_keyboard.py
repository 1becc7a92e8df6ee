"""Everything that a pointer can do, a keyboard can do, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import FAMILY_NAME, GIVEN_NAME, Buyer
from tests.support.browser import Watch

ADDRESS = {
    "given_name": GIVEN_NAME,
    "family_name": FAMILY_NAME,
    "street": "Lindenallee 4",
    "postal_code": "16278",
    "city": "Angermünde",
}
ELSEWHERE = {
    "delivery_name": "Otto Nachbar",
    "delivery_street": "Am Anger 12",
    "delivery_postal_code": "17268",
    "delivery_city": "Templin",
}
HAS_OUTLINE = """() => {
  const field = document.activeElement;
  return [field, field.parentElement, field.parentElement.parentElement].some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}"""
NAME = "() => document.activeElement.name || document.activeElement.localName"


def tab_to(page: Page, target: str, limit: int = 60) -> list[str]:
    """Press Tab until the target has the focus; it is seen on the whole way. Returns where it has been."""
    seen = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(NAME))
        assert page.evaluate(HAS_OUTLINE), f"one does not see that {seen[-1]} has the focus"
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return seen
    raise AssertionError(f"{target} is not reached by Tab: {seen}")


def write(page: Page, field: str, text: str) -> None:
    tab_to(page, f"[name={field}]")
    page.keyboard.type(text)


@pytest.mark.feature("P5.01", "P5.02", "P5.05")
def test_whole_purchase_by_keyboard(buyer: Buyer, watch: Watch) -> None:
    watch.forgive("status of 422")
    page = buyer.page
    page.goto("/hefte/brot-braucht-zeit/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "a[href^='/kasse/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kasse/**")

    # Sent with nothing but the name: what is missing is said, the rest is kept.
    write(page, "given_name", GIVEN_NAME)
    passed = tab_to(page, "main form button.wide")
    assert passed[:-1] == ["family_name", "country", "summary", "method", "waiver", "a", "a", "a"]
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=given_name]")).to_have_value(GIVEN_NAME)
    for field in ("email", "family_name", "waiver"):
        link = f".error-summary a[href='#id_{field}']"
        expect(page.locator(link)).to_have_count(1)
        page.locator(link).focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#id_{field}")).to_be_focused()

    page.locator("#id_email").focus()
    page.keyboard.type(buyer.email)
    write(page, "family_name", FAMILY_NAME)
    tab_to(page, "[name=method]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=method][value=transfer]")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=method][value=paypal]")).to_be_checked()
    tab_to(page, "[name=waiver]")
    page.keyboard.press("Space")
    tab_to(page, "main form button.wide")
    page.keyboard.press("Enter")

    page.wait_for_url("**/checkoutnow?**")
    page.locator("[name=decision][value=pay]").focus()
    page.keyboard.press("Enter")
    buyer.wait_for("ready")
    expect(page.locator("h1")).to_be_focused()
    tab_to(page, "button[name=format][value=epub]")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".epub")


@pytest.mark.feature("P5.01")
def test_goods_are_chosen_changed_and_sent_elsewhere_by_keyboard(buyer: Buyer) -> None:
    """From the choice of an edition over the basket to the order, with another address for the parcel."""
    page = buyer.page
    page.goto("/hefte/feldbuch/")
    page.locator("#inhalt").focus()
    tab_to(page, "[name=a]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[name=a]:checked").get_attribute("value")
    write(page, "n", "3")
    tab_to(page, "add-to-basket button.wide")
    page.keyboard.press("Enter")
    expect(page.locator("add-to-basket [role=status] a")).to_be_visible()
    tab_to(page, "add-to-basket [role=status] a", limit=3)
    page.keyboard.press("Enter")
    page.wait_for_url("**/warenkorb/")

    expect(page.locator(f"[name=a][value={chosen}]")).to_have_count(1)
    tab_to(page, "[name=n]")
    expect(page.locator("[name=n]")).to_have_value("3")
    page.keyboard.type("2")
    tab_to(page, "[name=weiter]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kasse/**")

    tab_to(page, "[name=email]")
    page.keyboard.type(buyer.email)
    for field, value in ADDRESS.items():
        write(page, field, value)
    tab_to(page, "[name=elsewhere]")
    page.keyboard.press("Space")
    for field, value in ELSEWHERE.items():
        write(page, field, value)
    tab_to(page, "[name=method]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main form button.wide")
    expect(page.locator("main form button.wide")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    buyer.wait_for("transfer")
    expect(page.locator("main")).to_contain_text(ELSEWHERE["delivery_street"])
