from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.generation import PUBLIC
from core.ratelimit import client_address, hit
from shop.cards import cards
from shop.listing import newest
from shop.pages import CataloguePage
from website.search import LONGEST_QUERY, find, results, suggested

RESULTS_PER_PAGE = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    if not hit(f"search:{client_address(request)}", limit=60, period=60):
        return render(request, "429.html", status=429)
    query = _query(request)
    hits = find(query)
    leaf = Paginator(hits.pages, RESULTS_PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "query": query,
        "hits": hits,
        "count": len(hits.pages),
        "results": results(hits, list(leaf.object_list)),
        "pagination": _pagination(query, leaf),
        **({} if hits.pages else _instead()),
    }
    return render(request, "website/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A piece of HTML for `<search-suggest>`."""
    if not hit(f"suggestions:{client_address(request)}", limit=240, period=60):
        return HttpResponse(status=429)
    context = {"results": suggested(_query(request))}
    response = render(request, "website/_suggestions.html", context)
    response.headers["Cache-Control"] = PUBLIC
    return response


def _query(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())


def _pagination(query: str, leaf: Leaf) -> dict[str, Any]:
    def address(number: int) -> str:
        return f"{reverse('website:search')}?{urlencode({'q': query, 'seite': number})}"

    return {
        "number": leaf.number,
        "count": leaf.paginator.num_pages,
        "previous_url": address(leaf.number - 1) if leaf.has_previous() else "",
        "next_url": address(leaf.number + 1) if leaf.has_next() else "",
    }


def _instead() -> dict[str, Any]:
    """For those who have found nothing: the newest titles, and the way to all of them."""
    return {
        "titles": cards(newest(4)),
        "catalogue": CataloguePage.objects.live().first(),
    }
