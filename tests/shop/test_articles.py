import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.protocol import history
from shop.models import Ebook
from shop.selectors import articles_not_ready
from tests.factories import an_ebook, small_pdf, some_goods
from tests.shop.pages import a_product_page
from tests.support.epubs import old_epub
from tests.website.pages import a_catalogue, a_home, an_ebook_page

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C04")]


def entries(**changes: object) -> dict[str, object]:
    fields = {
        "number": "N-1",
        "name": "Neues Heft",
        "author": "Ada Autorin",
        "gross": "14,90",
        "tax_class": "reduced",
        "price_bound": "on",
        "language": "de",
        "active": "on",
        "epub": SimpleUploadedFile("heft.epub", old_epub()),
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def test_an_editor_creates_the_article_in_the_chooser_of_its_page(editor: Client) -> None:
    response = editor.post(reverse("ebook_chooser:create"), entries(pdf=SimpleUploadedFile("heft.pdf", small_pdf())))
    assert response.json()["step"] == "chosen"
    ebook = Ebook.objects.get(number="N-1")
    assert (str(ebook.gross), ebook.price_bound, ebook.tax_class) == ("14.90", True, "reduced")
    assert {file.format: file.size for file in ebook.files.all()} == {
        "epub": len(old_epub()), "pdf": len(small_pdf()),
    }  # fmt: skip
    assert [entry.action for entry in history(ebook.product_ptr)] == ["article.created"]


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"epub": None}, "epub"),
        ({"epub": SimpleUploadedFile("heft.epub", b"not an EPUB")}, "epub"),
        ({"pdf": SimpleUploadedFile("heft.pdf", b"%PDF-1.4 broken")}, "pdf"),
        ({"gross": "-1"}, "gross"),
        ({"gross": "10,999"}, "gross"),
        ({"number": "klein geschrieben"}, "number"),
        ({"isbn": "978-3-16-148410-1"}, "isbn"),
        ({"name": "x" * 200}, "name"),
    ],
)
def test_a_faulty_article_is_named_beside_its_field_and_not_saved(
    editor: Client, changes: dict[str, object], faulty: str
) -> None:
    response = editor.post(reverse("ebook_chooser:create"), entries(**changes))
    assert response.json()["step"] == "reshow_creation_form"
    assert f'id="id_{faulty}' in response.json()["htmlFragment"]
    assert "error" in response.json()["htmlFragment"]
    assert not Ebook.objects.exists()


def test_a_number_is_given_once(editor: Client) -> None:
    an_ebook("N-1")
    response = editor.post(reverse("ebook_chooser:create"), entries())
    assert response.json()["step"] == "reshow_creation_form"
    assert Ebook.objects.count() == 1


def test_a_changed_price_and_a_replaced_file_are_in_the_history(editor: Client) -> None:
    ebook = an_ebook("N-1", "8.90")
    response = editor.post(reverse("ebooks:edit", args=[ebook.pk]), entries(gross="9,90"))
    assert response.status_code == 302
    ebook.refresh_from_db()
    assert str(ebook.gross) == "9.90"
    entry = history(ebook.product_ptr)[0]
    assert (entry.changes["gross"], entry.data) == (["8.90", "9.90"], {"files": ["epub"]})


def test_without_the_permission_nobody_creates_an_article(client: Client) -> None:
    user = User.objects.create_user("leser@example.org", "a long password")
    client.force_login(user)
    assert client.post(reverse("ebook_chooser:create"), entries()).status_code in {302, 403}
    assert not Ebook.objects.exists()


def test_the_file_itself_is_private(editor: Client) -> None:
    book = old_epub()
    editor.post(reverse("ebook_chooser:create"), entries(epub=SimpleUploadedFile("heft.epub", book)))
    file = Ebook.objects.get().files.get()
    with pytest.raises(ValueError, match="no address"):
        _ = file.file.url
    with file.file.open("rb") as kept:
        assert kept.read() == book


def test_what_is_on_sale_without_a_page_or_a_file_stands_on_the_start_page(editor: Client) -> None:
    catalogue = a_catalogue(a_home())
    whole, bare = an_ebook("E-1"), an_ebook("E-2")
    an_ebook_page(catalogue, whole)
    an_ebook_page(catalogue, bare)
    some_goods("W-1")
    a_product_page(catalogue, some_goods("W-2"))
    an_ebook("E-3", active=False)
    bare.files.all().delete()
    count, address = articles_not_ready()
    assert (count, listed_at(editor, address)) == (2, {"E-2", "W-1"})
    assert address in editor.get(reverse("wagtailadmin_home")).content.decode().replace("&amp;", "&")
    assert listed_at(editor, address.replace("complete=false", "complete=true")) == {"E-1", "W-2"}


def listed_at(editor: Client, address: str) -> set[str]:
    return {article.number for article in editor.get(address).context["object_list"]}
