"""Legal pages: a draft may have gaps, what is published or scheduled may not."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.models import BasePage, LegalSettings
from cms.structured import Facts
from shop.models import Goods
from website.imprint import Imprint
from website.legal_blocks import Kind, LegalBlock, missing_parts
from website.structured import organization, web_page


class LegalPageForm(WagtailAdminPageForm):
    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or {"kind", "body"} & self.errors.keys():
            return
        for field, error in self.instance.gaps().items():
            self.add_error(field, error)


class LegalPage(BasePage):
    """Imprint, terms and the other texts that the law asks for. `kind` says what must stand on the page."""

    kind = models.CharField(
        _("kind"), max_length=13, choices=Kind.choices, help_text=_("Decides what must stand on it.")
    )
    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(LegalBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, "kind", "intro", "body"]
    subpage_types: list[str] = []
    template = "website/legal_page.html"
    base_form_class = LegalPageForm

    class Meta:
        verbose_name = _("legal page")

    def gaps(self) -> dict[str, StreamBlockValidationError | str]:
        """What is missing before visitors may see it, by the field beside which it is told."""
        if self.kind == Kind.IMPRINT and (missing := Imprint.load().missing()):
            return {"kind": _told(_("Still missing in the settings “Company” and “Legal pages”: {things}."), missing)}
        if missing := missing_parts(self.kind, self.body):
            told = _told(_("These parts are still missing: {things}."), missing)
            return {"body": StreamBlockValidationError(non_block_errors=[told])}
        return {}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "imprint": Imprint.load()} if self.kind == Kind.IMPRINT else context

    def structured_data(self) -> list[Facts]:
        about = [organization()] if self.kind == Kind.IMPRINT else []
        return [*super().structured_data(), web_page(self), *about]


def _told(sentence: Any, things: list[Any]) -> str:
    return str(format_lazy(sentence, things="; ".join(map(str, things))))


def gaps_of(pages: Iterable[Page]) -> list[str]:
    """What their latest drafts lack, in sentences with their titles."""
    drafts = [page.get_latest_revision_as_object() for page in pages if page.specific_class is LegalPage]
    return [f"{draft.title}: {_words(error)}" for draft in drafts for error in draft.gaps().values()]


def gaps_below(pages: Iterable[Page]) -> list[str]:
    chosen = [*pages]
    drafts = [draft for page in chosen for draft in LegalPage.objects.descendant_of(page).filter(live=False)]
    return gaps_of([*chosen, *drafts])


def waiting() -> tuple[int, str]:
    """For the home page of who answers for them: kinds without a public page, and an imprint that has become untrue."""
    legal, imprint = LegalSettings.load(), Imprint.load()
    chosen = {kind: getattr(legal, f"{kind}_id") for kind in Kind.values}
    public = set(Page.objects.filter(pk__in=filter(None, chosen.values()), live=True).values_list("pk", flat=True))
    gaps = sum(page not in public for page in chosen.values())
    gaps += bool(LegalPage.objects.filter(pk=legal.imprint_id, live=True).exists() and imprint.missing())
    return gaps, reverse("wagtailsettings:edit", args=["cms", "legalsettings", legal.pk])


def guarantee_notice_missing() -> tuple[int, str]:
    """For the home page of who answers for it: goods are sold without the Commission's notice."""
    legal = LegalSettings.load()
    missing = not legal.guarantee_notice_id and Goods.objects.filter(active=True).exists()
    return int(missing), reverse("wagtailsettings:edit", args=["cms", "legalsettings", legal.pk])


def _words(error: StreamBlockValidationError | str) -> str:
    return error if isinstance(error, str) else " ".join(error.non_block_errors)
