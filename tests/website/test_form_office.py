"""Forms in the back office: editors build them, others read what came in, and nobody sees more than they may."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.generation import generation
from core.models import ProtocolEntry
from core.registries import home_panels
from mailing.models import Message
from tests.website.editing import member
from tests.website.enquiries import (
    PDF,
    a_file,
    a_form,
    a_submission,
    entries,
    ids,
    kinds_of_cells,
    send,
    sheet,
)  # fmt: skip
from website.models import Form, FormSubmission
from website.roles import ADMIN, EDITOR, SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C07")]
LIST, FORMS = "/admin/einsendungen/", "/admin/formulare/"


@pytest.fixture
def support() -> Client:
    return member(SUPPORT)


@pytest.fixture
def form() -> Form:
    return a_form(recipients="anfragen@haselrain.example")


def posted(**values: Any) -> dict[str, Any]:
    """What the editor's screen sends."""
    fields = {
        "name": "Rückruf", "button": "", "thanks_title": "", "thanks": rich_text("<p>Bis bald.</p>"), "recipients": "",
        "retention_days": "", "open": "on",
        "questions": streamfield([
            ("line", {"label": "Name", "hint": "", "required": "on", "meaning": "name", "default": ""}),
            ("choice", {"label": "Wann?", "hint": "", "options": "heute\nmorgen", "default": "", "look": "radio"}),
            ("consent", {"label": "Datenschutz", "text": rich_text("<p>Ja, gern.</p>"), "required": "on"}),
        ]),
        **values,
    }  # fmt: skip
    return dict(nested_form_data(fields))


