"""An editor at a desk: what is done again and again in the forms of the back office."""

from dataclasses import dataclass

from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect
from wagtail.blocks import StreamBlock

from website.blocks import ContentBlock


@dataclass
class Desk:
    page: Page

    def fill_in(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"form [name={name}]").fill(value)

    def new_page(self, kind: str, parent: int, title: str) -> None:
        """`kind` as in the address: shop/productpage."""
        self.page.goto(f"/admin/pages/add/{kind}/{parent}/")
        self.page.locator("#id_title").fill(title)
        self.page.keyboard.press("Tab")
        expect(self.page.locator("#id_slug")).not_to_have_value("")  # follows the title, a moment later

    def add_block(self, stream: str, kind: str, blocks: type[StreamBlock] = ContentBlock) -> Locator:
        """At the end; returns its place."""
        part = self.page.locator(f"[data-contentpath={stream}]").first
        with override("de"):
            label = str(blocks.base_blocks[kind].label)
        children = part.locator("[data-streamfield-child]")
        before = children.count()
        part.locator("button.c-sf-add-button").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        expect(children).to_have_count(before + 1)
        return children.last

    def choose(self, place: Locator, name: str) -> None:
        place.locator("[data-chooser-action-choose]:visible").first.click()
        dialog = self.page.locator(".modal-dialog")
        rows = dialog.locator("a[data-chooser-modal-choice]")
        rows.first.wait_for()
        if dialog.locator("[name=q]").count():
            dialog.locator("[name=q]").fill(name)
        rows.filter(has_text=name).first.click()
        expect(dialog).to_have_count(0)

    def choose_page(self, place: Locator, title: str) -> None:
        place.locator("[data-chooser-action-choose]:visible").first.click()
        dialog = self.page.locator(".modal-dialog")
        dialog.locator("[name=q]").fill(title)
        dialog.locator(f"a.choose-page[data-title='{title}']").click()
        expect(dialog).to_have_count(0)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[data-contentpath={name}]")

    def send(self) -> None:
        self.page.locator(
            "form footer button[type=submit], form .actions button[type=submit], form button[type=submit].button"
        ).first.click()

    def save(self) -> None:
        self.send()
        self.is_done()

    def press(self, action: str) -> None:
        """What stands behind the arrow beside “save”: publish, submit."""
        self.page.locator("footer .w-dropdown__toggle").click()
        self.page.locator(f"[name=action-{action}]").click()
        self.is_done()

    def is_done(self) -> None:
        expect(self.page.locator(".messages .success").first).to_be_visible(timeout=15_000)
