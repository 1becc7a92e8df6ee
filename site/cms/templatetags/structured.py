import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Nothing in the data ends the script element around it or begins another one.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.filter
def json_ld(facts: list[dict[str, Any]]) -> SafeString:
    """For `<script type="application/ld+json">`: a block of data that no browser runs."""
    data = {"@context": "https://schema.org", "@graph": facts}
    return mark_safe(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES))
