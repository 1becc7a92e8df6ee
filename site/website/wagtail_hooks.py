from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from website.office_help import office_help


@hooks.register("register_admin_urls")
def help_address() -> list[URLPattern]:
    return [
        path("hilfe/", office_help, name="office_help"),
        # Under the name by which the files link to each other.
        path("hilfe/betrieb.md", office_help, {"name": "betrieb.md"}, name="operating_help"),
    ]


@hooks.register("register_help_menu_item")
def help_item() -> MenuItem:
    return MenuItem(_("How we work here"), reverse("office_help"), name="office-help", icon_name="info-circle", order=1)


@hooks.register("construct_help_menu")
def our_help_only(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own is about Wagtail, in English and on another site."""
    items[:] = [item for item in items if item.name in {"office-help", "keyboard-shortcuts-trigger"}]
