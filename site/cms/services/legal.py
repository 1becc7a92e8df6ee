"""Legal texts on a durable medium: the revision that was in force when the contract was made, as a PDF."""

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from wagtail.models import Revision

from cms.models import CompanySettings, LegalDocument
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
    page = revision.as_object()
    html = render_to_string(
        "pdf/legal.html", {"page": page, "as_of": revision.created_at, "company": CompanySettings.load()}
    )
    return f"{page.slug}.pdf", pdf.write_pdf(html, sheets=("legal.css",), variant="pdf/ua-1")
