import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms.finding import excerpt, fold, marked, stem
from shop.models import Ebook
from shop.services.articles import save_article
from tests.factories import an_ebook
from tests.support.windows import to_the_start_of_a_window
from tests.support.worlds import once_per_file
from tests.website.pages import a_catalogue, a_content_page, a_cover, a_home, an_ebook_page
from website import views
from website.pages import HomePage
from website.search import find

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C01")]
ISBN = "978-3-16-148410-0"


@once_per_file
def shelf() -> dict[str, Ebook]:
    """Three ebooks with pages, and two pages that sell nothing."""
    home = a_home(intro="Ein Verlag mit großem Tisch.")
    catalogue = a_catalogue(home)
    cover = a_cover()
    bread = an_ebook("E-1001", isbn=ISBN, cover=cover, subtitle="Ein Backkurs")
    books = {
        "bread": bread,
        "day": an_ebook("E-1002", name="Der gute Tag", author="Jonas Ährenfeld", cover=cover),
        "quiet": an_ebook("E-1003", name="Weit und leise", author="Ruth Zöllner", cover=cover),
    }
    an_ebook_page(catalogue, bread, body=[("text", "<p>Auch ein <b>Roggenbrot</b> will ruhen.</p>")])
    an_ebook_page(catalogue, books["day"], intro="Eine Tagung, an der das Brot nicht fehlt.")
    an_ebook_page(catalogue, books["quiet"], intro="Landschaften lesen & zeichnen.")
    a_content_page(home, "Über uns", "ueber-uns", intro="Wir backen jeden Freitag.")
    a_content_page(home, "Barrierefreiheit", "barrierefreiheit", body=[("text", "<p>Das Brot ist rund.</p>")])
    return books


@pytest.fixture
def home() -> HomePage:
    return HomePage.objects.get()


def titles(text: str) -> list[str]:
    return [page.title for page in find(text).pages]


@pytest.mark.parametrize(
    "text",
    ["Brot braucht Zeit", "brot zeit", "Kerkow", "E-1001", "e1001", "1001", ISBN, ISBN.replace("-", ""), "Backkurs",
     "roggenbro", "sauerteig geduld", "  Brot   BRAUCHT  "],
)  # fmt: skip
def test_an_ebook_is_found_by_title_author_numbers_and_words(shelf: dict[str, Ebook], text: str) -> None:
    assert titles(text)[0] == "Brot braucht Zeit"


def test_the_title_counts_more_than_the_words(shelf: dict[str, Ebook]) -> None:
    found = titles("brot")
    assert found[0] == "Brot braucht Zeit"
    assert set(found[1:]) == {"Der gute Tag", "Barrierefreiheit"}


@pytest.mark.parametrize(
    ("text", "title"), [("uber uns", "Über uns"), ("ÄHRENFELD", "Der gute Tag"), ("zollner", "Weit und leise")]
)
def test_case_and_accents_do_not_matter(shelf: dict[str, Ebook], text: str, title: str) -> None:
    assert titles(text) == [title]


def test_without_an_exact_hit_inflected_words_and_some_of_the_words_are_enough(shelf: dict[str, Ebook]) -> None:
    assert find("Roggenbrote").loose
    assert titles("Roggenbrote") == ["Brot braucht Zeit"]
    assert titles("Landschaften im Winter") == ["Weit und leise"]
    assert not find("Landschaft").loose


def test_a_page_is_found_by_the_new_name_of_its_article(shelf: dict[str, Ebook]) -> None:
    ebook = shelf["day"]
    ebook.author = "Wilhelmine Neumann"
    save_article(article=ebook, files={})
    assert titles("neumann") == ["Der gute Tag"]
    assert titles("ährenfeld") == []


def test_what_is_not_public_is_not_found(shelf: dict[str, Ebook]) -> None:
    hidden, private = find("über uns").pages[0], find("barrierefreiheit").pages[0]
    hidden.unpublish()
    PageViewRestriction.objects.create(page=private, password="geheim")
    assert titles("freitag") == titles("rund") == titles("über") == []


@pytest.mark.parametrize(
    "text",
    ["%", "*", "_", "'", '"', "brot*", "a' OR '1'='1", "NEAR(brot)", "brot AND NOT zeit", "x" * 5000, "brot " * 900,
     "(((", "title:brot", "\\", "ﬁ", "😀", "a\ud800b".encode("utf-8", "replace").decode(), "brot:*", "& | ! <->"],
)  # fmt: skip
def test_odd_queries_are_harmless(client: Client, shelf: dict[str, Ebook], text: str) -> None:
    for address in ("/suche/", "/suche/vorschlaege/"):
        assert client.get(address, {"q": text}).status_code == 200


