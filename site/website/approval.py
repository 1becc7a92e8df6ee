"""The last step of an approval. What may not be published by hand is not published by it either."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.workflows import publish_workflow_state


class ApprovalRefused(Exception):
    """The text is for who approves."""


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Wagtail calls it inside the transaction of the approval. A refusal undoes that: the page goes on waiting."""
    from website.legal_pages import gaps_of  # noqa: PLC0415 -- Wagtail imports us before there are models

    if gaps := gaps_of([workflow_state.content_object]):
        raise ApprovalRefused(_("Not approved yet. %(gaps)s") % {"gaps": " ".join(gaps)})
    publish_workflow_state(workflow_state, user=user)


class TellRefusals:
    """Who approves is led to the page, with what it lacks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ApprovalRefused) or request.resolver_match is None:
            return None
        messages.error(request, str(exception))
        address = reverse("wagtailadmin_pages:edit", args=[request.resolver_match.kwargs["page_id"]])
        in_dialog = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return JsonResponse({"step": "success", "redirect": address}) if in_dialog else redirect(address)
