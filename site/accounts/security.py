"""What the customer area shows of the login."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest


def section(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user  # the customer area is open to logged-in people only
    return {"email": user.email, "second_factor": is_mfa_enabled(user)}
