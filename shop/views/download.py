"""Downloads: a page by personal link, a button that counts, and the file for an hour."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.http import SeeOther, send_private
from core.ratelimit import client_address, hit
from shop import presenters
from shop.models import DownloadLink
from shop.selectors import access_file_by_token, access_link_by_token
from shop.services import DownloadRefused, request_new_link, take_download
from shop.services.downloads import refusal

CONTENT_TYPES = {"epub": "application/epub+zip", "pdf": "application/pdf"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what there is; POST counts and leads to the file (whose own link may then be opened again freely)."""
    if _too_often(request):
        return render(request, "429.html", status=429)
    link = access_link_by_token(token)
    if request.method != "POST":
        return _show(request, link, token)
    try:
        taken = take_download(link=link, format=request.POST.get("format", ""))
    except DownloadRefused:
        return _show(request, access_link_by_token(token), token, status=410)
    return SeeOther(reverse("shop:file", args=[taken.token]))


@never_cache
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """The marked copy. The right is looked at again: taken back means now."""
    if _too_often(request):
        return render(request, "429.html", status=429)
    copy = access_file_by_token(token, at=clock.now()).copy
    response = send_private(copy.file, name=copy.filename, content_type=CONTENT_TYPES[copy.format])
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link, by mail to the buyer: who found an old one somewhere gets nothing."""
    link = access_link_by_token(token)
    if not hit(f"renew:{link.line_id}:{client_address(request)}", limit=5, period=3600):
        return render(request, "429.html", status=429)
    try:
        request_new_link(link_id=link.pk)
    except DownloadRefused:
        return _show(request, link, token, status=410)
    return SeeOther(reverse("shop:download", args=[token]))


def _show(request: HttpRequest, link: DownloadLink, token: str, status: int = 200) -> HttpResponse:
    ebook = link.line.article.ebook
    context = {
        "status": {"": "open", "replaced": "renewed"}.get(refusal(link), refusal(link)),
        "line": {"name": link.line.name, "author": ebook.author, "cover": ebook.cover},
        "download": presenters.download_card(link),
        "renew_url": reverse("shop:renew", args=[token]),
        "email_hint": presenters.masked(link.line.order.email),
    }
    return render(request, "shop/download.html", context, status=status)


def _too_often(request: HttpRequest) -> bool:
    return not hit(f"download:{client_address(request)}", limit=120, period=600)
