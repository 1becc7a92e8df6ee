"""Where forms are sent to: pages come from a cache, the same for everybody, so that no form carries a token."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from core.http import SeeOther
from core.origin import require_same_origin
from core.ratelimit import client_address, hit
from core.tokens import digest
from customers.email import normalise
from website.form_building import VisitorForm, form_context
from website.form_spam import suspicions
from website.form_tokens import thanks_path
from website.models import Form, FormSubmission
from website.services.forms import Sent, submit_form


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the form by itself. POST: keep it, or show it again on the page it came from."""
    if request.method != "POST":
        return _by_itself(request, get_object_or_404(Form, pk=pk))
    require_same_origin(request)
    if not hit(f"form:{client_address(request)}", limit=20, period=600):
        return render(request, "429.html", status=429)
    return _take(request, get_object_or_404(Form, pk=pk))


@never_cache
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    submissions = FormSubmission.objects.select_related("form", "page")
    return render(
        request, "website/form_thanks.html", {"submission": get_object_or_404(submissions, token_hash=digest(token))}
    )


def _take(request: HttpRequest, definition: Form) -> HttpResponse:
    if not definition.of_kind("file") and int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY_PUBLIC:
        return render(request, "413.html", status=413)
    sent = VisitorForm(definition, request.POST, request.FILES)
    if not definition.open:
        return _by_itself(request, definition, status=410)
    if not sent.is_valid():
        return _show_again(request, sent)
    return SeeOther(thanks_path(submit_form(sent=_sent(request, sent))))


def _sent(request: HttpRequest, sent: VisitorForm) -> Sent:
    email = sent.first("email")
    page = _page(sent)
    return Sent(
        form=sent.definition,
        answers=sent.answers(),
        sender=_sender(request, sent),
        uploads=sent.uploads(),
        email=email,
        page_id=page.pk if page else None,
        language=get_language() or settings.LANGUAGE_CODE,
        suspicions=suspicions(request, sent),
        copied=sent.definition.copy_to_sender and bool(email) and _may_be_written_to(email),
    )


def _sender(request: HttpRequest, sent: VisitorForm) -> str:
    """With script the page has a key of its own; without, address and browser must do to tell people apart."""
    return sent.cleaned_data["key"] or f"{client_address(request)} {request.headers.get('User-Agent', '')}"


def _may_be_written_to(email: str) -> bool:
    """Nobody has proven the address: so many copies an hour it gets, and no more."""
    return hit(f"form.copy:{normalise(email)}", limit=5, period=3600)


def _page(sent: VisitorForm) -> Page | None:
    return Page.objects.live().public().filter(pk=sent.cleaned_data.get("page")).first()


def _show_again(request: HttpRequest, sent: VisitorForm) -> HttpResponse:
    """On the page it came from, if it stands there, with all that was typed."""
    sent.ask_for_files_again()
    request.sent_form = sent  # type: ignore[attr-defined]
    if page := _page(sent):
        response = page.specific.serve(request)
        response = response.render() if hasattr(response, "render") else response
        if f'action="{sent.definition.address}' in response.content.decode():
            response.status_code = 422
            return response
    return _by_itself(request, sent.definition, status=422)


def _by_itself(request: HttpRequest, definition: Form, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {**form_context(definition, request), "noindex": True}
    return render(request, "website/form.html", context, status=status)
