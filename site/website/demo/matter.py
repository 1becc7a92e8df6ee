"""What stands before and after the chapters, the same in EPUB and PDF: imprint and the page about the house."""

from html import escape

from website.demo.books import Book
from website.demo.publisher import PUBLISHER
from website.demo.typography import bind

ORDINALS = ("Erstes", "Zweites", "Drittes", "Viertes", "Fünftes", "Sechstes")


def chapter_label(number: int) -> str:
    return f"{ORDINALS[number - 1]} Kapitel"


PERSONAL = "Dieses Heft ist für Sie persönlich. Bitte geben Sie die Datei nicht weiter; was Sie daraus lernen, gern."
SAMPLE = "Diese Leseprobe dürfen Sie gern weitergeben."


def imprint_html(book: Book, licence: str) -> str:
    lines = (
        f"{PUBLISHER.brand} Hefte, Heft {book.volume}",
        f"© {book.published.year} {PUBLISHER.name}, {PUBLISHER.street}, {PUBLISHER.postal_code} {PUBLISHER.city}",
        f"ISBN {book.isbn}",
        "Text, Satz und Umschlag: aus dem eigenen Haus.",
        licence,
        "Verlag, Ort und Personen sind erfunden. Das Heft gehört zu den Beispieldaten eines Buchladens.",
    )
    return "\n".join(f"<p>{escape(bind(line))}</p>" for line in lines)


def about_html(book: Book) -> str:
    house = (
        f"{PUBLISHER.brand} ist ein kleiner Verlag mit einem Seminarhaus in der Uckermark. Unsere Hefte entstehen aus "
        "den Kursen, die dort stattfinden: Was sich im Gespräch bewährt hat, schreiben wir auf."
    )
    return f"<p>{escape(book.author_note)}</p>\n<p>{escape(bind(house))}</p>\n<p>{PUBLISHER.domain}</p>"
