"""What strangers and machines send to a form: refused in words, or kept aside; nothing of it runs, and none is lost."""

import io
import re
import struct
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from mailing.models import Message
from tests.website.enquiries import (
    BROWSER,
    PDF,
    a_field,
    a_file,
    a_form,
    a_submission,
    a_zip,
    entries,
    ids,
    send,
    values,
)
from website.form_spam import stamp
from website.models import Form, FormSubmission, SubmissionFile
from website.services.forms import release_submission

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C07")]


@pytest.fixture
def form() -> Form:
    return a_form(recipients="anfragen@haselrain.example")


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "#1c5560").save(buffer, kind)
    return buffer.getvalue()


def encrypted(data: bytes) -> bytes:
    """A ZIP of one file that says that it needs a password."""
    table = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : table + 8] + b"\x01" + data[table + 9 :]


def cut_short(name: bytes = b"mimetype") -> bytes:
    """A ZIP whose table leads to a file behind its end, of which only the beginning is there."""
    size = len(ODT)
    behind = 46 + len(name) + 22
    table = struct.pack(
        "<4s4B4H3I5H2I", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, size, size, len(name), 0, 0, 0, 0, 0, behind
    )
    file = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, size, size, len(name), 0) + name + ODT[:9]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(table + name), 0, len(file))
    return table + name + end + file


