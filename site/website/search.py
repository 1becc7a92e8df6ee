"""Search over all public pages, with the articles that stand on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, get_page_models

from cms import finding
from cms.finding import Piece
from cms.models import BasePage
from cms.routing import is_closed
from core import fulltext
from shop.cards import Card, cards_of
from website.pages import HomePage

LONGEST_QUERY = 200
MOST_WORDS = 10
MOST_RESULTS = 100
SUGGESTIONS = 6


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
    words = _words(text)
    if not words:
        return Hits([], [])
    if pages := _pages([*_best(map(finding.as_name, words)), *_best(words)], words):
        return Hits(words, pages)
    stems = [finding.stem(word) for word in words]
    near = [*_best(map(finding.as_name, stems), any_of=True), *_best(stems, any_of=True)]
    return Hits(stems, _pages(near, stems), loose=True)


def suggested(text: str) -> list[Result]:
    """What is called so: by its title, its author or its number."""
    words = _words(text)
    hits = Hits(words, _pages(_best(map(finding.as_name, words)), words) if words else [])
    return results(hits, hits.pages[:SUGGESTIONS])


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


def _words(text: str) -> list[str]:
    return finding.words_in(text[:LONGEST_QUERY])[:MOST_WORDS]


def _best(words: Iterable[str], *, any_of: bool = False) -> list[int]:
    kinds = [kind for kind in get_page_models() if kind is not HomePage]
    types = [one.pk for one in ContentType.objects.get_for_models(*kinds, for_concrete_models=False).values()]
    return fulltext.best(list(words), content_types=types, number=MOST_RESULTS, any_of=any_of)


def _pages(keys: Sequence[int], words: Sequence[str]) -> list[Page]:
    """The public ones of these, each once. Those whose title says it come first."""
    live = Page.objects.filter(pk__in=keys).live().only("path", "title", "content_type").in_bulk()
    found = [live[key] for key in dict.fromkeys(keys) if key in live and not is_closed(live[key])]
    return sorted(found, key=lambda page: not _says(page.title, words))[:MOST_RESULTS]


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
