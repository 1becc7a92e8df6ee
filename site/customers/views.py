from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.registries import account_sections
from customers.selectors import access_person


@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The customer area: the shell is ours, its sections come from the apps above."""
    sections = [
        {"key": key, "label": section.label, "template": section.template, "context": context}
        for key, section in account_sections.items()
        if (context := section.build(request)) is not None
    ]
    return render(request, "accounts/overview.html", {"person": access_person(request.user), "sections": sections})