@pytest.mark.parametrize("seite", ["0", "-1", "99", "x", ""])
def test_an_odd_page_number_is_harmless(client: Client, shelf: dict[str, Ebook], seite: str) -> None:
    assert "Der gute Tag" in client.get("/suche/", {"q": "Ährenfeld", "seite": seite}).content.decode()


def test_nul_is_refused(client: Client) -> None:
    assert client.get("/suche/?q=a%00b").status_code == 400


def test_the_result_shows_price_author_and_the_words_found(client: Client, shelf: dict[str, Ebook]) -> None:
    html = client.get("/suche/", {"q": "roggenbrot"}).content.decode()
    assert "will ruhen" in html
    assert "<mark>Roggenbrot</mark>" in html
    assert "Marlene Kerkow" in html
    assert "8,90\u00a0€" in html
    assert "MwSt" in html or "VAT" in html
    assert '<meta name="robots" content="noindex">' in html


def test_what_was_typed_and_what_was_found_is_escaped(client: Client, home: HomePage) -> None:
    a_content_page(home, "<i>Titel", "titel", intro="Das <script>alert(1)</script> Wort.")
    html = client.get("/suche/", {"q": '"><script>titel'}).content.decode()
    assert "<script>titel" not in html
    html += client.get("/suche/", {"q": "titel"}).content.decode()
    html += client.get("/suche/vorschlaege/", {"q": "titel"}).content.decode()
    assert "<script>alert" not in html
    assert "<i>" not in html


def test_suggestions_are_what_is_called_so(client: Client, shelf: dict[str, Ebook]) -> None:
    def suggested(text: str) -> str:
        return client.get("/suche/vorschlaege/", {"q": text}).content.decode()

    assert 'href="/barrierefreiheit/"' in suggested("barri")
    assert "Brot braucht Zeit" in suggested("marlene ker")
    assert suggested("rund").strip() == ""
    assert suggested("").strip() == ""


def test_nothing_found_shows_a_way_on(client: Client, shelf: dict[str, Ebook]) -> None:
    html = client.get("/suche/", {"q": "Quastenflosser"}).content.decode()
    assert "Quastenflosser" in html
    assert 'href="/hefte/"' in html
    assert "Weit und leise" in html


def test_many_results_come_in_pages(client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "RESULTS_PER_PAGE", 2)
    for number in range(5):
        a_content_page(home, f"Kurs {number}", f"kurs-{number}")
    pages = [client.get("/suche/", {"q": "kurs", "seite": number}).content.decode() for number in (1, 2, 3)]
    shown = [{number for number in range(5) if f"/kurs-{number}/" in html} for html in pages]
    assert [len(some) for some in shown] == [2, 2, 1]
    assert set.union(*shown) == set(range(5))
    assert 'href="/suche/?q=kurs&amp;seite=2"' in pages[0]
    assert 'rel="prev"' in pages[2]
    assert 'rel="next"' not in pages[2]


@pytest.mark.parametrize("address", ["/suche/?q=brot", "/suche/?q=nichts+davon", "/suche/", "/suche/vorschlaege/?q=br"])
def test_searching_leaves_no_trace_at_the_visitor(client: Client, shelf: dict[str, Ebook], address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "address", ["/suche/?q=b", "/suche/?q=quastenflosser+brotlos", "/suche/", "/suche/vorschlaege/?q=b"]
)
def test_searching_costs_at_most_eight_queries(client: Client, shelf: dict[str, Ebook], address: str) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 8, "\n".join(query["sql"][:150] + query["sql"][-300:] for query in queries)


def test_too_many_searches_are_refused(client: Client, home: HomePage) -> None:
    to_the_start_of_a_window(seconds=60)
    answers = [client.get("/suche/?q=brot").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_searching_is_a_get(client: Client) -> None:
    assert client.post("/suche/").status_code == 405
    assert client.head("/suche/").status_code == 200


def test_words_are_folded_cut_and_marked() -> None:
    assert fold("Ru\u00adhe ÄÖÜ ß é ﬁ") == "ruhe aou ss e fi"
    stems = {"brote": "brot", "seminaren": "seminar", "tag": "tag", "tage": "tage", "haus": "haus", "zeiten": "zeit"}
    assert {word: stem(word) for word in stems} == stems
    assert [(piece.text, piece.found) for piece in marked("Ein Brot, zwei Brote.", ["brot"])] == [
        ("Ein ", False), ("Brot", True), (", zwei ", False), ("Brote", True), (".", False),
    ]  # fmt: skip


def test_an_excerpt_begins_and_ends_with_whole_words_around_the_first_hit() -> None:
    text = " ".join(f"Wort{number}" for number in range(200))
    pieces = excerpt(text, ["wort150"])
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… Wort1")
    assert shown.endswith(" …")
    assert len(shown) < 240
    assert [piece.text for piece in pieces if piece.found] == ["Wort150"]
    assert set(shown.strip("… ").split()) <= set(text.split())
    assert excerpt("", ["x"]) == []
