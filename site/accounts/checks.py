from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(app_configs: Any, **_: Any) -> list[CheckMessage]:
    if settings.STAFF_MFA:
        return []
    return [
        Warning(
            "Staff can log in with a password alone.",
            hint="Set STAFF_MFA=1, so that the back office asks for a second factor.",
            id="accounts.W001",
        )
    ]
