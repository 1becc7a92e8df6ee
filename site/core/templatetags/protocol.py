from django import template

from core.registries import protocol_words
from core.telling import details

register = template.Library()
register.filter(details)


@register.filter
def in_words(codes: str) -> str:
    """“order.placed, order.paid” as staff say it. What nobody has put into words stays as it is."""
    return ", ".join(
        str(protocol_words.get(code) if code in protocol_words else code) for code in str(codes).split(", ")
    )
