"""Search over all public pages, with the articles that stand on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page
from wagtail.search.query import Or, PlainText, SearchQuery

from cms import finding
from cms.finding import Piece
from cms.models import BasePage
from shop.cards import Card, cards_of
from website.pages import HomePage

LONGEST_QUERY = 200
MOST_WORDS = 10
MOST_RESULTS = 100
NEAREST = 20


@dataclass(frozen=True)
class Result:
    page: BasePage
    title: list[Piece]
    excerpt: list[Piece]
    card: Card | None


@dataclass(frozen=True)
class Hits:
    """What was found, best first. `loose`: no page has all the words, these have some of them or similar ones."""

    words: list[str]
    pages: list[Page]
    loose: bool = False

    @property
    def capped(self) -> bool:
        return len(self.pages) == MOST_RESULTS


def find(text: str) -> Hits:
    words = finding.words_in(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return Hits([], [])
    public = Page.objects.live().public().not_type(HomePage)
    if pages := _best(public, PlainText(" ".join(words), operator="and"), words):
        return Hits(words, pages)
    stems = [finding.stem(word) for word in words]
    return Hits(stems, _best(public, Or([PlainText(stem) for stem in stems]), stems), loose=True)


def results(hits: Hits, pages: Sequence[Page]) -> list[Result]:
    """Some of the pages of the hits, as they are shown; those that sell with their cards."""
    sold = cards_of(page.pk for page in pages)
    return [
        Result(
            page,
            finding.marked(page.title, hits.words),
            finding.excerpt(page.reading_text, hits.words),
            sold.get(page.pk),
        )
        for page in _specific(pages)
    ]


def suggested(hits: Hits) -> list[Result]:
    """What is called so: by its title, its author or its number."""
    nearest = results(hits, hits.pages[:NEAREST])
    return [result for result in nearest if _says(" ".join([result.page.title, *result.page.names]), hits.words)]


def _best(pages: Any, query: SearchQuery, words: Sequence[str]) -> list[Page]:
    """Those whose title says it come first; otherwise as relevant as the database thinks."""
    return sorted(pages.autocomplete(query)[:MOST_RESULTS], key=lambda page: not _says(page.title, words))


def _says(text: str, words: Iterable[str]) -> bool:
    said = finding.words_in(text)
    return all(any(known.startswith(word) for known in said) for word in words)


def _specific(pages: Sequence[Page]) -> list[BasePage]:
    """One query per kind of page, and what the kind needs for its results."""
    kinds = defaultdict(list)
    for page in pages:
        kinds[page.specific_class].append(page.pk)
    found = {page.pk: page for kind, keys in kinds.items() for page in kind.for_results().filter(pk__in=keys)}
    return [found[page.pk] for page in pages]
