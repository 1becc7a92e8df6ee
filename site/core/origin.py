"""Where a POST comes from, for forms on pages that everybody gets from a cache and that therefore carry no token."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def require_same_origin(request: HttpRequest) -> None:
    """Browsers say it in Sec-Fetch-Site (Fetch Metadata), older ones in Origin. Raises PermissionDenied.

    Who sends neither is no browser, so that nobody's cookies are misused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise PermissionDenied
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
