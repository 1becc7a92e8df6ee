"""Content security policy: strict in public, relaxed under /admin/, where Wagtail's widgets use inline scripts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PUBLIC = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
ADMIN = {
    **PUBLIC,
    "img-src": "'self' data: blob:",
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "form-action": "'self'",
}


def policy(path: str) -> str:
    directives = (
        ADMIN
        if path.startswith("/admin/")
        else {**PUBLIC, "form-action": " ".join(["'self'", *settings.PAYMENT_REDIRECT_ORIGINS])}
    )
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class ContentSecurityPolicy:
    """Sets the header unless the view has set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request.path))
        return response
