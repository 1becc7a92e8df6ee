from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """The web process answers."""
    return HttpResponse("ok\n", content_type="text/plain")
