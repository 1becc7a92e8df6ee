"""A part of a page that many pages show: made once per process and generation.

    {% kept "card" title.pk %} … {% endkept %}

What follows its name is all that it depends on, besides the language.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.translation import get_language

from cms.generation import known

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, nodelist: NodeList, depends_on: list[FilterExpression]) -> None:
        self.nodelist, self.depends_on = nodelist, depends_on

    def render(self, context: Any) -> Any:
        if getattr(context.get("request"), "is_preview", False):
            return self.nodelist.render(context)  # a draft is nobody else's
        key = ("html", get_language(), *(expression.resolve(context) for expression in self.depends_on))
        return known(key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    depends_on = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, depends_on)
