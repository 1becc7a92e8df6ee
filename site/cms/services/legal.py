"""Legal texts on a durable medium: the revision that was in force when the contract was made, as a PDF."""

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from wagtail.models import Page, Revision

from cms import logos
from cms.models import CompanySettings, LegalDocument, LegalSettings, ThemeSettings
from cms.selectors import site_facts
from core import documents, pdf
from core.models import StoredDocument


def legal_document(*, revision_id: int) -> StoredDocument:
    """The PDF of this revision, made once. It renders: call it in the worker, outside a transaction."""
    if known := LegalDocument.objects.filter(revision_id=revision_id).select_related("document").first():
        return known.document
    name, data = _render(Revision.objects.get(pk=revision_id))
    try:
        with transaction.atomic():
            document = documents.store(name, "application/pdf", data)
            LegalDocument.objects.create(revision_id=revision_id, document=document)
            return document
    except IntegrityError:  # somebody else was quicker
        return LegalDocument.objects.select_related("document").get(revision_id=revision_id).document


def _render(revision: Revision) -> tuple[str, bytes]:
    page, look = revision.as_object(), ThemeSettings.load()
    context = {
        "page": page,
        "as_of": revision.created_at,
        "company": CompanySettings.load(),
        "house": site_facts(),
        "logo": logos.for_letters(look),
    }
    html = render_to_string("pdf/legal.html", context)
    css = f".house {{ color: {look.brand_colour} }}"
    return f"{page.slug}.pdf", pdf.write_pdf(html, sheets=("legal.css",), css=css, variant="pdf/ua-1")


def enter_page(*, kind: str, page: Page) -> None:
    """The first page of its kind is the one that the footer links to; another one is chosen in the settings."""
    settings = LegalSettings.load()
    if getattr(settings, f"{kind}_id") is None:
        setattr(settings, kind, page)
        settings.save()
