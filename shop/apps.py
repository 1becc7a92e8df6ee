from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import (
    AccountSection,
    HomePanel,
    RecordPanel,
    account_sections,
    customer_panels,
    home_panels,
    object_links,
    resource_names,
    retentions,
)


class ShopConfig(ModuleAppConfig):
    name = "shop"
    default = True

    def ready(self) -> None:
        super().ready()
        from shop import account, mail_templates, selectors, shelving, withdrawal_office  # noqa: PLC0415 -- app ready
        from shop.office import deliveries, importing, orders  # noqa: PLC0415 -- app ready

        mail_templates.register()
        account_sections.register("orders", AccountSection(_("Orders"), "shop/_account_orders.html", account.orders))
        account_sections.register(
            "downloads", AccountSection(_("Downloads"), "shop/_account_downloads.html", account.downloads)
        )
        home_panels.register(
            "shop.withdrawals",
            HomePanel(_("Withdrawals to decide"), "shop.decide_withdrawal", withdrawal_office.waiting),
        )
        home_panels.register(
            "shop.articles",
            HomePanel(_("Articles on sale without a page or file"), "shop.change_ebook", selectors.articles_not_ready),
        )
        home_panels.register(
            "shop.sold_out", HomePanel(_("Articles sold out"), "shop.change_goods", selectors.articles_sold_out)
        )
        retentions.register("shop.imports", importing.forget_old)
        home_panels.register("shop.deliveries", HomePanel(_("To be sent"), deliveries.PERMISSION, deliveries.waiting))
        customer_panels.register(
            "shop.orders", RecordPanel(_("Orders"), "shop/admin/_customer_orders.html", orders.VIEW, orders.orders_of)
        )
        resource_names.register(selectors.RESOURCE, selectors.names_of)
        object_links.register("shop.withdrawals", withdrawal_office.links_to_withdrawals)
        post_migrate.connect(shelving.fill_empty_shelves, sender=self)
