from wagtail.models import Page


class BasePage(Page):
    """What every page of the site has in common."""

    show_in_menus_default = False

    class Meta:
        abstract = True
