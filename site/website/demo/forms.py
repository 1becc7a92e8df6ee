"""The demo's forms. The one for manuscripts asks for one of each thing that a form can ask."""

from collections.abc import Callable
from typing import Any

from website.demo.publisher import PUBLISHER
from website.models import Form
from website.services.forms import save_form

CONSENT = (
    "<p>Ich bin einverstanden, dass {name} meine Angaben und meine Datei speichert, um mein Angebot zu prüfen und "
    "mir zu antworten. Sie werden nach 180 Tagen gelöscht. Ich kann die Einwilligung jederzeit widerrufen.</p>"
)
THANKS = (
    "<p>Ihr Manuskript ist bei uns. Wir lesen jedes Angebot zu zweit und melden uns innerhalb von sechs Wochen, auch "
    "dann, wenn es nicht in unser Programm passt.</p><p>Bitte schicken Sie uns nichts mit der Post nach: Papier können "
    "wir leider nicht zurücksenden.</p>"
)


ANSWER = "<p>Ihre Nachricht ist bei uns. Wir antworten innerhalb von zwei Werktagen.</p>"
OFFER = (
    "<p>Ihre Anfrage ist bei Henrik Aldag. Er sieht nach, was frei ist, und schickt Ihnen innerhalb von zwei Werktagen "
    "ein Angebot.</p>"
)


def demo_form(key: str) -> Form:
    """Loading again finds it."""
    facts = _FORMS[key]()
    if known := Form.objects.filter(name=facts["name"]).first():
        return known
    return save_form(form=Form(recipients=PUBLISHER.email, copy_to_sender=True, retention_days=180, **facts))


def _manuscript() -> dict[str, Any]:
    return {
        "name": "Manuskript anbieten",
        "questions": _questions(),
        "button": "Manuskript senden",
        "thanks_title": "Danke für Ihr Vertrauen",
        "thanks": THANKS,
    }


def _contact() -> dict[str, Any]:
    questions = [*_who(), ("lines", _field("Ihre Nachricht", "Zu einer Bestellung bitte mit der Bestellnummer."))]
    return {"name": "Nachricht schreiben", "questions": questions, "button": "Nachricht senden", "thanks": ANSWER}


def _house() -> dict[str, Any]:
    questions = [
        *_who(),
        ("line", _field("Gruppe", "Verein, Firma oder wie Sie sich nennen.", required=False, meaning="organization")),
        ("date", _field("Anreise", "Wir vermieten von Sonntag bis Freitag.")),
        ("number", _field("Nächte", minimum=1, maximum=5, default=None)),
        ("number", _field("Personen", "Ab acht. Wir haben dreizehn Betten.", minimum=8, maximum=40, default=None)),
        (
            "choices",
            _field(
                "Räume",
                "Was Sie außer den Zimmern brauchen.",
                required=False,
                options="Hofraum\nKaminzimmer\nBackstube\nScheune",
                default="",
            ),
        ),
        ("lines", _field("Was haben Sie vor?")),
    ]
    return {"name": "Haus anfragen", "questions": questions, "button": "Anfrage senden", "thanks": OFFER}


_FORMS: dict[str, Callable[[], dict[str, Any]]] = {"manuskript": _manuscript, "kontakt": _contact, "haus": _house}


def _who() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("line", _field("Ihr Name", meaning="name")),
        ("email", _field("E-Mail-Adresse", "Dorthin antworten wir.")),
        ("phone", _field("Telefon", "Nur, wenn Sie lieber angerufen werden.", required=False)),
    ]


def _questions() -> list[tuple[str, dict[str, Any]]]:
    return [
        *_who(),
        ("line", _field("Arbeitstitel")),
        (
            "choice",
            _field(
                "Was haben Sie geschrieben?",
                options="ein Heft zum Nachmachen\neinen Erfahrungsbericht\netwas anderes",
                default="",
                look="radio",
            ),
        ),
        (
            "choices",
            _field(
                "Worum geht es?",
                "Mehreres ist möglich.",
                required=False,
                options="Backen und Kochen\nGarten\nHandwerk\nWandern\nStille",
                default="",
            ),
        ),
        ("number", _field("Umfang in Normseiten", minimum=1, maximum=600, default=None)),
        ("date", _field("Fertig am", "Der Tag, an dem Sie uns den ganzen Text geben könnten.", required=False)),
        ("lines", _field("Worum geht es in drei Sätzen?")),
        ("file", _field("Leseprobe", "Die ersten zehn Seiten genügen.", kinds=["pdf", "office"], megabytes=5)),
        ("consent", {"label": "Datenschutz", "text": CONSENT.format(name=PUBLISHER.name), "required": True}),
    ]


def _field(label: str, hint: str = "", *, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"label": label, "hint": hint, "required": required, **more}
