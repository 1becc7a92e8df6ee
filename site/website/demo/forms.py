"""The demo's form: somebody offers the publisher a manuscript. It asks for one of each thing that a form can ask."""

from typing import Any

from website.demo.publisher import PUBLISHER
from website.models import Form
from website.services.forms import save_form

NAME = "Manuskript anbieten"
CONSENT = (
    "<p>Ich bin einverstanden, dass {name} meine Angaben und meine Datei speichert, um mein Angebot zu prüfen und "
    "mir zu antworten. Sie werden nach 180 Tagen gelöscht. Ich kann die Einwilligung jederzeit widerrufen.</p>"
)
THANKS = (
    "<p>Ihr Manuskript ist bei uns. Wir lesen jedes Angebot zu zweit und melden uns innerhalb von sechs Wochen, auch "
    "dann, wenn es nicht in unser Programm passt.</p><p>Bitte schicken Sie uns nichts mit der Post nach: Papier können "
    "wir leider nicht zurücksenden.</p>"
)


def demo_form() -> Form:
    """Loading again finds it."""
    if known := Form.objects.filter(name=NAME).first():
        return known
    return save_form(
        form=Form(
            name=NAME,
            questions=_questions(),
            button="Manuskript senden",
            thanks_title="Danke für Ihr Vertrauen",
            thanks=THANKS,
            recipients=PUBLISHER.email,
            copy_to_sender=True,
            retention_days=180,
        )
    )


def _questions() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("line", _field("Ihr Name", meaning="name")),
        ("email", _field("E-Mail-Adresse", "Dorthin antworten wir.")),
        ("phone", _field("Telefon", "Nur, wenn Sie lieber angerufen werden.", required=False)),
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
