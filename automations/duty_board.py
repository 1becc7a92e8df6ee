"""What the machine does by itself: when it did it last, how that went, when it does it again."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from accounts.models import User
from automations import tasks
from automations.selectors import duty_states
from automations.services.duties import PERMISSION, note_request


@permission_required(PERMISSION)
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "automations/admin/duties.html", {"states": duty_states()})


@require_POST
@permission_required(PERMISSION)
def run_now(request: HttpRequest, name: str) -> HttpResponse:
    found = {state.duty.name: state.duty for state in duty_states()}.get(name)
    if found is None:
        raise Http404
    note_request(name=name, actor=cast("User", request.user))
    tasks.run_now(name)
    messages.success(request, _("“%(duty)s” is on its way to the worker.") % {"duty": found.label})
    return redirect("duties:index")


duty_urls = [
    path("", index, name="index"),
    path("<slug:name>/jetzt/", run_now, name="run_now"),
]