ODT = b"application/vnd.oasis.opendocument.text"
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RIGHT = {
    "a PDF": (PDF, "Brief.pdf", "application/pdf"),
    "a PDF with a strange name": (PDF, "../../etc/passwd.exe", "application/pdf"),
    "a JPEG that is called PNG": (picture("JPEG"), "bild.png", "image/jpeg"),
    "a PNG": (picture("PNG"), "bild.PNG", "image/png"),
    "a Word document": (a_zip(**DOCX), "brief.docx", WORD),
    "an OpenDocument text": (
        a_zip(mimetype=ODT, **{"content.xml": b"<x/>"}),
        "brief.odt", ODT.decode(),
    ),
}  # fmt: skip
WRONG = {
    "HTML that is called PDF": (b"<script>alert(1)</script>", "brief.pdf"),
    "a program that is called PDF": (b"MZ\x90\x00" + b"\x00" * 200, "brief.pdf"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "bild.png"),
    "a GIF": (picture("GIF"), "bild.gif"),
    "half a PNG": (picture("PNG")[:40], "bild.png"),
    "any ZIP": (a_zip(**{"a.txt": b"x"}), "brief.docx"),
    "a Word document with macros": (a_zip(**DOCX, **{"word/vbaProject.bin": b"x"}), "brief.docx"),
    "an OpenDocument text with macros": (
        a_zip(mimetype=ODT, **{"Basic/Standard/x.xml": b"x"}),
        "brief.odt",
    ),
    "an OpenDocument text with a password": (encrypted(a_zip(mimetype=ODT)), "brief.odt"),
    "an OpenDocument text that is cut short": (cut_short(), "brief.odt"),
    "a Word document with ten thousand parts": (
        a_zip(**DOCX, **dict.fromkeys(map(str, range(10_000)), b"")),
        "brief.docx",
    ),
    "an EPUB": (a_zip(mimetype=b"application/epub+zip"), "brief.odt"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "brief.doc"),
    "nothing": (b"", "brief.pdf"),
    "too much": (PDF + b"x" * (1024 * 1024), "brief.pdf"),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_file_is_what_its_content_says(form: Form, case: str) -> None:
    data, name, content_type = RIGHT[case]
    response = send(form, {**entries(form), ids(form)["Unterlagen"]: a_file(data, name, "text/html")})
    assert response.status_code == 303, response.context["form"].errors
    kept = SubmissionFile.objects.get()
    assert kept.content_type == content_type
    assert re.fullmatch(r"[\w-]+\.(pdf|jpg|png|docx|odt)", kept.name)
    assert re.fullmatch(r"formulare/[0-9a-f]{32}", str(kept.file.name))


@pytest.mark.parametrize("case", WRONG)
def test_a_file_of_another_kind_is_refused_whatever_it_is_called(form: Form, case: str) -> None:
    data, name = WRONG[case]
    response = send(form, {**entries(form), ids(form)["Unterlagen"]: a_file(data, name)})
    assert response.status_code == 422
    assert "Unterlagen" in response.context["form"].errors[ids(form)["Unterlagen"]][0] or not data
    assert not FormSubmission.objects.exists()


def test_a_field_takes_only_the_kinds_that_its_editor_has_chosen() -> None:
    form = a_form([("file", a_field("Unterlagen", kinds=["picture"], megabytes=1))])
    name = ids(form)["Unterlagen"]
    assert send(form, {**entries(form), name: a_file()}).status_code == 422
    assert send(form, {**entries(form), name: a_file(picture("PNG"), "x.png")}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_what_another_site_sends_is_refused(form: Form, headers: dict[str, str]) -> None:
    response = Client(enforce_csrf_checks=True).post(form.address, entries(form), headers=headers)
    assert response.status_code == 403
    assert "<h1" in response.content.decode()
    assert not FormSubmission.objects.exists()


def test_our_own_page_needs_no_token(form: Form) -> None:
    assert send(form, client=Client(enforce_csrf_checks=True)).status_code == 303
    old_browser = Client(enforce_csrf_checks=True).post(
        form.address, entries(form, Frage="x"), headers={"Origin": "http://testserver"}
    )
    assert old_browser.status_code == 303


def test_fields_that_nobody_asked_for_are_not_kept(form: Form) -> None:
    extra = {"state": "done", "person": "1", "form": "7", "suspicion": "", "answers": "[]", "is_superuser": "on",
             **{f"x{n}": "x" * 20 for n in range(500)}}  # fmt: skip
    assert send(form, {**extra, **entries(form)}).status_code == 303
    kept = FormSubmission.objects.get()
    assert [answer["id"] for answer in kept.answers] == [field.id for field in form.questions]
    assert (kept.state, kept.person) == ("new", None)


@pytest.mark.parametrize("count", [9_000, 10_001])
def test_ten_thousand_fields_are_an_answer_in_words(form: Form, count: int) -> None:
    body = "&".join(f"a{n}=" for n in range(count))
    response = Client(raise_request_exception=False).post(
        form.address, body, "application/x-www-form-urlencoded", headers=BROWSER
    )
    assert response.status_code == (422 if count < 10_000 else 400)
    assert "<h1" in response.content.decode()


def test_nul_and_control_characters_are_refused(form: Form) -> None:
    for label in ("Name", "Frage", "E-Mail", "Telefon", "Personen", "Anrede", "Themen", "Wunschtag"):
        response = send(form, {**entries(form), ids(form)[label]: "a\x00b"})
        assert (label, response.status_code) == (label, 422)
    assert send(form, {**entries(form), "key": "a\x00b"}).status_code in {303, 422}
    assert send(form, {**entries(form), "stamp": "\x00"}).status_code in {303, 422}
    assert send(form, {**entries(form), "page": "\x00"}).status_code == 422


def test_large_bodies_are_for_forms_that_ask_for_files(form: Form) -> None:
    plain = a_form([("lines", a_field("Frage"))])
    big = "x" * (settings.MAX_BODY_PUBLIC + 1)
    assert send(plain, {**entries(plain), ids(plain)["Frage"]: big}).status_code == 413
    encoded = Client().post(form.address, f"a={big}", "application/x-www-form-urlencoded", headers=BROWSER)
    assert encoded.status_code == 413
    assert send(form, {**entries(form), ids(form)["Unterlagen"]: a_file(PDF + b"x" * 900_000)}).status_code == 303
    huge = Client().generic(
        "POST", form.address, b"", "multipart/form-data; boundary=b", CONTENT_LENGTH=str(settings.MAX_BODY_UPLOAD + 1)
    )
    assert huge.status_code == 413


def test_a_broken_multipart_body_is_an_answer_in_words(form: Form) -> None:
    for body in (b"nothing of the kind", b'--b\r\nContent-Disposition: form-data; name="a"\r\n'):
        response = Client(raise_request_exception=False).post(
            form.address, body, "multipart/form-data; boundary=b", headers=BROWSER
        )
        assert response.status_code in {400, 422}
        assert "<h1" in response.content.decode()


def test_one_address_sends_only_so_much_and_another_is_not_in_its_way(form: Form) -> None:
    codes = [Client().post(form.address, {}, headers=BROWSER).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]
    assert send(form, client=Client(REMOTE_ADDR="203.0.113.9")).status_code == 303


def sent_by_a_machine(form: Form, case: str) -> Any:
    other = a_form(name="Ein anderes")
    data = entries(form)
    data |= {
        "fills what nobody sees": {"website": "https://evil.example"},
        "is quick": {},
        "has no stamp": {"stamp": ""},
        "has an invented stamp": {"stamp": f"{form.pk}.1:x"},
        "has the stamp of another form": {"stamp": stamp(other.pk)},
        "sends links": {ids(form)["Frage"]: "https://a.example https://b.example [url=x]c[/url]"},
        "is no browser": {},
    }[case]
    if case == "is quick":
        return Client().post(form.address, data, headers=BROWSER)
    return send(form, data) if case != "is no browser" else Client().post(form.address, data)


@pytest.mark.parametrize(
    "case",
    ["fills what nobody sees", "is quick", "has no stamp", "has an invented stamp", "has the stamp of another form",
     "sends links", "is no browser"],
)  # fmt: skip
def test_what_looks_like_a_machine_is_kept_aside_and_told_to_nobody(form: Form, case: str) -> None:
    response = sent_by_a_machine(form, case)
    assert response.status_code == 303, "a machine learns nothing"
    kept = FormSubmission.objects.get()
    assert kept.state == "suspect"
    assert not Message.objects.exists()
    release_submission(submission_id=kept.pk, actor=None)
    assert Message.objects.get().template == "form_notice"
    assert values(kept)["Name"] == "Erika Leserin", "nothing of it is lost"


def test_a_person_with_a_cached_page_and_two_links_is_no_machine(form: Form) -> None:
    kept = a_submission(form, Frage="Siehe https://a.example und https://b.example")
    assert (kept.state, kept.suspicion) == ("new", "")


def test_what_visitors_type_is_text_wherever_it_is_shown(form: Form) -> None:
    nasty = "<script>alert(1)</script> {{ site.url }} [Klick](https://evil.example)"
    kept = a_submission(form, Name=nasty, Frage=nasty)
    notice = Message.objects.get()
    assert "<script" not in notice.html
    assert 'href="https://evil.example' not in notice.html
    assert "{{ site.url }}" in notice.text
    wrong = send(form, entries(form, Name=nasty, **{"E-Mail": nasty}))
    assert "<script>alert" not in wrong.content.decode()
    assert values(kept)["Name"] == nasty


def test_headers_cannot_be_smuggled_into_mails(form: Form) -> None:
    for address in ("erika@example.org\r\nBcc: a@evil.example", "erika@example.org,a@evil.example", "a@b@c.de"):
        assert send(form, entries(form, **{"E-Mail": address})).status_code == 422
    a_submission(form, Name="Erika, Bcc: a@evil.example")
    assert Message.objects.get().headers["Reply-To"] == "erika@example.org"
