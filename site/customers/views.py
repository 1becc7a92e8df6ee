from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http import SeeOther
from core.registries import account_sections
from customers.forms import PersonForm
from customers.selectors import access_person
from customers.services.people import change_person


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


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Name and phone; the address belongs to the login and is changed there."""
    person = access_person(request.user)
    if person is None:
        raise Http404
    form = PersonForm.of(person, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "customers/details.html", {"form": form}, status=422 if form.is_bound else 200)
    change_person(person_id=person.pk, values=form.values(), actor=request.user)
    messages.success(request, _("Your data has been saved."))
    return SeeOther(reverse("customers:overview"))
