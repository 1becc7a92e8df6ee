from copy import copy
from typing import Any, Self

from wagtail.contrib.settings.models import BaseGenericSetting

from cms.generation import known


class HouseSetting(BaseGenericSetting):
    """A setting of the whole house: read at every sale, written once in a while, so it is remembered."""

    class Meta:
        abstract = True

    @classmethod
    def load(cls, request_or_site: Any = None) -> Self:
        """A copy, which a form may fill and throw away."""
        return copy(known(cls._meta.label, super().load))
