"""What comes out of a template: two bodies that nobody's name can break out of."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from cms.theme import Look
from mailing import layout, markdown, placeholders, render
from mailing.placeholders import TemplateError, fill
from mailing.registry import all_templates, get_template
from mailing.styles import Styles
from mailing.wire import as_bytes
from tests.mailing.conftest import queue

LOOK = Styles(Look(brand="#7a3b2e"))
KEYS = [spec.key for spec in all_templates()]
NASTY = (
    "](javascript:x) **b** <script>x()</script> [a](https://evil.example) `c` | # _u_ ![i](https://e.example/p.png) \\"
)


def rendered(source: str, **context: Any) -> tuple[str, str]:
    filled = fill(source, context, language="de")
    return markdown.to_html(filled, LOOK), markdown.to_text(filled)


def test_a_value_stays_what_it_is_in_both_bodies() -> None:
    html, text = rendered("Guten Tag {{ name }},", name=NASTY)
    assert text.replace("\n", " ") == f"Guten Tag {NASTY},"
    assert re.findall(r"<(\w+)", html) == ["p"]


def test_a_value_in_a_heading_a_list_and_a_table_does_not_break_out() -> None:
    source = "## {{ name }}\n\n- {{ name }}\n\n| a | b |\n|:--|--:|\n| {{ name }} | 1 |"
    html, _text = rendered(source, name=f"x\n\n# y | {NASTY}")
    assert set(re.findall(r"<(\w+)", html)) == {"h2", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert html.count("<td") == 2


def test_an_address_in_a_value_leads_where_it_says_and_nowhere_by_script() -> None:
    html, _text = rendered("[Zur Bestellung]({{ url }})", url="https://shop.example/b/a_b*c-(1)/?x=1&y=2")
    assert 'href="https://shop.example/b/a_b*c-(1)/?x=1&amp;y=2"' in html
    html, _text = rendered("[Zur Bestellung]({{ url }})", url="javascript:alert(1)")
    assert "href" not in html


def test_lines_of_an_address_are_kept_on_request_only() -> None:
    html, text = rendered("{{ address | lines }}\n\n{{ address }}", address="Moos GmbH\n  # Weg 1  \n\n04109 Leipzig")
    assert text == "Moos GmbH\n# Weg 1\n04109 Leipzig\n\nMoos GmbH # Weg 1 04109 Leipzig"
    assert html.count("<br") == 2


@pytest.mark.parametrize(
    "trick", ["\u202eabc", "a\u2066b", "a\x00b", "a\x1bb", "a\u200bb", "a\r\nb", "a\u2028b"], ids=ascii
)
def test_control_and_direction_characters_do_not_come_through(trick: str) -> None:
    _html, text = rendered("{{ name }}", name=trick)
    assert text in {"abc", "ab", "a b"}


def test_amounts_and_dates_read_as_the_language_wants() -> None:
    sample = get_template("payment_failed").sample()
    source = "{{ order.gross | euro }}, {{ order.placed_at | date }} {{ order.placed_at | time }}"
    assert fill(source, sample, language="de", markdown=False) == "19,90\u00a0€, 24.11.2026 14:30"
    assert fill(source, sample, language="en", markdown=False) == "€19.90, 24 November 2026 14:30"


@pytest.mark.parametrize(
    "source",
    [
        "{{ order }}{% include 'x' %}",
        "{% assign x = 1 %}",
        "{{ name | append: 'x' }}",
        "{% for a in (1..5000) %}{{ a }}{% endfor %}",
        "{% for a in items %}{% for b in items %}{{ name }}{% endfor %}{% endfor %}",
        "{{ name.__class__ }}",
        "{{ missing }}",
        "{{ missing | euro }}",
        "{{ name | euro }}",
        "{{ name | date }}",
        "{% if name %}",
    ],
)
def test_the_language_of_the_placeholders_is_small(source: str) -> None:
    with pytest.raises(TemplateError):
        fill(source, {"name": "x", "items": list(range(60))}, language="de")


def test_an_empty_value_is_no_value() -> None:
    source = "{{ name | default: 'Guten Tag' }}{% if lines %}x{% endif %}"
    assert fill(source, {"name": "  ", "lines": [], "none": None}, language="de", markdown=False) == "Guten Tag"


def test_a_link_alone_is_a_button_and_the_first_one_the_main() -> None:
    html, text = rendered(
        "[Eins](https://a.example/)\n\nSatz mit [Link](https://b.example/).\n\n[Zwei](https://c.example/)"
    )
    assert html.count('class="button"') == 1
    assert html.count('class="button-quiet"') == 1
    assert text == "Eins:\nhttps://a.example/\n\nSatz mit Link <https://b.example/>.\n\nZwei:\nhttps://c.example/"


def test_a_table_stands_in_columns_of_72() -> None:
    source = "| Artikel | Preis |\n|:--|--:|\n| {{ name }} | {{ gross | euro }} |\n| **Gesamt** | 1 |"
    _html, text = rendered(source, name="Ein sehr langer Titel " * 5, gross=Decimal("19.90"))
    lines = text.splitlines()
    assert {len(line) for line in (lines[0], lines[-1])} == {72}
    assert lines[-2].endswith("  19,90\u00a0€")
    assert max(map(len, lines)) == 72


def test_a_table_without_a_head_is_a_list_of_labels() -> None:
    html, text = rendered("| | |\n|:--|:--|\n| IBAN | DE02 |\n| BIC | BYLA |")
    assert "<thead" not in html
    assert text == "IBAN  DE02\nBIC   BYLA"


@pytest.mark.django_db
@pytest.mark.feature("C02")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_every_file_passes_the_check_of_the_editor(key: str, language: str) -> None:
    assert (render.FOLDER / f"{key}.{language}.md").exists()
    spec = get_template(key)
    draft = render.default_source(key, language)
    assert render.problems(spec, draft, language) == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_no_mail_loads_anything_from_anywhere(house: None, key: str) -> None:
    mail = render.sample_mail(get_template(key), render.default_source(key, "de"), "de")
    assert not re.search(r"<(img|link|script|iframe|form)\b|url\(|@import", mail.html)
    assert max(len(line) for line in mail.text.splitlines() if "http" not in line) <= 78
    assert not re.search(r"\{\{|\{%|!(?!doctype|important|--|\[)", mail.text)


@pytest.mark.django_db
def test_the_foot_names_the_sender_and_the_way_out_of_the_contract(house: None) -> None:
    mail = queue()
    for part in (mail.html, mail.text):
        assert "Moos GmbH, Weg 1, 04109 Leipzig" in part
        assert f"{settings.SITE_URL}/widerruf/" in part
    assert "Kranich &amp; Moos" in mail.html


@pytest.mark.django_db
@pytest.mark.feature("P5.01")
def test_the_confirmation_holds_the_contract(house: None) -> None:
    message = queue(template="order_confirmation")
    for words in (
        "B-2026-000123", "Brot braucht Zeit", "19,90\u00a0€", "darin 7\u00a0% Mehrwertsteuer",
        "DE02 1203 0000 0000 2020 51", "01.12.2026", "am 24.11.2026 um 14:30\u00a0Uhr erklärt",
        "ich weiß", "Ihr Widerrufsrecht",
    ):  # fmt: skip
        assert words in re.sub(r"\s*\n(> )?", " ", message.text), words


@pytest.mark.django_db
def test_without_the_tick_the_confirmation_promises_no_early_delivery(house: None) -> None:
    context = get_template("order_confirmation").sample()
    context["waiver"] = {}
    context["payment"] = {"method": "paypal", "url": "https://shop.example/zahlen/x/"}
    text = queue(template="order_confirmation", context=context).text.replace("\n", " ")
    assert "nach Ablauf der Widerrufsfrist" in text
    assert "mit PayPal bezahlen: https://shop.example/zahlen/x/" in text
    assert "IBAN" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Müller, Jörg", 'A "B" <b@example.com>', "x\r\nBcc: evil@example.com", "😀" * 150, "\u202eabc"]
)
def test_a_name_makes_one_address_and_no_further_header(house: None, name: str) -> None:
    message = queue(to_name=name)
    head = as_bytes(message).split(b"\n\n", 1)[0].decode()
    assert re.findall(r"^[\w-]+(?=:)", head, re.MULTILINE) == [
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Auto-Submitted", "Message-ID", "Date",
    ]  # fmt: skip
    assert head.count("johanna@example.com") == 1


def test_paths_of_a_template_are_found_with_their_lines() -> None:
    source = "a {{ order.number }}\n{% for line in order.lines %}\n{{ line.name }} {{ forloop.index }}{% endfor %}"
    template = placeholders.parse(source, language="de")
    assert placeholders.used_paths(source, template) == {"order.number": 1, "order.lines": 2, "order.lines[].name": 3}


@pytest.mark.django_db
def test_every_text_has_a_colour_for_the_night(house: None) -> None:
    mails = [render.sample_mail(spec, render.default_source(spec.key, "de"), "de").html for spec in all_templates()]
    mails.append(layout.from_plain_text("Guten Tag,\n\nText", subject="x", language="de").html)
    for element in re.findall(rf"<[^>]*color:{LOOK.day.ink}[^>]*>", "".join(mails)):
        assert re.search('class="(ink|soft|brand)"', element), element
