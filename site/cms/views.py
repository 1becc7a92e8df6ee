from django.http import Http404, HttpRequest, HttpResponse

from cms.selectors import site_facts


def theme(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The theme under its hash: a changed theme has a new address, so this one may be kept for ever."""
    facts = site_facts()
    if fingerprint != facts.theme_hash:
        raise Http404
    response = HttpResponse(facts.theme_css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
