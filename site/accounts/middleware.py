from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class StaffSecondFactor:
    """With STAFF_MFA on, the back office opens only to those who have set up a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA and request.path.startswith("/admin/"):
            user = request.user
            if user.is_authenticated and not is_mfa_enabled(user):
                return redirect("mfa_index")
        return self.get_response(request)