def test_an_editor_builds_a_form_and_its_fields_keep_their_ids() -> None:
    editor = member(EDITOR)
    before = generation()
    assert editor.post(f"{FORMS}add/", posted()).status_code == 302
    form = Form.objects.get(name="Rückruf")
    assert [field.block_type for field in form.questions] == ["line", "choice", "consent"]
    assert generation() != before, "pages that show it are made anew"
    assert ProtocolEntry.objects.filter(action="form.created", object_id=str(form.pk)).exists()
    first = form.questions[0].id
    data = posted(name="Rückruf 2")
    data["questions-0-id"], data["questions-0-value-label"] = first, "Wie heißen Sie?"
    assert editor.post(f"{FORMS}edit/{form.pk}/", data).status_code == 302
    form.refresh_from_db()
    assert (form.questions[0].id, form.questions[0].value["label"]) == (first, "Wie heißen Sie?")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"recipients": "a@example.org\nkeine Adresse"}, "keine Adresse"),
        ({"recipients": "\n".join(f"a{n}@example.org" for n in range(6))}, "5"),
        ({"copy_to_sender": "on"}, "copy_to_sender"),
        ({"retention_days": "0"}, "retention_days"),
        ({"retention_days": "36501"}, "retention_days"),
        ({"retention_days": "800000"}, "retention_days"),
        ({"questions": streamfield([])}, "questions"),
        ({"questions": streamfield([("choice", {"label": "A", "hint": "", "options": "nur eine", "default": "",
                                                "look": "radio"})])}, "options"),
        ({"questions": streamfield([("choice", {"label": "A", "hint": "", "options": "a\nb", "default": "c",
                                                "look": "radio"})])}, "default"),
        ({"questions": streamfield([("file", {"label": f"{n}", "hint": "", "kinds": ["pdf"], "megabytes": "10"})
                                    for n in range(3)])}, "20"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_words(values: dict[str, Any], told: str) -> None:
    response = member(EDITOR).post(f"{FORMS}add/", posted(**values))
    assert response.status_code == 200
    assert told in f"{response.context['form'].errors.as_json()} {response.content.decode()}"
    assert not Form.objects.exists()


def test_the_preview_shows_the_form_as_visitors_see_it() -> None:
    editor = member(EDITOR)
    assert editor.post(f"{FORMS}preview/", posted()).json()["is_valid"]
    html = editor.get(f"{FORMS}preview/").content.decode()
    assert "<h1>Rückruf</h1>" in html
    assert "Wann?" in html
    assert "Ja, gern." in html


def test_the_list_of_a_form_has_its_fields_as_columns(support: Client, form: Form) -> None:
    a_submission(form, Name="Otto Leser")
    a_submission(a_form(name="Anderes"), Name="Eva")
    everything, chosen = support.get(LIST), support.get(f"{LIST}?form={form.pk}")
    assert [column.label for column in chosen.context["table"].columns.values()][1:4] == ["Name", "E-Mail", "Telefon"]
    html = chosen.content.decode()
    assert "Otto Leser" in html
    assert "Eva" not in html
    assert everything.context["paginator"].count == 2
    for nonsense in ("x", "0", "9" * 30, "\u00b2"):
        assert support.get(f"{LIST}?form={nonsense}").status_code == 200


def test_the_list_is_searched_and_filtered(support: Client, form: Form) -> None:
    a_submission(form, Name="Otto Ährenfeld", Frage="Brot?")
    spam = a_submission(form, Name="Eva", Frage="Garten?")
    FormSubmission.objects.filter(pk=spam.pk).update(state="suspect")

    def found(query: str) -> int:
        return int(support.get(f"{LIST}?{query}").context["paginator"].count)

    assert [found("q=ahrenfeld"), found("q=ÄHREN brot"), found("q=ähren garten"), found("q=GARTEN")] == [1, 1, 0, 1]
    assert [found("state=suspect"), found("state=new"), found("submitted_at_from=2999-01-01")] == [1, 1, 0]


def test_excel_has_dates_as_dates_and_no_formulas(support: Client, form: Form) -> None:
    formula = '=HYPERLINK("https://evil.example","Klick")'
    a_submission(form, Name=formula, Frage="+49 30 1", Personen="12,5")
    answer = support.get(f"{LIST}?form={form.pk}&export=xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Seminaranfrage.xlsx"'
    [head, row] = sheet(answer.content)
    kept = dict(zip(head, row, strict=True))
    assert kept["Name"] == formula
    assert "f" not in kinds_of_cells(answer.content)
    assert kept["Frage"] == "+49 30 1"
    assert (type(row[0]), kept["Wunschtag"]) == (datetime, datetime(2027, 3, 1))  # noqa: DTZ001 -- Excel knows no zones
    assert row[0] == localtime(FormSubmission.objects.get().submitted_at).replace(tzinfo=None, microsecond=0)
    assert kept["Personen"] == 12.5
    assert (kept["Themen"], kept["Datenschutz"], kept["Telefon"]) == ("Brot, Stille", "ja", "+49 30 123456")


def test_excel_keeps_the_answers_of_fields_that_are_gone(support: Client, form: Form) -> None:
    a_submission(form)
    del form.questions[3]
    form.save()
    [head, row] = sheet(support.get(f"{LIST}?form={form.pk}&export=xlsx").content)
    assert head[-1] == "Frage"
    assert row[-1].startswith("Wann geht es los?")


def test_a_file_is_for_those_who_may_read_submissions(support: Client, form: Form) -> None:
    send(form, {**entries(form), ids(form)["Unterlagen"]: a_file()})
    kept = form.submissions.get()
    path = f"{LIST}{kept.pk}/datei/{kept.files.get().pk}/"
    answer = support.get(path)
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert Client().get(path).status_code == 302
    assert member(EDITOR).get(path).status_code == 302
    other = a_submission(form, Frage="andere")
    assert support.get(f"{LIST}{other.pk}/datei/{kept.files.get().pk}/").status_code == 404


def test_the_screen_tells_what_was_sent_and_what_speaks_for_spam(support: Client, form: Form) -> None:
    send(form, {**entries(form), "website": "x"})
    kept = FormSubmission.objects.get()
    html = support.get(f"{LIST}inspect/{kept.pk}/").content.decode()
    assert "Erika Leserin" in html
    assert "01.03.2027" in html
    assert "(https://haselrain.example/datenschutz/)" in html
    assert f"{LIST}{kept.pk}/kein-spam/" in html
    assert f"{LIST}{kept.pk}/loeschen/" not in html
    support.post(f"{LIST}{kept.pk}/kein-spam/")
    kept.refresh_from_db()
    assert (kept.state, Message.objects.count()) == ("new", 1)
    support.post(f"{LIST}{kept.pk}/erledigt/")
    kept.refresh_from_db()
    assert kept.state == "done"


def test_the_screen_warns_of_spam_while_it_is_some_and_says_truly_whether_mails_have_gone(
    support: Client, form: Form
) -> None:
    kept = a_submission(form)
    screen = f"{LIST}inspect/{kept.pk}/"
    support.post(f"{LIST}{kept.pk}/spam/")
    html = support.get(screen).content.decode()
    assert "Das sieht nach Spam aus" in html
    assert "Es ist keine E-Mail hinausgegangen" not in html, "one has been sent, before somebody saw that it is spam"
    support.post(f"{LIST}{kept.pk}/kein-spam/")
    assert "Das sieht nach Spam aus" not in support.get(screen).content.decode()
    Message.objects.all().delete()
    kept.refresh_from_db()
    send(form, {**entries(form, Frage="Billig!"), "website": "x"})
    spam = FormSubmission.objects.latest("pk")
    assert "Es ist keine E-Mail hinausgegangen" in support.get(f"{LIST}inspect/{spam.pk}/").content.decode()


@pytest.mark.parametrize(("done", "again"), [("erledigt", "erledigt"), ("erledigt", "spam"), ("spam", "erledigt")])
def test_a_button_of_an_old_page_says_that_nothing_was_changed(
    support: Client, form: Form, done: str, again: str
) -> None:
    kept = a_submission(form)
    support.post(f"{LIST}{kept.pk}/{done}/")
    kept.refresh_from_db()
    answer = support.post(f"{LIST}{kept.pk}/{again}/", follow=True)
    message = list(answer.context["messages"])[-1]
    assert message.level_tag == "error"
    assert kept.get_state_display() in message.message
    state = kept.state
    kept.refresh_from_db()
    assert kept.state == state


def test_only_data_protection_deletes(support: Client, form: Form) -> None:
    kept = a_submission(form)
    path = f"{LIST}{kept.pk}/loeschen/"
    assert support.post(path, {"reason": "Bitte"}).status_code in {302, 403}
    assert FormSubmission.objects.exists()
    chief = member(ADMIN)
    assert chief.get(path).status_code == 200
    assert chief.post(path, {"reason": "Bitte vom 1. Mai"}).headers["Location"] == LIST
    assert not FormSubmission.objects.exists()


def test_what_is_new_waits_on_the_home_page(support: Client, form: Form) -> None:
    a_submission(form)
    html = support.get("/admin/").content.decode()
    assert f"{LIST}?state=new" in html


def test_what_looks_like_spam_waits_there_too(support: Client, form: Form) -> None:
    """Somebody may have been taken for a machine."""
    send(form, {**entries(form), "website": "x"})
    assert home_panels.get("website.suspects").count() == (1, f"{LIST}?state=suspect")
    assert f"{LIST}?state=suspect" in support.get("/admin/").content.decode()
