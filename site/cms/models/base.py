from typing import Any, Self

from django.core.cache import cache
from django.db import transaction
from wagtail.contrib.settings.models import BaseGenericSetting


class HouseSetting(BaseGenericSetting):
    """A setting of the whole house: read at every sale, written once in a while, so it is kept in the cache."""

    class Meta:
        abstract = True

    @classmethod
    def load(cls, request_or_site: Any = None) -> Self:
        found: Self | None = cache.get(cls._cache_key())
        if found is None:
            found = super().load(request_or_site)
            cache.set(cls._cache_key(), found, 300)
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(self._cache_key())
        transaction.on_commit(lambda: cache.delete(self._cache_key()))

    @classmethod
    def _cache_key(cls) -> str:
        return f"setting.{cls._meta.label_lower}"
